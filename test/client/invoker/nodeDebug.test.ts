import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { testInvoker } from "../../support/invoke.js";
import { nodePathOf, nodes } from "../../support/nodes.js";

/** The function is held at the `return`, for longer than its time. */
const CODE = `exports.handler = async (event, context) => {
  const remaining = () => context.getRemainingTimeInMillis();
  const before = remaining();
  return { before, after: remaining() };
};`;

for (const { major, nodePath } of nodes) {
  test(`Node ${major} stops at a breakpoint of the first run, nowhere else, and its clock with it`, async (t) => {
    const { invoker, spec, folder } = testInvoker(t, {
      files: { "index.js": CODE },
      spec: { runtime: `nodejs${major}.x`, timeout: 2 },
      options: {},
    });
    let inspector: Inspector | undefined;
    const run = invoker.run(
      spec,
      "{}",
      { aws: { kind: "blocked" }, debug: true, nodePath },
      {
        debugger: async (language, port) => {
          assert.equal(language, "node");
          inspector = await Inspector.attach(t, port, pathToFileURL(path.join(folder, "index.js")).href);
          void inspector.stopped().then(async () => {
            run.paused();
            await setTimeout(3000);
            run.resumed();
            inspector?.go();
          });
        },
      },
    );
    const { outcome, report } = await run.invocation;
    assert.equal(outcome.kind, "success", JSON.stringify(outcome));
    const { before, after } = JSON.parse(outcome.kind === "success" ? outcome.payload : "{}");
    assert.ok(before > 1000 && before <= 2000, `${before} ms were left`);
    assert.ok(after > 500 && after <= before, `${before} ms were left, and ${after} ms afterwards`);
    assert.ok(report.duration > 3000);
    assert.deepEqual(inspector?.stops, ["3"]);
  });
}

test("the inspector leaves nothing in the log", async (t) => {
  const { invoke } = testInvoker(t, { files: { "index.js": "exports.handler = async () => 1;" } });
  const { log } = await invoke({}, { debug: true }, { debugger: async () => {} });
  assert.doesNotMatch(log, /[Dd]ebugger/);
});

/** A debugger in a process of its own: it sets a breakpoint in line 4 of the file, and tells in which lines it stops. */
class Inspector {
  readonly stops: string[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: Interface,
  ) {
    lines.on("line", (it) => this.stops.push(it));
  }

  static async attach(t: TestContext, port: number, url: string): Promise<Inspector> {
    // Node 22 and later have a WebSocket.
    const child = spawn(nodePathOf(24), ["-e", DEBUGGER, String(port), url], { stdio: ["pipe", "pipe", "inherit"] });
    t.after(() => child.kill());
    const lines = createInterface({ input: child.stdout });
    await once(lines, "line");
    return new Inspector(child, lines);
  }

  async stopped(): Promise<void> {
    await once(this.lines, "line");
  }

  go(): void {
    this.child.stdin?.write("go\n");
  }
}

const DEBUGGER = `
const [, port, url] = process.argv;
fetch("http://127.0.0.1:" + port + "/json").then((it) => it.json()).then(([{ webSocketDebuggerUrl }]) => {
  const socket = new WebSocket(webSocketDebuggerUrl);
  const send = (id, method, params = {}) => socket.send(JSON.stringify({ id, method, params }));
  socket.onopen = () => {
    send(1, "Runtime.enable");
    send(2, "Debugger.enable");
    send(3, "Debugger.setBreakpointByUrl", { url, lineNumber: 3 });
    send(4, "Runtime.runIfWaitingForDebugger");
  };
  socket.onmessage = ({ data }) => {
    const { id, method, params } = JSON.parse(data);
    if (id === 4) console.log("attached");
    if (method === "Debugger.paused") console.log(params.callFrames[0].location.lineNumber);
  };
  process.stdin.on("data", () => send(5, "Debugger.resume"));
});
`;

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { testInvoker } from "../../support/invoke.js";

const BUSY = `exports.handler = () => { console.log("busy"); for (;;); };`;

/** Of these tests alone: what is in it at their end was left behind. */
const temporary = mkdtempSync(path.join(tmpdir(), "lamplight-faults-"));
process.env["TMPDIR"] = temporary;
after(() => rmSync(temporary, { recursive: true, force: true }));

test("nothing is left running when the invoker is killed in the middle of a busy loop", async (t) => {
  const { invoke, folder } = testInvoker(t, { files: { "index.js": BUSY } });
  const invocation = invoke(
    {},
    {},
    { log: (text) => text.includes("busy") && process.kill(invokerOf(folder), "SIGKILL") },
  );
  await assert.rejects(invocation, /the invoker ended while the function was running/);
  await untilNothingRuns(folder);
  for (let waited = 0; foldersOfInvokers().length > 0; waited += 50) {
    assert.ok(waited < 5_000, `left behind: ${foldersOfInvokers().join(", ")}`);
    await setTimeout(50);
  }
});

test("a function whose process is killed fails with the signal, and the next invocation works", async (t) => {
  const { invoke } = testInvoker(t, {
    files: {
      "index.js": `exports.handler = async ({ die }) => { if (die) process.kill(process.pid, "SIGKILL"); return "alive"; };`,
    },
  });
  const { outcome, log } = await invoke({ die: true });
  assert.equal(outcome.kind, "exit");
  assert.match(
    "errorMessage" in outcome ? outcome.errorMessage : "",
    /Error: Runtime exited with error: signal: killed$/,
  );
  assert.match(log, /\tStatus: error\tError Type: Runtime.ExitError\n$/);
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"alive"' });
});

test("nothing is left running when the client is killed in the middle of a busy loop", async (t) => {
  const { folder, spec } = testInvoker(t, { files: { "index.js": BUSY } });
  const request = { kind: "invoke", id: 1, spec, event: "{}", options: { aws: { kind: "blocked" } } };
  const program = `
    const invoker = require("node:child_process").spawn(process.execPath, process.argv.slice(1, 3));
    invoker.stdout.pipe(process.stdout);
    invoker.stdin.write(process.argv[3] + "\\n");`;
  const args = [path.resolve("dist/invoker.js"), path.join(folder, "cache"), JSON.stringify(request)];
  const client = spawn(process.execPath, ["-e", program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => client.kill());
  for await (const line of createInterface({ input: client.stdout })) if (line.includes("busy")) break;
  assert.equal(processesIn(folder).length, 1);
  client.kill("SIGKILL");
  await untilNothingRuns(folder);
});

test("what a handler forked into a session of its own ends with the environment", async (t) => {
  const { invoke, folder, invoker } = testInvoker(t, {
    files: {
      "index.js": `
        const { spawn } = require("node:child_process");
        exports.handler = async () => {
          const child = spawn("sleep", ["1000"], { detached: true, stdio: "ignore", cwd: __dirname });
          child.unref();
          return child.pid;
        };`,
    },
  });
  const { outcome } = await invoke();
  assert.equal(outcome.kind, "success");
  assert.ok(processesIn(folder).length >= 2);
  await invoker.close();
  await untilNothingRuns(folder);
});

test("a flood of output is bounded, and the memory of the client stays flat", async (t) => {
  const { invoke } = testInvoker(t, {
    files: {
      "index.js": `
        const { writeSync } = require("node:fs");
        exports.handler = async () => {
          const line = Buffer.from("x".repeat(1023) + "\\n");
          const block = Buffer.concat(Array(1024).fill(line));
          for (let megabytes = 0; megabytes < 1024; megabytes += 1) {
            for (let sent = 0; sent < block.length; ) {
              try { sent += writeSync(1, block, sent); } catch (error) { if (error.code !== "EAGAIN") throw error; }
            }
          }
          return "done";
        };`,
    },
    spec: { timeout: 60 },
  });
  const before = process.memoryUsage.rss();
  const { outcome, log } = await invoke();
  assert.deepEqual(outcome, { kind: "success", payload: '"done"' });
  assert.ok(log.length < 2 * 1024 * 1024, `${log.length} characters of log`);
  assert.match(log, /\.\.\. 102\d\.\d MB of log left out\n/);
  assert.match(log, /\nREPORT RequestId: /);
  const grown = (process.memoryUsage.rss() - before) / 1024 / 1024;
  assert.ok(grown < 50, `the client grew by ${grown} MB`);
});

test("a handler that ignores SIGTERM and never answers is ended at its timeout", async (t) => {
  const { invoke, folder } = testInvoker(t, {
    files: {
      "index.js": `process.on("SIGTERM", () => {}); exports.handler = ({ hang }) => hang ? new Promise(() => setInterval(() => {}, 1000)) : Promise.resolve(1);`,
    },
    spec: { timeout: 1 },
  });
  const { outcome, log, requestId } = await invoke({ hang: true });
  assert.equal(outcome.kind, "timeout");
  assert.equal(
    "body" in outcome ? outcome.body : "",
    `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ${requestId} Error: Task timed out after 1.00 seconds"}`,
  );
  assert.match(log, new RegExp(`\\n\\S+Z ${requestId} Task timed out after 1\\.00 seconds\\n\\nEND `));
  await untilNothingRuns(folder);
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: "1" });
});

test("a second answer to the same event is refused, and the first one counts", async (t) => {
  const { invoke } = testInvoker(t, {
    files: {
      "index.js": `
        const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
        exports.handler = async (event, context) => {
          const send = (body) => fetch(api + (context.awsRequestId ?? "unknown") + "/response", { method: "POST", body });
          const first = await send('"first"');
          const second = await send('"second"');
          console.log("statuses", first.status, second.status, await second.text());
          return "third";
        };`,
    },
  });
  const { outcome, log } = await invoke();
  assert.deepEqual(outcome, { kind: "success", payload: '"first"' });
  assert.match(log, /statuses 202 400 .*Invalid request ID/);
  assert.equal((await invoke()).outcome.kind, "success");
});

test("a run can be cancelled, and the next one works", async (t) => {
  const { invoker, spec, invoke, folder } = testInvoker(t, {
    files: { "index.js": `exports.handler = async ({ busy }) => { while (busy); return "free"; };` },
    spec: { timeout: 60 },
  });
  const run = invoker.run(
    spec,
    '{"busy":true}',
    { aws: { kind: "blocked" } },
    { log: (text) => text.startsWith("START") && run.cancel() },
  );
  assert.deepEqual((await run.invocation).outcome, { kind: "cancelled" });
  await untilNothingRuns(folder);
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"free"' });
});

function foldersOfInvokers(): readonly string[] {
  return readdirSync(temporary).filter((it) => !it.startsWith("lamplight-test-"));
}

/** Processes whose working directory is the folder. */
function processesIn(folder: string): readonly number[] {
  return readdirSync("/proc").flatMap((it) => (/^\d+$/.test(it) && folderOf(it) === folder ? [Number(it)] : []));
}

function folderOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** The invoker is the parent of the function's process. */
function invokerOf(folder: string): number {
  const [child] = processesIn(folder);
  const [, parent] = /\) \w (\d+) /.exec(readFileSync(`/proc/${child}/stat`, "latin1")) ?? [];
  return Number(parent);
}

async function untilNothingRuns(folder: string): Promise<void> {
  for (let waited = 0; processesIn(folder).length > 0; waited += 50) {
    assert.ok(waited < 5_000, `still running: ${processesIn(folder).join(", ")}`);
    await setTimeout(50);
  }
}

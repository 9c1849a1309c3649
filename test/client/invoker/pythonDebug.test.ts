import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Run } from "../../../client/src/invoker/client.js";
import { type TestInvoker, testInvoker } from "../../support/invoke.js";
import { installedPythons } from "../../support/pythons.js";

/** A package with what the bootstrap asks of debugpy; the real one is what the tests of the editor debug with. */
const DEBUGGER = {
  "debugpy/__init__.py": `
import socket
def listen(address):
  global server
  server = socket.create_server(address)
  return server.getsockname()
def wait_for_client():
  print("client is awaited")
`,
  "debugpy/server/__init__.py": "",
  "debugpy/server/api.py": "",
  "debugpy/adapter/__init__.py": "",
  "debugpy/adapter/clients.py": "",
};

const CODE = `
import sys
print("loaded")
def handler(event, context):
  return [context.get_remaining_time_in_millis(), any("tools" in it for it in sys.path)]
`;

test("the user's code is loaded once a debugger is attached, and no time passes until then", async (t) => {
  const { invoke, folder } = debuggedFunction(t);
  let log = "";
  const { outcome } = await invoke({}, debugging(folder), {
    log: (text) => {
      log += text;
    },
    debugger: async (language, port) => {
      assert.equal(language, "python");
      assert.ok(port > 0);
      await setTimeout(1500);
      assert.doesNotMatch(log, /loaded/);
    },
  });
  assert.ok(outcome.kind === "success", log);
  const [remaining, seesDebugger] = JSON.parse(outcome.payload) as [number, boolean];
  assert.ok(remaining > 500 && remaining <= 1000, `${remaining} ms of 1000 are left`);
  assert.equal(seesDebugger, false);
  assert.match(log, /client is awaited\nloaded\n/);
});

test("the time that a debugger holds a function is none of its own", async (t) => {
  const { invoker, spec, folder, write } = debuggedFunction(t);
  write({
    "app.py": `
import time
def handler(event, context):
  before = context.get_remaining_time_in_millis()
  print("holds", flush=True)
  time.sleep(1.5)
  held = context.get_remaining_time_in_millis()
  print("goes on", flush=True)
  time.sleep(0.3)
  return [before - held, held - context.get_remaining_time_in_millis()]
`,
  });
  const run: Run = invoker.run(
    spec,
    "{}",
    { aws: { kind: "blocked" }, ...debugging(folder) },
    {
      debugger: async () => {},
      log: (text) => {
        if (text.includes("holds")) run.paused();
        if (text.includes("goes on")) run.resumed();
      },
    },
  );
  const { outcome } = await run.invocation;
  assert.ok(outcome.kind === "success");
  const [whileHeld = 0, afterwards = 0] = JSON.parse(outcome.payload) as number[];
  assert.ok(whileHeld < 400, `${whileHeld} ms passed while the function was held`);
  assert.ok(afterwards >= 200, `${afterwards} ms passed afterwards`);
});

test("without a debugger nothing is run, and it is said how to get one", async (t) => {
  const { invoke, folder } = debuggedFunction(t);
  const refused =
    /^Error: the Python debugger was not found: install the Python Debugger extension, or run \S+ -m pip /;
  const { debugpyFolder: _, ...bare } = debugging(folder);
  const empty = path.join(folder, "empty");
  mkdirSync(path.join(empty, "debugpy"), { recursive: true });
  writeFileSync(path.join(empty, "debugpy", "__init__.py"), "raise ImportError('not debugpy')");
  // An environment sees no packages but its own.
  const pythonPath = path.join(folder, "environment");
  const [python] = await installedPythons();
  assert.ok(python);
  execFileSync(python.path, ["-m", "venv", "--without-pip", pythonPath]);
  await assert.rejects(invoke({}, { ...bare, pythonPath }), refused);
  await assert.rejects(
    invoke({}, { ...bare, pythonPath, debugpyFolder: empty }),
    /^Error: the Python debugger of the editor does not run on Python 3\.\S+: run \S+ -m pip install debugpy$/,
  );
});

function debuggedFunction(t: TestContext): TestInvoker {
  const tools = Object.fromEntries(Object.entries(DEBUGGER).map(([name, text]) => [`tools/${name}`, text]));
  return testInvoker(t, {
    files: { "app.py": CODE, ...tools },
    spec: { runtime: "python3.13", handler: "app.handler", timeout: 1 },
  });
}

function debugging(folder: string) {
  return { debug: true, debugpyFolder: path.join(folder, "tools") };
}

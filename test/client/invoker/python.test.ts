import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { FunctionSpec } from "../../../server/src/protocol.js";
import { type TestInvoker, type TestRun, testInvoker } from "../../support/invoke.js";
import { type InstalledPython, installedPythons } from "../../support/pythons.js";

/** A handler that ends in one way when the event says `fail`, and returns "well" else. */
interface Ending {
  readonly what: string;
  readonly code: string;
  readonly spec?: Partial<FunctionSpec>;
  readonly kind: string;
  /** The body but for `requestId`, with FOLDER for the code's. */
  readonly body: object;
  /** Lines that the log has, one after the other, with FOLDER for the code's and ID for the request's. */
  readonly log: readonly string[];
  readonly status?: string;
}

const exit = (text: string) => ({ errorType: "Runtime.ExitError", errorMessage: `RequestId: ID Error: ${text}` });

/** `code` is what the handler does; what follows a line `---` is at the level of the module. */
const ENDINGS: readonly Ending[] = [
  {
    what: "raises",
    code: "raise ValueError('no order\\nat all')",
    kind: "error",
    body: {
      errorMessage: "no order\nat all",
      errorType: "ValueError",
      stackTrace: [`  File "FOLDER/app.py", line 3, in handler\n    raise ValueError('no order\\nat all')\n`],
    },
    log: [
      "[ERROR] ValueError: no order",
      "at all",
      "Traceback (most recent call last):",
      '\u00a0\u00a0File "FOLDER/app.py", line 3, in handler',
      "\u00a0\u00a0\u00a0\u00a0raise ValueError('no order\\nat all')",
    ],
  },
  {
    what: "takes too long",
    code: "import time; time.sleep(60)",
    spec: { timeout: 1 },
    kind: "timeout",
    body: { errorType: "Sandbox.Timedout", errorMessage: "RequestId: ID Error: Task timed out after 1.00 seconds" },
    log: ["TIME ID Task timed out after 1.00 seconds", "", "END RequestId: ID"],
    status: "\tStatus: timeout",
  },
  {
    what: "exits with a status",
    code: "import sys; sys.exit(3)",
    kind: "exit",
    body: exit("Runtime exited with error: exit status 3"),
    log: ["RequestId: ID Error: Runtime exited with error: exit status 3", "Runtime.ExitError"],
    status: "\tStatus: error\tError Type: Runtime.ExitError",
  },
  {
    what: "exits without a status",
    code: "import sys; sys.exit()",
    kind: "exit",
    body: exit("Runtime exited without providing a reason"),
    log: ["RequestId: ID Error: Runtime exited without providing a reason", "Runtime.ExitError"],
  },
  {
    what: "exits with a message",
    code: "import sys; sys.exit('good bye')",
    kind: "exit",
    body: exit("Runtime exited with error: exit status 1"),
    log: ["good bye", "RequestId: ID Error: Runtime exited with error: exit status 1"],
  },
  {
    what: "ends its process at once",
    code: "import os; os._exit(7)",
    kind: "exit",
    body: exit("Runtime exited with error: exit status 7"),
    log: ["Runtime.ExitError", "END RequestId: ID"],
  },
  {
    what: "crashes the interpreter",
    code: "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    kind: "exit",
    body: exit("Runtime exited with error: signal: segmentation fault"),
    log: ["Runtime.ExitError", "END RequestId: ID"],
  },
  {
    what: "raises what is no Exception",
    code: "raise KeyboardInterrupt",
    kind: "exit",
    body: exit("Runtime exited with error: signal: interrupt"),
    log: [
      "Traceback (most recent call last):",
      '  File "FOLDER/app.py", line 3, in handler',
      "    raise KeyboardInterrupt",
    ],
  },
  {
    what: "takes more memory than it has",
    code: "import time; block = bytearray(400 * 1024 * 1024); time.sleep(60)",
    spec: { timeout: 30 },
    kind: "out-of-memory",
    body: exit("Runtime exited with error: signal: killed"),
    log: ["RequestId: ID Error: Runtime exited with error: signal: killed", "Runtime.ExitError"],
    status: "\tStatus: error\tError Type: Runtime.OutOfMemory",
  },
  {
    what: "runs out of memory by itself",
    code: "raise MemoryError()",
    kind: "error",
    body: {
      errorMessage: "",
      errorType: "MemoryError",
      stackTrace: ['  File "FOLDER/app.py", line 3, in handler\n    raise MemoryError()\n'],
    },
    log: ["[ERROR] MemoryError", "Traceback (most recent call last):"],
  },
  {
    what: "returns what is no JSON",
    code: "return {'orders': {1, 2}}",
    kind: "error",
    body: {
      errorMessage: "Unable to marshal response: Object of type set is not JSON serializable",
      errorType: "Runtime.MarshalError",
      stackTrace: [],
    },
    log: [
      "[ERROR] Runtime.MarshalError: Unable to marshal response: Object of type set is not JSON serializable",
      "Traceback (most recent call last):",
    ],
  },
  {
    what: "is asynchronous, which Lambda does not wait for",
    code: "return later()\n---\nasync def later(): return 1",
    kind: "error",
    body: {
      errorMessage: "Unable to marshal response: Object of type coroutine is not JSON serializable",
      errorType: "Runtime.MarshalError",
      stackTrace: [],
    },
    log: ["Traceback (most recent call last):"],
  },
  {
    what: "is a generator, which Lambda does not stream",
    code: "return (it for it in [1])",
    kind: "error",
    body: {
      errorMessage: "Unable to marshal response: Object of type generator is not JSON serializable",
      errorType: "Runtime.MarshalError",
      stackTrace: [],
    },
    log: ["Traceback (most recent call last):"],
  },
  {
    what: "returns a circle",
    code: "circle = []; circle.append(circle); return circle",
    kind: "error",
    body: {
      errorMessage: "Unable to marshal response: Circular reference detected",
      errorType: "Runtime.MarshalError",
      stackTrace: [],
    },
    log: ["Traceback (most recent call last):"],
  },
  {
    what: "returns more than Lambda carries",
    code: "return 'x' * 6291556",
    kind: "oversize",
    body: {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    },
    log: ["END RequestId: ID"],
  },
  {
    what: "raises an error that cannot be printed",
    code: "raise Mute()\n---\nclass Mute(Exception):\n  def __str__(self): raise ValueError()",
    kind: "error",
    body: {
      errorMessage: "<unprintable Mute object>",
      errorType: "Mute",
      stackTrace: ['  File "FOLDER/app.py", line 3, in handler\n    raise Mute()\n'],
    },
    log: ["[ERROR] Mute: <unprintable Mute object>"],
  },
];

for (const ending of ENDINGS) {
  test(`a handler in Python that ${ending.what} ends as on Lambda, and the next invocation works`, async (t) => {
    await onEachPython(t, async (subject, python) => {
      const [code = "", module = ""] = ending.code.split("\n---\n");
      const text = `def handler(event, context):\n  if event.get("fail"):\n    ${code}\n  return "well"\n${module}\n`;
      const { invoke, folder } = functionIn(subject, python, { "app.py": text }, ending.spec);
      const run = await invoke({ fail: true });
      assert.equal(run.outcome.kind, ending.kind, run.log);
      const told = bodyOf(run, folder);
      const { requestId } = told;
      delete told["requestId"];
      assert.deepEqual(told, ending.body);
      if (ending.kind === "error") assert.equal(requestId, "ID");
      assertLog(run, folder, ending.log);
      assert.match(run.log, new RegExp(`\\nREPORT RequestId: [^\\n]*${ending.status ?? ""}\\n$`));
      assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"well"' });
    });
  });
}

/** A function that cannot be loaded. */
interface Unloadable {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly handler?: string;
  readonly errorType: string;
  readonly errorMessage: string | RegExp;
  readonly stackTrace?: readonly string[];
  readonly log: readonly string[];
}

const UNLOADABLE: readonly Unloadable[] = [
  {
    what: "names no export",
    files: { "app.py": "" },
    handler: "app",
    errorType: "Runtime.MalformedHandlerName",
    errorMessage: "Bad handler 'app': not enough values to unpack (expected 2, got 1)",
    log: [
      "[ERROR] Runtime.MalformedHandlerName: Bad handler 'app': not enough values to unpack (expected 2, got 1)",
      "Traceback (most recent call last):",
    ],
  },
  {
    what: "names a module of the interpreter",
    files: { "app.py": "" },
    handler: "sys.exit",
    errorType: "Runtime.BuiltInModuleConflict",
    errorMessage: "Cannot use built-in module sys as a handler module",
    log: ["[ERROR] Runtime.BuiltInModuleConflict: Cannot use built-in module sys as a handler module"],
  },
  {
    what: "names a file that is not there",
    files: { "app.py": "" },
    handler: "src/orders.handler",
    errorType: "Runtime.ImportModuleError",
    errorMessage: "Unable to import module 'src/orders': No module named 'src'",
    log: ["[ERROR] Runtime.ImportModuleError: Unable to import module 'src/orders': No module named 'src'"],
  },
  {
    what: "imports what is not installed",
    files: { "app.py": "import lamplight_absent\ndef handler(event, context): pass" },
    errorType: "Runtime.ImportModuleError",
    errorMessage: "Unable to import module 'app': No module named 'lamplight_absent'",
    log: ["Traceback (most recent call last):"],
  },
  {
    what: "has no such export",
    files: { "app.py": "def main(event, context): pass" },
    errorType: "Runtime.HandlerNotFound",
    errorMessage: "Handler 'handler' missing on module 'app'",
    log: ["[ERROR] Runtime.HandlerNotFound: Handler 'handler' missing on module 'app'"],
  },
  {
    what: "cannot be parsed",
    files: { "app.py": "def handler(event, context):\n  return (1\n" },
    errorType: "Runtime.UserCodeSyntaxError",
    errorMessage: /^Syntax error in module 'app': .* \(app\.py, line \d\)$/,
    log: ["Traceback (most recent call last):"],
  },
  {
    what: "raises while it is loaded",
    files: { "app.py": "import os\nTABLE = os.environ['LAMPLIGHT_ABSENT']\ndef handler(event, context): pass" },
    errorType: "KeyError",
    errorMessage: "'LAMPLIGHT_ABSENT'",
    log: ["[ERROR] KeyError: 'LAMPLIGHT_ABSENT'", "Traceback (most recent call last):"],
  },
];

for (const { what, files, handler = "app.handler", errorType, errorMessage, log } of UNLOADABLE) {
  test(`a function in Python that ${what} fails to initialise as on Lambda, and works once it is mended`, async (t) => {
    await onEachPython(t, async (subject, python) => {
      const { invoke, folder, write } = functionIn(subject, python, files, { handler });
      const run = await invoke();
      assert.equal(run.outcome.kind, "init-error", run.log);
      const told = bodyOf(run, folder);
      assert.equal(told["errorType"], errorType);
      if (typeof errorMessage === "string") assert.equal(told["errorMessage"], errorMessage);
      else assert.match(String(told["errorMessage"]), errorMessage);
      assert.equal(told["requestId"], "");
      assertLog(run, folder, log);
      assert.match(run.log, /\nINIT_REPORT Init Duration: [^\n]*\tPhase: init\tStatus: error\tError Type: /);
      if (handler !== "app.handler") return;
      write({ "app.py": "def handler(event, context): return 'mended'" });
      assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"mended"' });
    });
  });
}

test("a module that exits while it is loaded ends the run, and says what it said", async (t) => {
  const { invoke } = functionIn(t, await anyPython(), { "app.py": "import sys\nsys.exit('no configuration')" });
  const { outcome, log } = await invoke();
  assert.equal(outcome.kind, "exit");
  assert.match(log, /^no configuration$/m);
});

test("the place of a syntax error is told as a frame", async (t) => {
  const { invoke, folder } = functionIn(t, await anyPython(), { "app.py": "x = 1\ndef handler(event, context:\n" });
  const { outcome } = await invoke();
  assert.ok("stack" in outcome);
  assert.deepEqual(
    outcome.stack.map(({ file, line }) => ({ file, line })),
    [{ file: path.join(folder, "app.py"), line: 2 }],
  );
});

test("a function in Python is run, and its environment is used again", async (t) => {
  await onEachPython(t, async (subject, python) => {
    const { invoke } = functionIn(subject, python, {
      "app.py": `
count = 0
def handler(event, context):
  global count
  count += 1
  print("séen", event["a"])
  return {"event": event, "count": count}
`,
    });
    const first = await invoke({ a: "é" });
    const shown = python.minor >= 12 ? "é" : "\\u00e9";
    assert.deepEqual(first.outcome, { kind: "success", payload: `{"event": {"a": "${shown}"}, "count": 1}` });
    assert.match(first.log, /^INIT_START Runtime Version: Python 3\.\d+\.\d+\nSTART .*\nséen é\nEND .*\nREPORT .*Init/);
    const second = await invoke({ a: 2 });
    assert.deepEqual(second.outcome, { kind: "success", payload: '{"event": {"a": 2}, "count": 2}' });
    assert.ok(second.warm);
  });
});

test("values are written as Lambda writes them, not as the standard library does", async (t) => {
  await onEachPython(t, async (subject, python) => {
    const { invoke } = functionIn(subject, python, {
      "app.py": `
from collections import namedtuple
from decimal import Decimal
Point = namedtuple("Point", "x y")
def handler(event, context):
  return [Decimal("1.10"), Decimal("12345678901234567890.5"), Point(1, [Point(2, 3)]), (1, 2), b"bytes", {1: None}]
`,
    });
    assert.deepEqual((await invoke()).outcome, {
      kind: "success",
      payload: '[1.10, 12345678901234567890.5, {"x": 1, "y": [{"x": 2, "y": 3}]}, [1, 2], "bytes", {"1": null}]',
    });
  });
});

test("the context tells all that Lambda's does", async (t) => {
  const { invoke } = functionIn(t, await anyPython(), {
    "app.py": `
import os
def handler(event, context):
  context.log("logged")
  names = ("function_name", "function_version", "invoked_function_arn", "memory_limit_in_mb", "aws_request_id",
    "log_group_name", "log_stream_name", "client_context", "tenant_id")
  fields = {name: getattr(context, name) for name in names}
  fields["identity"] = context.identity.cognito_identity_id
  fields["remaining"] = 2000 < context.get_remaining_time_in_millis() <= 3000
  fields["traced"] = os.environ["_X_AMZN_TRACE_ID"].startswith("Root=1-")
  fields["configured"] = "LAMPLIGHT_BOOTSTRAP" in os.environ
  return fields
`,
  });
  const run = await invoke();
  assert.ok(run.outcome.kind === "success", run.log);
  const { log_stream_name: stream, ...fields } = JSON.parse(run.outcome.payload) as Record<string, unknown>;
  assert.match(String(stream), /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  assert.deepEqual(fields, {
    function_name: "Function",
    function_version: "$LATEST",
    invoked_function_arn: "arn:aws:lambda:us-east-1:123456789012:function:Function",
    memory_limit_in_mb: "128",
    aws_request_id: run.requestId,
    log_group_name: "/aws/lambda/Function",
    client_context: null,
    tenant_id: null,
    identity: null,
    remaining: true,
    traced: true,
    configured: false,
  });
  assert.match(run.log, /\nlogged\n/);
});

test("a handler in nested folders finds its neighbours, what lies beside the code, and the layers", async (t) => {
  await onEachPython(t, async (subject, python) => {
    const { invoke, folder } = functionIn(
      subject,
      python,
      {
        "src/telemetry/archive.py":
          "from .names import NAME\nfrom src.shared import plain\nimport vendored, layered, versioned\n" +
          "def handler(event, context): return [NAME, plain.NAME, vendored.NAME, layered.NAME, versioned.NAME]",
        "src/telemetry/__init__.py": "",
        "src/telemetry/names.py": "NAME = 'neighbour'",
        "src/shared/plain.py": "NAME = 'namespace package'",
        "vendored/__init__.py": "NAME = 'beside the code'",
        "layer/python/layered.py": "NAME = 'layer'",
        [`layer/python/lib/${python.runtime}/site-packages/versioned.py`]: "NAME = 'layer of the version'",
      },
      { handler: "src/telemetry/archive.handler" },
    );
    // The folder of the code is known only now.
    const layered = testInvokerWithLayer(subject, python, folder);
    const payload = '["neighbour", "namespace package", "beside the code", "layer", "layer of the version"]';
    assert.deepEqual((await layered()).outcome, { kind: "success", payload });
    assert.equal((await invoke()).outcome.kind, "init-error");
  });
});

test("names that the runtime uses itself are free for the user's modules", async (t) => {
  const { invoke } = functionIn(
    t,
    await anyPython(),
    {
      "python.py": "import config, block_aws\ndef handler(event, context): return [config.NAME, block_aws.NAME]",
      "config.py": "NAME = 'config'",
      "block_aws.py": "NAME = 'mine'",
    },
    { handler: "python.handler" },
  );
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '["config", "mine"]' });
});

test("a file that changed is loaded anew, even when it was edited within the same second", async (t) => {
  await onEachPython(t, async (subject, python) => {
    const { invoke, write, folder } = functionIn(subject, python, {
      "app.py": "import shared\ndef handler(event, context): return shared.VALUE",
      "shared.py": "VALUE = 1",
    });
    assert.deepEqual((await invoke()).outcome, { kind: "success", payload: "1" });
    write({ "shared.py": "VALUE = 2" });
    const second = await invoke();
    assert.deepEqual(second.outcome, { kind: "success", payload: "2" });
    assert.equal(second.warm, false);
    assert.deepEqual(readdirSync(folder).sort(), ["app.py", "shared.py"], "the user's folder stays as it is");
  });
});

test("a file that is imported during an invocation is watched too", async (t) => {
  const { invoke, write } = functionIn(t, await anyPython(), {
    "app.py": "def handler(event, context):\n  import late\n  return late.VALUE",
    "late.py": "VALUE = 1",
  });
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: "1" });
  assert.ok((await invoke()).warm);
  write({ "late.py": "VALUE = 2" });
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: "2" });
});

test("a handler that closes its output still has its errors logged", async (t) => {
  const { invoke } = functionIn(t, await anyPython(), {
    "app.py":
      "import logging, sys\ndef handler(event, context):\n  sys.stdout.close()\n  logging.warning('closed')\n  raise ValueError('x')",
  });
  const { outcome, log } = await invoke();
  assert.ok(outcome.kind === "error" && outcome.errorType === "ValueError");
  assert.match(log, /^\[WARNING\]\t.*\tclosed$/m);
  assert.match(log, /^\[ERROR\] ValueError: x$/m);
});

test("threads that a handler leaves behind do not keep it from answering", async (t) => {
  const { invoke } = functionIn(t, await anyPython(), {
    "app.py":
      "import threading, time\ndef handler(event, context):\n  threading.Thread(target=time.sleep, args=(60,)).start()\n  return 'answered'",
  });
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"answered"' });
  assert.ok((await invoke()).warm);
});

test("a handler may start processes of its own, in every way that Python has", async (t) => {
  const { invoke } = functionIn(
    t,
    await anyPython(),
    {
      "app.py": `
import multiprocessing
def work(results): results.put("worked")
def handler(event, context):
  res = []
  for method in ("fork", "spawn", "forkserver"):
    ways = multiprocessing.get_context(method)
    results = ways.SimpleQueue()
    process = ways.Process(target=work, args=(results,))
    process.start()
    process.join()
    res.append([process.exitcode, results.get() if process.exitcode == 0 else None])
  return res
`,
    },
    { timeout: 30 },
  );
  const { outcome, log } = await invoke();
  const payload = '[[0, "worked"], [0, "worked"], [0, "worked"]]';
  assert.deepEqual(outcome, { kind: "success", payload }, log);
});

test("a flood of output is bounded", async (t) => {
  const { invoke } = functionIn(
    t,
    await anyPython(),
    {
      "app.py":
        "import sys\ndef handler(event, context):\n  for _ in range(256): sys.stdout.write(('x' * 1023 + '\\n') * 1024)\n  return 'done'",
    },
    { timeout: 60 },
  );
  const { outcome, log } = await invoke();
  assert.deepEqual(outcome, { kind: "success", payload: '"done"' });
  assert.ok(log.length < 2 * 1024 * 1024, `${log.length} characters of log`);
});

test("what Lambda brings and the Python at home lacks is said how to get", async (t) => {
  const { invoke } = functionIn(t, await anyPython(), {
    "app.py": "import snapshot_restore_py\ndef handler(event, context): pass",
  });
  const { outcome, log } = await invoke();
  assert.equal(outcome.kind, "init-error");
  assert.match(log, /^Lamplight: .* run \S+ -m pip install snapshot-restore-py$/m);
});

test("a call to AWS is led to the gate, whatever address it is made to", async (t) => {
  await onEachPython(t, async (subject, python) => {
    const { invoke } = functionIn(subject, python, {
      "app.py": `
from urllib.error import HTTPError
from urllib.request import Request, urlopen
def handler(event, context):
  headers = {"X-Amz-Target": "DynamoDB_20120810.GetItem", "Content-Type": "application/x-amz-json-1.0"}
  request = Request("https://dynamodb.us-east-1.amazonaws.com/", b'{"TableName": "Orders"}', headers)
  try:
    urlopen(request)
  except HTTPError as error:
    return error.code
`,
    });
    const { outcome, calls } = await invoke();
    assert.deepEqual(outcome, { kind: "success", payload: "400" });
    assert.deepEqual(
      calls.map(({ service, operation, resource }) => [service, operation, resource]),
      [["dynamodb", "GetItem", "Orders"]],
    );
  });
});

test("code that is written in the template is run", async (t) => {
  const { invoke } = functionIn(
    t,
    await anyPython(),
    {},
    {
      handler: "index.handler",
      code: { kind: "inline", text: "def handler(event, context): return 'inline'", extension: "py" },
    },
  );
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"inline"' });
});

/** On the oldest and the newest that is installed. */
async function onEachPython(
  t: TestContext,
  body: (t: TestContext, python: InstalledPython) => Promise<void>,
): Promise<void> {
  const pythons = await installedPythons();
  for (const python of new Set([pythons.at(0), pythons.at(-1)]))
    if (python) await t.test(python.runtime, (subject) => body(subject, python));
}

/** The newest one. */
async function anyPython(): Promise<InstalledPython> {
  const python = (await installedPythons()).at(-1);
  assert.ok(python);
  return python;
}

function functionIn(
  t: TestContext,
  python: InstalledPython,
  files: Readonly<Record<string, string>>,
  spec: Partial<FunctionSpec> = {},
): TestInvoker {
  return testInvoker(t, {
    files,
    spec: { runtime: python.runtime, handler: "app.handler", ...spec },
    options: { pythonPath: python.path },
  });
}

/** The function whose code is in the folder, with the layer that is there too. */
function testInvokerWithLayer(t: TestContext, python: InstalledPython, folder: string): () => Promise<TestRun> {
  const layers = [path.join(folder, "layer")];
  const code = { kind: "folder", root: folder, built: false } as const;
  return functionIn(t, python, {}, { handler: "src/telemetry/archive.handler", layers, code }).invoke;
}

function bodyOf({ outcome, requestId }: TestRun, folder: string): Record<string, unknown> {
  assert.ok("body" in outcome);
  return JSON.parse(plain(outcome.body, requestId, folder)) as Record<string, unknown>;
}

function assertLog({ log, requestId }: TestRun, folder: string, lines: readonly string[]): void {
  const text = `\n${plain(log, requestId, folder)}`.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
  assert.ok(text.includes(`\n${lines.join("\n")}\n`), text);
}

function plain(text: string, requestId: string, folder: string): string {
  return text.replaceAll(requestId, "ID").replaceAll(folder, "FOLDER");
}

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { FunctionSpec } from "../../../server/src/protocol.js";
import { testInvoker } from "../../support/invoke.js";

const LOGGING = `
import logging
logger = logging.getLogger()
def handler(event, context):
  logger.debug("debug")
  logger.info("%s orders", 2)
  logger.warning("wärning")
  logging.getLogger("orders").error("two\\nlines", extra={"order": 5})
  print("printed")
`;

test("logging writes Lambda's lines from WARNING on", async (t) => {
  assert.deepEqual(await logOf(t, LOGGING), [
    "[WARNING]\tTIME\tID\twärning",
    "[ERROR]\tTIME\tID\ttwo",
    "lines",
    "printed",
  ]);
});

test("a level that the code sets is kept", async (t) => {
  assert.deepEqual(await logOf(t, `${LOGGING}logger.setLevel("DEBUG")\n`), [
    "[DEBUG]\tTIME\tID\tdebug",
    "[INFO]\tTIME\tID\t2 orders",
    "[WARNING]\tTIME\tID\twärning",
    "[ERROR]\tTIME\tID\ttwo",
    "lines",
    "printed",
  ]);
});

test("what is logged before the first invocation has no request", async (t) => {
  const code = `import logging\nlogging.warning("loaded")\ndef handler(event, context): logging.warning("invoked")`;
  assert.deepEqual(await logOf(t, code), ["[WARNING]\tTIME\t\tloaded", "[WARNING]\tTIME\tID\tinvoked"]);
});

test("an exception that is logged is followed by its trace", async (t) => {
  const code = `
import logging
def handler(event, context):
  try:
    event["x"]
  except KeyError:
    logging.exception("no x")
  print("next")
`;
  const lines = await logOf(t, code);
  assert.deepEqual(lines.slice(0, 3), [
    "[ERROR]\tTIME\tID\tno x",
    "Traceback (most recent call last):",
    '  File "FOLDER/app.py", line 5, in handler',
  ]);
  assert.deepEqual(lines.slice(-2), ["KeyError: 'x'", "next"]);
});

test("basicConfig changes nothing, as on Lambda", async (t) => {
  const code = `
import logging
logging.basicConfig(level="DEBUG", format="%(message)s")
def handler(event, context):
  logging.info("left out")
  logging.error("logged")
`;
  assert.deepEqual(await logOf(t, code), ["[ERROR]\tTIME\tID\tlogged"]);
});

test("in JSON each message is an object, with what the code adds", async (t) => {
  assert.deepEqual(objects(await logOf(t, LOGGING, { format: "JSON", applicationLevel: "INFO" })), [
    { timestamp: "TIME", level: "INFO", message: "2 orders", logger: "root", requestId: "ID" },
    { timestamp: "TIME", level: "WARNING", message: "wärning", logger: "root", requestId: "ID" },
    { timestamp: "TIME", level: "ERROR", message: "two\nlines", logger: "orders", requestId: "ID", order: 5 },
    "printed",
  ]);
});

test("the level TRACE of the template lets DEBUG through", async (t) => {
  const [first] = objects(await logOf(t, LOGGING, { format: "JSON", applicationLevel: "TRACE" }));
  assert.deepEqual(first, { timestamp: "TIME", level: "DEBUG", message: "debug", logger: "root", requestId: "ID" });
});

test("in JSON an exception that is logged is told in fields", async (t) => {
  const code = `
import logging
def handler(event, context):
  try: event["x"]
  except KeyError: logging.exception({"order": 5})
`;
  const [entry] = objects(await logOf(t, code, { format: "JSON" }));
  assert.ok(typeof entry === "object");
  const { stackTrace, ...fields } = entry;
  assert.deepEqual(fields, {
    timestamp: "TIME",
    level: "ERROR",
    message: { order: 5 },
    logger: "root",
    errorType: "KeyError",
    errorMessage: "'x'",
    requestId: "ID",
    location: "FOLDER/app.py:handler:5",
  });
  assert.match(String(stackTrace), /File "FOLDER\/app\.py", line 4, in handler/);
});

test("in JSON an error of the handler is an object", async (t) => {
  const code = "def handler(event, context): raise ValueError('bad')";
  const [entry] = objects(await logOf(t, code, { format: "JSON" }));
  assert.deepEqual(entry, {
    timestamp: "TIME",
    level: "ERROR",
    errorMessage: "bad",
    errorType: "ValueError",
    requestId: "ID",
    stackTrace: [
      "  File \"FOLDER/app.py\", line 1, in handler\n    def handler(event, context): raise ValueError('bad')\n",
    ],
  });
});

/** The lines between those of the platform. */
async function logOf(
  t: TestContext,
  code: string,
  logging: FunctionSpec["logging"] = { format: "Text" },
): Promise<readonly string[]> {
  const { invoke, folder } = testInvoker(t, {
    files: { "app.py": code },
    spec: { runtime: "python3.13", handler: "app.handler", logging },
  });
  const { log, requestId } = await invoke();
  return log
    .replaceAll(requestId, "ID")
    .replaceAll(folder, "FOLDER")
    .split("\n")
    .filter((it) => !/^(?:INIT_START|START|END|REPORT|$)|"type":"platform\./.test(it))
    .map((it) => it.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, "TIME"));
}

function objects(lines: readonly string[]): readonly (string | Record<string, unknown>)[] {
  return lines.map((it) => (it.startsWith("{") ? (JSON.parse(it) as Record<string, unknown>) : it));
}

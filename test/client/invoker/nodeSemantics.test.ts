import assert from "node:assert/strict";
import { test } from "node:test";
import { testInvoker } from "../../support/invoke.js";
import { nodes } from "../../support/nodes.js";

/** Handlers, and what they come to: a payload, or the type and the message of an error. */
const upTo22: Readonly<Record<string, readonly [code: string, result: string]>> = {
  "a callback": ["(event, context, callback) => callback(null, 'called')", '"called"'],
  "a callback with an error": ["(event, context, callback) => callback(new RangeError('no'))", "RangeError: no"],
  "a callback with a text as its error": ["(event, context, callback) => callback('no')", "string: no"],
  "a callback without anything": ["(event, context, callback) => callback()", "null"],
  "the first of two callbacks": ["(event, context, callback) => { callback(null, 1); callback(null, 2); }", "1"],
  "a callback before a promise": ["async (event, context, callback) => { context.done(null, 1); return 2; }", "1"],
  "context.succeed": ["(event, context) => context.succeed({ a: 1 })", '{"a":1}'],
  "context.fail": ["(event, context) => context.fail(new Error('failed'))", "Error: failed"],
  "context.fail without an error": ["(event, context) => context.fail()", "string: handled"],
  "context.done": ["(event, context) => context.done(null, 'done')", '"done"'],
  "context.done with an error": ["(event, context) => context.done(new Error('undone'))", "Error: undone"],
  "no answer of a handler that is not asynchronous": ["() => 5", "null"],
  "a thenable": ["() => ({ then: (done) => done('then') })", '"then"'],
  undefined: ["async () => undefined", "null"],
  "a rejection with nothing": ["() => Promise.reject()", "string: handled"],
  "an object that looks like an error": [
    "async () => { throw { name: 'Like', message: 'an error', stack: 'Like: an error' }; }",
    "Like: an error",
  ],
  "a result of a callback without JSON": [
    "(event, context, callback) => callback(null, 1n)",
    "Error: Unable to stringify response body",
  ],
};

const from24: typeof upTo22 = {
  "a promise": ["async () => 'promised'", '"promised"'],
  "a value": ["() => 'returned'", '"returned"'],
  "a thenable": ["() => ({ then: (done) => done('then') })", '"then"'],
  undefined: ["async () => undefined", "null"],
  "a context without callbacks": [
    "async (event, context) => ['done', 'succeed', 'fail', 'callbackWaitsForEmptyEventLoop'].map((it) => it in context)",
    "[false,false,false,false]",
  ],
  "a handler with a callback": [
    "(event, context, callback) => callback(null, 1)",
    "Runtime.CallbackHandlerDeprecated: ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
  ],
  "an object that looks like an error": [
    "async () => { throw { name: 'Like', message: 'an error', stack: 'Like: an error' }; }",
    "object: [object Object]",
  ],
};

for (const { major, nodePath } of nodes) {
  const setting = { spec: { runtime: `nodejs${major}.x` }, options: { nodePath } };

  for (const [name, [code, result]] of Object.entries(major < 24 ? upTo22 : from24)) {
    test(`Node ${major}: ${name} counts as on Lambda`, async (t) => {
      const { invoke } = testInvoker(t, { files: { "index.js": `exports.handler = ${code};` }, ...setting });
      const { outcome, log } = await invoke();
      const told =
        outcome.kind === "success"
          ? outcome.payload
          : "errorType" in outcome && `${outcome.errorType}: ${outcome.errorMessage}`;
      assert.equal(told, result, log);
    });
  }

  test(`Node ${major}: an error in an ES module is told with its place`, async (t) => {
    const { invoke, write, folder } = testInvoker(t, { files: { "index.mjs": "\n\nexport const = 1;" }, ...setting });
    const place = async () => {
      const { outcome, log } = await invoke();
      const [top] = "stack" in outcome ? outcome.stack : [];
      return top ? `${top.file.replace(folder, "CODE")}:${top.line}` : log;
    };
    assert.equal(await place(), "CODE/index.mjs:3");
    write({
      "index.mjs": "import './other.mjs';\nexport const handler = () => {};",
      "other.mjs": "\nthrow new Error('start');",
    });
    assert.equal(await place(), "CODE/other.mjs:2");
    write({ "other.mjs": "", "index.mjs": "export const handler = async () => {\n\nthrow new Error('run');\n};" });
    assert.equal(await place(), "CODE/index.mjs:3");
  });

  test(`Node ${major}: the context tells what Lambda's tells`, async (t) => {
    const { invoke } = testInvoker(t, {
      files: {
        "index.js": `exports.handler = async (event, context) => {
          const trace = process.env._X_AMZN_TRACE_ID;
          return { ...context, left: context.getRemainingTimeInMillis(), trace };
        };`,
      },
      ...setting,
    });
    const first = await invoke();
    assert.equal(first.outcome.kind, "success", first.log);
    const context = JSON.parse(first.outcome.kind === "success" ? first.outcome.payload : "{}");
    const { left, logStreamName, trace, xRayTraceId, callbackWaitsForEmptyEventLoop, ...rest } = context;
    assert.deepEqual(rest, {
      functionName: "Function",
      functionVersion: "$LATEST",
      memoryLimitInMB: "128",
      logGroupName: "/aws/lambda/Function",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:Function",
      awsRequestId: first.requestId,
    });
    assert.ok(left > 2000 && left <= 3000, String(left));
    assert.match(logStreamName, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.match(trace, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    assert.equal(xRayTraceId, major < 24 ? undefined : trace);
    assert.equal(callbackWaitsForEmptyEventLoop, major < 24 ? true : undefined);
    const second = await invoke();
    assert.equal(second.outcome.kind, "success");
    assert.ok(!JSON.stringify(second.outcome).includes(trace));
  });

  test(`Node ${major}: a line of the log is a time, the request, a level and the message, of one line or more`, async (t) => {
    const { invoke } = testInvoker(t, {
      files: {
        "index.js": `
          console.log("before");
          exports.handler = async () => {
            for (const it of ["trace", "debug", "info", "log", "warn", "error"]) console[it](it, { a: 1 });
            console.log("one\\ntwo");
          };`,
      },
      ...setting,
    });
    const { log, requestId } = await invoke();
    const [, before, , ...lines] = log.replaceAll(requestId, "ID").split("\n");
    const ofTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t/;
    assert.match(before ?? "", ofTime);
    assert.equal(before?.replace(ofTime, ""), `${major < 24 ? "undefined" : "-"}\tINFO\tbefore`);
    assert.deepEqual(
      lines.slice(0, 8).map((it) => it.replace(ofTime, "")),
      [
        "ID\tTRACE\ttrace { a: 1 }",
        "ID\tDEBUG\tdebug { a: 1 }",
        "ID\tINFO\tinfo { a: 1 }",
        "ID\tINFO\tlog { a: 1 }",
        "ID\tWARN\twarn { a: 1 }",
        "ID\tERROR\terror { a: 1 }",
        "ID\tINFO\tone",
        "two",
      ],
    );
  });

  test(`Node ${major}: a log in JSON has an object for each message, and starts at its level`, async (t) => {
    const { invoke } = testInvoker(t, {
      files: {
        "index.js": `exports.handler = async () => {
          console.info("not shown");
          console.warn({ a: 1 });
          console.error("failed:", new TypeError("odd"));
          throw new RangeError("thrown");
        };`,
      },
      spec: { ...setting.spec, logging: { format: "JSON", applicationLevel: "WARN" } },
      options: setting.options,
    });
    const { log, requestId } = await invoke();
    const entries = log
      .trimEnd()
      .split("\n")
      .map((it) => JSON.parse(it))
      .filter((it) => "level" in it);
    assert.ok(entries.every((it) => it.requestId === requestId && !Number.isNaN(Date.parse(it.timestamp))));
    const [warned, failed, thrown, ...more] = entries;
    assert.deepEqual(more, []);
    assert.deepEqual([warned.level, warned.message], ["WARN", { a: 1 }]);
    assert.match(failed.message, /^failed: TypeError: odd\n/);
    assert.deepEqual([failed.level, failed.errorType, failed.errorMessage], ["ERROR", "TypeError", "odd"]);
    assert.match(failed.stackTrace[1], /index\.js:4:/);
    assert.deepEqual([thrown.level, thrown.message.errorMessage], ["ERROR", "thrown"]);
  });

  for (const [name, code, payload] of [
    [
      "writes and an end",
      `stream.write("one "); stream.write(Buffer.from("two ")); stream.end("three");`,
      "one two three",
    ],
    ["objects", `stream.write({ a: 1 }); stream.end();`, '{"a":1}'],
    ["a stream that is piped", `await pipeline(Readable.from(["one ", "two"]), stream);`, "one two"],
    [
      "a prelude",
      `const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201 }); out.write("body"); out.end();`,
      `{"statusCode":201}${"\0".repeat(8)}body`,
    ],
    [
      "pauses",
      `stream.write("one "); await new Promise((done) => setTimeout(done, 100)); stream.end("two");`,
      "one two",
    ],
    ["nothing but an end", `stream.end();`, ""],
    [
      "a lot",
      `const part = "x".repeat(100_000); for (let it = 0; it < 20; it += 1) if (!stream.write(part)) await once(stream, "drain"); stream.end();`,
      "x".repeat(2_000_000),
    ],
  ] as const) {
    test(`Node ${major}: a streamed response is what was written: ${name}`, async (t) => {
      const { invoke } = testInvoker(t, { files: { "index.js": streaming(code) }, ...setting });
      const { outcome, log } = await invoke();
      assert.deepEqual(outcome, { kind: "success", payload }, log);
      assert.equal((await invoke()).outcome.kind, "success");
    });
  }

  for (const [name, code, errorType, errorMessage] of [
    ["that fails at the start", `throw new RangeError("at once");`, "RangeError", "at once"],
    ["that fails in the middle", `stream.write("begun"); throw new RangeError("later");`, "RangeError", "later"],
    [
      "whose source fails",
      `await pipeline(async function* () { yield "a"; throw new RangeError("source"); }, stream);`,
      "RangeError",
      "source",
    ],
    [
      "that is destroyed",
      `stream.write("begun"); stream.destroy();`,
      major < 24 ? "string" : "Error",
      "Response stream is not finished.",
    ],
    [
      "whose type is set too late",
      `stream.write("a"); stream.setContentType("text/plain");`,
      "Runtime.InvalidStreamingOperation",
      "Cannot set content-type, too late.",
    ],
  ] as const) {
    test(`Node ${major}: a streamed response ${name} is an error, and the next run works`, async (t) => {
      const { invoke } = testInvoker(t, {
        files: { "index.js": streaming(`if (event.fails) { ${code} } else stream.end("works");`) },
        ...setting,
      });
      const { outcome, log } = await invoke({ fails: true });
      assert.equal(outcome.kind, "error", log);
      assert.deepEqual("errorType" in outcome && [outcome.errorType, outcome.errorMessage], [errorType, errorMessage]);
      assert.match(log, /\tERROR\tInvoke Error \t/);
      const next = await invoke();
      assert.deepEqual(next.outcome, { kind: "success", payload: "works" });
      assert.ok(next.warm);
    });
  }

  if (major < 24) {
    test(`Node ${major}: what nobody catches while a response is streamed is told after it`, async (t) => {
      const code = `stream.write("begun"); setTimeout(() => { throw new RangeError("loose"); }); await once(stream, "finish");`;
      const { invoke } = testInvoker(t, { files: { "index.js": streaming(code) }, ...setting });
      const { outcome, log } = await invoke();
      assert.deepEqual(
        "errorType" in outcome && [outcome.errorType, outcome.errorMessage],
        ["RangeError", "loose"],
        log,
      );
      assert.match(log, /Runtime exited with error: exit status 129\n/);
    });
  }

  test(`Node ${major}: a streamed response that is never ended takes the function's time`, async (t) => {
    const { invoke } = testInvoker(t, {
      files: { "index.js": streaming("") },
      spec: { ...setting.spec, timeout: 1 },
      options: setting.options,
    });
    assert.equal((await invoke()).outcome.kind, "timeout");
  });
}

for (const { major, nodePath } of nodes.filter((it) => it.major < 24)) {
  for (const [name, setting, expected] of [
    ["waits for the event loop", "", true],
    ["does not wait when it is told not to", "context.callbackWaitsForEmptyEventLoop = false;", false],
  ] as const) {
    test(`Node ${major}: the result of a callback ${name}`, async (t) => {
      const code = `${setting} setTimeout(() => console.log("afterwards"), 300); callback(null, 1);`;
      const { invoke } = testInvoker(t, {
        files: { "index.js": `exports.handler = (event, context, callback) => { ${code} };` },
        spec: { runtime: `nodejs${major}.x` },
        options: { nodePath },
      });
      const { outcome, log } = await invoke();
      assert.deepEqual(outcome, { kind: "success", payload: "1" });
      assert.equal(log.includes("afterwards"), expected);
      assert.match(log, /\tWARN\tAWS Lambda plans to remove support for callback-based function handlers/);
    });
  }
}

test("what a function replaces of Node's HTTP does not reach the runtime", async (t) => {
  const { invoke } = testInvoker(t, {
    files: {
      "index.js": `
        require("node:http").request = require("node:https").request = () => { throw new Error("replaced"); };
        globalThis.fetch = () => { throw new Error("replaced"); };
        exports.handler = async () => "answered";`,
    },
  });
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"answered"' });
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"answered"' });
});

test("an event of many megabytes arrives whole, and so does its answer", async (t) => {
  const { invoke } = testInvoker(t, {
    files: { "index.js": "exports.handler = async ({ text }) => ({ length: text.length, text });" },
    spec: { memorySize: 1024, timeout: 20 },
  });
  const text = "ä".repeat(2_900_000);
  const { outcome } = await invoke({ text });
  assert.ok(outcome.kind === "success" && outcome.payload === JSON.stringify({ length: 2_900_000, text }));
});

test("a function sees no variable of Lamplight's own", async (t) => {
  const { invoke } = testInvoker(t, {
    files: {
      "index.js": "exports.handler = async () => Object.keys(process.env).filter((it) => it.includes('BOOTSTRAP'));",
    },
  });
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: "[]" });
});

function streaming(code: string): string {
  return `
    const { once } = require("node:events");
    const { Readable } = require("node:stream");
    const { pipeline } = require("node:stream/promises");
    exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${code} });`;
}

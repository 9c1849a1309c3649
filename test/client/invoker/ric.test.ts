import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { Environment } from "../../../client/src/invoker/environment.js";
import type { Launch } from "../../../client/src/invoker/launch.js";
import type { Outcome } from "../../../client/src/invoker/outcome.js";
import { Watch } from "../../../client/src/invoker/reaper.js";
import { variablesOf } from "../../../client/src/invoker/variables.js";
import { type TestInvoker, testInvoker } from "../../support/invoke.js";
import { nodePathOf } from "../../support/nodes.js";

/**
 * AWS's own runtime client for Node.js 24 against our Runtime API, and our runtime beside it: the same functions come to
 * the same ends, with the same lines in the log. `node scripts/ric.mjs` builds it.
 */
const client = path.resolve("node_modules/.cache/ric/node_modules/aws-lambda-ric/index.mjs");

const EVENT = { a: 1 };

interface Run {
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly log: string;
}

/** Their client may ask for the next event before it has sent the end of a stream, which goes over a connection of its own. */
const CONNECTED = "await new Promise((done) => setTimeout(done, 50));";

const functions: Readonly<Record<string, string>> = {
  "a result": "exports.handler = async (event, { awsRequestId }) => ({ event, id: typeof awsRequestId });",
  "a result that comes at once": "exports.handler = () => 1;",
  "no result": "exports.handler = async () => {};",
  "a result that has no JSON": "exports.handler = async () => () => {};",
  "a result that cannot be written": "exports.handler = async () => 1n;",
  "a result that is too large": "exports.handler = async () => 'x'.repeat(6 * 1024 * 1024 + 100);",
  "an error":
    "class E extends Error { code = 3; name = 'Special' }; exports.handler = async () => { throw new E('a\\nb\\x7f'); };",
  "an error at once": "exports.handler = () => { throw new TypeError('at once'); };",
  "an error that is none": "exports.handler = async () => { throw { message: 'no error' }; };",
  "an error that is nothing": "exports.handler = async () => { throw undefined; };",
  "an error that refers to itself":
    "exports.handler = async () => { const e = new Error('self'); e.self = e; throw e; };",
  "an error nobody catches":
    "exports.handler = () => new Promise(() => { setTimeout(() => { throw new Error('loose'); }); });",
  "a rejection nobody handles":
    "exports.handler = () => new Promise((done) => { void Promise.reject(new Error('loose')); setTimeout(done, 50); });",
  "a promise that is never settled": "exports.handler = () => new Promise(() => {});",
  "an exit": "exports.handler = () => process.exit(7);",
  "an exit that seems good": "exports.handler = () => process.exit(0);",
  "an export that is missing": "exports.other = 1;",
  "an export that is no function": "exports.handler = { a: 1 };",
  "a module that is missing": "require('missing'); exports.handler = () => {};",
  "a syntax error": "exports.handler = () => {\n  const = 1;\n};",
  "an error at the start": "throw new RangeError('at the start');",
  "a handler with a callback": "exports.handler = (event, context, callback) => callback(null, 1);",
  "a default": "module.exports = { default: { handler: async () => 'default' } };",
  "lines of the log": `
    console.log("before");
    exports.handler = async () => {
      console.log();
      console.log("a %s c\\nsecond line", "b", { d: [1] });
      for (const it of ["trace", "debug", "info", "warn", "error", "fatal"]) console[it](it);
      console.error("with", new Error("logged").message, [new Map([[1, 2]])]);
    };`,
  "a context": `
    exports.handler = async (event, context) => {
      const { getRemainingTimeInMillis, awsRequestId, xRayTraceId, logStreamName, ...rest } = context;
      return { rest: Object.entries(rest).sort(), left: Math.round(getRemainingTimeInMillis() / 1000), trace: xRayTraceId === process.env._X_AMZN_TRACE_ID,
        id: awslambda.InvokeStore.getRequestId() === awsRequestId, keys: Object.keys(context).sort() };
    };`,
  "a streamed response": `
    const { Readable } = require("node:stream");
    const { pipeline } = require("node:stream/promises");
    exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.setContentType("text/plain");
      await pipeline(Readable.from(["one ", "two ", Buffer.from("three")]), stream);
    });`,
  "a streamed response with a prelude": `
    exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
      const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201, id: typeof context.awsRequestId });
      out.write({ object: true });
      out.end("end");
    });`,
  "a streamed response that fails in the middle": `
    exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write("begun"); ${CONNECTED} throw new Error("broken"); });`,
  "a streamed response that fails at the start": `
    exports.handler = awslambda.streamifyResponse(async () => { ${CONNECTED} throw new Error("not begun"); });`,
  "a streaming handler that returns a value": `
    exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.end(); return 1; });`,
};

if (process.platform === "linux") {
  test("AWS's own runtime client is there", () => {
    assert.ok(existsSync(client), "run node scripts/ric.mjs");
  });
  for (const format of ["Text", "JSON"] as const) {
    for (const [name, code] of Object.entries(functions)) {
      if (format === "JSON" && !["an error", "an error at the start", "lines of the log"].includes(name)) continue;
      test(`AWS's own runtime client and ours agree on ${name}, with a log in ${format}`, async (t) => {
        const invoker = testInvoker(t, {
          files: { "index.js": code },
          spec: { runtime: "nodejs24.x", timeout: 2, memorySize: 256, logging: { format } },
          options: { nodePath: nodePathOf(24) },
        });
        const [theirs, ours] = await Promise.all([withClientOfAws(t, invoker), invoker.invoke(EVENT)]);
        assert.deepEqual(comparable(ours, invoker.folder), comparable(theirs, invoker.folder));
      });
    }
  }
}

/** Runs the function in an environment whose runtime is theirs. */
async function withClientOfAws(t: TestContext, { spec, folder }: TestInvoker): Promise<Run> {
  const variables = variablesOf({
    spec,
    own: process.env,
    inherit: [],
    envFile: {},
    aws: {},
    taskRoot: folder,
    runtimeFolder: path.dirname(client),
    tmpFolder: path.dirname(folder),
  });
  const launch: Launch = {
    command: nodePathOf(24),
    args: [client],
    cwd: folder,
    variables,
    runtimeName: "aws-lambda-ric",
    functionArn: `arn:aws:lambda:${spec.region}:${spec.accountId}:function:${spec.name}`,
    timeout: spec.timeout,
    memorySize: spec.memorySize,
    memoryAllowance: 50,
    jsonLog: spec.logging.format === "JSON",
    clockFile: path.join(folder, "..", "clock"),
    bootstraps: path.dirname(client),
  };
  const watch = new Watch(path.join(folder, "..", "watched"));
  const environment = new Environment(launch, watch);
  t.after(() => {
    environment.end();
    watch.close();
  });
  let log = "";
  const listener = { log: (text: string) => (log += text), debuggable: () => {} };
  return { ...(await environment.invoke(JSON.stringify(EVENT), listener)), log };
}

/** What a run came to, without times, identifiers, paths, the frames of stacks, and what their native parts say. */
function comparable(run: Run, folder: string): object {
  const known = (text: string) => {
    return text
      .replaceAll(run.requestId, "ID")
      .replaceAll(folder, "CODE")
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
      .replace(/," {4}at [^"]*"/g, "")
      .replace(/\n {4}at .*/g, "");
  };
  const { outcome } = run;
  const log = known(run.log)
    // Their failed start is told once more, by Node.
    .replace(/^node:internal\/process\/promises[\s\S]*?\nNode\.js v.*\n/m, "")
    .replace(/^(?:INIT_|REPORT|\[ERROR\] \[\d+\] LAMBDA_RUNTIME|\{.*"type":"platform).*\n/gm, "");
  if (!("body" in outcome)) return { outcome, log };
  const { stack, body, ...rest } = outcome;
  return { ...rest, body: known(body), errorMessage: known(outcome.errorMessage), log };
}

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FailureKind } from "../../../client/src/invoker/outcome.js";
import type { FunctionSpec } from "../../../server/src/protocol.js";
import { testInvoker } from "../../support/invoke.js";
import { nodes } from "../../support/nodes.js";

/** How a function fails, and what the user sees of it. `ID` stands for the request, `CODE` for the folder. */
interface Failing {
  /** Of the handler, where it is to fail; elsewhere it works. */
  readonly body?: string;
  /** Of the file, in place of one with a handler. */
  readonly file?: string;
  readonly spec?: Partial<FunctionSpec>;
  readonly kind: FailureKind;
  /** A text is the whole body. */
  readonly error: string | { readonly errorType: string; readonly errorMessage: string | RegExp; readonly at?: string };
  readonly log: readonly RegExp[];
  /** Of the last line. */
  readonly report: RegExp;
}

const EXITED = `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: ID Error: Runtime exited `;

function failures(major: number): Readonly<Record<string, Failing>> {
  const isOld = major < 24;
  const initTitle = isOld ? "TIME\\tundefined\\tERROR\\tUncaught Exception" : "TIME\\t-\\tERROR\\tInit Error";
  const initError = (errorType: string, errorMessage: string | RegExp, at?: string) => ({
    kind: "init-error" as const,
    error: { errorType, errorMessage, ...(at !== undefined && { at }) },
    log: [
      new RegExp(`^${initTitle} \\t{"errorType":"${errorType}",`, "m"),
      new RegExp(
        `^INIT_REPORT Init Duration: \\S+ ms\\tPhase: init\\tStatus: error\\tError Type: ${errorType}\\n`,
        "m",
      ),
    ],
    report: new RegExp(`\\tStatus: error\\tError Type: ${errorType}$`),
  });
  return {
    "an error": {
      body: `throw new TypeError("wrong");`,
      kind: "error",
      error: { errorType: "TypeError", errorMessage: "wrong", at: "CODE/index.js:2" },
      log: [
        /^TIME\tID\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"wrong","stack":\["TypeError: wrong","/m,
      ],
      report: /Init Duration: [0-9.]+ ms$/,
    },
    "a value that is thrown": {
      body: `throw "text";`,
      kind: "error",
      error: `{"errorType":"string","errorMessage":"text","trace":[]}`,
      log: [/^TIME\tID\tERROR\tInvoke Error \t\{"errorType":"Error","errorMessage":"text",/m],
      report: /Init Duration: [0-9.]+ ms$/,
    },
    "an error that is no ordinary one": {
      body: `const odd = new Error("odd"); odd.name = 7; odd.stack = [1]; odd.self = odd; throw odd;`,
      kind: "error",
      error: `{"errorType":"7","errorMessage":"odd","trace":[]}`,
      log: [/^TIME\tID\tERROR\tInvoke Error \t\{"errorType":"7","errorMessage":"odd","trace":\[\]\}\n/m],
      report: /Init Duration: [0-9.]+ ms$/,
    },
    "an error that cannot be looked at": {
      body: `throw Object.defineProperty(new Error(), "message", { get() { throw 1; } });`,
      kind: "error",
      error: `{"errorType":"handled","errorMessage":"callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack"}`,
      log: [/^TIME\tID\tERROR\tInvoke Error \t\{"errorType":"handled",/m],
      report: /Init Duration: [0-9.]+ ms$/,
    },
    "a result without JSON": {
      body: `return 1n;`,
      kind: "error",
      error: {
        errorType: isOld ? "Error" : "Runtime.JSONStringifyError",
        errorMessage: "Unable to stringify response body",
      },
      log: [/^TIME\tID\tERROR\tInvoke Error \t.*"Unable to stringify response body"/m],
      report: /Init Duration: [0-9.]+ ms$/,
    },
    "a result that is too large": {
      body: `return "x".repeat(6 * 1024 * 1024 + 99);`,
      kind: "oversize",
      error: `{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}`,
      log: [/^START .*\nEND .*\n/m],
      report: /\tStatus: error\tError Type: Function\.ResponseSizeTooLarge$/,
    },
    "a timeout": {
      body: `await new Promise((done) => setTimeout(done, 60_000));`,
      spec: { timeout: 1 },
      kind: "timeout",
      error: `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ID Error: Task timed out after 1.00 seconds"}`,
      log: [/^TIME ID Task timed out after 1\.00 seconds\n\nEND /m],
      report: /\tStatus: timeout$/,
    },
    "a loop without end": {
      body: `for (;;);`,
      spec: { timeout: 1 },
      kind: "timeout",
      error: `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ID Error: Task timed out after 1.00 seconds"}`,
      log: [/^TIME ID Task timed out after 1\.00 seconds\n\nEND /m],
      report: /\tStatus: timeout$/,
    },
    "an error that nobody catches": {
      body: `setTimeout(() => { throw new Error("loose"); }); await new Promise((done) => setTimeout(done, 60_000));`,
      ...(isOld
        ? {
            kind: "error" as const,
            error: { errorType: "Error", errorMessage: "loose", at: "CODE/index.js:2" },
            log: [
              /^TIME\tID\tERROR\tUncaught Exception \t\{"errorType":"Error","errorMessage":"loose",/m,
              /^RequestId: ID Error: Runtime exited with error: exit status 129\nRuntime\.ExitError\nEND /m,
            ],
            report: /Init Duration: [0-9.]+ ms$/,
          }
        : {
            kind: "exit" as const,
            error: `${EXITED}with error: exit status 1"}`,
            log: [
              /^Error: loose\n {4}at /m,
              /^RequestId: ID Error: Runtime exited with error: exit status 1\nRuntime\.ExitError\nEND /m,
            ],
            report: /\tStatus: error\tError Type: Runtime\.ExitError$/,
          }),
    },
    "a rejection that nobody handles": {
      body: `void Promise.reject(new Error("loose")); await new Promise((done) => setTimeout(done, 60_000));`,
      ...(isOld
        ? {
            kind: "error" as const,
            error: {
              errorType: "Runtime.UnhandledPromiseRejection",
              errorMessage: "Error: loose",
              at: "CODE/index.js:2",
            },
            log: [
              /^TIME\tID\tERROR\tUnhandled Promise Rejection \t\{"errorType":"Runtime\.UnhandledPromiseRejection","errorMessage":"Error: loose",/m,
              /^RequestId: ID Error: Runtime exited with error: exit status 128\nRuntime\.ExitError\nEND /m,
            ],
            report: /Init Duration: [0-9.]+ ms$/,
          }
        : {
            kind: "exit" as const,
            error: `${EXITED}with error: exit status 1"}`,
            log: [/^Error: loose\n {4}at /m],
            report: /\tStatus: error\tError Type: Runtime\.ExitError$/,
          }),
    },
    "a promise that is never settled": {
      body: `await new Promise(() => {});`,
      ...(isOld
        ? {
            kind: "error" as const,
            error: {
              errorType: "Runtime.NodeJsExit",
              errorMessage:
                /^The Lambda runtime client detected an unexpected Node\.js exit code\. This is most commonly caused by a Promise that was never settled\./,
            },
            log: [/^TIME\tID\tERROR\tInvoke Error \t\{"errorType":"Runtime\.NodeJsExit",/m],
            report: /Init Duration: [0-9.]+ ms$/,
          }
        : {
            kind: "exit" as const,
            error: `${EXITED}without providing a reason"}`,
            log: [/^RequestId: ID Error: Runtime exited without providing a reason\nRuntime\.ExitError\nEND /m],
            report: /\tStatus: error\tError Type: Runtime\.ExitError$/,
          }),
    },
    "an exit": {
      body: `process.exit(7);`,
      kind: "exit",
      error: `${EXITED}with error: exit status 7"}`,
      log: [/^RequestId: ID Error: Runtime exited with error: exit status 7\nRuntime\.ExitError\nEND /m],
      report: /\tStatus: error\tError Type: Runtime\.ExitError$/,
    },
    "an exit that seems good": {
      body: `process.exit();`,
      kind: "exit",
      error: `${EXITED}without providing a reason"}`,
      log: [/^RequestId: ID Error: Runtime exited without providing a reason\nRuntime\.ExitError\nEND /m],
      report: /\tStatus: error\tError Type: Runtime\.ExitError$/,
    },
    "a crash": {
      body: `process.kill(process.pid, "SIGSEGV"); for (;;);`,
      kind: "exit",
      error: `${EXITED}with error: signal: segmentation fault"}`,
      log: [/^RequestId: ID Error: Runtime exited with error: signal: segmentation fault\nRuntime\.ExitError\nEND /m],
      report: /\tStatus: error\tError Type: Runtime\.ExitError$/,
    },
    "a full heap": {
      body: `const all = []; for (;;) all.push(new Array(10_000).fill(all.length + 0.5));`,
      spec: { memorySize: 128, timeout: 60 },
      kind: "out-of-memory",
      error: {
        errorType: "Runtime.ExitError",
        errorMessage: /^RequestId: ID Error: Runtime exited with error: signal: (?:aborted|killed)$/,
      },
      log: [/^RequestId: ID Error: Runtime exited with error: signal: (?:aborted|killed)\nRuntime\.ExitError\nEND /m],
      report: /\tStatus: error\tError Type: Runtime\.OutOfMemory$/,
    },
    "buffers without end": {
      body: `const all = []; for (;;) { all.push(Buffer.alloc(1_000_000, 1)); await new Promise(setImmediate); }`,
      spec: { memorySize: 128, timeout: 60 },
      kind: "out-of-memory",
      error: `${EXITED}with error: signal: killed"}`,
      log: [/^RequestId: ID Error: Runtime exited with error: signal: killed\nRuntime\.ExitError\nEND /m],
      report: /\tStatus: error\tError Type: Runtime\.OutOfMemory$/,
    },
    "an error at the start": {
      file: `\nthrow new RangeError("start");`,
      ...initError("RangeError", "start", "CODE/index.js:2"),
    },
    "a rejection at the start that nobody handles": {
      file: `\nvoid Promise.reject(new RangeError("start")); exports.handler = async () => 1;`,
      ...(isOld
        ? {
            ...initError("Runtime.UnhandledPromiseRejection", "RangeError: start", "CODE/index.js:2"),
            log: [/^TIME\tundefined\tERROR\tUnhandled Promise Rejection \t\{/m],
          }
        : {
            kind: "exit" as const,
            error: `${EXITED}with error: exit status 1"}`,
            log: [/^RangeError: start\n {4}at /m],
            report: /\tStatus: error\tError Type: Runtime\.ExitError$/,
          }),
    },
    "a module that is missing": {
      file: `\nrequire("missing");`,
      ...initError(
        "Runtime.ImportModuleError",
        isOld
          ? "Error: Cannot find module 'missing'\nRequire stack:\n- CODE/index.js\n- /var/runtime/index.mjs"
          : "Error: Cannot find module 'missing'\nRequire stack:\n- CODE/index.js",
        "CODE/index.js:2",
      ),
    },
    "a syntax error": {
      file: `\nconst = 1;`,
      ...initError("Runtime.UserCodeSyntaxError", "SyntaxError: Unexpected token '='", "CODE/index.js:2"),
    },
    "a handler that is missing": {
      file: `exports.other = () => {};`,
      ...initError("Runtime.HandlerNotFound", "index.handler is undefined or not exported"),
    },
    "a handler that is no function": {
      file: `exports.handler = 1;`,
      ...initError("Runtime.HandlerNotFound", "index.handler is not a function"),
    },
    "a name without an export": {
      spec: { handler: "index" },
      ...initError("Runtime.MalformedHandlerName", "Bad handler"),
    },
    "a name that leads out of the folder": {
      spec: { handler: "../index.handler" },
      ...initError(
        "Runtime.MalformedHandlerName",
        "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
      ),
    },
  };
}

for (const { major, nodePath } of nodes) {
  for (const [name, failing] of Object.entries(failures(major))) {
    test(`Node ${major}: ${name} is told as Lambda tells it, and the next run works`, async (t) => {
      const { invoke, write, folder } = testInvoker(t, {
        files: { "index.js": failing.file ?? handler(failing.body ?? "") },
        spec: { runtime: `nodejs${major}.x`, timeout: 10, memorySize: 256, ...failing.spec },
        options: { nodePath },
      });
      const { outcome, log, requestId } = await invoke({ fails: true });
      const known = (text: string) => text.replaceAll(requestId, "ID").replaceAll(folder, "CODE");
      assert.equal(outcome.kind, failing.kind, log);
      assert.ok("body" in outcome);
      const { error } = failing;
      if (typeof error === "string") assert.equal(known(outcome.body), error);
      else {
        const body: { errorType: string; errorMessage: string } = JSON.parse(known(outcome.body));
        assert.equal(body.errorType, error.errorType);
        if (typeof error.errorMessage === "string") assert.equal(body.errorMessage, error.errorMessage);
        else assert.match(body.errorMessage, error.errorMessage);
        const [top] = outcome.stack;
        if (error.at) assert.equal(top && known(`${top.file}:${top.line}`), error.at);
      }
      const lines = known(log).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
      for (const it of failing.log) assert.match(lines, it);
      assert.match(lines.trimEnd().split("\n").at(-1) ?? "", failing.report);

      if (failing.spec?.handler) return;
      write({ "index.js": handler("") });
      const next = await invoke();
      assert.deepEqual(next.outcome, { kind: "success", payload: '"works"' }, next.log);
    });
  }
}

function handler(body: string): string {
  return `exports.handler = async ({ fails }) => { if (fails) {\n ${body} }\nreturn "works"; };`;
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { moduleFlags } from "../../../client/src/invoker/runtimes/moduleFlags.js";
import { testInvoker } from "../../support/invoke.js";
import { nodes } from "../../support/nodes.js";

interface Layout {
  readonly files: Readonly<Record<string, string>>;
  readonly handler?: string;
  /** What the handler returns, or why it is not found; by version where they differ. */
  readonly from: string | Readonly<Record<number, string>>;
}

const returns = (text: string) => `exports.handler = async () => ${JSON.stringify(text)};`;
const exported = (text: string) => `export const handler = async () => ${JSON.stringify(text)};`;
const MODULE = '{ "type": "module" }';

const layouts: Readonly<Record<string, Layout>> = {
  "a CommonJS file": { files: { "index.js": returns("js") }, from: "js" },
  "an ES module": { files: { "index.mjs": exported("mjs") }, from: "mjs" },
  "a file .cjs": { files: { "index.cjs": returns("cjs") }, from: "cjs" },
  "an ES module by its package": { files: { "index.js": exported("js"), "package.json": MODULE }, from: "js" },
  "an ES module by the package of a folder above": {
    files: { "src/a/index.js": exported("js"), "package.json": MODULE },
    handler: "src/a/index.handler",
    from: "js",
  },
  "a file .js before .mjs and .cjs": {
    files: { "index.js": returns("js"), "index.mjs": exported("mjs"), "index.cjs": returns("cjs") },
    from: "js",
  },
  "a file .mjs before .cjs": { files: { "index.mjs": exported("mjs"), "index.cjs": returns("cjs") }, from: "mjs" },
  "a file without an extension before all": {
    files: { index: returns("none"), "index.js": returns("js") },
    from: "none",
  },
  "a folder": {
    files: { "index/index.js": returns("folder") },
    from: { 20: "folder", 22: "folder", 24: "Error" },
  },
  "a file in a folder": { files: { "src/app.js": returns("app") }, handler: "src/app.handler", from: "app" },
  "a module of a package": {
    files: { "node_modules/tool/package.json": '{ "main": "main.js" }', "node_modules/tool/main.js": returns("tool") },
    handler: "tool.handler",
    from: "tool",
  },
  "a path of properties": {
    files: { "index.js": "exports.api = { get: { orders: async () => 'nested' } };" },
    handler: "index.api.get.orders",
    from: "nested",
  },
  "a property of a function": {
    files: { "index.js": "exports.api = () => {}; exports.api.get = async () => 'of a function';" },
    handler: "index.api.get",
    from: { 20: "of a function", 22: "of a function", 24: "Runtime.HandlerNotFound" },
  },
  "a property of the default export": {
    files: { "index.mjs": "export default { handler: async () => 'default' };" },
    from: { 20: "Runtime.HandlerNotFound", 22: "Runtime.HandlerNotFound", 24: "default" },
  },
  "an export that JavaScript finds by itself only": {
    files: { "index.js": "const name = 'handler'; module.exports = { [name]: async () => 'computed' };" },
    from: "computed",
  },
  "an ES module that waits at the start": {
    files: { "index.mjs": "const text = await Promise.resolve('awaited'); export const handler = async () => text;" },
    from: "awaited",
  },
  "TypeScript, which is never looked for": { files: { "index.ts": exported("ts") }, from: "Runtime.ImportModuleError" },
  "nothing at all": { files: { "other.js": returns("other") }, from: "Runtime.ImportModuleError" },
  "a syntax error in an ES module": {
    files: { "index.mjs": "export const = 1;" },
    from: "Runtime.UserCodeSyntaxError",
  },
  "the syntax of ES modules in a CommonJS file": {
    files: { "index.js": exported("detected") },
    from: { 20: "Runtime.UserCodeSyntaxError", 22: "Runtime.UserCodeSyntaxError", 24: "detected" },
  },
  "a require of an ES module": {
    files: { "index.js": "exports.handler = require('./other.mjs').handler;", "other.mjs": exported("required") },
    from: { 20: "Error", 22: "Error", 24: "required" },
  },
  "a package.json that cannot be read": {
    files: { "src/index.js": returns("js"), "src/package.json": "{" },
    handler: "src/index.handler",
    from: { 20: "Runtime.UserCodeSyntaxError", 22: "Error", 24: "Error" },
  },
};

for (const { major, nodePath } of nodes) {
  for (const [name, { files, handler, from }] of Object.entries(layouts)) {
    test(`Node ${major} finds the handler as Lambda does: ${name}`, async (t) => {
      const { invoke } = testInvoker(t, {
        files,
        spec: { runtime: `nodejs${major}.x`, ...(handler !== undefined && { handler }) },
        options: { nodePath },
      });
      const { outcome, log } = await invoke();
      const expected = typeof from === "string" ? from : from[major];
      const found =
        outcome.kind === "success" ? JSON.parse(outcome.payload) : "errorType" in outcome && outcome.errorType;
      assert.equal(found, expected, log);
    });
  }
}

test("what Lambda turns off is turned off only where Node has it on", () => {
  const both = ["--no-experimental-require-module", "--no-experimental-detect-module"];
  assert.deepEqual(moduleFlags(22, "22.23.3", ""), both);
  assert.deepEqual(moduleFlags(22, "24.1.0", ""), both);
  assert.deepEqual(moduleFlags(22, "22.11.0", ""), ["--no-experimental-detect-module"]);
  assert.deepEqual(moduleFlags(20, "20.19.0", ""), ["--no-experimental-require-module"]);
  assert.deepEqual(moduleFlags(20, "20.18.3", ""), []);
  assert.deepEqual(moduleFlags(20, "18.20.0", ""), []);
  assert.deepEqual(moduleFlags(24, "24.1.0", ""), []);
});

test("NODE_OPTIONS turns on again what Lambda turns off", async (t) => {
  const node = nodes.find(({ major }) => major === 22);
  const { invoke } = testInvoker(t, {
    files: { "index.js": exported("detected") },
    spec: {
      environment: {
        NODE_OPTIONS: { kind: "value", value: "--experimental-require-module --experimental-detect-module" },
      },
    },
    options: { nodePath: node?.nodePath },
  });
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"detected"' });
});

test("a handler in a folder whose name is no URL is found", async (t) => {
  const { invoke } = testInvoker(t, {
    files: { "a #1% b?/index.mjs": exported("odd") },
    spec: { handler: "a #1% b?/index.handler", runtime: "nodejs24.x" },
  });
  assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"odd"' });
});

for (const { major, nodePath } of nodes) {
  for (const [name, files] of Object.entries({
    "CommonJS files": {
      "index.js": "const { value } = require('./lib/value'); exports.handler = async () => value;",
      "lib/value.js": "exports.value = 1;",
    },
    "ES modules": {
      "index.mjs": "import { value } from './lib/value.mjs'; export const handler = async () => value;",
      "lib/value.mjs": "export { value } from\n  '#deep';",
      "package.json": '{ "imports": { "#deep": "./lib/deep.mjs" } }',
      "lib/deep.mjs": "export const value = 1;",
    },
    "files that are loaded while the function runs": {
      "index.js": "exports.handler = async () => require('./lib/value').value;",
      "lib/value.js": "exports.value = 1;",
    },
    "ES modules that are imported while the function runs": {
      "index.mjs": "export const handler = async () => (await import('./lib/value.mjs')).value;",
      "lib/value.mjs": "export const value = 1;",
    },
  })) {
    test(`Node ${major}: a change of ${name} is in the next run, and without one the environment stays`, async (t) => {
      const { invoke, write } = testInvoker(t, {
        files,
        spec: { runtime: `nodejs${major}.x` },
        options: { nodePath },
      });
      assert.deepEqual((await invoke()).outcome, { kind: "success", payload: "1" });
      const second = await invoke();
      assert.ok(second.warm);
      const changed = Object.keys(files).at(-1) ?? "";
      const text = Object.entries(files).at(-1)?.[1] ?? "";
      write({ [changed]: text.replace("value = 1", "value = 22") });
      const third = await invoke();
      assert.deepEqual(third.outcome, { kind: "success", payload: "22" });
      assert.ok(!third.warm);
    });
  }
}

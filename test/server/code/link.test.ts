import assert from "node:assert/strict";
import { test } from "node:test";
import type { Module } from "../../../server/src/code/ir.js";
import { type HandlerLinkage, linkHandler, linkInputs } from "../../../server/src/code/link.js";
import { lowerFile, lowerText } from "../../../server/src/code/lower.js";
import type { FileId } from "../../../server/src/model/place.js";
import type { LambdaFunction } from "../../../server/src/model/template.js";
import { ABSENT, type Value } from "../../../server/src/model/value.js";
import { memoryFiles } from "../../support/memoryFiles.js";
import { loadedParsers } from "./parsed.js";

const ROOT = "/project";

interface Layout {
  readonly handler: string;
  /** Relative to the template's folder; the folder itself when it is not given. */
  readonly code?: string;
  /** The template's folder, below the root. */
  readonly template?: string;
  readonly runtime?: string;
  readonly build?: Value;
  readonly layers?: Value;
  readonly environment?: Value;
  readonly files: Readonly<Record<string, string>>;
}

const text = (value: string): Value => ({ kind: "known", value });
const list = (...items: readonly string[]): Value => ({ kind: "list", items: items.map(text) });
const object = (entries: Readonly<Record<string, Value>>): Value => ({
  kind: "object",
  entries: Object.entries(entries).map(([key, value]) => ({ key, value })),
});

function functionOf(layout: Layout) {
  const { handler, code = "", runtime = "nodejs22.x", build = ABSENT, layers = ABSENT, environment = ABSENT } = layout;
  const properties = object({});
  const path = (code === "" ? ROOT : `${ROOT}/${code}`) as FileId;
  const fn: Partial<LambdaFunction> = {
    id: "Function",
    dialect: "sam",
    code: { kind: "local", path, value: properties },
    packageType: ABSENT,
    runtime: text(runtime),
    handler: text(handler),
    layers,
    environment,
    build,
  };
  return fn as LambdaFunction;
}

async function linked(layout: Layout): Promise<HandlerLinkage> {
  const parsers = await loadedParsers();
  const files = memoryFiles(
    Object.fromEntries(Object.entries(layout.files).map(([name, source]) => [`${ROOT}/${name}`, source])),
  );
  const modules = new Map<FileId, Module | undefined>();
  return linkHandler(linkInputs(functionOf(layout)), {
    files,
    templateFolder: (layout.template === undefined ? ROOT : `${ROOT}/${layout.template}`) as FileId,
    module(file) {
      const content = files.read(file);
      if (content.kind !== "text") return undefined;
      if (!modules.has(file)) modules.set(file, lowerFile(parsers, file, content.text)?.module);
      return modules.get(file);
    },
  });
}

/** The link in one line. */
async function summary(layout: Layout): Promise<string> {
  const { link } = await linked(layout);
  const relative = (file: FileId) => file.slice(ROOT.length + 1);
  switch (link.kind) {
    case "linked": {
      const { signature } = link.exported;
      const names = signature?.parameters?.map((it) => (it.rest ? `...${it.name}` : it.name)).join(", ");
      const shape = signature?.wrapped
        ? "wrapped"
        : signature
          ? `${signature.async ? "async " : ""}(${names})`
          : "value";
      return `linked ${relative(link.file)} ${link.exported.name} ${shape}`;
    }
    case "file-missing": {
      const marks = [link.built ? " built" : "", link.caseOf ? ` case ${relative(link.caseOf)}` : ""].join("");
      return `missing ${link.probed[0] && relative(link.probed[0])}${marks} [${link.candidates.join(" ")}]`;
    }
    case "export-missing":
      return `no export ${link.name} in ${relative(link.file)}${link.typeOnly ? " type-only" : ""} [${link.exports.map((it) => it.name).join(" ")}]`;
    case "unknown":
      return `unknown: ${link.reason}`;
  }
}

const FN = "async (event, context) => {}";
const ESM = `export const handler = ${FN};`;
const ESBUILD = (...entries: readonly string[]) =>
  object({ BuildMethod: text("esbuild"), BuildProperties: object({ EntryPoints: list(...entries) }) });

const LAYOUTS: readonly (readonly [title: string, layout: Layout, wanted: string])[] = [
  // What Lambda loads.
  [
    "links an ES module",
    { handler: "app.handler", files: { "app.mjs": ESM } },
    "linked app.mjs handler async (event, context)",
  ],
  [
    "links a handler in a folder below CodeUri",
    { handler: "a/b/app.handler", code: "src", files: { "src/a/b/app.js": ESM } },
    "linked src/a/b/app.js handler async (event, context)",
  ],
  [
    "ends the module at the first dot of the file's name",
    { handler: "src/app.api.run", files: { "src/app.js": `export const api = { run: ${FN} };` } },
    "linked src/app.js api.run async (event, context)",
  ],
  [
    "follows exports.x",
    { handler: "app.handler", files: { "app.js": `exports.handler = ${FN};` } },
    "linked app.js handler async (event, context)",
  ],
  [
    "follows module.exports.x to a local function",
    {
      handler: "app.handler",
      files: { "app.js": "function handler(event, context, callback) {}\nmodule.exports.handler = handler;" },
    },
    "linked app.js handler (event, context, callback)",
  ],
  [
    "follows an object as module.exports",
    { handler: "app.handler", files: { "app.cjs": "module.exports = { a, async handler(event) {} };" } },
    "linked app.cjs handler async (event)",
  ],
  [
    "follows module.exports of another module",
    {
      handler: "app.handler",
      files: { "app.js": "module.exports = require('./main');", "main.js": `exports.handler = ${FN};` },
    },
    "linked app.js handler async (event, context)",
  ],
  [
    "follows a spread of another module",
    {
      handler: "app.handler",
      files: { "app.js": "module.exports = { ...require('./main') };", "main.js": `exports.handler = ${FN};` },
    },
    "linked app.js handler async (event, context)",
  ],
  [
    "follows an object that gets its properties later",
    { handler: "app.handler", files: { "app.js": `const api = {};\napi.handler = ${FN};\nmodule.exports = api;` } },
    "linked app.js handler async (event, context)",
  ],
  [
    "counts an export under a condition",
    { handler: "app.handler", files: { "app.js": `if (a) { exports.handler = ${FN}; }` } },
    "linked app.js handler async (event, context)",
  ],
  [
    "reads the output of the TypeScript compiler",
    {
      handler: "app.handler",
      files: {
        "app.js":
          "Object.defineProperty(exports, '__esModule', { value: true });\nexports.other = exports.handler = void 0;\nconst handler = async (event) => {};\nexports.handler = handler;",
      },
    },
    "linked app.js handler async (event)",
  ],
  [
    "follows a compiled re-export",
    {
      handler: "app.handler",
      files: {
        "app.js":
          "var x_1 = require('./x');\nObject.defineProperty(exports, 'handler', { enumerable: true, get: function () { return x_1.handler; } });",
        "x.js": "exports.handler = (a) => {};",
      },
    },
    "linked app.js handler (a)",
  ],
  [
    "follows a compiled export of everything",
    {
      handler: "app.handler",
      files: { "app.js": "__exportStar(require('./x'), exports);", "x.js": "exports.handler = (a) => {};" },
    },
    "linked app.js handler (a)",
  ],
  [
    "reads what esbuild leaves for Node to see",
    {
      handler: "app.handler",
      files: {
        "app.js":
          "module.exports = __toCommonJS(stdin_exports);\nvar handler = async (e) => {};\n0 && (module.exports = { handler });",
      },
    },
    "linked app.js handler async (e)",
  ],
  [
    "follows an export list to a local name",
    { handler: "app.handler", files: { "app.mjs": "const main = async () => {};\nexport { main as handler };" } },
    "linked app.mjs handler async ()",
  ],
  [
    "follows a default export",
    { handler: "app.default", files: { "app.mjs": "export default async function (event) {}" } },
    "linked app.mjs default async (event)",
  ],
  [
    "follows a re-export through an index file",
    {
      handler: "app.handler",
      files: {
        "app.ts": "export * from './functions';",
        "functions/index.ts": "export { run as handler } from './run.js';",
        "functions/run.ts": "export async function run(event: Event) {}",
      },
    },
    "linked app.ts handler async (event)",
  ],
  [
    "follows an import that is exported",
    {
      handler: "app.handler",
      files: { "app.ts": "import { handler } from './run';\nexport { handler };", "run.ts": ESM },
    },
    "linked app.ts handler async (event, context)",
  ],
  [
    "follows a constant to another name",
    { handler: "app.handler", files: { "app.ts": "export const handler = run;\nfunction run(event) {}" } },
    "linked app.ts handler (event)",
  ],
  [
    "follows a property of an imported module",
    {
      handler: "app.handler",
      files: { "app.ts": "import * as api from './x';\nexport const handler = api.handler;", "x.ts": ESM },
    },
    "linked app.ts handler async (event, context)",
  ],
  [
    "knows of an export of a package that it exists and no more",
    { handler: "app.handler", files: { "app.ts": "export { handler } from '@acme/kit';" } },
    "linked app.ts handler wrapped",
  ],
  [
    "sees that a handler is wrapped",
    { handler: "app.handler", files: { "app.ts": `export const handler = middy(${FN}).use(x());` } },
    "linked app.ts handler wrapped",
  ],
  [
    "reads through what speaks to the type checker",
    { handler: "app.handler", files: { "app.ts": "export const handler = (async (event) => {}) satisfies Handler;" } },
    "linked app.ts handler async (event)",
  ],
  [
    "takes a rest parameter for what it is",
    { handler: "app.handler", files: { "app.ts": "export const handler = (...all) => {};" } },
    "linked app.ts handler (...all)",
  ],
  // TypeScript and builds.
  [
    "links the source where the build output is not there",
    { handler: "app.handler", code: "src", files: { "src/app.ts": ESM, "tsconfig.json": "{}" } },
    "linked src/app.ts handler async (event, context)",
  ],
  [
    "prefers a TypeScript source to the JavaScript beside it",
    { handler: "app.handler", files: { "app.ts": ESM, "app.js": "exports.handler = () => {};" } },
    "linked app.ts handler async (event, context)",
  ],
  [
    "links the build output where only that has the export",
    { handler: "app.handler", files: { "app.ts": "export const other = 1;", "app.js": `exports.handler = ${FN};` } },
    "linked app.js handler async (event, context)",
  ],
  [
    "maps outDir to rootDir",
    {
      handler: "build/a/app.handler",
      files: {
        "tsconfig.json": '{ // comment\n "compilerOptions": { "outDir": "./build", "rootDir": "./code", } }',
        "code/a/app.ts": ESM,
      },
    },
    "linked code/a/app.ts handler async (event, context)",
  ],
  [
    "maps an outDir that is inherited",
    {
      handler: "app.handler",
      code: "fn/made",
      files: {
        "fn/tsconfig.json": '{ "extends": "../base/tsconfig.base", "compilerOptions": { "rootDir": "ts" } }',
        "base/tsconfig.base.json": '{ "compilerOptions": { "outDir": "../fn/made" } }',
        "fn/ts/app.ts": ESM,
      },
    },
    "linked fn/ts/app.ts handler async (event, context)",
  ],
  [
    "maps dist to src",
    { handler: "handlers/app.handler", code: "dist", files: { "src/handlers/app.ts": ESM } },
    "linked src/handlers/app.ts handler async (event, context)",
  ],
  [
    "maps a flat build output to a folder of handlers",
    { handler: "dist/app.handler", files: { "src/handlers/app.ts": ESM } },
    "linked src/handlers/app.ts handler async (event, context)",
  ],
  [
    "maps the folder of an output to a source of its name",
    { handler: "index.handler", code: "dist/orders", files: { "src/orders.ts": ESM } },
    "linked src/orders.ts handler async (event, context)",
  ],
  [
    "takes lib for source where it is",
    { handler: "lib/app.handler", files: { "lib/app.js": ESM } },
    "linked lib/app.js handler async (event, context)",
  ],
  [
    "links the entry point of SAM's esbuild",
    {
      handler: "app.handler",
      build: ESBUILD("src/functions/app.ts", "src/other.ts"),
      files: { "src/functions/app.ts": ESM },
    },
    "linked src/functions/app.ts handler async (event, context)",
  ],
  [
    "completes the extension of an entry point",
    { handler: "app.handler", build: ESBUILD("src/app"), files: { "src/app.ts": ESM } },
    "linked src/app.ts handler async (event, context)",
  ],
  [
    "misses a handler that is no entry point",
    { handler: "ap.handler", build: ESBUILD("app.ts"), files: { "app.ts": ESM } },
    "missing ap.ts built [app.handler]",
  ],
  [
    "says nothing of a build output that is not there",
    { handler: "app.handler", code: "dist", files: { "src/other.ts": ESM } },
    "unknown: a build output that is not there",
  ],
  [
    "says nothing of a build by make",
    { handler: "app.handler", build: object({ BuildMethod: text("makefile") }), files: { "main.js": ESM } },
    "unknown: a build that is not known",
  ],
  // What is missing.
  [
    "misses a file and names the handlers near by",
    {
      handler: "ap.handler",
      code: "src",
      files: { "src/app.js": ESM, "src/deep/app.js": "export const run = 1;", "src/app.test.js": ESM },
    },
    "missing src/ap.js [app.handler]",
  ],
  [
    "tells that a build may make the file",
    { handler: "ap.handler", files: { "package.json": '{ "scripts": { "build": "tsc" } }', "app.js": ESM } },
    "missing ap.js built [app.handler]",
  ],
  [
    "tells a difference of case in a file",
    { handler: "app.handler", code: "src", files: { "src/App.js": ESM, "src/apq.js": ESM } },
    "missing src/app.js case src/App.js [App.handler]",
  ],
  [
    "tells a difference of case in a folder",
    { handler: "a/app.handler", code: "src", files: { "src/A/app.js": ESM } },
    "missing src/a/app.js case src/A/app.js [A/app.handler]",
  ],
  [
    "misses an export and lists the functions there are, the most similar first",
    {
      handler: "app.handler",
      files: { "app.mjs": `export const one = 1;\nexport const zebra = ${FN};\nexport const Handler = ${FN};` },
    },
    "no export handler in app.mjs [Handler zebra]",
  ],
  [
    "does not take a comment for a handler",
    { handler: "app.handler", files: { "app.js": `// exports.handler = ${FN};\nexports.main = ${FN};` } },
    "no export handler in app.js [main]",
  ],
  [
    "does not take a local function for an export",
    { handler: "app.handler", files: { "app.mjs": "export const main = 1;\nfunction handler() {}" } },
    "no export handler in app.mjs [main]",
  ],
  [
    "does not take a string for a handler",
    { handler: "app.handler", files: { "app.js": "exports.main = 'exports.handler = 1';" } },
    "no export handler in app.js [main]",
  ],
  [
    "tells an exported type from a value",
    { handler: "app.handler", files: { "app.ts": "export type handler = () => void;\nexport const main = 1;" } },
    "no export handler in app.ts type-only [main]",
  ],
  [
    "tells an exported interface from a value",
    { handler: "app.handler", files: { "app.ts": "export interface handler {}" } },
    "no export handler in app.ts type-only []",
  ],
  [
    "tells the export of a type from that of a value",
    {
      handler: "app.handler",
      files: { "app.ts": "import { handler } from './x';\nexport { type handler };", "x.ts": ESM },
    },
    "no export handler in app.ts type-only []",
  ],
  [
    "finds a re-exported type to be no value",
    { handler: "app.handler", files: { "app.ts": "export * from './x';", "x.ts": "export type handler = 1;" } },
    "no export handler in app.ts type-only []",
  ],
  [
    "takes a value beside a type of its name",
    { handler: "app.handler", files: { "app.ts": `export type handler = 1;\n${ESM}` } },
    "linked app.ts handler async (event, context)",
  ],
  [
    "misses what a re-exported module lacks",
    { handler: "app.handler", files: { "app.ts": "export { handler } from './x';", "x.ts": "export const main = 1;" } },
    "no export handler in app.ts []",
  ],
  [
    "misses an export of a function that is all that is exported",
    { handler: "app.handler", files: { "app.js": `module.exports = ${FN};` } },
    "no export handler in app.js []",
  ],
  // What is not known is not judged.
  [
    "says nothing of exports that a call makes",
    { handler: "app.handler", files: { "app.js": "module.exports = wrap({});" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "follows exports that are module.exports anew",
    { handler: "app.handler", files: { "app.js": `exports = module.exports = {};\nexports.handler = ${FN};` } },
    "linked app.js handler async (event, context)",
  ],
  [
    "follows exports that are a function",
    {
      handler: "app.handler",
      files: { "app.js": `exports = module.exports = function () {};\nexports.handler = ${FN};` },
    },
    "linked app.js handler async (event, context)",
  ],
  [
    "misses what exports lack that are module.exports anew",
    { handler: "app.handler", files: { "app.js": `exports = module.exports = {};\nexports.main = ${FN};` } },
    "no export handler in app.js [main]",
  ],
  [
    "follows exports that are kept or made",
    { handler: "app.handler", files: { "app.js": `exports = exports || {};\nexports.handler = ${FN};` } },
    "linked app.js handler async (event, context)",
  ],
  [
    "says nothing of exports that became another object",
    { handler: "app.handler", files: { "app.js": `exports = made;\nexports.main = ${FN};` } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of exports that have another name",
    { handler: "app.handler", files: { "app.js": `const api = module.exports = {};\napi.handler = ${FN};` } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of exports that get another name on their way",
    { handler: "app.handler", files: { "app.js": `let api;\nmodule.exports = api = {};\napi.handler = ${FN};` } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of what a class inherits",
    { handler: "app.handler", files: { "app.js": "class A extends B {}\nmodule.exports = A;" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of exports that are handed on",
    { handler: "app.handler", files: { "app.js": "register(exports);" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of Object.assign to the exports",
    { handler: "app.handler", files: { "app.js": "Object.assign(module.exports, made);" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of a computed name",
    { handler: "app.handler", files: { "app.js": "exports[name] = 1;" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of an object that is handed on",
    { handler: "app.handler", files: { "app.js": "const api = {};\nregister(api);\nmodule.exports = api;" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of the exports of a package",
    { handler: "app.handler", files: { "app.ts": "export * from '@acme/kit';" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of a module with a syntax error",
    { handler: "app.handler", files: { "app.ts": "export const main = ;\nfoo(" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of a CodeUri that does not exist",
    { handler: "app.handler", code: "gone", files: { "src/app.js": ESM } },
    "unknown: no source in the code folder",
  ],
  [
    "says nothing of a CodeUri without source",
    { handler: "app.handler", code: "data", files: { "data/readme.md": "" } },
    "unknown: no source in the code folder",
  ],
  [
    "says nothing of an archive",
    { handler: "app.handler", code: "made.zip", files: { "made.zip": "" } },
    "unknown: an archive",
  ],
  [
    "says nothing of a file that a layer may hold",
    { handler: "gone.handler", layers: list("arn:aws:lambda:eu-west-1:1:layer:x:1"), files: { "app.js": ESM } },
    "unknown: the file may be in a layer",
  ],
  [
    "says nothing of a handler of a dependency",
    { handler: "node_modules/kit/dist/handler.handler", files: { "app.js": ESM } },
    "unknown: code of a dependency",
  ],
  [
    "says nothing of a runtime that is not read",
    { handler: "app.handler", runtime: "java21", files: { "app.js": ESM } },
    "unknown: a runtime whose code is not read",
  ],
  [
    "stops at modules that export each other",
    { handler: "app.handler", files: { "app.ts": "export * from './x';", "x.ts": "export * from './app';" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of a file that a script compiles to the code folder",
    {
      handler: "lambda.handler",
      files: {
        "services/orders/src/lambda.ts": ESM,
        "package.json": '{ "scripts": { "deploy": "esbuild services/*/src/lambda.ts --outdir=. && sam deploy" } }',
        "tool/index.ts": "",
      },
    },
    "unknown: a build that may make the file",
  ],
  [
    "says nothing of a folder that a build may make",
    {
      handler: "artifacts/index.handler",
      files: { "src/main.js": ESM, "package.json": '{ "devDependencies": { "esbuild": "1" } }' },
    },
    "unknown: a build that may make the file",
  ],
  [
    "takes a folder of nothing but TypeScript for the source of a build",
    { handler: "ap.handler", code: "src", files: { "src/app.ts": ESM, "src/jest.config.js": "" } },
    "missing src/ap.js built [app.handler]",
  ],
  [
    "looks for a build up to where the folders of the code and of the template meet",
    {
      handler: "ap.handler",
      code: "code/src",
      template: "infra",
      files: { "code/src/app.js": ESM, "package.json": '{ "devDependencies": { "@vercel/ncc": "1" } }' },
    },
    "missing code/src/ap.js built [app.handler]",
  ],
  [
    "tells a difference of case in TypeScript that is built",
    { handler: "App.handler", files: { "app.ts": ESM } },
    "missing App.js built case app.ts [app.handler]",
  ],
  [
    "misses a file in a folder that is there though nothing is built",
    { handler: "gone/app.handler", files: { "main.js": ESM, "package.json": '{ "dependencies": { "uuid": "1" } }' } },
    "missing gone/app.js [main.handler]",
  ],
  [
    "says nothing of a file without extension",
    { handler: "src/app.handler", files: { "src/app": "", "src/main.js": ESM } },
    "unknown: a module that is not read",
  ],
  [
    "says nothing of a module of a package",
    {
      handler: "@acme/kit/lambda.handler",
      files: { "main.js": ESM, "package.json": '{ "dependencies": { "@acme/kit": "1" } }' },
    },
    "unknown: a module that may be a dependency",
  ],
  [
    "says nothing of a handler that a wrapper script loads",
    {
      handler: "app.handler",
      environment: object({ Variables: object({ AWS_LAMBDA_EXEC_WRAPPER: text("/opt/run") }) }),
      files: { "main.js": ESM },
    },
    "unknown: a wrapper script may load another handler",
  ],
  [
    "misses a file though other variables are set",
    { handler: "app.handler", environment: object({ Variables: object({ A: text("1") }) }), files: { "main.js": ESM } },
    "missing app.js [main.handler]",
  ],
  // Python.
  [
    "says nothing of a compiled module of Python",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: { "app.cpython-313-x86_64-linux-gnu.so": "", "main.py": "def run(e, c): pass" },
    },
    "unknown: a module that is not read",
  ],
  [
    "says nothing of a package of Python that a requirement of another name may bring",
    {
      handler: "kit.lambda.handler",
      runtime: "python3.13",
      files: { "main.py": "def run(e, c): pass", "requirements.txt": "acme==1.0\n" },
    },
    "unknown: a module that may be a dependency",
  ],
  [
    "misses a module of a package of Python that is local",
    {
      handler: "kit.lambda.handler",
      runtime: "python3.13",
      files: { "kit/main.py": "def run(e, c): pass", "requirements.txt": "acme==1.0\n" },
    },
    "missing kit/lambda.py []",
  ],
  [
    "misses a module of Python that no requirement is named like",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: { "main.py": "def handler(e, c): pass", "requirements.txt": "# see a/b\nboto3==1.0 # a/b\n" },
    },
    "missing app.py [main.handler]",
  ],
  ...["-r base.txt", "-e .", "./kit", "kit @ https://a.b/kit.zip", "git+https://a.b/c", "libs/kit.whl"].map(
    (line) =>
      [
        `says nothing of a module of Python beside the requirement ${line}`,
        {
          handler: "app.handler",
          runtime: "python3.13",
          files: { "main.py": "def run(e, c): pass", "requirements.txt": `boto3\n${line}\n` },
        },
        "unknown: a module that may be a dependency",
      ] as const,
  ),
  [
    "says nothing of a module of Python that a path of the project may bring",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: {
        "main.py": "def run(e, c): pass",
        "pyproject.toml": '[tool.poetry.dependencies]\nkit = { path = "../kit" }\n',
      },
    },
    "unknown: a module that may be a dependency",
  ],
  [
    "says nothing of a module of Python that a distribution is named like",
    {
      handler: "powertools.handler",
      runtime: "python3.13",
      files: { "main.py": "def run(e, c): pass", "requirements.txt": "aws-lambda-powertools\n" },
    },
    "unknown: a module that may be a dependency",
  ],
  [
    "links a Python function",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: { "app.py": "def handler(event, context=None, *rest):\n    return event\n" },
    },
    "linked app.py handler (event, context, ...rest)",
  ],
  [
    "separates packages by dots and slashes alike",
    {
      handler: "a/b.c.handler",
      runtime: "python3.13",
      files: { "a/b/c.py": "async def handler(event, context): pass" },
    },
    "linked a/b/c.py handler async (event, context)",
  ],
  [
    "links a package of Python",
    {
      handler: "a.handler",
      runtime: "python3.13",
      files: { "a/__init__.py": "from .b import run as handler", "a/b.py": "def run(event, context): pass" },
    },
    "linked a/__init__.py handler (event, context)",
  ],
  [
    "sees that a Python function is decorated",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: { "app.py": "@logger.inject\ndef handler(event, context): pass" },
    },
    "linked app.py handler wrapped",
  ],
  [
    "follows an assignment in Python",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: { "app.py": "def run(event, context): pass\nhandler = run" },
    },
    "linked app.py handler (event, context)",
  ],
  [
    "takes an object for a handler in Python",
    { handler: "app.handler", runtime: "python3.13", files: { "app.py": "handler = Mangum(app)" } },
    "linked app.py handler wrapped",
  ],
  [
    "follows import * in Python",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: { "app.py": "from lib.main import *", "lib/main.py": "def handler(e, c): pass" },
    },
    "linked app.py handler (e, c)",
  ],
  [
    "counts a definition under a condition in Python",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: { "app.py": "try:\n    from fast import handler\nexcept ImportError:\n    def handler(e, c): pass" },
    },
    "linked app.py handler wrapped",
  ],
  [
    "counts a name that a function makes global",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: { "app.py": "def init():\n    global handler\n    handler = 1\ninit()" },
    },
    "linked app.py handler wrapped",
  ],
  [
    "misses a Python function inside another or in a class",
    {
      handler: "app.handler",
      runtime: "python3.13",
      files: { "app.py": "def make():\n    def handler(e, c): pass\nclass App:\n    def handler(self): pass\n" },
    },
    "no export handler in app.py [make]",
  ],
  [
    "does not take an annotation for a value",
    { handler: "app.handler", runtime: "python3.13", files: { "app.py": "handler: Handler\ndef run(): pass\n" } },
    "no export handler in app.py [run]",
  ],
  [
    "says nothing of a Python module with __getattr__",
    { handler: "app.handler", runtime: "python3.13", files: { "app.py": "def __getattr__(name): pass" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of a Python module that writes its globals",
    { handler: "app.handler", runtime: "python3.13", files: { "app.py": "globals()['handler'] = 1" } },
    "unknown: a module that exports dynamically",
  ],
  [
    "says nothing of a Python module of a dependency",
    {
      handler: "datadog_lambda.handler.handler",
      runtime: "python3.13",
      files: { "app.py": "def handler(e, c): pass", "requirements.txt": "datadog-lambda==6.0\n" },
    },
    "unknown: a module that may be a dependency",
  ],
  [
    "misses a Python file and names the handlers near by",
    {
      handler: "ap.lambda_handler",
      runtime: "python3.13",
      files: { "app.py": "def lambda_handler(e, c): pass", "test_app.py": "def lambda_handler(): pass" },
    },
    "missing ap.py [app.lambda_handler]",
  ],
  // The wrong language.
  [
    "links a Python file though the runtime is Node.js",
    { handler: "app.handler", files: { "app.py": "def handler(e, c): pass" } },
    "linked app.py handler (e, c)",
  ],
  [
    "links a JavaScript file though the runtime is Python",
    { handler: "app.handler", runtime: "python3.13", files: { "app.js": ESM } },
    "linked app.js handler async (event, context)",
  ],
  [
    "misses the file rather than the export of the wrong language",
    { handler: "app.handler", files: { "app.py": "def main(e, c): pass", "main.js": ESM } },
    "missing app.js [main.handler]",
  ],
];

for (const [title, layout, wanted] of LAYOUTS) {
  test(title, async () => {
    assert.equal(await summary(layout), wanted);
  });
}

test("finds writes to the environment in the handler's module and those that it imports", async () => {
  const { environmentWrites, locals } = await linked({
    handler: "app.handler",
    files: {
      "app.ts": `import "./setup";\nimport "./setup.test";\n${ESM}\nprocess.env.A = "1";\nprocess.env["B"] = "2";`,
      "setup.ts": 'const x = require("./deep");\nObject.assign(process.env, { C: "3" });',
      "deep.ts": "function set() { process.env.D = '4'; }",
      "setup.test.ts": 'process.env.E = "5";',
      "apart.ts": 'process.env.F = "6";',
    },
  });
  assert.deepEqual(
    environmentWrites.map((it) => it.name),
    ["A", "B", "C", "D"],
  );
  assert.deepEqual(
    [...locals].sort(),
    ["app.ts", "deep.ts", "setup.test.ts", "setup.ts"].map((it) => `${ROOT}/${it}`),
  );
});

test("finds writes to the environment in Python", async () => {
  const { environmentWrites } = await linked({
    handler: "app.handler",
    runtime: "python3.13",
    files: {
      "app.py": "from . import setup\nos.environ['A'] = '1'\nos.putenv('B', '2')\ndef handler(e, c): pass\n",
      "setup.py": "os.environ.update({'C': '3'}, D='4')\n",
    },
  });
  assert.deepEqual(
    environmentWrites.map((it) => it.name),
    ["A", "B", "C", "D"],
  );
});

test("leaves out writes that only fill in what is not set", async () => {
  const { environmentWrites } = await linked({
    handler: "app.handler",
    files: {
      "app.js": `${ESM}
process.env.A ??= "1";
if (!process.env.B) process.env.B = "2";
process.env.C = process.env.C || "3";
process.env.D === undefined && (process.env.D = "4");
delete process.env.E;
vi.stubEnv("F", "6");
// process.env.G = "7";`,
    },
  });
  assert.deepEqual(environmentWrites, []);
});

const ELSEWHERE: readonly (readonly [file: string, source: string])[] = [
  ["app.js", "if (process.env.AWS_SAM_LOCAL) process.env.A = '1';"],
  ["app.js", "if (process.env.IS_OFFLINE === 'true') { x(); } else { process.env.A = '1'; }"],
  ["app.js", "if (require.main === module) { process.env.A = '1'; }"],
  ["app.js", "process.env['NODE_ENV'] === 'test' && (process.env.A = '1');"],
  ["app.js", "switch (process.env.STAGE) { case 'local': process.env.A = '1'; }"],
  ["app.py", "if __name__ == '__main__':\n    os.environ['A'] = '1'\n"],
  ["app.py", "if os.environ.get('AWS_SAM_LOCAL'):\n    os.environ['A'] = '1'\n"],
  ["app.py", "if os.getenv('STAGE') == 'local':\n    os.environ['A'] = '1'\n"],
  ["app.py", "if 'STAGE' not in environ:\n    os.environ.update({'A': '1'})\n"],
];

for (const [file, source] of ELSEWHERE) {
  test(`leaves out what may not be written on Lambda: ${source.trim()}`, async () => {
    const python = file.endsWith(".py");
    const handler = python ? "def handler(e, c): pass\n" : `exports.handler = ${FN};\n`;
    const { environmentWrites } = await linked({
      handler: "app.handler",
      runtime: python ? "python3.13" : "nodejs22.x",
      files: { [file]: handler + source },
    });
    assert.deepEqual(environmentWrites, []);
  });
}

test("finds writes to the environment under a condition that asks for something else", async () => {
  const { environmentWrites } = await linked({
    handler: "app.handler",
    files: { "app.js": `exports.handler = ${FN};\nif (debug) process.env.A = "1";` },
  });
  assert.deepEqual(
    environmentWrites.map((it) => it.name),
    ["A"],
  );
});

test("tells which parameters are used", async () => {
  const { link } = await linked({
    handler: "app.handler",
    files: { "app.js": "exports.handler = (event, { a }, callback) => { other(a); };" },
  });
  assert.ok(link.kind === "linked");
  assert.deepEqual(
    link.exported.signature?.parameters?.map((it) => `${it.name} ${it.used}`),
    ["event false", "{} true", "callback false"],
  );
});

test("follows a handler into inline code, and says all of it at its place in the template", async () => {
  const parsers = await loadedParsers();
  const file = `${ROOT}/template.yaml` as FileId;
  const place = { file, chunk: "Function", start: 10, end: 50 };
  const linkOf = (handler: string, source: string, runtime: string) =>
    linkHandler(
      {
        ...linkInputs(functionOf({ handler, runtime, files: {} })),
        code: { kind: "inline", value: { kind: "known", value: source, place } },
      },
      {
        files: memoryFiles({}),
        templateFolder: ROOT as FileId,
        module: () => undefined,
        inline: (grammar, source) => lowerText(parsers, grammar, source)?.module,
      },
    ).link;

  const linked = linkOf("index.handler", "exports.handler = (event, context, callback) => {};", "nodejs22.x");
  assert.ok(linked.kind === "linked");
  assert.deepEqual(
    linked.exported.signature?.parameters?.map((it) => it.place),
    [place, place, place],
  );
  const missing = linkOf("index.handler", "def main(event, context): pass", "python3.13");
  assert.ok(missing.kind === "export-missing");
  assert.deepEqual([missing.file, missing.exports.map((it) => [it.name, it.place])], [file, [["main", place]]]);
  assert.equal(linkOf("app.handler", "def main(event, context): pass", "python3.13").kind, "unknown");
  assert.equal(linkOf("index.handler", "from cfnresponse import *", "python3.13").kind, "unknown");
});

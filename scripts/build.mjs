// Bundles the extension, the server and the command into dist/, with the wasm files beside them.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const dist = path.join(root, "dist");

/** Grammars that are loaded today; each is a file of `@vscode/tree-sitter-wasm`. */
export const GRAMMARS = ["javascript", "typescript", "tsx", "python"];

/**
 * What every bundle is made with. The aliases are needed: the ESM entries of web-tree-sitter and of fdir, which
 * tinyglobby uses, call `createRequire(undefined)` when they start in a CommonJS bundle.
 */
export const bundleSettings = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  alias: {
    "web-tree-sitter": path.join(path.dirname(require.resolve("web-tree-sitter")), "web-tree-sitter.cjs"),
    tinyglobby: require.resolve("tinyglobby"),
  },
  // yaml and jsonc-parser name a UMD or a browser build first; their ESM is what bundles.
  mainFields: ["module", "main"],
  logLevel: "warning",
  legalComments: "none",
};

const NOTICES = "THIRD-PARTY-NOTICES.txt";

/** Builds over what is there, so that a command which runs meanwhile still finds its files. */
export async function buildAll(to = dist) {
  mkdirSync(path.join(to, "wasm"), { recursive: true });
  const entries = {
    extension: "client/src/extension.ts",
    client: "client/src/editor/client.ts",
    server: "server/src/main.ts",
    cli: "client/src/cli/cli.ts",
  };
  const { metafile } = await build({
    ...bundleSettings,
    absWorkingDir: root,
    metafile: true,
    entryPoints: entries,
    outdir: to,
    minify: true,
    sourcemap: false,
    plugins: [clientApart],
    // A dynamic import that stays one would be resolved by Node's ESM loader, which knows no module `vscode`.
    supported: { "dynamic-import": false },
  });
  copyWasm(path.join(to, "wasm"));
  await buildInvoker(to);
  writeFileSync(path.join(to, NOTICES), notices(metafile));
  const built = [
    "wasm",
    "bootstrap",
    "invoker.js",
    "typescript.js",
    NOTICES,
    ...Object.keys(entries).map((it) => `${it}.js`),
  ];
  for (const name of readdirSync(to)) {
    if (!built.includes(name)) rmSync(path.join(to, name), { recursive: true });
  }
}

/** The process that runs functions, and what it needs beside it. */
export async function buildInvoker(to = dist) {
  mkdirSync(path.join(to, "bootstrap"), { recursive: true });
  const entryPoints = { invoker: "client/src/invoker/main.ts" };
  await build({ ...bundleSettings, absWorkingDir: root, entryPoints, outdir: to, minify: true });
  await buildBootstraps(path.join(to, "bootstrap"));
  await buildTypeScript(path.join(to, "typescript.js"));
}

/** What runs in the process of a function: for whatever Node the user has, and for Python as it is written. */
async function buildBootstraps(to) {
  const sources = path.join(root, "client/src/invoker/bootstrap");
  await build({
    ...bundleSettings,
    entryPoints: {
      node: path.join(sources, "node.ts"),
      moduleHooks: path.join(sources, "typescript/moduleHooks.ts"),
      compile: path.join(sources, "../compile/main.ts"),
    },
    outdir: to,
    target: "node16",
    minify: true,
  });
  for (const name of readdirSync(sources)) {
    if (name.endsWith(".py")) copyWhole(path.join(sources, name), path.join(to, name));
  }
}

/** The compiler of last resort for functions in TypeScript, smaller by half. Made once for each version. */
async function buildTypeScript(to) {
  const compiler = require.resolve("typescript6");
  const { version } = require("typescript6/package.json");
  const cached = path.join(root, "node_modules", ".cache", `typescript-${version}.min.js`);
  if (!existsSync(cached)) {
    await build({
      entryPoints: [compiler],
      outfile: `${cached}.new`,
      platform: "node",
      target: "node16",
      minify: true,
      logLevel: "error",
    });
    renameSync(`${cached}.new`, cached);
  }
  copyWhole(cached, to);
}

/** The licences of what is bundled, as they ask for. */
function notices({ inputs }) {
  const bundled = Object.keys(inputs).flatMap((it) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(it)?.[0] ?? []);
  const folders = [
    ...new Set([...bundled, "node_modules/@vscode/tree-sitter-wasm", "node_modules/typescript6"]),
  ].sort();
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(path.join(root, folder)).find((it) => /^licen[cs]e/i.test(it));
    const text = file ? readFileSync(path.join(root, folder, file), "utf8").trim() : `Licence: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  const tables = readFileSync(
    path.join(root, "server/src/data/LICENSE-serverless-application-model.txt"),
    "utf8",
  ).trim();
  texts.push(`aws/serverless-application-model (tables of connectors, policy templates and properties)\n\n${tables}\n`);
  return `Lamplight contains the packages below, under their own licences.\n\n${texts.join(`\n${"-".repeat(78)}\n\n`)}`;
}

/** Keeps the language client out of the extension's bundle: it is `client.js` beside it, loaded when wanted. */
const clientApart = {
  name: "client-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/editor\/client\.js$/ }, () => ({ path: "./client.js", external: true }));
  },
};

/** Copies the tree-sitter runtime and the grammars. */
export function copyWasm(to) {
  mkdirSync(to, { recursive: true });
  const runtime = path.dirname(require.resolve("web-tree-sitter"));
  copyWhole(path.join(runtime, "web-tree-sitter.wasm"), path.join(to, "web-tree-sitter.wasm"));
  const grammars = path.join(path.dirname(require.resolve("@vscode/tree-sitter-wasm/package.json")), "wasm");
  for (const name of GRAMMARS) {
    copyWhole(path.join(grammars, `tree-sitter-${name}.wasm`), path.join(to, `tree-sitter-${name}.wasm`));
  }
}

/** Nobody sees a half-written file. */
function copyWhole(from, to) {
  const unfinished = `${to}.${process.pid}`;
  copyFileSync(from, unfinished);
  renameSync(unfinished, to);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await (process.argv[2] === "invoker" ? buildInvoker() : buildAll());

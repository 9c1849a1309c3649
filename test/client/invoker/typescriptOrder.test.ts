import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { TestInvoker, TestRun } from "../../support/invoke.js";
import { nodePathOf } from "../../support/nodes.js";
import { typescriptFunction } from "../../support/typescriptFunction.js";

const oldest = { nodePath: nodePathOf(20) };
const newest = { nodePath: nodePathOf(24) };

/** A build that gives another value than the source would, so that the run tells what it has loaded. */
const artefact = {
  "src/app.ts": "export const handler = async () => 'source' as string;",
  "app.js": "exports.handler = async () => 'artefact';\n//# sourceMappingURL=app.js.map\n",
  "app.js.map": JSON.stringify({ version: 3, sources: ["src/app.ts"], names: [], mappings: "AAAA" }),
};

test("a build with a map that is newer than its sources is run as Lambda would", async (t) => {
  const run = typescriptFunction(t, { files: artefact, handler: "app.handler" });
  setTime(run, "src/app.ts", 1000);
  assert.equal(payload(await run.invoke()), "artefact");
  run.write({ "src/app.ts": "export const handler = async () => 'edited' as string;" });
  setTime(run, "src/app.ts", Date.now() / 1000 + 10);
  assert.equal(payload(await run.invoke()), "edited");
});

test("a build that is older than one of its sources, or was made of others, is not run", async (t) => {
  const stale = typescriptFunction(t, { files: artefact, handler: "app.handler" });
  setTime(stale, "app.js", 1000);
  assert.equal(payload(await stale.invoke()), "source");
  const map = JSON.stringify({ version: 3, sources: ["src/other.ts"], names: [], mappings: "AAAA" });
  const other = typescriptFunction(t, { files: { ...artefact, "app.js.map": map }, handler: "app.handler" });
  assert.equal(payload(await other.invoke()), "source");
});

for (const format of ["cjs", "esm"] as const) {
  test(`the esbuild of the project bundles the user's files as ${format}, and leaves packages where they are`, async (t) => {
    const run = typescriptFunction(t, {
      files: {
        "src/app.ts": `
          import { where } from "@lib/where";
          import { name } from "a-package";
          import { linked } from "linked";
          export const handler = async () => [where(), name, linked];`,
        "src/lib/where.ts": `enum E { A }\nexport const where = () => [E[0], ${format === "cjs" ? "__filename" : "import.meta.url"}, new Error("x").stack!.split("\\n")[1]];`,
        "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./src/lib/*"] } } }',
        "node_modules/a-package/index.js": "exports.name = __dirname.split(/[\\\\/]/).slice(-2).join('/');",
        "packages/linked/index.ts": "export const linked = 'linked' as const;",
        "packages/linked/package.json": '{ "main": "index.ts" }',
      },
      code: { format },
      options: oldest,
    });
    link(run, "esbuild", path.resolve("node_modules/esbuild"));
    link(run, "linked", path.join(run.folder, "packages/linked"));
    const res = await run.invoke();
    const [[name, where, frame], ...others] = payload(res) as [[string, string, string], ...string[]];
    assert.deepEqual([name, others], ["A", ["node_modules/a-package", "linked"]]);
    assert.match(where, /src\/app\.ts$/, "the bundle runs as the source file");
    assert.match(frame, /src\/lib\/where\.ts:2:/);
    run.write({ "src/lib/where.ts": "export const where = () => ['again', '', ''];" });
    assert.equal((payload(await run.invoke()) as string[][])[0]?.[0], "again");
  });
}

test("an esbuild that finds a wait at the top level builds an ES module", async (t) => {
  const run = typescriptFunction(t, {
    files: { "src/app.ts": "const one: number = await 1;\nexport const handler = async () => one;" },
  });
  link(run, "esbuild", path.resolve("node_modules/esbuild"));
  assert.equal(payload(await run.invoke()), 1);
  assert.equal(bundles(run), 1);
});

test("what the esbuild of the project cannot build is compiled file by file, and said", async (t) => {
  const run = typescriptFunction(t, {
    files: {
      "src/app.ts": 'export const handler = async () => { try { require("./gone") } catch { return "caught" } };',
    },
  });
  run.write({
    "node_modules/esbuild/package.json": '{ "version": "0.25.0" }',
    "node_modules/esbuild/index.js": "exports.context = async () => { throw new Error('no binary for this machine') };",
  });
  const res = await run.invoke();
  assert.equal(payload(res), "caught");
  assert.match(res.notes.join(), /your esbuild 0\.25\.0 could not build it.*: no binary for this machine/);
});

test("an esbuild that ends its process costs the run nothing but a note", async (t) => {
  const run = typescriptFunction(t, { files: { "src/app.ts": "export const handler = async () => 'ran' as string;" } });
  run.write({
    "node_modules/esbuild/package.json": '{ "version": "0.25.0" }',
    "node_modules/esbuild/index.js": "process.exit(3);",
  });
  const res = await run.invoke();
  assert.equal(payload(res), "ran");
  assert.match(res.notes.join(), /Lamplight's own did: exit 3/);
});

test("decorators that need metadata are not left to an esbuild, which has none", async (t) => {
  const run = typescriptFunction(t, {
    files: {
      "src/app.ts": "export const handler = async () => __filename.length;",
      "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
    },
  });
  link(run, "esbuild", path.resolve("node_modules/esbuild"));
  await run.invoke();
  assert.equal(bundles(run), 0);
});

test("the project's own TypeScript compiles before Lamplight's does", async (t) => {
  const real = JSON.stringify(path.resolve("node_modules/typescript6/lib/typescript.js"));
  const run = typescriptFunction(t, {
    files: {
      "src/app.ts": "export const handler = async () => 'WHO' as string;",
      "node_modules/typescript/package.json": '{ "version": "5.9.3" }',
      "node_modules/typescript/lib/typescript.js": `const ts = require(${real});
        module.exports = { ...ts, transpileModule: (text, it) => ts.transpileModule(text.replace("WHO", "project"), it) };`,
    },
  });
  assert.equal(payload(await run.invoke()), "project");
});

test("a TypeScript without an interface for JavaScript is left alone", async (t) => {
  const run = typescriptFunction(t, {
    files: {
      "src/app.ts": "enum E { A }\nexport const handler = async () => E[0];",
      "node_modules/typescript/package.json": '{ "version": "7.0.2" }',
      "node_modules/typescript/lib/typescript.js": "throw new Error('no');",
    },
  });
  const res = await run.invoke();
  assert.equal(payload(res), "A");
  // Which Node.js runs it here depends on the machine.
  assert.deepEqual(
    res.notes.filter((it) => !it.startsWith("runs on Node.js")),
    [],
  );
});

test("code whose types can simply be removed is left to Node, where Node can", async (t) => {
  const files = {
    "src/app.ts": "const f = (a: number) => a;\nexport const handler = async () => String(f);",
    "src/odd.ts": "export enum Odd { A }",
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "erasableSyntaxOnly": true, "verbatimModuleSyntax": true } }',
  };
  const stripped = typescriptFunction(t, { files, options: newest });
  const res = await stripped.invoke();
  assert.equal(payload(res), "(a        ) => a");
  assert.doesNotMatch(res.log, /Warning/);
  const compiled = typescriptFunction(t, { files, options: oldest });
  assert.equal(payload(await compiled.invoke()), "(a) => a");
  stripped.write({ "src/app.ts": 'import { Odd } from "./odd";\nexport const handler = async () => Odd[0];' });
  assert.equal(payload(await stripped.invoke()), "A", "what claims to be erasable and is not runs all the same");
});

test("an entry of the cache that is damaged is made anew", async (t) => {
  const run = typescriptFunction(t, { files: { "src/app.ts": "export const handler = async () => 'ran' as string;" } });
  await run.invoke();
  const cache = path.join(run.folder, "../cache/typescript");
  const entries = readdirSync(cache).filter((it) => /\.(?:json|scan)$/.test(it));
  assert.ok(entries.length >= 2);
  for (const it of entries) writeFileSync(path.join(cache, it), '{"kind":"co');
  run.write({ "tsconfig.json": "{}" });
  assert.equal(payload(await run.invoke()), "ran");
});

test("a tsconfig.json that is broken is said, and the defaults hold", async (t) => {
  const run = typescriptFunction(t, {
    files: {
      "src/app.ts": "enum E { A }\nexport const handler = async () => E[0];",
      "tsconfig.json": '{ "extends": "./gone.json", "compilerOptions": ',
      "src/tsconfig.json": '{ "extends": ["./gone.json", "../tsconfig.json", "./tsconfig.json"] }',
    },
  });
  const res = await run.invoke();
  assert.equal(payload(res), "A");
  assert.match(
    res.notes.join("\n"),
    /cannot be found.*: \.\/gone\.json\n.*not valid JSON.*tsconfig\.json\n.*extends itself/,
  );
});

test("a tsconfig.json that changes is seen at the next invocation", async (t) => {
  const alias = (to: string) => JSON.stringify({ compilerOptions: { paths: { "@x": [`./src/${to}.ts`] } } });
  const run = typescriptFunction(t, {
    files: {
      "src/app.ts": 'import { x } from "@x";\nexport const handler = async () => x;',
      "src/one.ts": "export const x = 1;",
      "src/two.ts": "export const x = 2;",
      "tsconfig.json": alias("one"),
    },
  });
  assert.equal(payload(await run.invoke()), 1);
  run.write({ "tsconfig.json": alias("two") });
  assert.equal(payload(await run.invoke()), 2);
});

test("JavaScript that Lambda reads by itself is left as it is, and compiled where a build stands behind it", async (t) => {
  const files = { "src/app.js": "export const handler = async () => 'ran';", "package.json": '{ "type": "commonjs" }' };
  const built = typescriptFunction(t, { files, entry: "src/app.js", options: newest });
  assert.equal(payload(await built.invoke()), "ran");
  const plain = typescriptFunction(t, { files, entry: "src/app.js", code: { built: false }, options: newest });
  assert.notEqual((await plain.invoke()).outcome.kind, "success");
});

function payload({ outcome, log, notes }: TestRun): unknown {
  assert.equal(outcome.kind, "success", `${JSON.stringify(outcome)}\n${log}\n${notes.join("\n")}`);
  return outcome.kind === "success" ? JSON.parse(outcome.payload) : undefined;
}

function link({ folder }: TestInvoker, name: string, target: string): void {
  mkdirSync(path.join(folder, "node_modules"), { recursive: true });
  symlinkSync(target, path.join(folder, "node_modules", name));
}

function setTime({ folder }: TestInvoker, file: string, seconds: number): void {
  utimesSync(path.join(folder, file), seconds, seconds);
}

function bundles({ folder }: TestInvoker): number {
  const cache = path.join(folder, "../cache/typescript");
  return readdirSync(cache).filter((it) => it.endsWith(".bundle") && readFileSync(path.join(cache, it)).length > 0)
    .length;
}

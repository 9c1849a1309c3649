import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { nodes } from "../../support/nodes.js";
import { typescriptFunction } from "../../support/typescriptFunction.js";

/** What TypeScript has and JavaScript has not: files whose `value` is what stands beside them. */
const features: Readonly<Record<string, readonly [Readonly<Record<string, string>>, unknown]>> = {
  "an enum": [{ "a.ts": "enum Color { Red, Blue }\nexport const value = Color[Color.Blue];" }, "Blue"],
  "a const enum of another file": [
    { "a.ts": 'import { E } from "./e"; export const value = E.Two;', "e.ts": "export const enum E { One = 1, Two }" },
    2,
  ],
  "a namespace": [{ "a.ts": "namespace N { export const x = 3 }\nexport const value = N.x;" }, 3],
  "a parameter property": [
    { "a.ts": "class P { constructor(readonly name: string) {} }\nexport const value = new P('p').name;" },
    "p",
  ],
  "a decorator of the standard": [
    {
      "a.ts":
        "const twice = (f: () => number, _: unknown) => () => 2 * f();\nclass D { @twice m() { return 4 } }\nexport const value = new D().m();",
    },
    8,
  ],
  "a decorator of old with metadata": [
    {
      "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
      "a.ts": `
        const kept: unknown[] = [];
        (Reflect as any).metadata = (key: string, types: Function[]) => () => { kept.push(key, types && (types.name ?? types.map((it) => it.name))); };
        const mark = (target: object, key: string) => { kept.push(key); };
        class Table {}
        class D { @mark m(table: Table, n: number) {} }
        export const value = kept;`,
    },
    ["design:returntype", null, "design:paramtypes", ["Table", "Number"], "design:type", "Function", "m"],
  ],
  "an import that is a type only": [
    {
      "a.ts": 'import { T } from "./t"; import type { U } from "./gone";\nexport const value: T | U = 5;',
      "t.ts": "export type T = 5;",
    },
    5,
  ],
  "an import without an extension, of .js that means .ts, and of a folder": [
    {
      "a.ts":
        'import { b } from "./b"; import { c } from "./c.js"; import { d } from "./d"; export const value = [b, c, d];',
      "b.ts": "export const b = 1;",
      "c.ts": "export const c = 2;",
      "d/index.ts": "export const d = 3;",
    },
    [1, 2, 3],
  ],
  "a source that was compiled beside itself before": [
    {
      "a.ts": 'import { b } from "./b.js"; export const value = b;',
      "b.ts": "export const b = 'new';",
      "b.js": "exports.b = 'old';",
    },
    "new",
  ],
  "a barrel": [
    {
      "a.ts": 'import * as all from "./all"; export const value = Object.keys(all).sort();',
      "all/index.ts": 'export * from "./x"; export { y as why } from "./y"; export type { T } from "./y";',
      "all/x.ts": "export const x = 1;",
      "all/y.ts": "export const y = 1; export type T = 1;",
    },
    ["why", "x"],
  ],
  "types that are exported for others as if they were values": [
    {
      "a.ts": 'import { A, b, C, type D } from "./all"; export const value: A | C | D = b;',
      "all.ts":
        'import { A } from "./types";\nimport C from "./c";\nexport { A, C };\nexport { D as D, b } from "./star";',
      "star.ts": 'export * from "./types";',
      "types.ts": "export interface A { n: 1 }\nexport type D = 1;\nexport const b = { n: 1 } as const;",
      "c.ts": "export default class C {}",
    },
    { n: 1 },
  ],
  JSON: [
    {
      "a.ts": 'import data, { deep } from "./data.json"; export const value = [data.n, deep.er];',
      "data.json": '{ "n": 1, "deep": { "er": 2 }, "class": 3 }',
    },
    [1, 2],
  ],
  JSX: [
    {
      "tsconfig.json": '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h" } }',
      "a.ts": 'import { view } from "./view"; export const value = view;',
      "view.tsx": "const h = (...all: unknown[]) => all;\nexport const view = <b id='x'>hi</b>;",
    },
    ["b", { id: "x" }, "hi"],
  ],
  "an alias, and one that a configuration inherits": [
    {
      "tsconfig.json":
        '{ // of this folder\n "extends": ["./base/more.json", "./base/tsconfig"], "compilerOptions": { "strict": true, }, }',
      "base/tsconfig.json":
        '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"], "@one": ["./lib/one.ts"], "@lib/special/*": ["./special/*"] } } }',
      "base/more.json": '{ "compilerOptions": { "target": "es5" } }',
      "base/lib/one.ts": "export const one = 1;",
      "base/special/two.ts": "export const two = 2;",
      "a.ts":
        'import { one } from "@lib/one"; import { one as same } from "@one"; import { two } from "@lib/special/two"; export const value = [one, same, two];',
    },
    [1, 1, 2],
  ],
  "a base folder": [
    {
      "tsconfig.json": '{ "compilerOptions": { "baseUrl": "." } }',
      "a.ts": 'import { b } from "deep/b"; export const value = b;',
      "deep/b.ts": "export const b = 'based';",
    },
    "based",
  ],
  "an import while it runs": [
    {
      "a.ts": 'export const value = async () => (await import("./late")).late;',
      "late.ts": "export const late: string = 'late';",
    },
    "late",
  ],
  "a JavaScript file in the syntax of modules": [
    { "a.ts": 'import { b } from "./b"; export const value = b;', "b.js": "export const b = 'js';" },
    "js",
  ],
  "fields that are assigned, as the target asks": [
    {
      "tsconfig.json": '{ "compilerOptions": { "target": "es2020" } }',
      "a.ts":
        "const seen: number[] = [];\nclass A { set x(v: number) { seen.push(v); } }\nclass B extends A { x = 7 }\nnew B();\nexport const value = seen;",
    },
    [7],
  ],
};

const allFeatures = Object.entries(features);

/** A program that imports all of them. */
function programFiles(): Record<string, string> {
  const imports = allFeatures.map((_, index) => `import { value as v${index} } from "./f${index}/a";`);
  const values = allFeatures.map((_, index) => `v${index}`).join(", ");
  const handler = `export const handler = async () => Promise.all([${values}].map((it: unknown) => typeof it === "function" ? it() : it));`;
  const files = allFeatures.flatMap(([, [texts]], index) =>
    Object.entries(texts).map(([name, text]) => [`src/f${index}/${name}`, text]),
  );
  return { "src/app.ts": [...imports, handler].join("\n"), ...Object.fromEntries(files) };
}

for (const { major, nodePath } of nodes) {
  for (const type of ["commonjs", "module"]) {
    test(`Node ${major} runs TypeScript in a package of type ${type}`, async (t) => {
      const { invoke } = typescriptFunction(t, {
        files: { ...programFiles(), "package.json": JSON.stringify({ type }) },
        options: { nodePath },
      });
      const { outcome, log, notes } = await invoke();
      assert.equal(outcome.kind, "success", `${JSON.stringify(outcome)}${log}${notes}`);
      const values = JSON.parse(outcome.kind === "success" ? outcome.payload : "") as unknown[];
      for (const [index, [name, [, expected]]] of allFeatures.entries()) {
        await t.test(name, () => assert.deepEqual(values[index], expected));
      }
    });
  }

  test(`Node ${major} runs a module that awaits at its top level, with files of both formats`, async (t) => {
    const { invoke } = typescriptFunction(t, {
      files: {
        "src/app.ts": `
          import { one } from "./one.mjs";
          import two from "./two.cjs";
          import { three } from "#three";
          const late = await Promise.resolve(import.meta.url.startsWith("file:"));
          export const handler = async () => [late, one, two.two, three];`,
        "src/one.mts": "export const one: number = 1;",
        "src/two.cts": "export = { two: 2 as number, here: __filename };",
        "src/three.ts": "export const three: number = 3;",
        "package.json": '{ "imports": { "#three": "./src/three.js" } }',
      },
      options: { nodePath },
    });
    const { outcome, log } = await invoke();
    assert.deepEqual(outcome, { kind: "success", payload: "[true,1,2,3]" }, log);
  });

  for (const type of ["commonjs", "module"]) {
    test(`Node ${major} tells where the syntax is wrong in a package of type ${type}`, async (t) => {
      const { invoke, folder } = typescriptFunction(t, {
        files: {
          "src/app.ts": 'import "./broken";\nexport const handler = async () => 1;',
          "src/broken.ts": "const a: number = 1;\nconst b = = 2;\n",
          "package.json": JSON.stringify({ type }),
        },
        options: { nodePath },
      });
      const { outcome, log } = await invoke();
      assert.equal(outcome.kind, "init-error", log);
      if (outcome.kind !== "init-error") return;
      assert.equal(outcome.errorType, "Runtime.UserCodeSyntaxError");
      assert.match(outcome.errorMessage, /Expression expected/);
      assert.deepEqual(outcome.stack[0], { file: path.join(folder, "src/broken.ts"), line: 2 });
    });

    test(`Node ${major} says which import is missing in a package of type ${type}`, async (t) => {
      const { invoke } = typescriptFunction(t, {
        files: {
          "src/app.ts": 'import { x } from "./missing";\nexport const handler = async () => x;',
          "package.json": JSON.stringify({ type }),
        },
        options: { nodePath },
      });
      const { outcome, log } = await invoke();
      assert.equal(outcome.kind, "init-error", log);
      if (outcome.kind !== "init-error") return;
      assert.equal(outcome.errorType, "Runtime.ImportModuleError");
      assert.match(outcome.errorMessage, /Cannot find module '.*missing'/);
    });

    test(`Node ${major} leads a thrown error to the line of the source in a package of type ${type}`, async (t) => {
      const { invoke, folder } = typescriptFunction(t, {
        files: {
          "src/app.ts": 'import { fail } from "./fail";\nexport const handler = async () => fail("no");',
          "src/fail.ts":
            "interface A {\n  a: 1\n}\nenum E { A }\n\nexport function fail(why: string): never {\n  throw new TypeError(why);\n}",
          "package.json": JSON.stringify({ type }),
        },
        options: { nodePath },
      });
      const { outcome, log } = await invoke();
      assert.equal(outcome.kind, "error", log);
      if (outcome.kind !== "error") return;
      assert.deepEqual(
        outcome.stack.slice(0, 2).map(({ file, line }) => ({ file: path.relative(folder, file), line })),
        [
          { file: "src/fail.ts", line: 7 },
          { file: "src/app.ts", line: 2 },
        ],
      );
    });
  }

  test(`Node ${major} imports a package of ES modules from CommonJS, and a linked package of the workspace`, async (t) => {
    const { invoke, folder } = typescriptFunction(t, {
      files: {
        "src/app.ts": `
          import { shared } from "@my/shared";
          export const handler = async () => [shared, (await import("only-esm")).only];`,
        "packages/shared/package.json": '{ "name": "@my/shared", "main": "src/index.ts" }',
        "packages/shared/src/index.ts": "export enum Shared { A = 'shared' }\nexport const shared = Shared.A;",
        "node_modules/only-esm/package.json": '{ "type": "module", "exports": "./index.js" }',
        "node_modules/only-esm/index.js": "export const only = await 'esm';",
      },
      options: { nodePath },
    });
    mkdirSync(path.join(folder, "node_modules/@my"));
    symlinkSync(path.join(folder, "packages/shared"), path.join(folder, "node_modules/@my/shared"));
    const { outcome, log } = await invoke();
    assert.deepEqual(outcome, { kind: "success", payload: '["shared","esm"]' }, log);
  });

  for (const type of ["commonjs", "module"]) {
    test(`Node ${major} sees a source that changed at the next invocation in a package of type ${type}`, async (t) => {
      const { invoke, write } = typescriptFunction(t, {
        files: {
          "src/app.ts": 'import { b } from "./b"; export const handler = async () => b;',
          "src/b.ts": "export const b = 1;",
          "package.json": JSON.stringify({ type }),
        },
        options: { nodePath },
      });
      assert.deepEqual((await invoke()).outcome, { kind: "success", payload: "1" });
      assert.ok((await invoke()).warm);
      write({ "src/b.ts": "export const b = 'changed';" });
      assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"changed"' });
      write({ "src/b.ts": "export const b = = ;" });
      assert.equal((await invoke()).outcome.kind, "init-error");
      write({ "src/b.ts": "export const b = 'mended';" });
      assert.deepEqual((await invoke()).outcome, { kind: "success", payload: '"mended"' });
    });
  }
}

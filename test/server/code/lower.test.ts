import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { LoweredFile } from "../../../server/src/code/ir.js";
import { languageOf, lowerFile } from "../../../server/src/code/lower.js";
import { walk } from "../../../server/src/code/walk.js";
import type { FileId } from "../../../server/src/model/place.js";
import { loadedParsers, lowered } from "./parsed.js";
import { printModule } from "./print.js";

/** Sources, and what each of their declarations lowers to. */
const CONSTRUCTS: readonly (readonly [file: string, source: string, printed: readonly string[]])[] = [
  [
    "a.ts",
    "export const handler: Handler = async ({a, b: {c = 1}}, ctx?: X, ...r) => { await x?.y[0]; }",
    [
      'handler: export-named (declare pattern=(name-pattern name="handler" type="Handler") init=(function function=(async arrow fn _ ((object-pattern properties=[(key="a" pattern=(name-pattern name="a")) (key="b" pattern=(object-pattern properties=[(key="c" pattern=(name-pattern name="c" default=1))]))]) (name-pattern name="ctx" type="X") ...(name-pattern name="r")) [(expression expression=(await value=(index object=(member object=x property="y" optional=true) index=0)))])) constant=true)',
    ],
  ],
  [
    "a.ts",
    "class A<T> extends B implements C { @d() static x: number = 1; async m(this: X, a = 2) {} }",
    [
      'A: (class name="A" class=(name="A" extends=[B] members=[(field name="x" static=true decorators=[(call callee=d)] type="number" value=1) (method name="m" value=(function function=(async fn _ ((name-pattern name="a" default=2)) [])))]))',
    ],
  ],
  [
    "a.js",
    "for (const x of y) if (x) throw z; else continue; switch (a) { case 1: b(); default: c }",
    [
      'loop: (loop form="for-of" iterable=y pattern=(name-pattern name="x") body=[(if test=x then=[(throw value=z)] otherwise=[(continue)])])',
      "switch: (switch subject=a cases=[(test=1 body=[(expression expression=(call callee=b))]) (body=[(expression expression=c)])])",
    ],
  ],
  [
    "a.js",
    "try { a } catch ({b}) { c } finally { d }; const q = `a${b}\\n`, w = x ? y : z; new F(...a);",
    [
      'try: (try body=[(expression expression=a)] handlers=[(pattern=(object-pattern properties=[(key="b" pattern=(name-pattern name="b"))]) body=[(expression expression=c)])] finalizer=[(expression expression=d)])',
      'q: (declare pattern=(name-pattern name="q") init=(template parts=["a" b "\\n"]) constant=true)',
      'w: (declare pattern=(name-pattern name="w") init=(conditional test=x then=y otherwise=z) constant=true)',
      "F: (expression expression=(call callee=F arguments=[(value=a spread=true)] new=true))",
    ],
  ],
  [
    "a.tsx",
    "export default () => <A b={c}>t{d}<E/></A>",
    [
      'expression: export-default (expression expression=(function function=(arrow fn _ () [(return value=(jsx name="A" children=[c d (jsx name="E")]))])))',
    ],
  ],
  [
    "a.py",
    "try:\n  a\nexcept (A, B) as e:\n  b\nelse:\n  c\nif a: b\nelif c: d\nelse: e\nfor i, j in k: l\n",
    [
      'try: (try body=[(expression expression=a)] handlers=[(pattern=(name-pattern name="e") types=[A B] body=[(expression expression=b)])] otherwise=[(expression expression=c)])',
      "if: (if test=a then=[(expression expression=b)] otherwise=[(if test=c then=[(expression expression=d)] otherwise=[(expression expression=e)])])",
      'loop: (loop form="for-of" iterable=k pattern=(array-pattern items=[(name-pattern name="i") (name-pattern name="j")]) body=[(expression expression=l)])',
    ],
  ],
];

for (const [file, source, printed] of CONSTRUCTS) {
  test(`lowers ${file}: ${source.replaceAll("\n", "\\n")}`, async () => {
    const { module } = await lowered(file, source);
    assert.deepEqual(printModule(module).split("\n"), printed);
    const isBroken = printed.some((it) => it.includes(": broken "));
    assert.equal(module.broken, isBroken);
  });
}

test("an edit of a comment outside a declaration leaves the module equal", async () => {
  for (const [file, mark, body] of [
    ["a.ts", "//", "export const handler = async () => {};\n%export default class { m() {} }\n"],
    ["a.py", "#", "def handler(event, context):\n    return event\n%\nx = 1\n"],
  ] as const) {
    const before = await lowered(file, body.replace("%", ""));
    const after = await lowered(
      file,
      `${mark} A comment.\n\n${body.replace("%", `${mark} Another.\n`)}${mark} Last.\n`,
    );
    assert.deepEqual(after.module, before.module);
    assert.notDeepEqual(after.offsets, before.offsets);
  }
});

test("an edit in one declaration leaves the others and their keys equal", async () => {
  const before = await lowered("a.ts", "run(1);\nconst a = 1;\nrun(2);\nconst b = 2;\n");
  const after = await lowered("a.ts", "run(1);\nconst a = () => { run(3); };\nrun(2);\nconst b = 2;\n");
  const others = ({ module }: LoweredFile) => module.declarations.filter((it) => it.key !== "a");
  assert.deepEqual(others(after), others(before));
  assert.deepEqual(
    after.module.declarations.map((it) => it.key),
    ["run", "a", "run#2", "b"],
  );
});

test("spans are relative to the declaration", async () => {
  const text = "// One.\nimport x from 'y';\n\nexport const handler = () => run(x);\n";
  const { module, offsets } = await lowered("a.ts", text);
  const spans: string[] = [];
  for (const { key, statement } of module.declarations) {
    const offset = offsets.get(key) ?? 0;
    walk(statement, (it) => {
      if (it.kind === "call") spans.push(text.slice(it.span.start + offset, it.span.end + offset));
    });
  }
  assert.deepEqual(spans, ["run(x)"]);
});

test("a function of Python ends with its code and not with the comment after it", async () => {
  const text = "def handler(event):\n    if event:\n        return 1\n        # A comment.\n    # Another.\n";
  const { module } = await lowered("a.py", text);
  const span = module.declarations[0]?.statement.span;
  assert.equal(text.slice(span?.start, span?.end), "def handler(event):\n    if event:\n        return 1");
});

test("marks the broken declaration and reads the others", async () => {
  const { module } = await lowered("a.ts", "export const a = 1;\nexport const b = (;\nexport const c = 3;\n");
  assert.equal(module.broken, true);
  assert.deepEqual(
    module.declarations.filter((it) => !it.broken).map((it) => it.key),
    ["a", "c"],
  );
});

test("what is nested very deeply is cut off and does not overflow the stack", async () => {
  const depth = 20_000;
  for (const [file, text] of [
    ["a.js", `x = ${"[".repeat(depth)}${"]".repeat(depth)};`],
    ["a.ts", `x = ${"(".repeat(depth)}1${")".repeat(depth)};`],
    ["a.js", `x = ${"a + ".repeat(depth)}a;`],
    ["a.js", `${"{".repeat(depth)}${"}".repeat(depth)}`],
    ["a.js", `x = a${".b()".repeat(depth)};`],
    ["a.js", `var ${"[".repeat(depth)}a${"]".repeat(depth)} = b;`],
    ["a.tsx", `x = ${"<a>".repeat(2000)}${"</a>".repeat(2000)};`],
    ["a.js", `${"if (a) b; else ".repeat(depth)}c;`],
    ["a.py", `x = ${"[".repeat(depth)}${"]".repeat(depth)}`],
    ["a.py", `x = ${"not ".repeat(depth)}a`],
    ["a.py", `if a: b\n${"elif a: b\n".repeat(depth)}`],
  ] as const) {
    const { module } = await lowered(file, text);
    walk(
      module.declarations.map((it) => it.statement),
      () => {},
    );
    JSON.stringify(module);
  }
});

test("every prefix and every random cut of a source is lowered", async () => {
  const parsers = await loadedParsers();
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (const [file, source] of CONSTRUCTS) {
    for (let round = 0; round < 60; round += 1) {
      const [start, end] = [random(source.length), random(source.length)].sort((a, b) => a - b);
      const cut = round % 2 === 0 ? source.slice(0, end) : source.slice(0, start) + source.slice(end);
      assert.ok(lowerFile(parsers, file as FileId, cut));
    }
  }
});

test("lowers packages as they are published", async () => {
  const parsers = await loadedParsers();
  let count = 0;
  for (const name of ["vscode-languageserver", "yaml", "jsonc-parser", "smol-toml", "vscode-uri"]) {
    const folder = path.resolve("node_modules", name);
    for (const it of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const file = path.join(folder, it) as FileId;
      if (!languageOf(file)) continue;
      const text = readFileSync(file, "utf8");
      if (text.length > 200_000) continue;
      assert.ok(lowerFile(parsers, file, text), file);
      count += 1;
    }
  }
  assert.ok(count > 100);
});

test("a file in no language that is understood is not lowered", async () => {
  assert.equal(lowerFile(await loadedParsers(), "a.go" as FileId, "package main"), undefined);
});

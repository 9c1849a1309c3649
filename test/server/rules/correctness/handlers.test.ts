import assert from "node:assert/strict";
import { test } from "node:test";
import { callbackOnNode24 } from "../../../../server/src/rules/correctness/callbackOnNode24.js";
import { handlerExportMissing } from "../../../../server/src/rules/correctness/handlerExportMissing.js";
import { handlerFileMissing } from "../../../../server/src/rules/correctness/handlerFileMissing.js";
import { runtimeLanguageMismatch } from "../../../../server/src/rules/correctness/runtimeLanguageMismatch.js";
import { checkFix, checkRule, fixTitles } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

const NODE = "Runtime: nodejs24.x";
const PYTHON = "Runtime: python3.13";
const HANDLER = "Handler: orders.handler";

/** A function with code in `src`, and one file of it. */
function project(properties: readonly string[], file: string, source: string): string {
  return `${samFunction("CodeUri: src", ...properties)}//- src/${file}\n${source}`;
}

function handlerLine(handler: string, message: string): string {
  return marked(`Handler: ${handler}`, handler, message);
}

test("a file in other letter case fails on Lambda, and the fix spells the handler as the file", async () => {
  const source = "exports.handler = async () => {};\n";
  const message =
    "error: Handler `orders.handler` is spelt `src/Orders.js` on disk, and Lambda distinguishes upper and lower case: every invocation fails; there is `Orders.handler`";
  await checkRule(handlerFileMissing, project([NODE, handlerLine("orders.handler", message)], "Orders.js", source));
  await checkFix(
    handlerFileMissing,
    project([NODE, HANDLER], "Orders.js", source),
    project([NODE, "Handler: Orders.handler"], "Orders.js", source),
  );
});

test("a handler whose source is TypeScript has its file", async () => {
  const source = "export const handler = async (): Promise<void> => {};\n";
  await checkRule(handlerFileMissing, project([NODE, HANDLER], "orders.ts", source));
});

test("the fix creates the file with a handler that does nothing", async () => {
  for (const [runtime, file, text] of [
    [NODE, "orders.mjs", "export const handler = async (event) => {\n  return {};\n};\n"],
    [PYTHON, "orders.py", "def handler(event, context):\n    return {}\n"],
  ] as const) {
    const before = project([runtime, HANDLER], file.replace("orders", "other"), "other = 1;\n");
    await checkFix(handlerFileMissing, before, `${before}//- src/${file}\n${text}`, `Create src/${file}`);
  }
});

test("a folder without any source says nothing about a missing file", async () => {
  await checkRule(handlerFileMissing, project([NODE, HANDLER], "README.md", "Built elsewhere.\n"));
});

for (const runtime of [NODE, PYTHON]) {
  test(`a handler without a dot names no function with ${runtime}`, async () => {
    const message = "error: Handler `orders` names no function: every invocation fails; write FILE.FUNCTION";
    const lines = [runtime, handlerLine("orders", message)];
    await checkRule(handlerFileMissing, project(lines, "README.md", "Built elsewhere.\n"));
  });
}

for (const [name, lines] of [
  ["another runtime", ["Runtime: provided.al2023"]],
  ["a runtime that is not known", ["Runtime: !Ref Runtime"]],
  ["a package that may be an image", [PYTHON, "PackageType: !If [Boxed, Image, Zip]"]],
  ["a layer", [PYTHON, "Layers: [!Ref Tracing]"]],
  ["a wrapper", [PYTHON, "Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: /opt/run } }"]],
  ["variables that are not known", [PYTHON, "Environment: !Ref Environment"]],
] as const) {
  test(`a handler without a dot may be right with ${name}`, async () => {
    await checkRule(handlerFileMissing, project([...lines, "Handler: bootstrap"], "README.md", "Built elsewhere.\n"));
  });
}

test("an export that is a type only does not exist at run time", async () => {
  const message =
    "error: `src/orders.ts` exports `handler` as a type only, which does not exist at run time: every invocation fails";
  await checkRule(
    handlerExportMissing,
    project([NODE, handlerLine("orders.handler", message)], "orders.ts", "export interface handler {}\n"),
  );
});

test("the fix exports a function that an ES module keeps to itself", async () => {
  for (const declared of ["async function handler(event) {}", "const handler = async (event) => {};"]) {
    const source = `import { log } from "node:console";\n\n// Writes.\n${declared}\nlog(handler);\n`;
    const lines = [NODE, "Handler: orders.handler"];
    await checkFix(
      handlerExportMissing,
      project(lines, "orders.ts", source),
      project(lines, "orders.ts", source.replace(declared, `export ${declared}`)),
      "Export handler",
    );
  }
});

test("no export is offered for what is no function, or in a CommonJS module", async () => {
  for (const source of [
    "export const other = 1;\nconst handler = 1;\n",
    "function handler() {}\nexports.other = 1;\n",
  ]) {
    const titles = await fixTitles(
      handlerExportMissing,
      project([NODE, "Handler: orders.handler"], "orders.js", source),
    );
    assert.deepEqual(
      titles.filter((it) => it.startsWith("Export")),
      [],
    );
  }
});

test("a handler that is only mentioned in a comment is missing", async () => {
  const message = "error: `src/orders.py` does not export `handler`: every invocation fails; it exports `main`";
  await checkRule(
    handlerExportMissing,
    project(
      [PYTHON, handlerLine("orders.handler", message)],
      "orders.py",
      "# def handler(event, context):\ndef main(event, context):\n    return {}\n",
    ),
  );
});

test("inline code is no file, so it is called what it is", async () => {
  const message = "error: The inline code does not define `handler`: every invocation fails; it defines `main`";
  await checkRule(
    handlerExportMissing,
    samFunction(
      PYTHON,
      handlerLine("index.handler", message),
      "InlineCode: |\n  def main(event, context):\n      return {}",
    ),
  );
});

test("a module that exports something that is not certain is not judged", async () => {
  await checkRule(
    handlerExportMissing,
    project([NODE, HANDLER], "orders.js", 'module.exports = require("wrapper")(require("./main"));\n'),
  );
});

test("the fix changes the handler to an export and keeps the path", async () => {
  const source = "def main(event, context):\n    return {}\n";
  await checkFix(
    handlerExportMissing,
    project([PYTHON, HANDLER], "orders.py", source),
    project([PYTHON, "Handler: orders.main"], "orders.py", source),
    "Change Handler to orders.main",
  );
});

const REFUSES = "error: Runtime `nodejs24.x` refuses handlers with a callback: every invocation fails";

test("a callback that is declared and never called is refused too, even by an async handler", async () => {
  await checkRule(
    callbackOnNode24,
    project(
      [NODE, HANDLER],
      "orders.js",
      `exports.handler = async (event, context, callback) => {
//                                       ^^^^^^^^ ${REFUSES}; remove the parameter
  return {};
};
`,
    ),
  );
});

test("earlier runtimes take callbacks", async () => {
  await checkRule(
    callbackOnNode24,
    project(
      ["Runtime: nodejs22.x", HANDLER],
      "orders.js",
      "exports.handler = (event, context, callback) => callback(null, {});\n",
    ),
  );
});

for (const [name, source] of [
  ["two parameters", "exports.handler = async (event, context) => {};\n"],
  ["a third parameter with a default value", "exports.handler = async (event, context, log = console) => {};\n"],
  ["a rest parameter", "exports.handler = async (event, context, ...rest) => {};\n"],
  ["a wrapped function", "exports.handler = wrap((event, context, callback) => {});\n"],
] as const) {
  test(`${name} are no callback`, async () => {
    await checkRule(callbackOnNode24, project([NODE, HANDLER], "orders.js", source));
  });
}

test("the fix pins the last runtime that takes callbacks", async () => {
  const source = "exports.handler = (event, context, callback) => callback(null, {});\n";
  await checkFix(
    callbackOnNode24,
    project([NODE, HANDLER], "orders.js", source),
    project(["Runtime: nodejs22.x", HANDLER], "orders.js", source),
  );
});

const RETURNING = "Return the result instead of calling back";

for (const [name, before, after] of [
  [
    "an arrow function",
    "(event, context, callback) => {\n  callback(null, { a: 1 });\n}",
    "async (event, context) => {\n  return { a: 1 };\n}",
  ],
  [
    "a function expression without semicolons",
    "function (event, context, done) {\n  return done(null, result(event))\n}",
    "async function (event, context) {\n  return result(event)\n}",
  ],
  [
    "a function that is async",
    "async (event, context, callback) => {\n  const x = await load();\n  callback(null, x);\n}",
    "async (event, context) => {\n  const x = await load();\n  return x;\n}",
  ],
  [
    "branches, an early error and no result",
    "(event, context, cb) => {\n  if (!event) return cb(new Error('x'));\n  if (event.a) {\n    cb(null, 1);\n  } else if (event.b) cb();\n  else {\n    cb(null);\n  }\n}",
    "async (event, context) => {\n  if (!event) throw new Error('x');\n  if (event.a) {\n    return 1;\n  } else if (event.b) return;\n  else {\n    return;\n  }\n}",
  ],
  [
    "values in parentheses and on several lines",
    "(\n  event,\n  { a },\n  callback,\n) => {\n  callback(\n    null,\n    (a || event),\n  );\n}",
    "async (\n  event,\n  { a },\n) => {\n  return a || event;\n}",
  ],
] as const) {
  test(`the fix returns the result: ${name}`, async () => {
    await checkFix(
      callbackOnNode24,
      project([NODE, HANDLER], "orders.js", `exports.handler = ${before};\n`),
      project([NODE, HANDLER], "orders.js", `exports.handler = ${after};\n`),
      RETURNING,
    );
  });
}

test("the fix returns the result of a declared function with types", async () => {
  const declared = (head: string, ending: string) =>
    `import type { Callback, Context } from "aws-lambda";\n\nexport ${head} {\n  ${ending};\n}\n`;
  const before = declared(
    "function handler(event: object, context: Context, callback: Callback)",
    "callback(null, event)",
  );
  const after = declared("async function handler(event: object, context: Context)", "return event");
  await checkFix(
    callbackOnNode24,
    project([NODE, HANDLER], "orders.ts", before),
    project([NODE, HANDLER], "orders.ts", after),
    RETURNING,
  );
});

for (const [name, source] of [
  ["in another function", "(event, context, callback) => { load((x) => { callback(null, x); }); }"],
  ["in a loop", "(event, context, callback) => { for (const x of event) return callback(null, x); }"],
  ["in a try", "(event, context, callback) => { try { return callback(null, 1); } catch (e) {} }"],
  ["in a switch", "(event, context, callback) => { switch (event) { case 1: return callback(null, 1); } }"],
  ["before something else", "(event, context, callback) => { callback(null, 1); log(); }"],
  ["in a branch before something else", "(event, context, callback) => { if (event) { callback(null, 1); } log(); }"],
  ["also as a value", "(event, context, callback) => { use(callback); callback(null, 1); }"],
  ["in a shorthand", "(event, context, callback) => { use({ callback }); return callback(null, 1); }"],
  ["after it was declared again", "(event, context, callback) => { { let callback = f; return callback(null, 1); } }"],
  ["with a result and an error", "(event, context, callback) => { callback(event.error, 1); }"],
  ["with spread arguments", "(event, context, callback) => { callback(...event); }"],
  ["in an expression", "(event, context, callback) => callback(null, 1)"],
  ["in parentheses", "(event, context, callback) => { (callback(null, 1)); }"],
  ["as an operand", "(event, context, callback) => { event && callback(null, 1); }"],
  ["in a generator", "function* (event, context, callback) { callback(null, 1); }"],
  ["beside `arguments`", "function (event, context, callback) { log(arguments); callback(null, 1); }"],
  ["not at all", "(event, context, callback) => {}"],
] as const) {
  test(`the fix leaves a callback alone that is called ${name}`, async () => {
    const titles = await fixTitles(
      callbackOnNode24,
      project([NODE, HANDLER], "orders.js", `exports.handler = ${source};\n`),
    );
    assert.deepEqual([...titles], ["Change Runtime to nodejs22.x"]);
  });
}

test("the fix leaves methods alone", async () => {
  const titles = await fixTitles(
    callbackOnNode24,
    project([NODE, HANDLER], "orders.js", "module.exports = { handler(event, context, cb) { cb(null, 1); } };\n"),
  );
  assert.deepEqual([...titles], ["Change Runtime to nodejs22.x"]);
});

test("a Python runtime does not run JavaScript, and the fix changes the runtime", async () => {
  const source = "exports.handler = async () => {};\n";
  const message = "error: Runtime `python3.13` does not run JavaScript (`src/orders.js`): every invocation fails";
  await checkRule(
    runtimeLanguageMismatch,
    project([marked(PYTHON, "python3.13", message), HANDLER], "orders.js", source),
  );
  await checkFix(
    runtimeLanguageMismatch,
    project([PYTHON, HANDLER], "orders.js", source),
    project([NODE, HANDLER], "orders.js", source),
  );
});

test("TypeScript runs on Node.js, and OS-only runtimes run anything", async () => {
  const source = "export const handler = async (): Promise<void> => {};\n";
  await checkRule(runtimeLanguageMismatch, project([NODE, HANDLER], "orders.ts", source));
  await checkRule(runtimeLanguageMismatch, project(["Runtime: provided.al2023", HANDLER], "orders.ts", source));
});

test("nothing is reported for a resource with a syntax error", async () => {
  for (const rule of [handlerFileMissing, handlerExportMissing, runtimeLanguageMismatch, callbackOnNode24]) {
    await checkRule(rule, project([NODE, "Handler: other.handler", "Tags: { A: [b"], "orders.py", "x = 1\n"));
  }
});

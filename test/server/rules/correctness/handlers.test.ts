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

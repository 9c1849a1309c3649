import assert from "node:assert/strict";
import { test } from "node:test";
import { reservedNames } from "../../../../server/src/data/environment.js";
import { envName } from "../../../../server/src/rules/limits/envName.js";
import { envReserved } from "../../../../server/src/rules/limits/envReserved.js";
import { checkFix, checkRule, fixTitles } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

/** A function with these variables, each a line with an indent of four. */
function variables(...lines: readonly string[]): string {
  return samFunction("Environment:", "  Variables:", ...lines);
}

/** A variable and below it a marker at its name. */
function variable(name: string, message: string): string {
  return marked(`    ${name}: text`, name, message);
}

function invalid(name: string): string {
  return `error: \`${name}\` is no valid name of an environment variable (a letter, then letters, digits and underscores, at least two characters): AWS rejects the deploy`;
}

function reserved(name: string): string {
  return `error: \`${name}\` is reserved by Lambda: AWS rejects the deploy; remove it or choose another name`;
}

for (const name of ["A", "A-B", "1BAD", "_PRIVATE", "A.B"]) {
  test(`${name} is no name of a variable`, async () => {
    await checkRule(envName, variables("    OK: text", variable(name, invalid(name))));
  });
}

test("names of two letters, lower case and digits are allowed", async () => {
  await checkRule(envName, variables("    AB: text", "    table_1: text", "    camelCase: text"));
});

test("a name without a value is still being typed", async () => {
  await checkRule(envName, variables("    T:"));
});

test("a reserved name is another rule's business", async () => {
  await checkRule(envName, variables("    _HANDLER: app.handler"));
});

for (const [before, after] of [
  ["TABLE-NAME", "TABLE_NAME"],
  ["A", "A_"],
  ["1BAD", "ENV_1BAD"],
  ["_PRIVATE", "PRIVATE"],
] as const) {
  test(`the fix renames ${before} to ${after}`, async () => {
    await checkFix(envName, variables(`    ${before}: text`), variables(`    ${after}: text`));
  });
}

for (const name of reservedNames) {
  test(`${name} is reserved`, async () => {
    await checkRule(envReserved, variables("    OK: text", variable(name, reserved(name))));
  });
}

test("names that only resemble reserved ones are allowed", async () => {
  await checkRule(envReserved, variables("    AWS_REGIONS: text", "    aws_region: text", "    AWS_PROFILE: text"));
});

test("the fix removes a reserved name and leaves the others", async () => {
  await checkFix(
    envReserved,
    variables("    OK: text", "    AWS_REGION: eu-west-1", "    OTHER: text"),
    variables("    OK: text", "    OTHER: text"),
  );
});

test("code that assigns a reserved name is told what it changes", async () => {
  await checkRule(
    envReserved,
    `${samFunction("CodeUri: src", "Runtime: python3.13", "Handler: orders.handler")}
//- src/orders.py
import os

def handler(event, context):
    os.environ["TABLE"] = "orders"
    os.environ["AWS_REGION"] = "eu-west-1"
  # ^^^^^^^^^^^^^^^^^^^^^^^^ information: \`AWS_REGION\` is set by Lambda: assigning it changes what the AWS SDK and the runtime see; pass the value to the client instead
    return {}
`,
  );
});

test("code that sets a reserved name only when it is missing changes nothing on Lambda", async () => {
  await checkRule(
    envReserved,
    `${samFunction("CodeUri: src", "Runtime: nodejs24.x", "Handler: orders.handler")}
//- src/orders.mjs
process.env.AWS_REGION ??= "eu-west-1";
export const handler = async () => {};
`,
  );
});

test("a name that one condition leaves out is reported for the other", async () => {
  const value = "!If [Local, text, !Ref AWS::NoValue]";
  const when = "AWS rejects the deploy when Local is true";
  const region = reserved("AWS_REGION").replace("AWS rejects the deploy", when);
  await checkRule(envReserved, variables(marked(`    AWS_REGION: ${value}`, "AWS_REGION", region)));
  const invalidName = invalid("A-B").replace("AWS rejects the deploy", when);
  await checkRule(envName, variables(marked(`    A-B: ${value}`, "A-B", invalidName)));
  await checkRule(envReserved, variables("    AWS_REGION: !Ref AWS::NoValue"));
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(envName, variables("    A: text", "    OTHER: [a"));
  await checkRule(envReserved, variables("    AWS_REGION: text", "    OTHER: [a"));
});

/** A function with one variable and the code that it runs. */
function withCode(variable: string, file: string, source: string, more = ""): string {
  const runtime = file.endsWith(".py") ? "python3.13" : "nodejs24.x";
  const properties = ["CodeUri: src", `Runtime: ${runtime}`, "Handler: orders.handler"];
  const environment = ["Environment:", "  Variables:", `    ${variable}: text`];
  return `${samFunction(...properties, ...environment)}${more}//- src/${file}\n${source}`;
}

const JAVASCRIPT = "export const handler = async () => {};\n";
const PYTHON = "def handler(event, context):\n    return {}\n";

for (const [file, before, after] of [
  ["orders.mjs", "process.env._TABLE", "process.env.TABLE"],
  ["orders.mjs", "use(process.env?._TABLE, process.argv)", "use(process.env?.TABLE, process.argv)"],
  ["orders.mjs", "process.env['_TABLE']", "process.env['TABLE']"],
  ["orders.mjs", "const _TABLE = process.env._TABLE ?? `${process.env._TABLE}`;", undefined],
  ["orders.py", 'import os\nx = os.environ["_TABLE"]', 'import os\nx = os.environ["TABLE"]'],
  ["orders.py", "import os\nx = os.environ.get('_TABLE', '')", "import os\nx = os.environ.get('TABLE', '')"],
  ["orders.py", 'from os import getenv\nx = getenv("_TABLE")', 'from os import getenv\nx = getenv("TABLE")'],
  ["orders.py", 'import os\nx = os.path.join(os.getenv("_TABLE"))', 'import os\nx = os.path.join(os.getenv("TABLE"))'],
] as const) {
  test(`the fix renames in the code: ${before}`, async () => {
    const tail = file.endsWith(".py") ? PYTHON : JAVASCRIPT;
    const renamed = after ?? before.replaceAll("process.env._TABLE", "process.env.TABLE");
    await checkFix(
      envName,
      withCode("_TABLE", file, `${before}\n${tail}`),
      withCode("TABLE", file, `${renamed}\n${tail}`),
      "Rename _TABLE to TABLE here and in the code",
    );
  });
}

test("the fix renames in modules that the handler imports", async () => {
  const source = (name: string) =>
    `import "./table.mjs";\n${JAVASCRIPT}//- src/table.mjs\nexport const table = () => process.env["${name}"];\n`;
  await checkFix(
    envName,
    withCode("TABLE-NAME", "orders.mjs", source("TABLE-NAME")),
    withCode("TABLE_NAME", "orders.mjs", source("TABLE_NAME")),
    "Rename TABLE-NAME to TABLE_NAME here and in the code",
  );
});

for (const [file, source] of [
  ["orders.mjs", "process.env._OTHER"],
  ["orders.mjs", "process.env._TABLE; const { _TABLE } = process.env;"],
  ["orders.mjs", "process.env._TABLE; process.env[name];"],
  ["orders.mjs", "process.env._TABLE; parse(process.env);"],
  ["orders.mjs", "process.env._TABLE; parse(process);"],
  ["orders.mjs", "process.env._TABLE; globalThis.process.env._TABLE;"],
  ["orders.mjs", "process.env._TABLE; env.get('_TABLE');"],
  ["orders.mjs", "process.env._TABLE; schema({ _TABLE: string() });"],
  ["orders.mjs", "process.env._TABLE; process.env['\\x5fTABLE'];"],
  ["orders.mjs", "import { env } from 'node:process'; process.env._TABLE;"],
  ["orders.mjs", "import './generated.js'; process.env._TABLE;"],
  ["orders.mjs", "import '@/config'; process.env._TABLE;"],
  ["orders.mjs", "process.env._TABLE; await import(name);"],
  ["orders.mjs", "process.env._TABLE; const x = (;"],
  ["orders.py", 'import os\nos.environ["_TABLE"]\nos.environ[name]'],
  ["orders.py", 'import os\nos.environ["_TABLE"]\nos.environ.get(name)'],
  ["orders.py", 'import os\nos.environ["_TABLE"]\nx = "_TABLE" in os.environ'],
  ["orders.py", 'import os as o\no.environ["_TABLE"]\nos.environ["_TABLE"]'],
  ["orders.py", 'import os\nos.environ["_TABLE"]\nread = os.getenv'],
  ["orders.py", 'import os\nos.environ["_TABLE"]\nos.environ[r"_TABLE"]'],
  ["orders.py", 'from . import settings\nimport os\nos.environ["_TABLE"]'],
] as const) {
  test(`the fix leaves the code alone where not every place is known: ${source}`, async () => {
    const tail = file.endsWith(".py") ? PYTHON : JAVASCRIPT;
    const titles = await fixTitles(envName, withCode("_TABLE", file, `${source}\n${tail}`));
    assert.deepEqual([...titles], ["Rename _TABLE to TABLE (here only)"]);
  });
}

test("the fix leaves code alone that may be another function's too", async () => {
  const other = `  Other:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          _TABLE: text
`;
  const titles = await fixTitles(
    envName,
    withCode("_TABLE", "orders.mjs", `process.env._TABLE;\n${JAVASCRIPT}`, other),
  );
  assert.deepEqual([...titles], ["Rename _TABLE to TABLE (here only)", "Rename _TABLE to TABLE (here only)"]);
});

import { test } from "node:test";
import { reservedNames } from "../../../../server/src/data/environment.js";
import { envName } from "../../../../server/src/rules/limits/envName.js";
import { envReserved } from "../../../../server/src/rules/limits/envReserved.js";
import { checkFix, checkRule } from "../../../support/check.js";
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

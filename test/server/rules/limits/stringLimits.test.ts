import { test } from "node:test";
import { stringLimits } from "../../../../server/src/rules/limits/stringLimits.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

for (const [name, property, maximum] of [
  ["FunctionName", "FunctionName", 64],
  ["Description", "Description", 256],
  ["Handler", "Handler", 128],
  ["LogGroup", "LoggingConfig", 512],
] as const) {
  const nested = name === property ? [] : [`${property}:`];
  const indent = name === property ? "" : "  ";

  test(`${name} of ${maximum} characters is allowed, one more is not`, async () => {
    await checkRule(stringLimits, samFunction(...nested, `${indent}${name}: ${"x".repeat(maximum)}`));
    const long = "x".repeat(maximum + 1);
    const message = `error: ${name} of ${maximum + 1} characters is longer than ${maximum} characters: AWS rejects the deploy`;
    await checkRule(stringLimits, samFunction(...nested, marked(`${indent}${name}: ${long}`, long, message)));
  });
}

test("white space in a handler is reported, in a description it is not", async () => {
  await checkRule(
    stringLimits,
    samFunction(
      "Description: takes orders",
      marked(
        "Handler: app. handler",
        "app. handler",
        "error: Handler `app. handler` has white space: AWS rejects the deploy",
      ),
    ),
  );
});

test("a name that a deploy completes is not judged", async () => {
  await checkRule(stringLimits, samFunction(`FunctionName: !Sub "\${AWS::StackName}-${"x".repeat(80)}"`));
  await checkRule(stringLimits, samFunction('FunctionName: "{{resolve:ssm:/orders/name}}"'));
});

test("the fix cuts a description to the maximum", async () => {
  await checkFix(
    stringLimits,
    samFunction(`Description: ${"x".repeat(300)}`),
    samFunction(`Description: ${"x".repeat(253)}...`),
  );
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(stringLimits, samFunction("FunctionName: a.b", "Tags: { A: [b"));
});

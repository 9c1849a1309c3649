import { test } from "node:test";
import { envSize } from "../../../../server/src/rules/limits/envSize.js";
import { checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

const REJECTED = "AWS rejects the deploy; move long values to Parameter Store";

function environment(heading: string, ...variables: readonly string[]): string {
  return samFunction("Environment:", heading, ...variables.map((it) => `    ${it}`));
}

function report(message: string): string {
  return marked("  Variables:", "Variables", message);
}

function nearlyFull(bytes: number): string {
  return report(
    `information: The environment takes ${bytes} of 4096 bytes (as JSON): move long values to Parameter Store`,
  );
}

function tooLarge(bytes: number): string {
  return report(`error: The environment takes ${bytes} of 4096 bytes (as JSON): ${REJECTED}`);
}

for (const [name, heading, variables] of [
  ["one variable of 3,679 characters", "  Variables:", [`KEY: ${"x".repeat(3676)}`]],
  ["one variable of 3,680 characters", nearlyFull(3687), [`KEY: ${"x".repeat(3677)}`]],
  ["one variable of 4,089 characters", nearlyFull(4096), [`KEY: ${"x".repeat(4086)}`]],
  ["one variable of 4,090 characters", tooLarge(4097), [`KEY: ${"x".repeat(4087)}`]],
  ["two variables of 4,083 characters", nearlyFull(4096), [`K1: ${"x".repeat(2000)}`, `K2: ${"x".repeat(2079)}`]],
  ["two variables of 4,084 characters", tooLarge(4097), [`K1: ${"x".repeat(2000)}`, `K2: ${"x".repeat(2080)}`]],
  ["quotes, which JSON escapes", tooLarge(4097), [`KEY: '${'"'.repeat(2043)}x'`]],
  ["letters of two bytes", tooLarge(4097), [`KEY: ${"é".repeat(2043)}x`]],
  ["numbers and booleans as they are written", tooLarge(4097), ["K1: 1000", "K2: true", `K3: ${"x".repeat(4064)}`]],
] as const) {
  test(`counts ${name}`, async () => {
    await checkRule(envSize, environment(heading, ...variables));
  });
}

test("values that are not known count as empty, and the message says so", async () => {
  await checkRule(
    envSize,
    environment(
      report(`error: The environment takes at least 4103 of 4096 bytes (as JSON): ${REJECTED}`),
      `K1: ${"x".repeat(4086)}`,
      "K2: !GetAtt Table.Arn",
    ).replace("Resources:", "Resources:\n  Table:\n    Type: AWS::DynamoDB::Table"),
  );
});

test("of two branches the shorter one counts", async () => {
  await checkRule(
    envSize,
    `
Parameters:
  Stage:
    Type: String
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          RULES: !If [IsProd, ${"x".repeat(4090)}, short]
`,
  );
});

test("defaults of parameters that are too long are a warning", async () => {
  await checkRule(
    envSize,
    `
Parameters:
  Rules:
    Type: String
    Default: ${"x".repeat(4090)}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
      # ^^^^^^^^^ warning: The environment takes 4102 of 4096 bytes (as JSON) with the defaults of the parameters: AWS rejects such a deploy; move long values to Parameter Store
          RULES: !Ref Rules
`,
  );
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(envSize, environment("  Variables:", `KEY: ${"x".repeat(5000)}`, "OTHER: [a"));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryRange } from "../../../../server/src/rules/limits/memoryRange.js";
import { timeoutRange } from "../../../../server/src/rules/limits/timeoutRange.js";
import { tmpRange } from "../../../../server/src/rules/limits/tmpRange.js";
import { checkFix, checkRule, fixTitles, openFixture } from "../../../support/check.js";
import { parseFixture } from "../../../support/fixture.js";
import { marked, samFunction } from "../template.js";

const CAPACITY = "CapacityProviderConfig:\n  Arn: arn:aws:lambda:eu-west-1:123456789012:capacity-provider:large";
const SPLIT = "split the work or use Step Functions; AWS rejects the deploy";

for (const [value, message] of [
  ["1"],
  ["900"],
  ['"900"'],
  ["0", "error: Timeout of 0 s is below the minimum of 1 s: AWS rejects the deploy"],
  ["901", `error: Timeout of 901 s is above the maximum of 900 s: ${SPLIT}`],
  ["30000", `error: Timeout of 30000 s is above the maximum of 900 s: ${SPLIT}`],
  ['"901"', `error: Timeout of 901 s is above the maximum of 900 s: ${SPLIT}`],
  ["abc", "error: Timeout `abc` is not a whole number of s: AWS rejects the deploy"],
  ["2.5", "error: Timeout `2.5` is not a whole number of s: AWS rejects the deploy"],
] as const) {
  test(`Timeout ${value} is ${message ? "reported" : "allowed"}`, async () => {
    const line = `Timeout: ${value}`;
    await checkRule(timeoutRange, samFunction(message ? marked(line, value, message) : line));
  });
}

for (const [value, message] of [
  ["5400"],
  ["5401", `error: Timeout of 5401 s is above the maximum of 5400 s: ${SPLIT}`],
] as const) {
  test(`Timeout ${value} with a capacity provider is ${message ? "reported" : "allowed"}`, async () => {
    const line = `Timeout: ${value}`;
    await checkRule(timeoutRange, samFunction(message ? marked(line, value, message) : line, CAPACITY));
  });
}

for (const [value, message] of [
  ["128"],
  ["10240"],
  ["127", "error: MemorySize of 127 MB is below the minimum of 128 MB: AWS rejects the deploy"],
  ["10241", "error: MemorySize of 10241 MB is above the maximum of 10240 MB: AWS rejects the deploy"],
] as const) {
  test(`MemorySize ${value} is ${message ? "reported" : "allowed"}`, async () => {
    const line = `MemorySize: ${value}`;
    await checkRule(memoryRange, samFunction(message ? marked(line, value, message) : line));
  });
}

test("a capacity provider allows more memory", async () => {
  await checkRule(memoryRange, samFunction("MemorySize: 16384", CAPACITY));
  const message = "error: MemorySize of 32769 MB is above the maximum of 32768 MB: AWS rejects the deploy";
  await checkRule(memoryRange, samFunction(marked("MemorySize: 32769", "32769", message), CAPACITY));
});

for (const [value, message] of [
  ["512"],
  ["10240"],
  ["511", "error: EphemeralStorage.Size of 511 MB is below the minimum of 512 MB: AWS rejects the deploy"],
  ["10241", "error: EphemeralStorage.Size of 10241 MB is above the maximum of 10240 MB: AWS rejects the deploy"],
] as const) {
  test(`EphemeralStorage.Size ${value} is ${message ? "reported" : "allowed"}`, async () => {
    const line = `  Size: ${value}`;
    await checkRule(tmpRange, samFunction("EphemeralStorage:", message ? marked(line, value, message) : line));
  });
}

test("a timeout that a deploy decides is not judged", async () => {
  await checkRule(
    timeoutRange,
    `
Parameters:
  Seconds:
    Type: Number
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: !Ref Seconds
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: "{{resolve:ssm:/timeout}}"
`,
  );
});

test("the default of a parameter is a warning, since a deploy can overrule it, and the fix changes the default", async () => {
  const template = `
Parameters:
  Seconds:
    Type: Number
    Default: 1200
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: !Ref Seconds
`;
  await checkRule(
    timeoutRange,
    `${template}      #        ^^^^^^^^^^^^ warning: Timeout of 1200 s is above the maximum of 900 s: ${SPLIT} (the default of parameter Seconds)\n`,
  );
  await checkFix(timeoutRange, template, template.replace("Default: 1200", "Default: 900"));
});

test("a branch of a condition that fails is named, and the other is not touched", async () => {
  await checkRule(
    timeoutRange,
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
      Timeout: !If [IsProd, 901, 30]
      #                     ^^^ error: Timeout of 901 s is above the maximum of 900 s: ${SPLIT} when IsProd is true
  OnlyProd:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties:
      Timeout: !If [IsProd, 30, 901]
  Both:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: !If [IsProd, 901, 902]
      #                     ^^^ error: Timeout of 901 s is above the maximum of 900 s: ${SPLIT}
      #                          ^^^ error: Timeout of 902 s is above the maximum of 900 s: ${SPLIT}
`,
  );
});

test("a value of Globals is reported once, where it is written", async () => {
  await checkRule(
    timeoutRange,
    `
Globals:
  Function:
    Timeout: 901
    #        ^^^ error: Timeout of 901 s is above the maximum of 900 s: ${SPLIT}
Resources:
  Orders:
    Type: AWS::Serverless::Function
  Report:
    Type: AWS::Serverless::Function
`,
  );
});

test("a function of plain CloudFormation is judged too", async () => {
  await checkRule(
    timeoutRange,
    `
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: 901
      #        ^^^ error: Timeout of 901 s is above the maximum of 900 s: ${SPLIT}
`,
  );
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(timeoutRange, samFunction("Timeout: 901", "Environment: { Variables: { A"));
});

test("the fix sets the nearest allowed value and keeps the rest of the line", async () => {
  await checkFix(
    memoryRange,
    samFunction('MemorySize: "64" # small'),
    samFunction('MemorySize: "128" # small'),
    "Set MemorySize to 128",
  );
});

/** A function below parameters and conditions. */
function conditional(conditions: string, ...properties: readonly string[]): string {
  return `${conditions}\n${samFunction(...properties)}`;
}

const HAS_MEMORY = `Parameters:
  Memory: { Type: Number, Default: 0 }
Conditions:
  NoMemory: !Equals [!Sub "\${Memory}", "0"]
  HasMemory: !Not [!Condition NoMemory]
  Both: !And [!Condition HasMemory, !Equals [!Ref AWS::Region, eu-west-1]]`;

test("a default does not count where a condition depends on its parameter, directly or through another condition", async () => {
  for (const condition of ["HasMemory", "Both"]) {
    const line = `MemorySize: !If [${condition}, !Ref Memory, !Ref AWS::NoValue]`;
    await checkRule(memoryRange, conditional(HAS_MEMORY, line));
  }
});

const SIZES = `Parameters:
  Stage: { Type: String, Default: none }
Mappings:
  Sizes:
    none: { Memory: 0 }
    prod: { Memory: 512 }
Conditions:
  HasStage: !Not [!Equals [!Ref Stage, none]]`;

test("what a default selects from a mapping is what another value may not select", async () => {
  const value = "!FindInMap [Sizes, !Ref Stage, Memory]";
  const message =
    "warning: MemorySize of 0 MB is below the minimum of 128 MB: AWS rejects the deploy (the default of parameter Stage)";
  await checkRule(memoryRange, conditional(SIZES, marked(`MemorySize: ${value}`, value, message)));
  await checkRule(memoryRange, conditional(SIZES, `MemorySize: !If [HasStage, ${value}, !Ref AWS::NoValue]`));
});

test("a default counts where a condition depends on another parameter", async () => {
  const conditions = `Parameters:
  Memory: { Type: Number, Default: 0 }
  Stage: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]`;
  const message =
    "warning: MemorySize of 0 MB is below the minimum of 128 MB: AWS rejects the deploy when IsProd is true (the default of parameter Memory)";
  const line = "MemorySize: !If [IsProd, !Ref Memory, !Ref AWS::NoValue]";
  await checkRule(memoryRange, conditional(conditions, marked(line, "!Ref Memory", message)));
});

test("a function under a negated condition does not exist where that condition holds", async () => {
  const conditions = `Parameters:
  Stage: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  NotProd: !Not [!Condition IsProd]`;
  const fixture = conditional(conditions, "Timeout: !If [IsProd, 9000, 30]");
  await checkRule(timeoutRange, fixture.replace("    Properties:", "    Condition: NotProd\n    Properties:"));
});

test("a timeout that looks like milliseconds can be either, and no fix is safe", async () => {
  const before = samFunction("Timeout: 30000");
  const asSeconds = "Set Timeout to 30 (30000 looks like milliseconds)";
  assert.deepEqual(await fixTitles(timeoutRange, before), [asSeconds, "Set Timeout to 900"]);
  await checkFix(timeoutRange, before, samFunction("Timeout: 30"), asSeconds);
  assert.deepEqual(await safeFixTitles(before), []);
  for (const seconds of ["1200", "901000", "0"]) {
    assert.equal((await safeFixTitles(samFunction(`Timeout: ${seconds}`))).length, 1, seconds);
  }
});

async function safeFixTitles(fixture: string): Promise<readonly string[]> {
  const { findings } = await (await openFixture(parseFixture(fixture).files)).analyse();
  return findings
    .filter((it) => it.rule === timeoutRange.id)
    .flatMap((it) => it.fixes.filter(({ safe }) => safe).map(({ title }) => title));
}

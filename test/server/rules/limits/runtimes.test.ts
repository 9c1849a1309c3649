import { test } from "node:test";
import { runtimeDeprecated } from "../../../../server/src/rules/limits/runtimeDeprecated.js";
import { runtimeUnknown } from "../../../../server/src/rules/limits/runtimeUnknown.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

const OUTLOOK =
  "from 2027-02-01 no function can be created with it, from 2027-03-03 none updated: move to `nodejs24.x`";

function runtime(id: string, message?: string): string {
  const line = `Runtime: ${id}`;
  return samFunction(message ? marked(line, id, message) : line);
}

for (const [date, message] of [
  ["2025-10-31"],
  ["2025-11-01", `information: Runtime \`nodejs20.x\` will be deprecated on 2026-04-30; ${OUTLOOK}`],
  ["2026-04-29", `information: Runtime \`nodejs20.x\` will be deprecated on 2026-04-30; ${OUTLOOK}`],
  ["2026-04-30", `warning: Runtime \`nodejs20.x\` is deprecated since 2026-04-30; ${OUTLOOK}`],
  ["2027-01-31", `warning: Runtime \`nodejs20.x\` is deprecated since 2026-04-30; ${OUTLOOK}`],
  [
    "2027-02-01",
    "error: Runtime `nodejs20.x` is deprecated since 2026-04-30; since 2027-02-01 AWS rejects new functions with it, from 2027-03-03 updates too: move to `nodejs24.x`",
  ],
  [
    "2027-03-03",
    "error: Runtime `nodejs20.x` can neither be created nor updated since 2027-03-03, so AWS rejects the deploy: move to `nodejs24.x`",
  ],
] as const) {
  test(`nodejs20.x on ${date}: ${message?.split(":")[0] ?? "nothing"}`, async () => {
    await checkRule(runtimeDeprecated, runtime("nodejs20.x", message), { date });
  });
}

for (const id of ["nodejs24.x", "nodejs26.x", "java17.al2023", "python3.14"]) {
  test(`${id} is neither deprecated nor unknown`, async () => {
    await checkRule(runtimeDeprecated, runtime(id));
    await checkRule(runtimeUnknown, runtime(id));
  });
}

test("nodejs12.x can no longer be deployed", async () => {
  const message =
    "error: Runtime `nodejs12.x` can neither be created nor updated since 2023-04-30, so AWS rejects the deploy: move to `nodejs24.x`";
  await checkRule(runtimeDeprecated, runtime("nodejs12.x", message));
  await checkRule(runtimeUnknown, runtime("nodejs12.x"));
});

for (const [id, message] of [
  ["nodejs24", "error: `nodejs24` is not a Lambda runtime (did you mean `nodejs24.x`?): AWS rejects the deploy"],
  ["nodejs", undefined],
  ["Python3.13", "error: `Python3.13` is not a Lambda runtime (did you mean `python3.13`?): AWS rejects the deploy"],
  ["cobol", "error: `cobol` is not a Lambda runtime: AWS rejects the deploy"],
  [
    "nodejs28.x",
    "warning: `nodejs28.x` is not among the Lambda runtimes of 2026-11-23 (did you mean `nodejs24.x`?): AWS rejects the deploy unless it is newer",
  ],
] as const) {
  test(`${id} is ${message ? "no known runtime" : "known"}`, async () => {
    await checkRule(runtimeUnknown, runtime(id, message));
  });
}

test("the default of a parameter that is no runtime is a warning", async () => {
  await checkRule(
    runtimeUnknown,
    `
Parameters:
  Runtime:
    Type: String
    Default: nodejs24
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: !Ref Runtime
      #        ^^^^^^^^^^^^ warning: \`nodejs24\` is not a Lambda runtime (did you mean \`nodejs24.x\`?): AWS rejects the deploy (the default of parameter Runtime)
`,
  );
});

test("a runtime in Globals is reported once for all functions", async () => {
  await checkRule(
    runtimeDeprecated,
    `
Globals:
  Function:
    Runtime: python3.9
    #        ^^^^^^^^^ warning: Runtime \`python3.9\` is deprecated since 2025-12-15; from 2027-02-01 no function can be created with it, from 2027-03-03 none updated: move to \`python3.13\`
Resources:
  Orders:
    Type: AWS::Serverless::Function
  Report:
    Type: AWS::Serverless::Function
`,
  );
});

test("the fixes change the runtime and nothing else", async () => {
  await checkFix(
    runtimeDeprecated,
    samFunction("Runtime: 'python3.9' # old"),
    samFunction("Runtime: 'python3.13' # old"),
  );
  await checkFix(runtimeUnknown, samFunction("Runtime: nodejs24"), samFunction("Runtime: nodejs24.x"));
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(runtimeUnknown, samFunction("Runtime: cobol", "Tags: { A: [b"));
  await checkRule(runtimeDeprecated, samFunction("Runtime: nodejs12.x", "Tags: { A: [b"));
});

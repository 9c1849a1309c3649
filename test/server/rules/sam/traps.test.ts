import { test } from "node:test";
import { scheduleEnabledIgnored } from "../../../../server/src/rules/sam/scheduleEnabledIgnored.js";
import { urlAuthParameter } from "../../../../server/src/rules/sam/urlAuthParameter.js";
import { checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

const CONDITION = "Parameters:\n  Stage: { Type: String }\nConditions:\n  Live: !Equals [!Ref Stage, live]\n";

function conditional(...properties: readonly string[]): string {
  return CONDITION + samFunction(...properties);
}

function schedule(enabled: string): string {
  return conditional(
    "Events:",
    "  Nightly:",
    "    Type: Schedule",
    "    Properties:",
    "      Schedule: rate(1 day)",
    enabled,
  );
}

const ALWAYS_RUNS =
  "warning: SAM takes an intrinsic function in Enabled for true: schedule `Nightly` always runs; set State to ENABLED or DISABLED by it instead";

for (const value of ["!If [Live, true, false]", "!Ref Stage", "!Sub '${Stage}'"]) {
  test(`a schedule that ${value} is to enable always runs`, async () => {
    await checkRule(scheduleEnabledIgnored, schedule(marked(`      Enabled: ${value}`, value, ALWAYS_RUNS)));
  });
}

for (const line of ["Enabled: true", "Enabled: false", "Enabled:", "State: !If [Live, ENABLED, DISABLED]"]) {
  test(`a schedule does what it is told by ${line}`, async () => {
    await checkRule(scheduleEnabledIgnored, schedule(`      ${line}`));
  });
}

test("the language extensions put the value in before SAM looks", async () => {
  const extended = (text: string) =>
    text.replace("AWS::Serv", "[AWS::LanguageExtensions, AWS::Serv").replace("31", "31]");
  await checkRule(scheduleEnabledIgnored, extended(schedule("      Enabled: !Ref Stage")));
  const url = conditional("FunctionUrlConfig:", "  AuthType: !If [Live, AWS_IAM, NONE]");
  await checkRule(urlAuthParameter, extended(url));
});

test("a URL that is public under a condition gets no permission", async () => {
  const value = "!If [Live, AWS_IAM, NONE]";
  const message =
    "warning: SAM makes no permission for the URL of `Orders`, as AuthType is NONE only by a condition: calls are answered with 403; write NONE itself, or declare the permissions";
  await checkRule(urlAuthParameter, conditional("FunctionUrlConfig:", marked(`  AuthType: ${value}`, value, message)));
});

test("a URL is fine whose permissions the template declares, or which is never public", async () => {
  const permission = [
    "  Call:",
    "    Type: AWS::Lambda::Permission",
    "    Properties: { Action: lambda:InvokeFunctionUrl, FunctionName: !Ref Orders, Principal: '*', FunctionUrlAuthType: NONE }",
  ].join("\n");
  await checkRule(
    urlAuthParameter,
    `${conditional("FunctionUrlConfig:", "  AuthType: !If [Live, AWS_IAM, NONE]")}${permission}\n`,
  );
  await checkRule(urlAuthParameter, conditional("FunctionUrlConfig:", "  AuthType: !Ref Stage"));
});

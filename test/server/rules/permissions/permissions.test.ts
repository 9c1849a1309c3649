import { test } from "node:test";
import { permissionPublic } from "../../../../server/src/rules/permissions/permissionPublic.js";
import { permissionUnscoped } from "../../../../server/src/rules/permissions/permissionUnscoped.js";
import { policiesIgnored } from "../../../../server/src/rules/permissions/policiesIgnored.js";
import { urlAuthNone } from "../../../../server/src/rules/permissions/urlAuthNone.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

const CONDITION = "Parameters:\n  Stage: { Type: String }\nConditions:\n  Live: !Equals [!Ref Stage, live]\n";

function permission(...properties: readonly string[]): string {
  return [
    CONDITION,
    "Resources:",
    "  Orders:",
    "    Type: AWS::Lambda::Function",
    "  Allow:",
    "    Type: AWS::Lambda::Permission",
    "    Properties:",
    "      Action: lambda:InvokeFunction",
    "      FunctionName: !Ref Orders",
    ...properties.map((it) => it.replace(/^(?!#)/, "      ")),
    "",
  ].join("\n");
}

for (const limit of [
  "SourceArn: !Ref Topic",
  "SourceAccount: !Ref AWS::AccountId",
  "PrincipalOrgID: o-a1b2c3d4e5",
  "EventSourceToken: amzn1.ask.skill.1",
  "SourceArn: !If [Live, !Ref Topic, !Ref AWS::NoValue]",
  "SourceArn:",
]) {
  test(`a service is limited by ${limit}`, async () => {
    await checkRule(permissionUnscoped, permission("Principal: sns.amazonaws.com", limit));
  });
}

for (const principal of ["'123456789012'", "elasticloadbalancing.amazonaws.com", "!Ref Stage", "'*'"]) {
  test(`${principal} is no service that calls for anybody`, async () => {
    await checkRule(permissionUnscoped, permission(`Principal: ${principal}`));
  });
}

test("a service that has no limit under a condition is said to have none there", async () => {
  const value = "!If [Live, sns.amazonaws.com, '123456789012']";
  const line = `      Principal: ${value}`;
  const message =
    "warning: sns.amazonaws.com may invoke the function for resources of any account when Live is true: set SourceArn to the resource that invokes it, or SourceAccount";
  const text = permission(`Principal: ${value}`).replace(line, marked(line, "sns.amazonaws.com", message));
  await checkRule(permissionUnscoped, text);
});

test("an Alexa event without a skill lets any skill in", async () => {
  const message = "warning: Any Alexa skill may invoke the function: set SkillId to the skill that does";
  const skill = (...lines: readonly string[]) => samFunction("Events:", ...lines, "    Type: AlexaSkill");
  await checkRule(permissionUnscoped, skill(marked("  Ask:", "Ask", message)));
  await checkRule(permissionUnscoped, `${skill("  Ask:")}          Properties: { SkillId: amzn1.ask.skill.1 }\n`);
});

for (const limit of ["FunctionUrlAuthType: NONE", "InvokedViaFunctionUrl: true", "SourceAccount: '123456789012'"]) {
  test(`not everybody may invoke a function directly with ${limit}`, async () => {
    await checkRule(permissionPublic, permission("Principal: '*'", limit));
  });
}

const IGNORED =
  "warning: Policies has no effect beside Role: SAM drops it and takes the role as it is; attach the policies to the role, or remove Role";

for (const role of ["Role: arn:aws:iam::123456789012:role/a", "Role: !If [Live, a, b]"]) {
  test(`policies have no effect beside ${role}`, async () => {
    const line = "      Policies: [AmazonS3ReadOnlyAccess]";
    const text = CONDITION + samFunction(role, line.trim());
    await checkRule(policiesIgnored, text.replace(line, marked(line, "Policies", IGNORED)));
  });
}

for (const role of ["Role: !If [Live, a, !Ref AWS::NoValue]", "Role:", "RoleName: a", "Role: !Ref AWS::NoValue"]) {
  test(`policies may have an effect beside ${role}`, async () => {
    await checkRule(policiesIgnored, CONDITION + samFunction(role, "Policies: [AmazonS3ReadOnlyAccess]"));
  });
}

test("the fix removes policies that have no effect", async () => {
  const role = "Role: arn:aws:iam::123456789012:role/a";
  await checkFix(
    policiesIgnored,
    samFunction(role, "Policies:", "  - AmazonS3ReadOnlyAccess"),
    samFunction(role),
    "Remove Policies",
  );
});

test("a URL of a function without SAM is open too", async () => {
  await checkRule(
    urlAuthNone,
    `
Resources:
  Orders:
    Type: AWS::Lambda::Function
  Url:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: !Ref Orders
      AuthType: NONE
              # ^^^^ warning: Everybody can call the URL of \`Orders\`: set AWS_IAM, or check callers in the code
`,
  );
});

test("the fix has callers of the URL sign their requests", async () => {
  const url = (type: string) => samFunction("FunctionUrlConfig:", `  AuthType: ${type}`);
  await checkFix(urlAuthNone, url("NONE"), url("AWS_IAM"));
});

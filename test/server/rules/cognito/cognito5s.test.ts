import { test } from "node:test";
import { cognito5s } from "../../../../server/src/rules/cognito/cognito5s.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

function event(trigger: string): string {
  const properties = `Properties: { UserPool: !Ref Users, Trigger: ${trigger} }`;
  return ["Events:", "  Sign:", "    Type: Cognito", `    ${properties}`].join("\n");
}

const USERS = "  Users:\n    Type: AWS::Cognito::UserPool\n";

function slow(seconds: number, stage: string, severity = "warning"): string {
  const text = `${severity}: Cognito waits 5 s for \`${stage}\` and then calls again, but the function may run for ${seconds} s: do less in the trigger, and set Timeout to 5`;
  return marked(`Timeout: ${seconds}`, String(seconds), text);
}

test("a trigger may not run for longer than Cognito waits", async () => {
  await checkRule(cognito5s, samFunction(slow(6, "PreSignUp"), event("PreSignUp")) + USERS);
  await checkRule(cognito5s, samFunction(slow(30, "PreSignUp"), event("[PreSignUp, PostConfirmation]")) + USERS);
  await checkRule(cognito5s, samFunction("Timeout: 5", event("PreSignUp")) + USERS);
  await checkRule(cognito5s, samFunction("Timeout: !Ref Seconds", event("PreSignUp")) + USERS);
  await checkRule(cognito5s, samFunction(event("PreSignUp")) + USERS);
});

test("senders of messages are not waited for", async () => {
  for (const sender of ["CustomEmailSender", "CustomSMSSender"]) {
    const pool = `  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig:
        ${sender}: { LambdaArn: !GetAtt Orders.Arn, LambdaVersion: V1_0 }
`;
    await checkRule(cognito5s, samFunction("Timeout: 30") + pool);
  }
});

test("the pool of a CloudFormation template is read", async () => {
  const pool = `${USERS}    Properties: { LambdaConfig: { CustomMessage: !GetAtt Orders.Arn } }\n`;
  await checkRule(cognito5s, samFunction(slow(30, "CustomMessage")) + pool);
});

test("a function with other triggers may need the time for them", async () => {
  const both = `${event("PreSignUp")}\n  Jobs:\n    Type: Schedule\n    Properties: { Schedule: rate(1 day) }`;
  await checkRule(cognito5s, samFunction(slow(30, "PreSignUp", "information"), both) + USERS);
});

test("the fix sets the timeout to what Cognito waits", async () => {
  const source = (timeout: number) => samFunction(`Timeout: ${timeout}`, event("PreSignUp")) + USERS;
  await checkFix(cognito5s, source(30), source(5));
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(cognito5s, samFunction("Timeout: 30", event("PreSignUp"), "Tags: { A: [b") + USERS);
});

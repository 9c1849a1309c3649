import { maximumOf } from "../../data/limits.js";
import type { UserPoolTrigger } from "../../model/trigger.js";
import { numberOf } from "../../model/value.js";
import { failures, replaceValue, reportFailure } from "../failure.js";
import { defineRule } from "../rule.js";

export const cognito5s = defineRule({
  id: "cognito/cognito-5s",
  summary: "A function may run for longer than Cognito waits for a trigger",
  rationale: `
Cognito waits 5 seconds for the answer of a trigger, and nothing can change that. After that it calls the function again,
up to three times, and then refuses the user, while each call goes on for as long as the function's timeout allows. A
timeout of 5 seconds tells of a slow call in the log of the function, where it happens.

Senders of messages (\`CustomEmailSender\`, \`CustomSMSSender\`) are not waited for.
`,
  severity: "warning",
  severities: "Information when the function has other triggers too, which may need the time.",
  fixes: ["Set `Timeout` to 5. Not applied by `check --fix`."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Welcome:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 30
      #        ^^ warning: Cognito waits 5 s for \`PreSignUp\` and then calls again, but the function may run for 30 s: do less in the trigger, and set Timeout to 5
      Events:
        SignUp:
          Type: Cognito
          Properties:
            UserPool: !Ref Users
            Trigger: PreSignUp
  Users:
    Type: AWS::Cognito::UserPool
`,
    good: `
Resources:
  Welcome:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 5
      Events:
        SignUp:
          Type: Cognito
          Properties:
            UserPool: !Ref Users
            Trigger: PreSignUp
  Users:
    Type: AWS::Cognito::UserPool
`,
  },

  *check(fn) {
    const triggers = fn.template.triggers.get(fn.id) ?? [];
    const waiting = triggers.filter((it): it is UserPoolTrigger => it.kind === "cognito" && !SENDERS.has(it.stage));
    const [trigger] = waiting;
    if (!trigger) return;
    const maximum = maximumOf("cognito-trigger-timeout");
    const tooLong = failures(fn, fn.timeout, (it) => ((numberOf(it) ?? 0) > maximum ? numberOf(it) : undefined));
    for (const failure of tooLong) {
      const report = reportFailure(failure, {
        message: `Cognito waits ${maximum} s for \`${trigger.stage}\` and then calls again, but the function may run for ${failure.verdict} s: do less in the trigger, and set Timeout to ${maximum}`,
        severity: waiting.length === triggers.length ? "warning" : "information",
        fixes: [replaceValue(failure, { title: `Set Timeout to ${maximum}`, value: maximum, safe: false })],
      });
      yield { ...report, related: [{ place: trigger.place, message: "Called from here" }] };
    }
  },
});

const SENDERS: ReadonlySet<string> = new Set(["CustomEmailSender", "CustomSMSSender"]);

import { defineRule } from "../rule.js";
import { scheduleProblems } from "./problems.js";

export const unixCron = defineRule({
  id: "schedule/unix-cron",
  summary: "A schedule is written as Unix writes cron expressions",
  rationale: `
On Unix a cron expression has five fields, and both days may be \`*\`. AWS takes six, the last is the year, exactly one of
the two days is \`?\`, and the days of the week count from 1 (Sunday) instead of 0. It rejects a deploy with anything else.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  fixes: [
    "Write the schedule in six fields. Days of the week in digits become names, which is not applied by `check --fix`.",
  ],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html"],
  scope: "template",
  examples: {
    bad: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Daily:
          Type: Schedule
          Properties:
            Schedule: cron(0 12 * * *)
            #         ^^^^^^^^^^^^^^^^ error: The schedule has five fields, as on Unix, but AWS takes six, with \`?\` for one of the days: write \`cron(0 12 * * ? *)\`; EventBridge rejects the deploy
`,
    good: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Daily:
          Type: Schedule
          Properties:
            Schedule: cron(0 12 * * ? *)
`,
  },

  check: (template) => scheduleProblems(template, "unix"),
});

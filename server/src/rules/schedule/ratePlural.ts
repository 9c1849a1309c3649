import { defineRule } from "../rule.js";
import { scheduleProblems } from "./problems.js";

export const ratePlural = defineRule({
  id: "schedule/rate-plural",
  summary: "The rate of a schedule is not one that EventBridge understands",
  rationale: `
A rate is a whole number from 1 on and a unit: minutes, hours or days. In a rule of EventBridge the unit is singular after
1 and plural after any other number: \`rate(1 hour)\`, \`rate(5 minutes)\`. AWS rejects a deploy with anything else.
EventBridge Scheduler does not look at the plural.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  fixes: ["Write the unit in the singular or the plural that AWS wants.", "Write out a unit that is cut short."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html"],
  scope: "template",
  examples: {
    bad: `
Resources:
  Poll:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Often:
          Type: Schedule
          Properties:
            Schedule: rate(1 minutes)
            #         ^^^^^^^^^^^^^^^ error: A rate of 1 takes the singular, \`minute\`: write \`rate(1 minute)\`; EventBridge rejects the deploy
`,
    good: `
Resources:
  Poll:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Often:
          Type: Schedule
          Properties:
            Schedule: rate(1 minute)
`,
  },

  check: (template) => scheduleProblems(template, "rate"),
});

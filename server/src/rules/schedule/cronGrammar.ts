import { defineRule } from "../rule.js";
import { scheduleProblems } from "./problems.js";

export const cronGrammar = defineRule({
  id: "schedule/cron-grammar",
  summary: "A schedule expression is not one that EventBridge understands",
  rationale: `
A cron expression of AWS has six fields: minute, hour, day of month, month, day of week and year.

| Field | Values | Wildcards |
|---|---|---|
| minute | 0-59 | \`, - * /\` |
| hour | 0-23 | \`, - * /\` |
| day of month | 1-31 | \`, - * ? / L W\` |
| month | 1-12 or JAN-DEC | \`, - * /\` |
| day of week | 1-7 or SUN-SAT | \`, - * ? / L #\` |
| year | 1970-2199 | \`, - * /\` |

Exactly one of the two days is \`?\`, and \`#\` stands alone in its field. Rules of EventBridge count in UTC; EventBridge
Scheduler also takes a time zone, an expression of five fields without the year, and \`at(yyyy-mm-ddThh:mm:ss)\`.
`,
  severity: "error",
  severities:
    "A warning when the value is the default of a parameter, which a deploy can overrule. Information for a year that is not documented to work.",
  fixes: ["Put `?` in place of the day that is `*`.", "Wrap the expression in `cron(...)` or `rate(...)`."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html",
    "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
  ],
  scope: "template",
  examples: {
    bad: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Nightly:
          Type: Schedule
          Properties:
            Schedule: cron(0 25 * * ? *)
            #                ^^ error: \`25\` is no hour, which is 0 to 23: EventBridge rejects the deploy
`,
    good: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Nightly:
          Type: Schedule
          Properties:
            Schedule: cron(0 1 * * ? *)
`,
  },

  check: (template) => scheduleProblems(template, "grammar"),
});

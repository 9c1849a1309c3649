import { entryOf, numberOf, property } from "../../model/value.js";
import { defineRule } from "../rule.js";

export const reservedZero = defineRule({
  id: "limits/reserved-zero",
  summary: "A function reserves no concurrency, so that it never runs",
  rationale: `
\`ReservedConcurrentExecutions: 0\` does not mean "nothing reserved": it caps the function at no execution at all, so that
every call is throttled. Without the property the function shares the concurrency of the account.

Where it is meant, to switch a function off, say so in a suppression: the next reader will ask.
`,
  severity: "warning",
  fixes: ["Remove `ReservedConcurrentExecutions`. Not applied by `check --fix`."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      ReservedConcurrentExecutions: 0
      #                             ^ warning: ReservedConcurrentExecutions of 0 lets the function never run: remove it to share the concurrency of the account
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      ReservedConcurrentExecutions: 1
`,
  },

  *check({ resource }) {
    const key = "ReservedConcurrentExecutions";
    const value = property(resource.properties, key);
    // A parameter and a condition are switches that somebody made to be used.
    if (numberOf(value) !== 0 || !value.place || value.origin?.kind === "parameter") return;
    const place = value.origin === undefined ? entryOf(resource.properties, key)?.place : undefined;
    yield {
      place: value.place,
      message: `${key} of 0 lets the function never run: remove it to share the concurrency of the account`,
      fixes: place ? [{ title: `Remove ${key}`, safe: false, edits: [{ kind: "remove", place }] }] : [],
    };
  },
});

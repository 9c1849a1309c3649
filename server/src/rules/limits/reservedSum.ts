import { limit, maximumOf } from "../../data/limits.js";
import type { LambdaFunction } from "../../model/template.js";
import { numberOf, property } from "../../model/value.js";
import { defineRule } from "../rule.js";

export const reservedSum = defineRule({
  id: "limits/reserved-sum",
  summary: "The functions of a template reserve more concurrency than an account has by default",
  rationale: `
\`ReservedConcurrentExecutions\` takes concurrency out of the account's pool for the Region, which is 1,000 unless AWS has
raised it, and less in new accounts. 100 of it must stay unreserved: AWS rejects a deploy that would leave less.
`,
  severity: "warning",
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"],
  scope: "template",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      ReservedConcurrentExecutions: 500
  Invoices:
    Type: AWS::Serverless::Function
    Properties:
      ReservedConcurrentExecutions: 450
      #                             ^^^ warning: The functions of this template reserve 950 concurrent executions, and an account has 900 to reserve by default: reserve less, or have the quota raised; AWS rejects the deploy otherwise
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      ReservedConcurrentExecutions: 500
  Invoices:
    Type: AWS::Serverless::Function
    Properties:
      ReservedConcurrentExecutions: 400
`,
  },

  *check({ functions }) {
    const reserving = functions.flatMap(reservationOf);
    const total = reserving.reduce((sum, it) => sum + it.count, 0);
    const available = maximumOf("account-concurrency") - (limit("unreserved-concurrency").minimum ?? 0);
    let reserved = 0;
    for (const { fn, count, place } of reserving) {
      reserved += count;
      if (reserved <= available) continue;
      yield {
        place,
        function: fn.id,
        message: `The functions of this template reserve ${total} concurrent executions, and an account has ${available} to reserve by default: reserve less, or have the quota raised; AWS rejects the deploy otherwise`,
      };
      return;
    }
  },
});

/** What a function reserves for certain, and wherever the template is deployed. */
function reservationOf(fn: LambdaFunction) {
  const { resource } = fn;
  const value = property(resource.properties, "ReservedConcurrentExecutions");
  const count = numberOf(value);
  if (count === undefined || !value.place || value.origin?.kind === "parameter") return [];
  if (resource.broken || resource.condition !== undefined) return [];
  return [{ fn, count, place: value.place }];
}

import { defineRule } from "../rule.js";
import { limitFor, outOfRange } from "./range.js";

export const timeoutRange = defineRule({
  id: "limits/timeout-range",
  summary: "A function's timeout is outside the range that Lambda allows",
  rationale: `
AWS rejects a deploy whose \`Timeout\` is outside the allowed range; \`sam validate\` does not tell. The value is in
seconds, not in milliseconds. With a capacity provider (\`CapacityProviderConfig\`) the range is longer.

Work that takes longer than the maximum belongs into several invocations: a queue, Step Functions, or a durable
function.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  fixes: [
    "Set `Timeout` to the nearest allowed value.",
    "Set `Timeout` to a thousandth of a value that looks like milliseconds. Then neither fix is applied by `check --fix`.",
  ],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 1200
      #        ^^^^ error: Timeout of 1200 s is above the maximum of 900 s: split the work or use Step Functions; AWS rejects the deploy
`,
    good: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 900
`,
  },

  *check(fn) {
    const advice = "split the work or use Step Functions";
    const limit = limitFor(fn, "timeout");
    yield* outOfRange(fn, { name: "Timeout", value: fn.timeout, limit, advice, smallerUnit: "milliseconds" });
  },
});

import { defineRule } from "../rule.js";
import { limitFor, outOfRange } from "./range.js";

export const memoryRange = defineRule({
  id: "limits/memory-range",
  summary: "A function's memory is outside the range that Lambda allows",
  rationale: `
AWS rejects a deploy whose \`MemorySize\` is outside the allowed range. The schema of CloudFormation does not catch it:
it also allows what only functions with a capacity provider (\`CapacityProviderConfig\`) may have.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  fixes: ["Set `MemorySize` to the nearest allowed value."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 64
      #           ^^ error: MemorySize of 64 MB is below the minimum of 128 MB: AWS rejects the deploy
`,
    good: `
Resources:
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 128
`,
  },

  *check(fn) {
    yield* outOfRange(fn, { name: "MemorySize", value: fn.memorySize, limit: limitFor(fn, "memory") });
  },
});

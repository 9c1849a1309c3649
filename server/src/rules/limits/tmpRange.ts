import { limit } from "../../data/limits.js";
import { defineRule } from "../rule.js";
import { outOfRange } from "./range.js";

export const tmpRange = defineRule({
  id: "limits/tmp-range",
  summary: "The size of /tmp is outside the range that Lambda allows",
  rationale: `
AWS rejects a deploy whose \`EphemeralStorage.Size\` is outside the allowed range. The value is in MB.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  fixes: ["Set `EphemeralStorage.Size` to the nearest allowed value."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Unzip:
    Type: AWS::Serverless::Function
    Properties:
      EphemeralStorage:
        Size: 256
        #     ^^^ error: EphemeralStorage.Size of 256 MB is below the minimum of 512 MB: AWS rejects the deploy
`,
    good: `
Resources:
  Unzip:
    Type: AWS::Serverless::Function
    Properties:
      EphemeralStorage:
        Size: 2048
`,
  },

  *check(fn) {
    const name = "EphemeralStorage.Size";
    yield* outOfRange(fn, { name, value: fn.ephemeralStorage, limit: limit("ephemeral-storage") });
  },
});

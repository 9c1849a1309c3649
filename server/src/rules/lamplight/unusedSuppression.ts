import { defineRule } from "../rule.js";

/** Its findings come from the engine, which alone knows what each suppression silenced. */
export const unusedSuppression = defineRule({
  id: "lamplight/unused-suppression",
  summary: "A suppression silences nothing",
  rationale: `
A comment or \`Metadata\` entry that disables a rule which reports nothing there is left over, or has a misspelt name. It
would hide a problem that comes later.
`,
  severity: "hint",
  fixes: ["Remove the suppression."],
  since: "0.1.0",
  references: [],
  scope: "template",
  examples: {
    bad: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      # lamplight-disable-next-line limits/timeout-range
      #                             ^^^^^^^^^^^^^^^^^^^^ hint: \`limits/timeout-range\` reports nothing here, so this suppression does nothing: remove it
      Timeout: 900
`,
    good: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      # lamplight-disable-next-line limits/timeout-range -- deployed to a preview account
      Timeout: 1200
`,
  },

  *check() {},
});

import { reservedNames } from "../../data/environment.js";
import type { Fix } from "../../model/finding.js";
import { defineRule } from "../rule.js";
import { environmentEntries, presenceOf } from "./environment.js";

export const envReserved = defineRule({
  id: "limits/env-reserved",
  summary: "An environment variable has a name that Lambda reserves",
  rationale: `
Lambda sets some variables itself, such as \`AWS_REGION\` and the credentials of the execution role. AWS rejects a
template that sets one of them. Code that assigns one changes what the AWS SDK and the runtime see afterwards.

Read the variable as Lambda sets it, or give your own value another name.
`,
  severity: "error",
  severities: "Information for an assignment in code, which works but changes what the AWS SDK and the runtime see.",
  fixes: ["Remove the variable from the template."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          AWS_REGION: eu-west-1
        # ^^^^^^^^^^ error: \`AWS_REGION\` is reserved by Lambda: AWS rejects the deploy; remove it or choose another name
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          ORDERS_REGION: eu-west-1
`,
  },

  *check(fn) {
    for (const entry of environmentEntries(fn)) {
      const { key, keyPlace, place } = entry;
      const presence = reservedNames.has(key) ? presenceOf(fn, entry) : undefined;
      if (!keyPlace || !presence) continue;
      const fix: Fix | undefined = place && {
        title: `Remove ${key}`,
        safe: true,
        edits: [{ kind: "remove", place }],
      };
      yield {
        place: keyPlace,
        message: `\`${key}\` is reserved by Lambda: AWS rejects the deploy${presence.when}; remove it or choose another name`,
        fixes: fix ? [fix] : [],
      };
    }
    for (const { name, place } of fn.environmentWrites) {
      if (!reservedNames.has(name)) continue;
      yield {
        place,
        severity: "information",
        message: `\`${name}\` is set by Lambda: assigning it changes what the AWS SDK and the runtime see; pass the value to the client instead`,
      };
    }
  },
});

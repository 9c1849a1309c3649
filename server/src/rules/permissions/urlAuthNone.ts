import { property, textOf } from "../../model/value.js";
import { failures, replaceValue, reportFailure } from "../failure.js";
import { defineRule } from "../rule.js";

export const urlAuthNone = defineRule({
  id: "permissions/url-auth-none",
  summary: "A function URL is open to everybody",
  rationale: `
A function URL with \`AuthType: NONE\` answers everybody on the Internet who knows it: every call runs the function and is
paid for. That is right for a page or a webhook whose code checks a signature itself; say so with a suppression. Otherwise
set \`AWS_IAM\`, or put an API with an authorizer in front of the function.
`,
  severity: "warning",
  fixes: ["Set `AuthType` to `AWS_IAM`; not applied by `check --fix`, since callers then have to sign their requests."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig:
        AuthType: NONE
                # ^^^^ warning: Everybody can call the URL of \`Orders\`: set AWS_IAM, or check callers in the code
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig:
        AuthType: AWS_IAM
`,
  },

  *check(fn) {
    if (fn.resource.excluded) return;
    const type = property(fn.template.expansions.get(fn.id)?.url ?? { kind: "absent" }, "AuthType");
    for (const failure of failures(fn, type, (it) => textOf(it) === "NONE" || undefined)) {
      const message = `Everybody can call the URL of \`${fn.id}\`: set AWS_IAM, or check callers in the code`;
      const fix = replaceValue(failure, { title: "Set AuthType to AWS_IAM", value: "AWS_IAM", safe: false });
      yield reportFailure(failure, { message, severity: "warning", fixes: [fix] });
    }
  },
});

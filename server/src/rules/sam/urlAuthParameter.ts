import type { Template } from "../../model/template.js";
import { entryOf, textOf, type Value, worlds } from "../../model/value.js";
import { defineRule } from "../rule.js";
import { extendsLanguage, samResources, written } from "./samTemplate.js";

export const urlAuthParameter = defineRule({
  id: "sam/url-auth-parameter",
  summary:
    "A function URL may be public by a parameter or a condition, and SAM then gives nobody the permission to call it",
  rationale: `
A function URL without authentication needs two permissions for everybody, \`lambda:InvokeFunctionUrl\` and
\`lambda:InvokeFunction\`. SAM makes them where \`AuthType\` is written as \`NONE\`. Where a parameter or a condition says so, the
deploy succeeds, SAM makes no permission, and every call of the URL is answered with 403.

Write \`NONE\` itself, or declare the two permissions in the template.
`,
  severity: "warning",
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Parameters:
  UrlAuth:
    Type: String
    Default: NONE
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig:
        AuthType: !Ref UrlAuth
                # ^^^^^^^^^^^^ warning: SAM makes no permission for the URL of \`Orders\`, as AuthType is NONE only by a parameter: calls are answered with 403; write NONE itself, or declare the permissions
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig:
        AuthType: NONE
`,
  },

  *check(template) {
    // The language extensions put the value in before SAM looks.
    if (extendsLanguage(template) || declaresPermission(template)) return;
    for (const { id, properties, type, excluded } of samResources(template)) {
      if (type !== "AWS::Serverless::Function" || excluded) continue;
      const config = written(entryOf(properties, "FunctionUrlConfig")?.value);
      const value = entryOf(config, "AuthType")?.value;
      if (!value?.place || written(value) || !worlds(value).some((it) => textOf(it.value) === "NONE")) continue;
      const why = `SAM makes no permission for the URL of \`${id}\`, as AuthType is NONE only by ${means(value)}`;
      const advice = "write NONE itself, or declare the permissions";
      yield { place: value.place, message: `${why}: calls are answered with 403; ${advice}` };
    }
  },
});

function means(value: Value): string {
  if (value.kind === "choice" || value.decidedAt) return "a condition";
  return value.origin?.kind === "parameter" ? "a parameter" : "an intrinsic function";
}

/** The template has permissions of its own for URLs. */
function declaresPermission({ open, resources }: Template): boolean {
  if (open.length > 0) return true;
  return [...resources.values()].some(
    ({ properties, type }) =>
      type === "AWS::Lambda::Permission" &&
      (properties.open !== undefined ||
        entryOf(properties, "FunctionUrlAuthType") !== undefined ||
        textOf(entryOf(properties, "Action")?.value ?? { kind: "absent" }) === "lambda:InvokeFunctionUrl"),
  );
}

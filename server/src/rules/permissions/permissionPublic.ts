import { property, textOf } from "../../model/value.js";
import { failures } from "../failure.js";
import { defineRule } from "../rule.js";
import { declaredPermissions, hasNone } from "./declared.js";

export const permissionPublic = defineRule({
  id: "permissions/permission-public",
  summary: "Everybody may invoke a function",
  rationale: `
A permission for the principal \`*\` lets everybody with an AWS account invoke the function. Limit it to an organisation
by \`PrincipalOrgID\`, or name the accounts, roles or services that call it. The permissions of a public function URL are no
case of this: they say \`FunctionUrlAuthType\` or \`InvokedViaFunctionUrl\`.
`,
  severity: "warning",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1",
  ],
  scope: "template",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Lambda::Function
  Allow:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: "*"
               # ^^^ warning: Everybody with an AWS account may invoke the function: set PrincipalOrgID to your organisation, or name who calls it in Principal
`,
    good: `
Resources:
  Orders:
    Type: AWS::Lambda::Function
  Allow:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: "*"
      PrincipalOrgID: o-a1b2c3d4e5
`,
  },

  *check(template) {
    for (const resource of declaredPermissions(template)) {
      if (!hasNone(template, resource, LIMITS)) continue;
      const principal = property(resource.properties, "Principal");
      for (const { place, when } of failures(
        { resource, template },
        principal,
        (it) => textOf(it) === "*" || undefined,
      )) {
        const advice = "set PrincipalOrgID to your organisation, or name who calls it in Principal";
        yield { place, message: `Everybody with an AWS account may invoke the function${when}: ${advice}` };
      }
    }
  },
});

const LIMITS = [
  "EventSourceToken",
  "FunctionUrlAuthType",
  "InvokedViaFunctionUrl",
  "PrincipalOrgID",
  "SourceAccount",
  "SourceArn",
];

import type { Template } from "../../model/template.js";
import { property, textOf } from "../../model/value.js";
import { failures } from "../failure.js";
import { defineRule, type Report } from "../rule.js";
import { declaredPermissions, hasNone } from "./declared.js";

export const permissionUnscoped = defineRule({
  id: "permissions/permission-unscoped",
  summary: "A service may invoke a function on behalf of any account",
  rationale: `
A permission for a service principal alone, such as \`s3.amazonaws.com\`, lets that service invoke the function for
resources of *any* AWS account: whoever knows the function's ARN can point a bucket, a rule or a topic of their own at it.
\`SourceArn\` limits it to one resource, \`SourceAccount\` to an account; for S3, whose ARNs have no account, set both.

SAM makes such a permission for an \`AlexaSkill\` event without \`SkillId\`.

A permission for a load balancer is not reported: its target group needs the permission before it has an ARN.
`,
  severity: "warning",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
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
      Principal: sns.amazonaws.com
               # ^^^^^^^^^^^^^^^^^ warning: sns.amazonaws.com may invoke the function for resources of any account: set SourceArn to the resource that invokes it, or SourceAccount
`,
    good: `
Resources:
  Orders:
    Type: AWS::Lambda::Function
  Topic:
    Type: AWS::SNS::Topic
  Allow:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: sns.amazonaws.com
      SourceArn: !Ref Topic
`,
  },

  *check(template) {
    for (const resource of declaredPermissions(template)) {
      if (!hasNone(template, resource, SCOPES)) continue;
      const principal = property(resource.properties, "Principal");
      const judge = (value: Parameters<typeof textOf>[0]) => unscopedService(textOf(value));
      for (const { place, verdict, when } of failures({ resource, template }, principal, judge)) {
        const advice = "set SourceArn to the resource that invokes it, or SourceAccount";
        yield { place, message: `${verdict} may invoke the function for resources of any account${when}: ${advice}` };
      }
    }
    yield* alexaSkills(template);
  },
});

const SCOPES = ["EventSourceToken", "FunctionUrlAuthType", "PrincipalOrgID", "SourceAccount", "SourceArn"];

function unscopedService(principal: string | undefined): string | undefined {
  const isService = principal !== undefined && /^[a-z0-9.-]+\.amazon(?:aws)?\.com(?:\.cn)?$/.test(principal);
  return isService && !principal.startsWith("elasticloadbalancing.") ? principal : undefined;
}

/** What SAM makes of an event that says of no skill. */
function* alexaSkills({ expansions, functions, resources }: Template): Iterable<Report> {
  for (const { id, resource } of functions) {
    if (resource.broken || resource.excluded) continue;
    for (const permission of expansions.get(id)?.permissions ?? []) {
      const isAlexa = textOf(permission.principal) === "alexa-appkit.amazon.com" && !resources.has(permission.id);
      if (!isAlexa || !permission.place || permission.eventSourceToken.kind !== "absent") continue;
      const message = "Any Alexa skill may invoke the function: set SkillId to the skill that does";
      yield { place: permission.place, function: id, message };
    }
  }
}

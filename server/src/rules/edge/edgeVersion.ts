import { symbolicText } from "../../model/resourceOf.js";
import type { Template } from "../../model/template.js";
import { failures, reportFailure, type Settled } from "../failure.js";
import { defineRule } from "../rule.js";
import { edgeAssociations } from "./associations.js";

export const edgeVersion = defineRule({
  id: "edge/edge-version",
  summary: "A distribution calls a function without the number of a version",
  rationale: `
CloudFront takes a numbered version of a function: neither the function itself, nor \`$LATEST\`, nor an alias. It rejects a
distribution that names anything else.

In SAM, \`AutoPublishAlias: live\` publishes a version with each deploy, and \`!Ref Function.Version\` is its ARN. In
CloudFormation, \`!Ref\` of an \`AWS::Lambda::Version\` is.
`,
  severity: "error",
  severities: "A warning when the ARN is the default of a parameter, which a deploy can overrule.",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html",
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html",
  ],
  scope: "template",
  examples: {
    bad: `
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: viewer-request
              LambdaFunctionARN: !GetAtt Redirect.Arn
              #                  ^^^^^^^^^^^^^^^^^^^^ error: CloudFront calls numbered versions only, and this is the function without a version: set AutoPublishAlias and use \`!Ref Redirect.Version\`; CloudFront rejects the distribution
  Redirect:
    Type: AWS::Serverless::Function
`,
    good: `
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: viewer-request
              LambdaFunctionARN: !Ref Redirect.Version
  Redirect:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
`,
  },

  *check(template) {
    for (const { distribution, arn } of edgeAssociations(template)) {
      for (const failure of failures({ resource: distribution, template }, arn, (it) => misnamed(it, template))) {
        const { what, advice, function: fn } = failure.verdict;
        const message = `CloudFront calls numbered versions only, and this is ${what}: ${advice}; CloudFront rejects the distribution`;
        yield { ...reportFailure(failure, { message, severity: "error" }), function: fn };
      }
    }
  },
});

interface Misnamed {
  readonly what: string;
  readonly advice: string;
  readonly function?: string | undefined;
}

const FUNCTION_TYPES: ReadonlySet<string> = new Set(["AWS::Lambda::Function", "AWS::Serverless::Function"]);

/** What is certainly no version with a number. */
function misnamed(value: Settled, template: Template): Misnamed | undefined {
  const text = symbolicText(value);
  if (text === undefined) return undefined;
  const [, id = "", attribute, qualifier] = /^\$\{(\w+)(?:\.(\w+))?\}(?::(.+))?$/.exec(text) ?? [];
  const resource = template.resources.get(id);
  if (resource && FUNCTION_TYPES.has(resource.type)) {
    const what = misnamedVersion(attribute, qualifier);
    return what === undefined ? undefined : { what, advice: adviceFor(id, resource.type), function: id };
  }
  if (resource?.type === "AWS::Lambda::Alias" && (attribute === undefined || attribute === "AliasArn") && !qualifier) {
    return { what: "an alias", advice: "use `!Ref` of an `AWS::Lambda::Version`" };
  }
  const [arn, inArn] = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:[\w-]+(?::(.+))?$/.exec(text) ?? [];
  if (arn === undefined || isNumber(inArn)) return undefined;
  return { what: whatIs(inArn), advice: "end the ARN with the number of a version" };
}

/** What follows a function of the template: `Arn` and a qualifier, or SAM's `Version` and `Alias`. */
function misnamedVersion(attribute: string | undefined, qualifier: string | undefined): string | undefined {
  if (attribute === "Alias" && qualifier === undefined) return "an alias";
  if (attribute === undefined && qualifier === undefined) return "the name of the function";
  return attribute === "Arn" && !isNumber(qualifier) ? whatIs(qualifier) : undefined;
}

function whatIs(qualifier: string | undefined): string {
  if (qualifier === undefined) return "the function without a version";
  return qualifier === "$LATEST" ? "`$LATEST`" : `the alias \`${qualifier}\``;
}

/** A qualifier that is put together from something else may be a number too. */
function isNumber(qualifier: string | undefined): boolean {
  return qualifier !== undefined && (/^\d+$/.test(qualifier) || qualifier.includes("${"));
}

function adviceFor(id: string, type: string): string {
  return type === "AWS::Serverless::Function"
    ? `set AutoPublishAlias and use \`!Ref ${id}.Version\``
    : "use `!Ref` of an `AWS::Lambda::Version`";
}

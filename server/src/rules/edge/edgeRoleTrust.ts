import type { Place } from "../../model/place.js";
import { resourceOf } from "../../model/resourceOf.js";
import { entryOf, property, type Value } from "../../model/value.js";
import { isUnset, settled } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";
import { atTheEdge, edgeStages, trustsEdge } from "./associations.js";

export const edgeRoleTrust = defineRule({
  id: "edge/edge-role-trust",
  summary: "The role of a function that CloudFront calls does not trust Lambda@Edge",
  rationale: `
The execution role of a function at the edge is assumed by two services: \`lambda.amazonaws.com\` and
\`edgelambda.amazonaws.com\`. CloudFront rejects a distribution with a function whose role does not trust the second.

The role that SAM makes trusts the first only. \`AssumeRolePolicyDocument\` of the function sets both.
`,
  severity: "error",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html",
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Redirect:
# ^^^^^^^^ error: \`Redirect\` runs at CloudFront (viewer-request), but its role does not trust it: let \`edgelambda.amazonaws.com\` assume the role in AssumeRolePolicyDocument; CloudFront rejects the distribution
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: viewer-request
              LambdaFunctionARN: !Ref Redirect.Version
`,
    good: `
Resources:
  Redirect:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: [lambda.amazonaws.com, edgelambda.amazonaws.com] }
            Action: sts:AssumeRole
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: viewer-request
              LambdaFunctionARN: !Ref Redirect.Version
`,
  },

  *check(fn) {
    const stages = edgeStages(fn);
    // A macro may write what is not there.
    const trust = stages.length > 0 && fn.template.open.length === 0 ? trustOf(fn) : undefined;
    if (!trust || !distrusts(fn, trust.document)) return;
    yield {
      place: trust.place,
      message: `${atTheEdge(fn, stages)}, but its role does not trust it: let \`edgelambda.amazonaws.com\` assume the role in AssumeRolePolicyDocument; CloudFront rejects the distribution`,
    };
  },
});

interface Trust {
  /** Absent where SAM writes the usual one. */
  readonly document: Value;
  readonly place: Place;
}

/** Where the template says who may assume the function's role; undefined for a role from elsewhere. */
function trustOf(fn: LinkedFunction): Trust | undefined {
  const { resource, template } = fn;
  const owner = isUnset(fn, fn.role) ? (fn.dialect === "sam" ? resource : undefined) : resourceOf(template, fn.role);
  if (!owner || (owner !== resource && owner.type !== "AWS::IAM::Role") || owner.broken) return undefined;
  const key = "AssumeRolePolicyDocument";
  const document = property(owner.properties, key);
  if (owner !== resource && document.kind === "absent") return undefined;
  return { document, place: entryOf(owner.properties, key)?.keyPlace ?? resource.place };
}

function distrusts(fn: LinkedFunction, document: Value): boolean {
  return isUnset(fn, document) || settled(fn, document).every((it) => trustsEdge(it) === false);
}

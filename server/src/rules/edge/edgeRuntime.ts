import { textOf } from "../../model/value.js";
import { failures, isDynamic, reportFailure, type Settled } from "../failure.js";
import { defineRule } from "../rule.js";
import { atTheEdge, edgeStages } from "./associations.js";

export const edgeRuntime = defineRule({
  id: "edge/edge-runtime",
  summary: "A function that CloudFront calls has a runtime that Lambda@Edge does not support",
  rationale: `
Lambda@Edge runs functions in Node.js and Python. CloudFront rejects a distribution with a function in any other runtime.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Redirect:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Runtime: java21
      #        ^^^^^^ error: \`Redirect\` runs at CloudFront (viewer-request), which takes Node.js and Python only: write it in one of these; CloudFront rejects the distribution
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
      Runtime: nodejs24.x
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
    if (stages.length === 0) return;
    for (const failure of failures(fn, fn.runtime, isOther).filter((it) => it.when === "")) {
      const message = `${atTheEdge(fn, stages)}, which takes Node.js and Python only: write it in one of these; CloudFront rejects the distribution`;
      yield reportFailure(failure, { message, severity: "error" });
    }
  },
});

function isOther(runtime: Settled): true | undefined {
  const text = textOf(runtime) ?? "";
  return text === "" || isDynamic(text) || /^(?:nodejs|python)/.test(text) ? undefined : true;
}

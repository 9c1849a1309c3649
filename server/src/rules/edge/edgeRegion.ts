import { symbolicText } from "../../model/resourceOf.js";
import { failures, reportFailure, type Settled } from "../failure.js";
import { defineRule } from "../rule.js";
import { edgeAssociations } from "./associations.js";

export const edgeRegion = defineRule({
  id: "edge/edge-region",
  summary: "A distribution calls a function outside of us-east-1",
  rationale: `
Functions that CloudFront calls live in \`us-east-1\`; CloudFront copies them to its locations from there. It rejects a
distribution that names a function of another Region. Deploy the function in a stack of its own to \`us-east-1\`, and give
the ARN of its version to the stack of the distribution.
`,
  severity: "error",
  severities: "A warning when the ARN is the default of a parameter, which a deploy can overrule.",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html",
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
              LambdaFunctionARN: arn:aws:lambda:eu-west-1:123456789012:function:redirect:3
              #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: CloudFront calls functions in us-east-1 only, and this one is in eu-west-1: deploy it to us-east-1; CloudFront rejects the distribution
  Upload:
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
              LambdaFunctionARN: arn:aws:lambda:us-east-1:123456789012:function:redirect:3
  Upload:
    Type: AWS::Serverless::Function
`,
  },

  *check(template) {
    for (const { distribution, arn } of edgeAssociations(template)) {
      for (const failure of failures({ resource: distribution, template }, arn, foreignRegion)) {
        yield reportFailure(failure, {
          message: `CloudFront calls functions in us-east-1 only, and this one is in ${failure.verdict}: deploy it to us-east-1; CloudFront rejects the distribution`,
          severity: "error",
        });
      }
    }
  },
});

function foreignRegion(arn: Settled): string | undefined {
  const region = /^arn:[^:]+:lambda:([a-z0-9-]+):/.exec(symbolicText(arn) ?? "")?.[1];
  return region === "us-east-1" ? undefined : region;
}

import { maximumOf } from "../../data/limits.js";
import { numberOf } from "../../model/value.js";
import { failures, replaceValue, reportFailure } from "../failure.js";
import { defineRule } from "../rule.js";
import { atTheEdge, edgeStages } from "./associations.js";

export const edgeTimeout = defineRule({
  id: "edge/edge-timeout",
  summary: "The timeout of a function that CloudFront calls is longer than Lambda@Edge allows",
  rationale: `
A function at the edge may run for 30 seconds. For viewer requests and viewer responses the pages of AWS disagree: the
newest page of CloudFront's quotas says the same, the older ones say 5 seconds, and CloudFront used to reject more.
`,
  severity: "error",
  severities:
    "A warning above 5 seconds in a viewer event, and when the value is the default of a parameter, which a deploy can overrule.",
  fixes: ["Set `Timeout` to the longest that is allowed. From 30 seconds down this is not applied by `check --fix`."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html",
    "https://docs.aws.amazon.com/general/latest/gr/cf_region.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Rewrite:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Timeout: 60
      #        ^^ error: \`Rewrite\` runs at CloudFront (origin-request), which allows 30 s, not a Timeout of 60 s: lower it; CloudFront rejects the distribution
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: origin-request
              LambdaFunctionARN: !Ref Rewrite.Version
`,
    good: `
Resources:
  Rewrite:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Timeout: 30
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: origin-request
              LambdaFunctionARN: !Ref Rewrite.Version
`,
  },

  *check(fn) {
    const stages = edgeStages(fn);
    if (stages.length === 0) return;
    const maximum = maximumOf("edge-timeout");
    const viewer = maximumOf("edge-viewer-timeout");
    const isViewer = stages.some((it) => it.startsWith("viewer"));
    const lowest = isViewer ? viewer : maximum;
    const tooLong = failures(fn, fn.timeout, (it) => ((numberOf(it) ?? 0) > lowest ? numberOf(it) : undefined));
    for (const failure of tooLong.filter((it) => it.when === "")) {
      const seconds = failure.verdict;
      const isOver = seconds > maximum;
      const allowed = isOver ? `allows ${maximum} s` : `by its older limit allows ${viewer} s`;
      const consequence = isOver ? "CloudFront rejects the distribution" : "CloudFront may reject the distribution";
      yield reportFailure(failure, {
        message: `${atTheEdge(fn, stages)}, which ${allowed}, not a Timeout of ${seconds} s: lower it; ${consequence}`,
        severity: isOver ? "error" : "warning",
        fixes: [replaceValue(failure, { title: `Set Timeout to ${lowest}`, value: lowest, safe: isOver && !isViewer })],
      });
    }
  },
});

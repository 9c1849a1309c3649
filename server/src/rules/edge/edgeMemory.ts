import { maximumOf } from "../../data/limits.js";
import { numberOf } from "../../model/value.js";
import { failures, replaceValue, reportFailure } from "../failure.js";
import { defineRule } from "../rule.js";
import { atTheEdge, edgeStages } from "./associations.js";

export const edgeMemory = defineRule({
  id: "edge/edge-memory",
  summary: "A function in a viewer event of CloudFront has more memory than Lambda@Edge used to allow",
  rationale: `
For functions that CloudFront calls on viewer requests and viewer responses the pages of AWS disagree: the newest page of
CloudFront's quotas says the same memory as for any function, the older ones say 128 MB, and CloudFront used to reject more.
A function on origin requests and origin responses may have more.
`,
  severity: "warning",
  fixes: ["Set `MemorySize` to 128. Not applied by `check --fix`."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html",
    "https://docs.aws.amazon.com/general/latest/gr/cf_region.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Redirect:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      MemorySize: 256
      #           ^^^ warning: \`Redirect\` runs at CloudFront (viewer-request), which by its older limit allows 128 MB in viewer events, not a MemorySize of 256 MB: lower it; CloudFront may reject the distribution
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
      MemorySize: 128
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
    if (!stages.some((it) => it.startsWith("viewer"))) return;
    const maximum = maximumOf("edge-viewer-memory");
    const tooMuch = failures(fn, fn.memorySize, (it) => ((numberOf(it) ?? 0) > maximum ? numberOf(it) : undefined));
    for (const failure of tooMuch.filter((it) => it.when === "")) {
      yield reportFailure(failure, {
        message: `${atTheEdge(fn, stages)}, which by its older limit allows ${maximum} MB in viewer events, not a MemorySize of ${failure.verdict} MB: lower it; CloudFront may reject the distribution`,
        severity: "warning",
        fixes: [replaceValue(failure, { title: `Set MemorySize to ${maximum}`, value: maximum, safe: false })],
      });
    }
  },
});

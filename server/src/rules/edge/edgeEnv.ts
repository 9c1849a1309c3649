import { at, type Entry, entryOf } from "../../model/value.js";
import { failures, reportFailure, type Settled } from "../failure.js";
import { defineRule } from "../rule.js";
import { atTheEdge, edgeStages } from "./associations.js";

export const edgeEnv = defineRule({
  id: "edge/edge-env",
  summary: "A function that CloudFront calls has environment variables",
  rationale: `
Lambda@Edge has no environment variables, and CloudFront rejects a distribution with a function that sets any. Write the
values into the code when it is built (\`define\` of esbuild), send them in custom headers of the origin, or read them from
the Parameter Store.

What \`Globals\` sets counts for the function at the edge too. A template of its own, which has to go to \`us-east-1\`
anyway, keeps the two apart.
`,
  severity: "error",
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
      Environment:
        Variables:
      # ^^^^^^^^^ error: \`Redirect\` runs at CloudFront (viewer-request), which has no environment variables: write the value of \`TARGET\` into the code; CloudFront rejects the distribution
          TARGET: https://example.com
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
    const variables = at(fn.environment, "Variables");
    // A distribution under a condition may not meet variables under another.
    const [failure] = failures(fn, variables, firstVariable).filter((it) => it.when === "");
    if (!failure) return;
    const message = `${atTheEdge(fn, stages)}, which has no environment variables: write the value of \`${failure.verdict.key}\` into the code; CloudFront rejects the distribution`;
    const report = reportFailure(failure, { message, severity: "error" });
    yield { ...report, place: entryOf(fn.environment, "Variables")?.keyPlace ?? report.place };
  },
});

function firstVariable(variables: Settled): Entry | undefined {
  const entries = variables.kind === "object" ? variables.entries : [];
  return entries.find(({ value }) => value.kind === "known" || value.kind === "reference" || value.kind === "concat");
}

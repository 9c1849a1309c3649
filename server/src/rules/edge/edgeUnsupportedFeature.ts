import { maximumOf } from "../../data/limits.js";
import type { Fix } from "../../model/finding.js";
import { at, type Entry, entryOf, numberOf, textOf, type Value } from "../../model/value.js";
import { failures, reportFailure, type Settled } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";
import { atTheEdge, edgeStages } from "./associations.js";

export const edgeUnsupportedFeature = defineRule({
  id: "edge/edge-unsupported-feature",
  summary: "A function that CloudFront calls has a feature that Lambda@Edge does not support",
  rationale: `
A function at the edge has no VPC, dead-letter queue, layers, tracing with X-Ray, provisioned concurrency, container image
or code encrypted with a key of its own, runs on x86_64 with 512 MB in \`/tmp\`, and leaves the runtime version to AWS.
CloudFront rejects a distribution with a function that is set up otherwise.

What \`Globals\` sets counts for the function at the edge too. A template of its own, which has to go to \`us-east-1\`
anyway, keeps the two apart.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  fixes: ["Remove the property, unless it comes from `Globals`. Not applied by `check --fix`."],
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
      Architectures: [arm64]
    # ^^^^^^^^^^^^^ error: \`Redirect\` runs at CloudFront (viewer-request), which does not support arm64: remove it; CloudFront rejects the distribution
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
    for (const { name, path, has } of FEATURES) {
      const value = at(fn.resource.properties, ...path);
      // A distribution under a condition may not meet a feature under another.
      const [failure] = failures(fn, value, (it) => has(it) || undefined).filter((it) => it.when === "");
      if (!failure) continue;
      const entry = entryOf(fn.resource.properties, path[0] ?? "");
      const report = reportFailure(failure, {
        message: `${atTheEdge(fn, stages)}, which does not support ${name}: remove it; CloudFront rejects the distribution`,
        severity: "error",
        fixes: removal(fn, path[0] ?? "", entry),
      });
      yield { ...report, place: entry?.keyPlace ?? report.place };
    }
  },
});

interface Feature {
  readonly name: string;
  readonly path: readonly [string, ...string[]];
  /** A value that certainly asks for it. */
  readonly has: (value: Settled) => boolean;
}

const FEATURES: readonly Feature[] = [
  { name: "a VPC", path: ["VpcConfig", "SubnetIds"], has: isFilled },
  { name: "a dead-letter queue", path: ["DeadLetterConfig", "TargetArn"], has: isGiven },
  { name: "a dead-letter queue", path: ["DeadLetterQueue", "TargetArn"], has: isGiven },
  { name: "layers", path: ["Layers"], has: isFilled },
  { name: "tracing with X-Ray", path: ["Tracing"], has: (it) => textOf(it) === "Active" },
  { name: "tracing with X-Ray", path: ["TracingConfig", "Mode"], has: (it) => textOf(it) === "Active" },
  { name: "arm64", path: ["Architectures"], has: (it) => itemTexts(it).includes("arm64") },
  { name: "container images", path: ["PackageType"], has: (it) => textOf(it) === "Image" },
  { name: "more than 512 MB in /tmp", path: ["EphemeralStorage", "Size"], has: isLarge },
  { name: "provisioned concurrency", path: ["ProvisionedConcurrencyConfig"], has: (it) => it.kind === "object" },
  { name: "a runtime version of its own", path: ["RuntimeManagementConfig", "UpdateRuntimeOn"], has: isPinned },
  { name: "code encrypted with a key of its own", path: ["SourceKMSKeyArn"], has: isGiven },
  { name: "code encrypted with a key of its own", path: ["Code", "SourceKMSKeyArn"], has: isGiven },
];

function isGiven(value: Settled): boolean {
  return (textOf(value) ?? "") !== "" || value.kind === "reference" || value.kind === "concat";
}

function isFilled(value: Settled): boolean {
  return value.kind === "list" && value.items.some((it) => it.kind !== "choice" && isGiven(it));
}

function itemTexts(value: Settled): readonly (string | undefined)[] {
  return value.kind === "list" ? value.items.map(textOf) : [];
}

function isLarge(value: Settled): boolean {
  return (numberOf(value) ?? 0) > maximumOf("edge-ephemeral-storage");
}

function isPinned(value: Settled): boolean {
  const text = textOf(value);
  return text === "Manual" || text === "FunctionUpdate";
}

/** The code itself cannot be removed, and what Globals sets serves others too. */
function removal(fn: LinkedFunction, key: string, entry: Entry | undefined): readonly Fix[] {
  const { place, value } = entry ?? {};
  if (!place || key === "Code" || key === "PackageType" || isFromGlobals(fn, value)) return [];
  return [{ title: `Remove ${key}`, safe: false, edits: [{ kind: "remove", place }] }];
}

function isFromGlobals(fn: LinkedFunction, value: Value | undefined): boolean {
  return value?.origin?.kind === "globals" || value?.place?.chunk !== fn.resource.place.chunk;
}

import { maximumOf } from "../../data/limits.js";
import { runtimeOf } from "../../data/runtimes.js";
import type { Fix } from "../../model/finding.js";
import { at, entryOf, numberOf, textOf, type Value } from "../../model/value.js";
import { isSet, isUnset, settled } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";

export const snapstartUnsupported = defineRule({
  id: "limits/snapstart-unsupported",
  summary: "SnapStart is set on a function that cannot have it, or to no effect",
  rationale: `
SnapStart works with some runtimes only, and not together with container images, provisioned concurrency, file systems,
tenant isolation or a larger \`/tmp\`. AWS rejects a deploy that combines them.

SnapStart takes a snapshot when a *version* is published. A function that is never published starts as slowly as before.
In SAM, \`AutoPublishAlias\` publishes a version with each deploy and points the events to it.
`,
  severity: "error",
  severities: "Information when the function is never published: the deploy succeeds, and SnapStart has no effect.",
  fixes: ["Remove `SnapStart`.", "Add `AutoPublishAlias: live` (SAM, when the function is never published)."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      AutoPublishAlias: live
      SnapStart:
        ApplyOn: PublishedVersions
        #        ^^^^^^^^^^^^^^^^^ error: SnapStart does not work with runtime \`nodejs24.x\`: AWS rejects the deploy
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: java21
      AutoPublishAlias: live
      SnapStart:
        ApplyOn: PublishedVersions
`,
  },

  *check(fn) {
    const applyOn = at(fn.resource.properties, "SnapStart", "ApplyOn");
    if (textOf(applyOn) !== "PublishedVersions" || !applyOn.place || applyOn.origin?.kind === "parameter") return;
    const obstacles = obstaclesOf(fn);
    if (obstacles.length > 0) {
      yield {
        place: applyOn.place,
        message: `SnapStart does not work with ${obstacles.join(" and ")}: AWS rejects the deploy`,
        fixes: removal(fn),
      };
    } else if (isNeverPublished(fn)) {
      yield {
        place: applyOn.place,
        severity: "information",
        message: "SnapStart acts on published versions, and this function is never published: it has no effect",
        fixes: fn.dialect === "sam" ? [publication(fn)] : [],
      };
    }
  },
});

/** What SnapStart does not go with, as far as it is certain. */
function obstaclesOf(fn: LinkedFunction): readonly string[] {
  const res: string[] = [];
  const runtimes = settled(fn, fn.runtime).map((it) => (isDefault(it) ? undefined : runtimeOf(textOf(it) ?? "")));
  const [runtime] = runtimes;
  if (runtime && runtimes.every((it) => it && !it.snapStart)) res.push(`runtime \`${runtime.id}\``);
  if (settled(fn, fn.packageType).every((it) => textOf(it) === "Image")) res.push("container images");
  if (settled(fn, fn.fileSystems).every((it) => it.kind === "list" && it.items.length > 0)) res.push("file systems");
  const storage = maximumOf("snapstart-ephemeral-storage");
  if (settled(fn, fn.ephemeralStorage).every((it) => !isDefault(it) && (numberOf(it) ?? 0) > storage)) {
    res.push(`more than ${storage} MB in /tmp`);
  }
  if (isSet(fn, fn.provisionedConcurrency)) res.push("provisioned concurrency");
  if (isSet(fn, fn.tenancy)) res.push("tenant isolation");
  return res;
}

function isDefault(value: Value): boolean {
  return value.origin?.kind === "parameter";
}

/** Nothing in the template publishes a version, and nothing outside of what was read can. */
function isNeverPublished(fn: LinkedFunction): boolean {
  const { template, resource } = fn;
  if (template.open.length > 0 || !isUnset(fn, fn.autoPublishAlias)) return false;
  if (!isUnset(fn, at(resource.properties, "PublishToLatestPublished"))) return false;
  return ![...template.resources.values()].some((it) => it.type === "AWS::Lambda::Version" || it.broken);
}

function removal({ resource }: LinkedFunction): readonly Fix[] {
  const place = entryOf(resource.properties, "SnapStart")?.place;
  return place ? [{ title: "Remove SnapStart", safe: true, edits: [{ kind: "remove", place }] }] : [];
}

function publication({ resource }: LinkedFunction): Fix {
  const { file, id } = resource;
  const path = ["Properties", "AutoPublishAlias"];
  return {
    title: "Add AutoPublishAlias: live",
    safe: false,
    edits: [{ kind: "set-property", file, resource: id, path, value: "live" }],
  };
}

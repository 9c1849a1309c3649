import { resourceOf, serviceOf } from "../../model/resourceOf.js";
import type { Resource, Template } from "../../model/template.js";
import { ABSENT, at, entryOf, property, type Value } from "../../model/value.js";
import { failures, isUnset, reportFailure, type Settled } from "../failure.js";
import { defineRule, type LinkedFunction, type Report } from "../rule.js";

export const efsNeedsVpc = defineRule({
  id: "efs/efs-needs-vpc",
  summary: "A function mounts a file system of EFS without being in a VPC, or before it can be reached",
  rationale: `
A file system of EFS is reached through mount targets in the subnets of a VPC. AWS rejects a function that mounts one and
has no \`VpcConfig\`. Give it subnets that have a mount target in their Availability Zone, and security groups that the
mount targets let in on port 2049.

Where the template makes the mount targets too, the function needs a \`DependsOn\` on them: nothing else tells
CloudFormation the order, and a function is refused for as long as no mount target is available.
`,
  severity: "error",
  severities:
    "A warning when the list is the default of a parameter, which a deploy can overrule, and for a missing `DependsOn`.",
  fixes: ["Add `DependsOn` on the mount target, where there is one only and the function has no `DependsOn`."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem-efs.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Import:
    Type: AWS::Serverless::Function
    Properties:
      FileSystemConfigs:
    # ^^^^^^^^^^^^^^^^^ error: The function mounts a file system of EFS, but is in no VPC: add VpcConfig with subnets and security groups; AWS rejects the deploy
        - Arn: !GetAtt Data.Arn
          LocalMountPath: /mnt/data
  Data:
    Type: AWS::EFS::AccessPoint
`,
    good: `
Resources:
  Import:
    Type: AWS::Serverless::Function
    Properties:
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d]
        SecurityGroupIds: [sg-0a1b2c3d]
      FileSystemConfigs:
        - Arn: !GetAtt Data.Arn
          LocalMountPath: /mnt/data
  Data:
    Type: AWS::EFS::AccessPoint
`,
  },

  *check(fn) {
    const { properties } = fn.resource;
    if (fn.fileSystems.kind === "absent") return;
    if (!isOutsideVpc(fn)) {
      yield* unawaitedTargets(fn);
      return;
    }
    for (const failure of failures(fn, fn.fileSystems, (it) => mountsEfs(fn, it))) {
      const report = reportFailure(failure, {
        message:
          "The function mounts a file system of EFS, but is in no VPC: add VpcConfig with subnets and security groups; AWS rejects the deploy",
        severity: "error",
      });
      yield { ...report, place: entryOf(properties, "FileSystemConfigs")?.keyPlace ?? report.place };
    }
  },
});

/** The mount targets of the template that make a function's file system reachable, when it waits for none of them. */
function* unawaitedTargets(fn: LinkedFunction): Iterable<Report> {
  const { fileSystems, resource, template } = fn;
  const arn = fileSystems.kind === "list" ? property(fileSystems.items[0] ?? ABSENT, "Arn") : ABSENT;
  const accessPoint = resourceOf(template, arn);
  const place = entryOf(resource.properties, "FileSystemConfigs")?.keyPlace;
  if (accessPoint?.type !== "AWS::EFS::AccessPoint" || !place || template.open.length > 0) return;
  const system = fileSystemOf(template, accessPoint);
  const targets = [...template.resources.values()].filter(
    (it) => it.type === "AWS::EFS::MountTarget" && system && fileSystemOf(template, it) === system,
  );
  const [target] = targets;
  if (!target || targets.some((it) => it.broken || it.condition !== undefined)) return;
  const awaited = awaitedBy(template, resource);
  if (targets.some((it) => awaited.has(it.id))) return;
  const edit = {
    kind: "set-property",
    file: resource.file,
    resource: fn.id,
    path: ["DependsOn"],
    value: target.id,
  } as const;
  yield {
    place,
    severity: "warning",
    message: `The function does not wait for \`${target.id}\`, without which its file system cannot be reached: add DependsOn, or the first deploy fails`,
    related: [{ place: target.place, message: "The mount target" }],
    fixes:
      targets.length === 1 && !resource.dependsOn
        ? [{ title: `Add DependsOn: ${target.id}`, safe: true, edits: [edit] }]
        : [],
  };
}

function fileSystemOf(template: Template, { properties }: Resource): Resource | undefined {
  return resourceOf(template, property(properties, "FileSystemId"));
}

/** Logical ids of all that CloudFormation makes before a resource. */
function awaitedBy({ resources }: Template, { id }: Resource): ReadonlySet<string> {
  const res = new Set<string>([id]);
  for (const it of res) {
    const resource = resources.get(it);
    for (const next of resource ? [...(resource.dependsOn ?? []), ...referencesIn(resource.properties)] : [])
      res.add(next);
  }
  return res;
}

/** What a value refers to, in every way that the template can turn out; a name with a dot is one that SAM makes. */
function referencesIn(value: Value): readonly string[] {
  switch (value.kind) {
    case "reference":
      return [value.target.split(".")[0] ?? ""];
    case "concat":
      return value.parts.flatMap(referencesIn);
    case "list":
      return value.items.flatMap(referencesIn);
    case "object":
      return value.entries.flatMap((it) => referencesIn(it.value));
    case "choice":
      return value.options.flatMap((it) => referencesIn(it.value));
    default:
      return [];
  }
}

/** A macro may write a VPC that is not there. */
function isOutsideVpc(fn: LinkedFunction): boolean {
  return fn.template.open.length === 0 && isUnset(fn, property(fn.resource.properties, "VpcConfig"));
}

/** File systems of S3 are mounted by the same property. */
function mountsEfs(fn: LinkedFunction, systems: Settled): true | undefined {
  const arns = systems.kind === "list" ? systems.items.map((it) => at(it, "Arn")) : [];
  return arns.some((it) => isEfs(fn, it)) || undefined;
}

function isEfs({ template }: LinkedFunction, arn: Value): boolean {
  return resourceOf(template, arn)?.type === "AWS::EFS::AccessPoint" || serviceOf(arn) === "elasticfilesystem";
}

import { resourceOf, serviceOf } from "../../model/resourceOf.js";
import { at, entryOf, property, type Value } from "../../model/value.js";
import { failures, isUnset, reportFailure, type Settled } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";

export const efsNeedsVpc = defineRule({
  id: "efs/efs-needs-vpc",
  summary: "A function mounts a file system of EFS without being in a VPC",
  rationale: `
A file system of EFS is reached through mount targets in the subnets of a VPC. AWS rejects a function that mounts one and
has no \`VpcConfig\`. Give it subnets that have a mount target in their Availability Zone, and security groups that the
mount targets let in on port 2049.
`,
  severity: "error",
  severities: "A warning when the list is the default of a parameter, which a deploy can overrule.",
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
    if (fn.fileSystems.kind === "absent" || !isOutsideVpc(fn)) return;
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

import { test } from "node:test";
import { efsNeedsVpc } from "../../../../server/src/rules/efs/efsNeedsVpc.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { samFunction } from "../template.js";

const MESSAGE =
  "error: The function mounts a file system of EFS, but is in no VPC: add VpcConfig with subnets and security groups; AWS rejects the deploy";

const DATA = "  Data:\n    Type: AWS::EFS::AccessPoint\n";

function mounted(arn: string, ...properties: readonly string[]): string {
  return samFunction(`FileSystemConfigs:\n  - { Arn: ${arn}, LocalMountPath: /mnt/data }`, ...properties) + DATA;
}

function reported(source: string): string {
  return source.replace("FileSystemConfigs:\n", `FileSystemConfigs:\n    # ${"^".repeat(17)} ${MESSAGE}\n`);
}

for (const arn of [
  "!GetAtt Data.Arn",
  "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-1",
  '!Sub "arn:aws:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:access-point/${Data}"',
]) {
  test(`${arn} is not mounted without a VPC`, async () => {
    await checkRule(efsNeedsVpc, reported(mounted(arn)));
    await checkRule(efsNeedsVpc, mounted(arn, "VpcConfig: { SubnetIds: [subnet-1], SecurityGroupIds: [sg-1] }"));
  });
}

test("what may be a file system of S3 is left alone", async () => {
  await checkRule(efsNeedsVpc, mounted("!Ref AccessPointArn"));
  await checkRule(efsNeedsVpc, mounted("arn:aws:s3files:eu-west-1:123456789012:access-point/ap-1"));
});

test("a VPC that may be there is left alone", async () => {
  const conditions = "Conditions:\n  InVpc: !Equals [!Ref Stage, prod]\n";
  const vpc = "VpcConfig: !If [InVpc, { SubnetIds: [subnet-1] }, !Ref AWS::NoValue]";
  await checkRule(efsNeedsVpc, conditions + mounted("!GetAtt Data.Arn", vpc));
  await checkRule(efsNeedsVpc, mounted("!GetAtt Data.Arn", "VpcConfig: !Ref Vpc"));
  const macro = mounted("!GetAtt Data.Arn").replace("Transform: AWS::Serverless-2016-10-31", "Transform: [Company]");
  await checkRule(efsNeedsVpc, macro);
  const globals = "Globals:\n  Function:\n    VpcConfig: { SubnetIds: [subnet-1], SecurityGroupIds: [sg-1] }\n";
  await checkRule(efsNeedsVpc, globals + mounted("!GetAtt Data.Arn"));
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(efsNeedsVpc, mounted("!GetAtt Data.Arn", "Tags: { A: [b"));
});

/** A function in a VPC that mounts a file system of the template, with one mount target. */
function withTarget(head: string, ...properties: readonly string[]): string {
  const vpc = "VpcConfig: { SubnetIds: [subnet-1], SecurityGroupIds: [sg-1] }";
  const source = mounted("!GetAtt Data.Arn", vpc, ...properties).replace("  Orders:\n", `  Orders:\n${head}`);
  return `${source}    Properties: { FileSystemId: !Ref Files }
  Files:
    Type: AWS::EFS::FileSystem
  Target:
    Type: AWS::EFS::MountTarget
    Properties: { FileSystemId: !Ref Files, SubnetId: subnet-1, SecurityGroups: [sg-1] }
`;
}

const UNAWAITED =
  "warning: The function does not wait for `Target`, without which its file system cannot be reached: add DependsOn, or the first deploy fails";

test("a function waits for the mount target of its file system", async () => {
  const marked = withTarget("").replace(
    "FileSystemConfigs:\n",
    `FileSystemConfigs:\n    # ${"^".repeat(17)} ${UNAWAITED}\n`,
  );
  await checkRule(efsNeedsVpc, marked);
  await checkRule(efsNeedsVpc, withTarget("    DependsOn: Target\n"));
  await checkRule(efsNeedsVpc, withTarget("    DependsOn: [Files, Target]\n"));
});

test("what the function refers to may wait in its place", async () => {
  await checkRule(efsNeedsVpc, withTarget("", "Environment: { Variables: { TARGET: !GetAtt Target.IpAddress } }"));
  const waiting = withTarget("").replace("  Data:\n", "  Data:\n    DependsOn: Target\n");
  await checkRule(efsNeedsVpc, waiting);
});

test("the mount target of another file system, and one under a condition, are left alone", async () => {
  await checkRule(efsNeedsVpc, withTarget("").replace("{ FileSystemId: !Ref Files, ", "{ FileSystemId: fs-1, "));
  const conditions = "Conditions:\n  Own: !Equals [!Ref Stage, prod]\n";
  const target = "  Target:\n    Condition: Own\n";
  await checkRule(efsNeedsVpc, conditions + withTarget("").replace("  Target:\n", target));
});

test("the fix adds DependsOn", async () => {
  const lines = withTarget("").split("\n");
  const after = lines.toSpliced(lines.indexOf("  Data:"), 0, "    DependsOn: Target").join("\n");
  await checkFix(efsNeedsVpc, withTarget(""), after);
});

import { test } from "node:test";
import { efsNeedsVpc } from "../../../../server/src/rules/efs/efsNeedsVpc.js";
import { checkRule } from "../../../support/check.js";
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

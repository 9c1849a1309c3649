import { test } from "node:test";
import { esmRanges } from "../../../../server/src/rules/batch/esmRanges.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { withEvent, withMapping } from "../mapping.js";
import { marked } from "../template.js";

for (const [type, name, value, problem] of [
  ["SQS", "BatchSize", "10000"],
  ["SQS", "BatchSize", "10001", "of 10001 records is above the maximum of 10000 records"],
  ["SQS", "BatchSize", "0", "of 0 records is below the minimum of 1 records"],
  ["SQS", "BatchSize", "many", "`many` is not a whole number of records"],
  ["SQS", "BatchSize", "!ImportValue Size"],
  ["MQ", "BatchSize", "10001", "of 10001 records is above the maximum of 10000 records"],
  ["SQS", "MaximumBatchingWindowInSeconds", "300"],
  ["SQS", "MaximumBatchingWindowInSeconds", "301", "of 301 s is above the maximum of 300 s"],
  ["Kinesis", "MaximumRecordAgeInSeconds", "-1"],
  ["Kinesis", "MaximumRecordAgeInSeconds", "60"],
  ["Kinesis", "MaximumRecordAgeInSeconds", "59", "of 59 s is below the minimum of 60 s"],
  ["Kinesis", "MaximumRecordAgeInSeconds", "604801", "of 604801 s is above the maximum of 604800 s"],
  ["DynamoDB", "MaximumRetryAttempts", "-1"],
  ["DynamoDB", "MaximumRetryAttempts", "10000"],
  ["DynamoDB", "MaximumRetryAttempts", "-2", "of -2 retries is below the minimum of -1 retries"],
  ["DynamoDB", "MaximumRetryAttempts", "10001", "of 10001 retries is above the maximum of 10000 retries"],
  ["Kinesis", "ParallelizationFactor", "10"],
  ["Kinesis", "ParallelizationFactor", "11", "of 11 batches is above the maximum of 10 batches"],
  ["SQS", "ParallelizationFactor", "11"],
  ["Kinesis", "TumblingWindowInSeconds", "900"],
  ["Kinesis", "TumblingWindowInSeconds", "901", "of 901 s is above the maximum of 900 s"],
] as const) {
  test(`${name} ${value} of ${type} is ${problem ? "reported" : "allowed"}`, async () => {
    const line = `${name}: ${value}`;
    const text = `error: ${name} ${problem}: AWS rejects the deploy`;
    await checkRule(esmRanges, withEvent(type, ["Stream: a", problem ? marked(line, value, text) : line]));
  });
}

for (const [type, group, name, value, problem] of [
  ["SQS", "ScalingConfig", "MaximumConcurrency", "2"],
  ["SQS", "ScalingConfig", "MaximumConcurrency", "1", "of 1 invocations is below the minimum of 2 invocations"],
  [
    "SQS",
    "ScalingConfig",
    "MaximumConcurrency",
    "1001",
    "of 1001 invocations is above the maximum of 1000 invocations",
  ],
  ["SQS", "ProvisionedPollerConfig", "MinimumPollers", "1", "of 1 pollers is below the minimum of 2 pollers"],
  ["MSK", "ProvisionedPollerConfig", "MinimumPollers", "1"],
  ["MSK", "ProvisionedPollerConfig", "MaximumPollers", "2001", "of 2001 pollers is above the maximum of 2000 pollers"],
] as const) {
  test(`${group}.${name} ${value} of ${type} is ${problem ? "reported" : "allowed"}`, async () => {
    const line = `  ${name}: ${value}`;
    const text = `error: ${group}.${name} ${problem}: AWS rejects the deploy`;
    await checkRule(esmRanges, withEvent(type, [`${group}:`, problem ? marked(line, value, text) : line]));
  });
}

test("the fix sets the nearest allowed value in a mapping of plain CloudFormation", async () => {
  const lines = (size: number) => ["EventSourceArn: arn:aws:sqs:eu-west-1:123456789012:orders", `BatchSize: ${size}`];
  await checkFix(esmRanges, withMapping(lines(20000)), withMapping(lines(10000)));
});

import { test } from "node:test";
import { wrongSourceProperty } from "../../../../server/src/rules/batch/wrongSourceProperty.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { withEvent, withMapping } from "../mapping.js";
import { marked } from "../template.js";

const SQS = "an SQS queue";
const SHARDED = "Kinesis and DynamoDB streams";
const RETRIED = "Kinesis and DynamoDB streams and Kafka topics";

function message(name: string, text: string, reads: string): string {
  return `error: ${name} is for ${text}, and event \`Source\` reads ${reads}: AWS rejects the mapping; remove it`;
}

for (const [type, line, text, reads] of [
  ["SQS", "ParallelizationFactor: 2", SHARDED, SQS],
  ["SQS", "TumblingWindowInSeconds: 30", SHARDED, SQS],
  ["SQS", "MaximumRetryAttempts: 3", RETRIED, SQS],
  ["SQS", "MaximumRecordAgeInSeconds: 60", RETRIED, SQS],
  ["SQS", "BisectBatchOnFunctionError: true", RETRIED, SQS],
  ["SQS", "DestinationConfig: { OnFailure: { Destination: a } }", RETRIED, SQS],
  ["SQS", "StartingPosition: LATEST", "streams and Kafka topics", SQS],
  ["MQ", "StartingPosition: LATEST", "streams and Kafka topics", "an Amazon MQ broker"],
  ["MQ", "FunctionResponseTypes: [ReportBatchItemFailures]", "queues, streams and Kafka topics", "an Amazon MQ broker"],
  ["Kinesis", "ScalingConfig: { MaximumConcurrency: 5 }", "SQS queues", "a Kinesis stream"],
  ["DynamoDB", "ProvisionedPollerConfig: { MinimumPollers: 2 }", "SQS queues and Kafka topics", "a DynamoDB stream"],
  ["MSK", "ParallelizationFactor: 2", SHARDED, "a Kafka topic"],
  ["DocumentDB", "ParallelizationFactor: 2", SHARDED, "a DocumentDB change stream"],
] as const) {
  test(`${line} is reported for ${type}, and removed by the fix`, async () => {
    const [name = ""] = line.split(":");
    const template = withEvent(type, ["BatchSize: 1", line]);
    const indented = `            ${line}`;
    const wanted = template.replace(indented, marked(indented, name, message(name, text, reads)));
    await checkRule(wrongSourceProperty, wanted);
    await checkFix(wrongSourceProperty, template, withEvent(type, ["BatchSize: 1"]));
  });
}

for (const [type, line] of [
  ["SQS", "ScalingConfig: { MaximumConcurrency: 5 }"],
  ["SQS", "FunctionResponseTypes: [ReportBatchItemFailures]"],
  ["SQS", "ProvisionedPollerConfig: { MinimumPollers: 2 }"],
  ["SQS", "BisectBatchOnFunctionError: false"],
  ["SQS", "ScalingConfig: {}"],
  ["SQS", "ParallelizationFactor: !Ref AWS::NoValue"],
  ["SQS", "ParallelizationFactor: !ImportValue Factor"],
  ["Kinesis", "ParallelizationFactor: 2"],
  ["DynamoDB", "TumblingWindowInSeconds: 30"],
  ["MSK", "MaximumRetryAttempts: 3"],
  ["SelfManagedKafka", "StartingPosition: LATEST"],
  ["DocumentDB", "StartingPosition: LATEST"],
] as const) {
  test(`${line} is allowed for ${type}`, async () => {
    await checkRule(wrongSourceProperty, withEvent(type, [line]));
  });
}

test("a mapping of a source that nobody knows is not judged", async () => {
  await checkRule(wrongSourceProperty, withMapping(["EventSourceArn: !ImportValue Source", "ScalingConfig: { A: 1 }"]));
});

test("a property of one stage is reported with its condition", async () => {
  const line = "ParallelizationFactor: !If [IsProd, 5, !Ref AWS::NoValue]";
  const head = ["Parameters:", "  Stage: { Type: String }", "Conditions:", "  IsProd: !Equals [!Ref Stage, prod]"];
  const template = withEvent("SQS", ["Queue: !ImportValue Q", line], { head });
  const indented = `            ${line}`;
  const text = message("ParallelizationFactor", SHARDED, SQS).replace(";", " when IsProd is true;");
  await checkRule(wrongSourceProperty, template.replace(indented, marked(indented, "ParallelizationFactor", text)));
});

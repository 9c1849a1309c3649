import { test } from "node:test";
import { bigRecord } from "../../../../server/src/rules/kinesis/bigRecord.js";
import { poisonPillBlocksShard } from "../../../../server/src/rules/kinesis/poisonPillBlocksShard.js";
import { startingPositionMissing } from "../../../../server/src/rules/kinesis/startingPositionMissing.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { withEvent, withMapping } from "../mapping.js";
import { marked } from "../template.js";

const STREAM = ["Clicks:", "  Type: AWS::Kinesis::Stream"];
const READ = ["Stream: !GetAtt Clicks.Arn"];
const POSITION = "StartingPosition: LATEST";
const STAGES = ["Parameters:", "  Stage: { Type: String }", "Conditions:", "  IsProd: !Equals [!Ref Stage, prod]"];

function missing(name: string): string {
  const why = "AWS rejects a mapping of a stream without it; set LATEST or TRIM_HORIZON";
  return `error: ${name} has no StartingPosition: ${why}`;
}

/** The template with a marker below the event's key or the mapping's logical id. */
function reported(template: string, key: string, text: string): string {
  const line = template.split("\n").find((it) => it.trim() === `${key}:`) ?? "";
  return template.replace(`${line}\n`, `${marked(line, key, text)}\n`);
}

for (const [what, properties] of [
  ["it is given", [...READ, POSITION]],
  ["it is not known", [...READ, "StartingPosition: !ImportValue Position"]],
  ["a macro may add it", [...READ, "Fn::Transform: { Name: Defaults }"]],
  ["the stream is not written yet", ["BatchSize: 10"]],
] as const) {
  test(`no starting position is missing where ${what}`, async () => {
    await checkRule(startingPositionMissing, withEvent("Kinesis", properties, { resources: STREAM }));
  });
}

test("queues have no starting position, and neither has what nobody knows", async () => {
  await checkRule(startingPositionMissing, withEvent("SQS", ["Queue: !GetAtt Orders.Arn"]));
  await checkRule(startingPositionMissing, withMapping(["EventSourceArn: !ImportValue Source"]));
});

for (const type of ["Kinesis", "DynamoDB"]) {
  test(`an event of type ${type} without a starting position is reported, of a stream in another stack too`, async () => {
    const template = withEvent(type, ["Stream: !ImportValue Stream"]);
    await checkRule(startingPositionMissing, reported(template, "Source", missing("Event `Source`")));
    await checkFix(startingPositionMissing, template, withEvent(type, ["Stream: !ImportValue Stream", POSITION]));
  });
}

for (const [what, source] of [
  ["a reference", "!GetAtt Clicks.Arn"],
  ["an ARN", "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"],
  ["an ARN with holes", '!Sub "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/t/stream/2026"'],
] as const) {
  test(`a mapping of a stream by ${what} without a starting position is reported`, async () => {
    const template = withMapping([`EventSourceArn: ${source}`], { resources: STREAM });
    await checkRule(startingPositionMissing, reported(template, "Mapping", missing("Mapping `Mapping`")));
    const fixed = withMapping([`EventSourceArn: ${source}`, POSITION], { resources: STREAM });
    await checkFix(startingPositionMissing, template, fixed);
  });
}

test("a starting position that is missing in one stage is reported where it is left out", async () => {
  const line = "StartingPosition: !If [IsProd, LATEST, !Ref AWS::NoValue]";
  const text = `${missing("Event `Source`")} when IsProd is false`;
  const template = withEvent("Kinesis", [...READ, line], { resources: STREAM, head: STAGES });
  const indented = `            ${line}`;
  await checkRule(startingPositionMissing, template.replace(indented, marked(indented, "!Ref AWS::NoValue", text)));
});

function endless(name: string): string {
  const what = `A batch of ${name} that fails is tried again until its records expire, and blocks its shard`;
  return `${what}: set MaximumRetryAttempts and DestinationConfig.OnFailure`;
}

for (const [what, properties] of [
  ["retries", ["MaximumRetryAttempts: 3"]],
  ["retries without end, said outright", ["MaximumRetryAttempts: -1"]],
  ["an age", ["MaximumRecordAgeInSeconds: 3600"]],
  ["a destination", ["DestinationConfig: { OnFailure: { Destination: !Ref Failed } }"]],
  ["retries that are not known", ["MaximumRetryAttempts: !ImportValue Retries"]],
  ["retries in some stages", ["MaximumRetryAttempts: !If [IsProd, 3, !Ref AWS::NoValue]"]],
  ["properties that a macro may add to", ["Fn::Transform: { Name: Defaults }"]],
  ["nothing, being switched off", ["Enabled: false"]],
] as const) {
  test(`a stream is allowed to be read with ${what}`, async () => {
    const lines = [...READ, POSITION, ...properties];
    await checkRule(poisonPillBlocksShard, withEvent("Kinesis", lines, { resources: STREAM, head: STAGES }));
  });
}

test("a stream is reported where nothing ends the retries; splitting the batch alone does not", async () => {
  const lines = [...READ, POSITION, "BisectBatchOnFunctionError: true"];
  const template = withEvent("Kinesis", lines, { resources: STREAM });
  await checkRule(poisonPillBlocksShard, reported(template, "Source", `warning: ${endless("event `Source`")}`));
  const fixed = withEvent("Kinesis", [...lines, "MaximumRetryAttempts: 3"], { resources: STREAM });
  await checkFix(poisonPillBlocksShard, template, fixed);
});

test("a mapping whose function may report single records is told without alarm", async () => {
  const lines = ["EventSourceArn: !GetAtt Clicks.Arn", POSITION, "FunctionResponseTypes: [ReportBatchItemFailures]"];
  const template = withMapping(lines, { resources: STREAM });
  await checkRule(poisonPillBlocksShard, reported(template, "Mapping", `information: ${endless("mapping `Mapping`")}`));
});

function sized(size: string): readonly string[] {
  return [...STREAM, "  Properties:", `    MaxRecordSizeInKiB: ${size}`];
}

const TOO_BIG = (size: number) => {
  const gets = "`Worker` gets none above 4608 KiB, as base64 in a payload of 6 MB: larger ones are never processed";
  const remedy = "set DestinationConfig.OnFailure on event `Source` or a smaller size";
  return `warning: \`Clicks\` takes records of up to ${size} KiB, and ${gets}; ${remedy}`;
};

for (const [size, properties] of [
  ["4608", []],
  ["!ImportValue Size", []],
  ["20000", []],
  ["10240", ["DestinationConfig: { OnFailure: { Destination: !Ref Failed } }"]],
  ["10240", ["Enabled: false"]],
] as const) {
  test(`a stream with records of ${size} KiB is allowed with ${properties[0] ?? "nothing else"}`, async () => {
    await checkRule(bigRecord, withEvent("Kinesis", [...READ, POSITION, ...properties], { resources: sized(size) }));
  });
}

for (const size of [4609, 10240]) {
  test(`a stream with records of ${size} KiB is reported, through a consumer too`, async () => {
    const consumer = [
      "Fan:",
      "  Type: AWS::Kinesis::StreamConsumer",
      "  Properties: { StreamARN: !GetAtt Clicks.Arn }",
    ];
    for (const source of ["!GetAtt Clicks.Arn", "!Ref Fan"]) {
      const resources = [...sized(String(size)), ...consumer];
      const template = withEvent("Kinesis", [`Stream: ${source}`, POSITION], { resources });
      const line = `      MaxRecordSizeInKiB: ${size}`;
      await checkRule(bigRecord, template.replace(line, marked(line, String(size), TOO_BIG(size))));
    }
  });
}

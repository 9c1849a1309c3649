import assert from "node:assert/strict";
import { test } from "node:test";
import { readTemplate } from "../../../server/src/config/read.js";
import { ChunkCache } from "../../../server/src/config/syntax/chunkCache.js";
import type { FileId } from "../../../server/src/model/place.js";
import { resourceOf, serviceOf } from "../../../server/src/model/resourceOf.js";
import { property } from "../../../server/src/model/value.js";

const RESOURCES = `
Parameters:
  Imported: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Imported, prod]
  Never: !Equals [a, b]
Resources:
  Worker:
    Type: AWS::Lambda::Function
  Orders:
    Type: AWS::SQS::Queue
    Properties: { QueueName: orders }
  Suffixed:
    Type: AWS::SQS::Queue
    Properties: { QueueName: !Sub "\${AWS::StackName}-orders" }
  Twice:
    Type: AWS::SQS::Queue
    Properties: { QueueName: twice }
  TwiceAgain:
    Type: AWS::SQS::Queue
    Properties: { QueueName: twice }
  Gone:
    Type: AWS::SQS::Queue
    Condition: Never
  Table:
    Type: AWS::DynamoDB::Table
  Clicks:
    Type: AWS::Kinesis::Stream
  Nested:
    Type: AWS::CloudFormation::Stack
  Probe:
    Type: AWS::SSM::Parameter
    Properties:
      Value: `;

function probed(value: string) {
  const file = "/fixture/template.yaml" as FileId;
  const reading = readTemplate(file, `${RESOURCES}${value}\n`, { parameters: {}, cache: new ChunkCache() });
  const probe = reading?.template.resources.get("Probe");
  assert.ok(reading && probe);
  return { template: reading.template, value: property(probe.properties, "Value") };
}

const OWN = "${AWS::Region}:${AWS::AccountId}";

for (const [value, id] of [
  ["!Ref Orders", "Orders"],
  ["!GetAtt Orders.Arn", "Orders"],
  ['!Sub "${Orders.Arn}"', "Orders"],
  [`!Sub "arn:aws:sqs:${OWN}:orders"`, "Orders"],
  [`!Sub "arn:\${AWS::Partition}:sqs:${OWN}:\${Orders.QueueName}"`, "Orders"],
  [`!Sub "arn:aws:sqs:${OWN}:\${AWS::StackName}-orders"`, "Suffixed"],
  [`!Sub "arn:aws:kinesis:${OWN}:stream/\${Clicks}"`, "Clicks"],
  ["!GetAtt Table.StreamArn", "Table"],
  [`!Sub "arn:aws:dynamodb:${OWN}:table/\${Table}/stream/2026"`, "Table"],
  ["!If [IsProd, !GetAtt Orders.Arn, !Ref Orders]", "Orders"],
  ["!If [IsProd, !GetAtt Orders.Arn, !GetAtt Suffixed.Arn]", undefined],
  [`!Sub "arn:aws:sqs:${OWN}:\${Table}-orders"`, undefined],
  [`!Sub "arn:aws:sqs:${OWN}:\${Table}"`, undefined],
  [`!Sub "arn:aws:sqs:${OWN}:twice"`, undefined],
  ["arn:aws:sqs:eu-west-1:123456789012:orders", undefined],
  [`!Sub "arn:aws:sqs:${OWN}:missing"`, undefined],
  ["!GetAtt Nested.Outputs.QueueArn", undefined],
  ["!GetAtt Gone.Arn", undefined],
  ["!Ref Missing", undefined],
  ["!Ref Imported", undefined],
  ["!ImportValue Orders", undefined],
  ["", undefined],
  ["[!Ref Orders]", undefined],
] as const) {
  test(`the resource of ${value || "nothing"} is ${id ?? "not certain"}`, () => {
    const { template, value: probe } = probed(value);
    assert.equal(resourceOf(template, probe)?.id, id);
  });
}

for (const [value, service] of [
  ["arn:aws:sqs:eu-west-1:123456789012:orders", "sqs"],
  ['!Sub "arn:${AWS::Partition}:kinesis:${AWS::Region}:${Imported}:stream/clicks"', "kinesis"],
  ['!Sub "arn:aws:${Imported}:eu-west-1:123456789012:orders"', undefined],
  ["!If [IsProd, arn:aws:sqs:eu-west-1:123456789012:a, arn:aws:kinesis:eu-west-1:123456789012:stream/a]", undefined],
  ["!ImportValue Orders", undefined],
] as const) {
  test(`the service of ${value} is ${service ?? "not certain"}`, () => {
    assert.equal(serviceOf(probed(value).value), service);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { ownEvent, ownOffers, sam, withEvent } from "./eventFor.js";

const STREAM_EVENT = "{ Type: DynamoDB, Properties: { Stream: !GetAtt T.StreamArn, StartingPosition: LATEST } }";

function table(view: string, type = "N"): string {
  return `T:
  Type: AWS::DynamoDB::Table
  Properties:
    AttributeDefinitions: [{ AttributeName: customerId, AttributeType: S }, { AttributeName: line, AttributeType: ${type} }]
    KeySchema: [{ AttributeName: customerId, KeyType: HASH }, { AttributeName: line, KeyType: RANGE }]
    StreamSpecification: { StreamViewType: ${view} }`;
}

test("a change of an item has the keys of the table", () => {
  const template = withEvent(STREAM_EVENT, table("NEW_AND_OLD_IMAGES"));
  const [record] = ownEvent(template, "dynamodb").Records;
  assert.deepEqual(record.dynamodb.Keys, { customerId: { S: "customer-1" }, line: { N: "1" } });
  assert.match(record.eventSourceARN, /^arn:aws:dynamodb:us-east-1:123456789012:table\/local-T\/stream\/2026-11-23T/);
  assert.equal(record.dynamodb.ApproximateCreationDateTime, Date.parse("2026-11-23T12:00:00Z") / 1000);
  assert.deepEqual(ownOffers(template), ["dynamodb E: local-T"]);
  const binary = ownEvent(withEvent(STREAM_EVENT, table("KEYS_ONLY", "B")), "dynamodb").Records[0].dynamodb.Keys.line;
  assert.deepEqual(binary, { B: Buffer.from("line-1").toString("base64") });
});

for (const [view, name, images] of [
  ["NEW_AND_OLD_IMAGES", "MODIFY", ["NewImage", "OldImage"]],
  ["NEW_IMAGE", "INSERT", ["NewImage"]],
  ["OLD_IMAGE", "MODIFY", ["OldImage"]],
  ["KEYS_ONLY", "INSERT", []],
  ["SOMETHING", "MODIFY", ["NewImage", "OldImage"]],
] as const) {
  test(`a stream of ${view} carries ${images.join(" and ") || "no image"}`, () => {
    const [record] = ownEvent(withEvent(STREAM_EVENT, table(view)), "dynamodb").Records;
    assert.equal(record.eventName, name);
    assert.deepEqual(
      Object.keys(record.dynamodb).filter((it) => it.endsWith("Image")),
      images,
    );
  });
}

test("a filter decides what happens to the item", () => {
  const event = (name: string) =>
    STREAM_EVENT.replace("LATEST", `LATEST, FilterCriteria: { Filters: [{ Pattern: '{"eventName":["${name}"]}' }] }`);
  const [removed] = ownEvent(withEvent(event("REMOVE"), table("NEW_AND_OLD_IMAGES")), "dynamodb").Records;
  assert.equal(removed.eventName, "REMOVE");
  assert.equal(removed.dynamodb.NewImage, undefined);
  const [wrong] = ownEvent(withEvent(event("GONE"), table("NEW_IMAGE")), "dynamodb").Records;
  assert.equal(wrong.eventName, "INSERT");
});

test("a filter decides what the item holds, its keys too", () => {
  const pattern = '{"dynamodb":{"NewImage":{"status":{"S":["paid"]},"paid":{"BOOL":[true]},"line":{"N":["7"]}}}}';
  const event = STREAM_EVENT.replace("LATEST", `LATEST, FilterCriteria: { Filters: [{ Pattern: '${pattern}' }] }`);
  const [record] = ownEvent(withEvent(event, table("NEW_AND_OLD_IMAGES")), "dynamodb").Records;
  assert.deepEqual(record.dynamodb.Keys, { customerId: { S: "customer-1" }, line: { N: "7" } });
  assert.deepEqual(record.dynamodb.NewImage, {
    message: { S: "hello" },
    status: { S: "paid" },
    paid: { BOOL: true },
    ...record.dynamodb.Keys,
  });
  assert.deepEqual(record.dynamodb.OldImage, { message: { S: "good morning" }, ...record.dynamodb.Keys });
});

test("a simple table has its one key", () => {
  const simple = (properties: string) => `T: { Type: AWS::Serverless::SimpleTable, Properties: ${properties} }`;
  const keys = (properties: string) =>
    ownEvent(withEvent(STREAM_EVENT, simple(properties)), "dynamodb").Records[0].dynamodb.Keys;
  assert.deepEqual(keys("{ PrimaryKey: { Name: line, Type: Number } }"), { line: { N: "1" } });
  assert.deepEqual(keys("{}"), { id: { S: "item-1" } });
  assert.deepEqual(keys("{ PrimaryKey: line }"), { id: { S: "item-1" } });
});

test("a table that is half typed, imported or wrong has an item with an id", () => {
  for (const resource of [
    "",
    "T: { Type: AWS::DynamoDB::Table }",
    "T: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: x } }",
  ]) {
    const [record] = ownEvent(withEvent(STREAM_EVENT, resource), "dynamodb").Records;
    assert.deepEqual(record.dynamodb.Keys, { id: { S: "item-1" } }, resource);
  }
  const arn = "arn:aws:dynamodb:eu-west-1:1:table/orders/stream/2026-01-01T00:00:00.000";
  const [imported] = ownEvent(withEvent(`{ Type: DynamoDB, Properties: { Stream: '${arn}' } }`), "dynamodb").Records;
  assert.match(imported.eventSourceARN, /^arn:aws:dynamodb:eu-west-1:1:table\/orders\/stream\//);
});

test("the data of a Kinesis record are JSON in base64, as the filter wants them", () => {
  const filter = `FilterCriteria: { Filters: [{ Pattern: '{"data":{"kind":[{"prefix":"order-"}]}}' }] }`;
  const [record] = ownEvent(
    withEvent(`{ Type: Kinesis, Properties: { Stream: !GetAtt S.Arn, ${filter} } }`),
    "kinesis",
  ).Records;
  assert.deepEqual(JSON.parse(Buffer.from(record.kinesis.data, "base64").toString()), { kind: "order-example" });
  assert.equal(record.eventID, `shardId-000000000000:${record.kinesis.sequenceNumber}`);
});

test("records are of the stream, also when a consumer reads them", () => {
  const resources = `S: { Type: AWS::Kinesis::Stream, Properties: { Name: readings } }
C: { Type: AWS::Kinesis::StreamConsumer, Properties: { StreamARN: !GetAtt S.Arn, ConsumerName: c } }
M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref F, EventSourceArn: !Ref C } }`;
  const [record] = ownEvent(sam("", resources), "kinesis").Records;
  assert.equal(record.eventSourceARN, "arn:aws:kinesis:us-east-1:123456789012:stream/readings");
});

test("a stream that is half typed or wrong has a record all the same", () => {
  for (const properties of [
    "{}",
    "",
    "{ Stream: }",
    "{ Stream: {} }",
    "{ FilterCriteria: { Filters: [{ Pattern: '{' }] } }",
  ]) {
    const [record] = ownEvent(withEvent(`{ Type: Kinesis, Properties: ${properties} }`), "kinesis").Records;
    assert.equal(record.eventSourceARN, "arn:aws:kinesis:us-east-1:123456789012:stream/local-Stream", properties);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { ownEvent, ownOffers, sam, withEvent } from "./eventFor.js";

const BUCKET = "B: { Type: AWS::S3::Bucket }";

function uploaded(properties: string, bucket = BUCKET) {
  return ownEvent(withEvent(`{ Type: S3, Properties: { Bucket: !Ref B, ${properties} } }`, bucket), "s3").Records[0];
}

function filter(...rules: readonly string[]): string {
  return `Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [${rules.join(", ")}] } }`;
}

test("a notification is of the template's bucket", () => {
  const record = uploaded("Events: 's3:ObjectCreated:*'");
  assert.equal(record.eventName, "ObjectCreated:Put");
  assert.equal(record.s3.bucket.name, "local-B");
  assert.equal(record.s3.bucket.arn, "arn:aws:s3:::local-B");
  assert.equal(record.eventTime, "2026-11-23T12:00:00.000Z");
  const named = BUCKET.replace("Bucket }", "Bucket, Properties: { BucketName: !Sub 'uploads-${AWS::AccountId}' } }");
  assert.equal(uploaded("Events: []", named).s3.bucket.name, "uploads-123456789012");
});

test("a key is spelled as events spell it, and passes the filter", () => {
  assert.equal(uploaded("Events: 's3:ObjectCreated:*'").s3.object.key, "uploads/my+file.txt");
  const both = filter("{ Name: prefix, Value: 'in coming/' }", "{ Name: Suffix, Value: .csv }");
  assert.equal(uploaded(both).s3.object.key, "in+coming/example.csv");
  assert.equal(uploaded(filter("{ Name: prefix, Value: größe/ }")).s3.object.key, "gr%C3%B6%C3%9Fe/example.txt");
  assert.equal(uploaded(filter("{ Name: suffix, Value: .png }")).s3.object.key, "example.png");
});

for (const [given, name] of [
  ["s3:ObjectCreated:CompleteMultipartUpload", "ObjectCreated:CompleteMultipartUpload"],
  ["[s3:ObjectTagging:*, s3:ObjectCreated:*]", "ObjectTagging:Put"],
  ["s3:ObjectRemoved:*", "ObjectRemoved:Delete"],
  ["", "ObjectCreated:Put"],
  ["ObjectCrea", "ObjectCreated:Put"],
  ["{ a: b }", "ObjectCreated:Put"],
] as const) {
  test(`the event type ${given || "nothing"} is told as ${name}`, () => {
    assert.equal(uploaded(`Events: ${given}`).eventName, name);
  });
}

test("nothing but the key is told of an object that is gone", () => {
  assert.deepEqual(Object.keys(uploaded("Events: 's3:ObjectRemoved:*'").s3.object), ["key", "sequencer"]);
});

test("each configuration of a bucket of CloudFormation is offered", () => {
  const configuration = (event: string) => `{ Event: '${event}', Function: !GetAtt F.Arn }`;
  const template = sam(
    "",
    `B: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [${configuration("s3:ObjectCreated:*")}, ${configuration("s3:ObjectRemoved:*")}] } } }`,
  );
  assert.deepEqual(ownOffers(template), ["s3 B: local-B ObjectCreated:Put", "s3 B#2: local-B ObjectRemoved:Delete"]);
  assert.equal(ownEvent(template, "s3", "B#2").Records[0].eventName, "ObjectRemoved:Delete");
  assert.equal(ownEvent(template, "s3", "Gone").Records[0].eventName, "ObjectCreated:Put");
});

test("a bucket that is half typed or wrong has a notification all the same", () => {
  for (const properties of ["{}", "", "{ Bucket: }", "{ Bucket: [] }", "{ Filter: { S3Key: { Rules: [1] } } }"]) {
    const [record] = ownEvent(withEvent(`{ Type: S3, Properties: ${properties} }`), "s3").Records;
    assert.equal(record.s3.bucket.name, "local-bucket", properties);
  }
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { madeUp, ownEvent, ownOffers, sam, withEvent } from "./eventFor.js";

const QUEUE = "Q: { Type: AWS::SQS::Queue }";

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

test("a message is from the queue that the template names, under the name of the local run", () => {
  const template = withEvent("{ Type: SQS, Properties: { Queue: !GetAtt Q.Arn } }", QUEUE);
  const [record] = ownEvent(template, "sqs").Records;
  assert.equal(record.eventSourceARN, "arn:aws:sqs:us-east-1:123456789012:local-Q");
  assert.equal(record.md5OfBody, md5(record.body));
  assert.equal(record.attributes.SentTimestamp, String(Date.parse("2026-11-23T12:00:00Z")));
  assert.equal(record.attributes.MessageGroupId, undefined);
  assert.deepEqual(ownOffers(template), ["sqs E: local-Q"]);
});

test("an explicit name, an ARN and a first-in-first-out queue show in the message", () => {
  const named = QUEUE.replace("Queue }", "Queue, Properties: { QueueName: orders } }");
  const arnOf = (queue: string, resources = "") =>
    ownEvent(withEvent(`{ Type: SQS, Properties: { Queue: ${queue} } }`, resources), "sqs").Records[0].eventSourceARN;
  assert.equal(arnOf("!GetAtt Q.Arn", named), "arn:aws:sqs:us-east-1:123456789012:orders");
  assert.equal(arnOf("arn:aws:sqs:eu-west-1:1:invoices"), "arn:aws:sqs:eu-west-1:1:invoices");
  const fifo = QUEUE.replace("Queue }", "Queue, Properties: { FifoQueue: true } }");
  const [record] = ownEvent(withEvent("{ Type: SQS, Properties: { Queue: !GetAtt Q.Arn } }", fifo), "sqs").Records;
  assert.match(record.eventSourceARN, /:local-Q\.fifo$/);
  assert.equal(record.attributes.MessageGroupId, "group-1");
});

test("a message passes the filter of its mapping", () => {
  const filter = `FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"],"total":[{"numeric":[">",5]}]}}' }] }`;
  const template = withEvent(`{ Type: SQS, Properties: { Queue: !GetAtt Q.Arn, ${filter} } }`, QUEUE);
  assert.deepEqual(JSON.parse(ownEvent(template, "sqs").Records[0].body), { kind: "order", total: 6 });
});

const FROM_QUEUE = "{ Type: SQS, Properties: { Queue: !GetAtt Q.Arn } }";

test("a queue that a bucket notifies has its notifications", () => {
  const bucket = `B:
  Type: AWS::S3::Bucket
  Properties:
    NotificationConfiguration:
      QueueConfigurations:
        - { Event: "s3:ObjectCreated:*", Queue: !GetAtt Q.Arn, Filter: { S3Key: { Rules: [{ Name: suffix, Value: .csv }] } } }`;
  const [record] = ownEvent(withEvent(FROM_QUEUE, `${QUEUE}\n${bucket}`), "sqs").Records;
  const [inner] = JSON.parse(record.body).Records;
  assert.equal(inner.eventSource, "aws:s3");
  assert.equal(inner.s3.bucket.name, "local-B");
  assert.equal(inner.s3.object.key, "example.csv");
});

test("a queue that is subscribed to a topic has its notifications, raw where the subscription says so", () => {
  const subscription = (more = "") =>
    `S: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, TopicArn: !Ref T, Endpoint: !GetAtt Q.Arn${more} } }`;
  const body = (resources: string) =>
    JSON.parse(ownEvent(withEvent(FROM_QUEUE, `${QUEUE}\n${resources}`), "sqs").Records[0].body);
  const topic = "T: { Type: AWS::SNS::Topic }";
  const envelope = body(`${topic}\n${subscription()}`);
  assert.equal(envelope.TopicArn, "arn:aws:sns:us-east-1:123456789012:local-T");
  assert.deepEqual(body(`${topic}\n${subscription(", RawMessageDelivery: true")}`), { message: "hello" });
  const listing =
    "T: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: sqs, Endpoint: !GetAtt Q.Arn }] } }";
  assert.equal(body(listing).Type, "Notification");
  assert.deepEqual(body(`${topic}\n${subscription().replace("sqs", "lambda")}`), { message: "hello" });
});

test("a queue that a rule sends to has what the rule lets through", () => {
  const rule = (more: string) => `R: { Type: AWS::Events::Rule, Properties: { ${more} } }`;
  const body = (target: string, what = "EventPattern: { source: [shop] }") =>
    JSON.parse(
      ownEvent(withEvent(FROM_QUEUE, `${QUEUE}\n${rule(`${what}, Targets: [${target}]`)}`), "sqs").Records[0].body,
    );
  assert.equal(body("{ Id: a, Arn: !GetAtt Q.Arn }").source, "shop");
  assert.deepEqual(body('{ Id: a, Arn: !GetAtt Q.Arn, Input: \'{"kind":"order"}\' }'), { kind: "order" });
  assert.equal(
    body("{ Id: a, Arn: !GetAtt Q.Arn }", "ScheduleExpression: rate(1 day)")["detail-type"],
    "Scheduled Event",
  );
  assert.deepEqual(body("{ Id: a, Arn: !GetAtt Gone.Arn }"), { message: "hello" });
});

test("a topic that a bucket notifies tells of its objects, also to a queue behind it", () => {
  const resources = `T: { Type: AWS::SNS::Topic }
B: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { TopicConfigurations: [{ Event: "s3:ObjectRemoved:*", Topic: !Ref T }] } } }`;
  const { Sns } = ownEvent(withEvent("{ Type: SNS, Properties: { Topic: !Ref T } }", resources), "sns").Records[0];
  assert.equal(Sns.Subject, "Amazon S3 Notification");
  assert.equal(JSON.parse(Sns.Message).Records[0].eventName, "ObjectRemoved:Delete");
  const subscription =
    "S: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, TopicArn: !Ref T, Endpoint: !GetAtt Q.Arn } }";
  const [record] = ownEvent(withEvent(FROM_QUEUE, `${QUEUE}\n${resources}\n${subscription}`), "sqs").Records;
  assert.deepEqual(JSON.parse(JSON.parse(record.body).Message), JSON.parse(Sns.Message));
});

test("a queue that is half typed or wrong has a message all the same", () => {
  for (const properties of ["{}", "", "{ Queue: }", "{ Queue: [] }", "{ Queue: !Ref Gone }", "{ FilterCriteria: x }"]) {
    const [record] = ownEvent(withEvent(`{ Type: SQS, Properties: ${properties} }`), "sqs").Records;
    assert.equal(record.eventSourceARN, "arn:aws:sqs:us-east-1:123456789012:local-Queue", properties);
  }
});

test("a notification has the attributes that the filter policy asks for", () => {
  const policy = "FilterPolicy: { kind: [order, refund], total: [{ numeric: ['>=', 10] }] }";
  const template = withEvent(`{ Type: SNS, Properties: { Topic: !Ref T, ${policy} } }`, "T: { Type: AWS::SNS::Topic }");
  const [record] = ownEvent(template, "sns").Records;
  assert.equal(record.EventSource, "aws:sns");
  assert.equal(record.Sns.TopicArn, "arn:aws:sns:us-east-1:123456789012:local-T");
  assert.deepEqual(record.Sns.MessageAttributes, {
    kind: { Type: "String", Value: "order" },
    total: { Type: "Number", Value: "10" },
  });
});

test("a filter policy on the message is met by the message", () => {
  const properties = "{ Topic: !Ref T, FilterPolicyScope: MessageBody, FilterPolicy: { order: { kind: [new] } } }";
  const { Sns } = ownEvent(withEvent(`{ Type: SNS, Properties: ${properties} }`), "sns").Records[0];
  assert.deepEqual(JSON.parse(Sns.Message), { order: { kind: "new" } });
  assert.deepEqual(Sns.MessageAttributes, {});
});

test("a notification through a queue is the body of a message", () => {
  const properties = "{ Topic: !Ref T, SqsSubscription: true }";
  const template = withEvent(`{ Type: SNS, Properties: ${properties} }`, "T: { Type: AWS::SNS::Topic }");
  const [record] = ownEvent(template, "sqs").Records;
  const envelope = JSON.parse(record.body);
  assert.equal(envelope.TopicArn, "arn:aws:sns:us-east-1:123456789012:local-T");
  assert.ok(envelope.UnsubscribeURL);
  assert.equal(record.eventSourceARN, "arn:aws:sqs:us-east-1:123456789012:local-EQueue");
  assert.deepEqual(ownOffers(template), ["sqs E: local-T"]);
});

test("a topic that is half typed or wrong has a notification all the same", () => {
  for (const properties of ["{}", "", "{ Topic: [] }", "{ FilterPolicy: [a] }", "{ FilterPolicy: { a: b } }"]) {
    const [record] = ownEvent(withEvent(`{ Type: SNS, Properties: ${properties} }`), "sns").Records;
    assert.equal(record.Sns.TopicArn, "arn:aws:sns:us-east-1:123456789012:local-Topic", properties);
    assert.deepEqual(record.Sns.MessageAttributes, {}, properties);
  }
});

test("the topic of a subscription of CloudFormation may be another template's", () => {
  const subscription =
    "S: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, Endpoint: !GetAtt F.Arn, TopicArn: 'arn:aws:sns:eu-west-1:1:news' } }";
  const { Sns } = ownEvent(sam("", subscription), "sns").Records[0];
  assert.equal(Sns.TopicArn, "arn:aws:sns:eu-west-1:1:news");
});

test("the checksum of a body that was set is right", () => {
  const [record] = madeUp("sqs", "Records[0].body.id=7").Records;
  assert.deepEqual(JSON.parse(record.body), { message: "hello", id: 7 });
  assert.equal(record.md5OfBody, md5(record.body));
});

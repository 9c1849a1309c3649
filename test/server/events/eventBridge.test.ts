import assert from "node:assert/strict";
import { test } from "node:test";
import { ownEvent, ownOffers, sam, withEvent } from "./eventFor.js";

function scheduled(properties: string, type = "Schedule") {
  return ownEvent(withEvent(`{ Type: ${type}, Properties: ${properties} }`), "schedule");
}

function patterned(properties: string) {
  return ownEvent(withEvent(`{ Type: EventBridgeRule, Properties: ${properties} }`), "eventbridge");
}

test("a rule on a schedule names itself", () => {
  const event = scheduled("{ Schedule: rate(1 day) }");
  assert.equal(event["detail-type"], "Scheduled Event");
  assert.equal(event.source, "aws.events");
  assert.equal(event.time, "2026-11-23T12:00:00Z");
  assert.deepEqual(event.resources, ["arn:aws:events:us-east-1:123456789012:rule/local-E"]);
  assert.deepEqual(event.detail, {});
  const rule =
    "R: { Type: AWS::Events::Rule, Properties: { Name: nightly, ScheduleExpression: rate(1 day), Targets: [{ Arn: !GetAtt F.Arn, Id: f }] } }";
  const [resource] = ownEvent(sam("", rule), "schedule").resources;
  assert.equal(resource, "arn:aws:events:us-east-1:123456789012:rule/nightly");
  assert.deepEqual(ownOffers(sam("", rule)), ["schedule R: rate(1 day)"]);
});

test("an input stands in place of the event", () => {
  assert.deepEqual(scheduled(`{ Schedule: rate(1 day), Input: '{"job":"clean"}' }`), { job: "clean" });
  assert.equal(scheduled("{ Schedule: rate(1 day), Input: '{' }"), "{");
});

test("a schedule of EventBridge Scheduler has its own source, and fills in its input", () => {
  const event = scheduled("{ ScheduleExpression: rate(1 day) }", "ScheduleV2");
  assert.deepEqual([event.source, event.detail], ["aws.scheduler", "{}"]);
  assert.deepEqual(event.resources, ["arn:aws:scheduler:us-east-1:123456789012:schedule/default/local-E"]);
  const input = `'{"at":"<aws.scheduler.scheduled-time>","n":"<aws.scheduler.nothing>"}'`;
  assert.deepEqual(scheduled(`{ ScheduleExpression: rate(1 day), Input: ${input} }`, "ScheduleV2"), {
    at: "2026-11-23T12:00:00Z",
    n: "<aws.scheduler.nothing>",
  });
});

test("a schedule that is half typed has an event all the same", () => {
  for (const properties of ["{}", "", "{ Schedule: }", "{ Schedule: [], Input: [] }"]) {
    assert.equal(scheduled(properties)["detail-type"], "Scheduled Event", properties);
  }
});

test("an event matches the pattern: the first of each list", () => {
  const pattern =
    "{ source: [orders, invoices], detail-type: [Order Placed], detail: { order: { state: [paid, new] } } }";
  const event = patterned(`{ Pattern: ${pattern} }`);
  assert.equal(event.source, "orders");
  assert.equal(event["detail-type"], "Order Placed");
  assert.deepEqual(event.detail, { order: { state: "paid" } });
  assert.deepEqual(event.resources, []);
  const template = withEvent(`{ Type: EventBridgeRule, Properties: { Pattern: ${pattern} } }`);
  assert.deepEqual(ownOffers(template), ["eventbridge E: orders Order Placed"]);
});

for (const [matcher, value] of [
  ["[{ prefix: a- }]", "a-example"],
  ["[{ prefix: { equals-ignore-case: A- } }]", "A-example"],
  ["[{ suffix: .png }]", "example.png"],
  ["[{ wildcard: 'a*b' }]", "aexampleb"],
  ["[{ equals-ignore-case: Paid }]", "Paid"],
  ["[{ exists: true }]", "example"],
  ["[{ exists: false }]", undefined],
  ["[{ exists: false }, paid]", "paid"],
  ["[{ numeric: ['>', 0, '<', 1] }]", 0.5],
  ["[{ numeric: ['>', 5] }]", 6],
  ["[{ numeric: ['<=', 5] }]", 5],
  ["[{ numeric: ['=', 3] }]", 3],
  ["[{ numeric: [1] }]", undefined],
  ["[{ numeric: ['?', 1] }]", undefined],
  ["[{ cidr: 10.0.0.0/24 }]", "10.0.0.0"],
  ["[{ anything-but: example }]", "sample"],
  ["[{ anything-but: [1, 5] }]", 6],
  ["[{ anything-but: { prefix: ex } }]", "sample"],
  [
    "[{ anything-but: [example, sample, other, value-1, zero-0, mixed-2] }]",
    "example-sample-other-value-1-zero-0-mixed-2",
  ],
  ["[null]", null],
  ["[true]", true],
  ["[]", undefined],
  ["[[]]", undefined],
  ["paid", undefined],
  ["[{ unheard-of: x }]", undefined],
] as const) {
  test(`the pattern ${matcher} lets ${JSON.stringify(value)} through`, () => {
    assert.deepEqual(patterned(`{ Pattern: { source: [a], detail: { x: ${matcher} } } }`).detail.x, value);
  });
}

test("of alternatives of fields the first is met", () => {
  assert.deepEqual(patterned("{ Pattern: { detail: { $or: [{ a: [1] }, { b: [2] }] } } }").detail, { a: 1 });
});

test("a pattern may be text, and names of the template are those of the local run", () => {
  assert.equal(patterned(`{ Pattern: '{"source":["orders"]}' }`).source, "orders");
  const pattern = "{ source: [aws.s3], detail-type: [Object Created], detail: { bucket: { name: [!Ref B] } } }";
  const properties = `{ Type: EventBridgeRule, Properties: { Pattern: ${pattern} } }`;
  const { detail } = ownEvent(withEvent(properties, "B: { Type: AWS::S3::Bucket }"), "eventbridge");
  assert.equal(detail.bucket.name, "local-B");
  assert.equal(detail.object.key, "uploads/example.txt");
});

test("a target takes a part of the event, or makes something else of it", () => {
  const pattern = "Pattern: { source: [orders], detail: { id: ['7'], total: [3] } }";
  assert.deepEqual(patterned(`{ ${pattern}, InputPath: $.detail }`), { id: "7", total: 3 });
  assert.equal(patterned(`{ ${pattern}, InputPath: $.nothing }`).source, "orders");
  const map = "InputPathsMap: { id: $.detail.id, total: $.detail.total, gone: $.gone }";
  const template = `'{"text":"order <id> of <aws.events.rule-name>","total":<total>,"gone":<gone>,"other":"<x>"}'`;
  assert.deepEqual(patterned(`{ ${pattern}, InputTransformer: { ${map}, InputTemplate: ${template} } }`), {
    text: "order 7 of local-E",
    total: 3,
    gone: null,
    other: "<x>",
  });
});

test("a pattern that is half typed or wrong has an event all the same", () => {
  for (const pattern of ["", "{}", "[]", "'{'", "{ source: }", "{ source: [{}] }", "{ detail: [1] }", "1"]) {
    const event = patterned(`{ Pattern: ${pattern} }`);
    assert.equal(event.source, "com.example", pattern);
    assert.deepEqual(event.detail, { message: "hello" }, pattern);
  }
});

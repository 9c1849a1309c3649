import { test } from "node:test";
import { asyncNoFailureDestination as rule } from "../../../../server/src/rules/reliability/asyncNoFailureDestination.js";
import { checkRule } from "../../../support/check.js";
import { samFunction } from "../template.js";

const EVENTS = {
  S3: "Upload: { Type: S3, Properties: { Bucket: !Ref Images, Events: s3:ObjectCreated:* } }",
  SNS: "News: { Type: SNS, Properties: { Topic: !Ref Topic } }",
  EventBridge: "Ordered: { Type: EventBridgeRule, Properties: { Pattern: { source: [orders] } } }",
};

const REST = "  Images:\n    Type: AWS::S3::Bucket\n  Topic:\n    Type: AWS::SNS::Topic\n";

function invoked(event: string, ...properties: readonly string[]): string {
  return samFunction(`Events:\n  ${event}`, ...properties) + REST;
}

function lost(who: string, source: string): string {
  const message = `information: ${who} invokes this function asynchronously, and after two retries an event on which it fails is lost: add an OnFailure destination or a dead-letter queue`;
  return source.replace("  Orders:\n", `  Orders:\n# ^^^^^^ ${message}\n`);
}

for (const [who, event] of Object.entries(EVENTS)) {
  test(`what a function that ${who} invokes fails on is lost`, async () => {
    await checkRule(rule, lost(who, invoked(event)));
  });
}

for (const [what, ...properties] of [
  ["an OnFailure destination", "EventInvokeConfig:\n  DestinationConfig:\n    OnFailure: { Type: SQS }"],
  ["a dead-letter queue", "DeadLetterQueue: { Type: SQS, TargetArn: !Ref FailedArn }"],
  [
    "a destination that a condition decides on",
    "EventInvokeConfig:\n  DestinationConfig:\n    OnFailure: !If [Keep, { Type: SQS }, !Ref AWS::NoValue]",
  ],
  ["a configuration that is not known", "EventInvokeConfig: !Ref Config"],
] as const) {
  test(`${what} keeps it`, async () => {
    await checkRule(rule, `Conditions:\n  Keep: !Equals [!Ref Stage, prod]\n${invoked(EVENTS.S3, ...properties)}`);
  });
}

test("a destination of success, and one of the event itself, keep nothing", async () => {
  const success = "EventInvokeConfig:\n  DestinationConfig:\n    OnSuccess: { Type: SQS }";
  await checkRule(rule, lost("S3", invoked(EVENTS.S3, success)));
  const event = "Ordered: { Type: EventBridgeRule, Properties: { Pattern: {}, DeadLetterConfig: { Type: SQS } } }";
  await checkRule(rule, lost("EventBridge", invoked(event)));
});

test("a configuration beside the function keeps it, its own or one whose function is not known", async () => {
  const config = (name: string, destination = "DestinationConfig: { OnFailure: { Destination: !Ref Arn } }") =>
    `  Config:\n    Type: AWS::Lambda::EventInvokeConfig\n    Properties: { FunctionName: ${name}, Qualifier: $LATEST, ${destination} }\n`;
  const source = invoked(EVENTS.S3);
  await checkRule(rule, source + config("!Ref Orders"));
  await checkRule(rule, source + config("!Ref Name"));
  await checkRule(rule, lost("S3", source) + config("!Ref Orders", "MaximumRetryAttempts: 0"));
});

test("a schedule, a queue in between and a call that waits lose nothing", async () => {
  for (const event of [
    "Nightly: { Type: Schedule, Properties: { Schedule: rate(1 day) } }",
    "News: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: true } }",
    "Jobs: { Type: SQS, Properties: { Queue: !Ref QueueArn } }",
    "Get: { Type: Api, Properties: { Path: /, Method: get } }",
  ]) {
    await checkRule(rule, invoked(event));
  }
});

test("nothing is said of a template that is not all read", async () => {
  await checkRule(rule, invoked(EVENTS.S3).replace("Transform: AWS::Serverless-2016-10-31", "Transform: [Company]"));
  await checkRule(rule, `${invoked(EVENTS.S3)}  Config:\n    Type: [AWS::Lambda\n`);
});

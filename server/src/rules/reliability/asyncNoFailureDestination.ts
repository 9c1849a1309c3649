import { resourceOf } from "../../model/resourceOf.js";
import type { Resource } from "../../model/template.js";
import type { Trigger } from "../../model/trigger.js";
import { at, property, type Value } from "../../model/value.js";
import { isUnset } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";

export const asyncNoFailureDestination = defineRule({
  id: "reliability/async-no-failure-destination",
  summary: "A function is invoked asynchronously, and what it fails on is lost",
  rationale: `
S3, SNS and EventBridge hand their events to Lambda and are done. When the function fails, Lambda tries twice more, and
then drops the event: without a destination for failures or a dead-letter queue nothing remains of it but a line in the
log.

\`EventInvokeConfig\` with an \`OnFailure\` destination keeps the event and the error. A dead-letter queue of the event itself
(of a rule's target or a subscription) keeps only what could not be handed to Lambda at all.
`,
  severity: "information",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Thumbnail:
# ^^^^^^^^^ information: S3 invokes this function asynchronously, and after two retries an event on which it fails is lost: add an OnFailure destination or a dead-letter queue
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Upload:
          Type: S3
          Properties: { Bucket: !Ref Images, Events: s3:ObjectCreated:* }
  Images:
    Type: AWS::S3::Bucket
`,
    good: `
Resources:
  Thumbnail:
    Type: AWS::Serverless::Function
    Properties:
      EventInvokeConfig:
        DestinationConfig:
          OnFailure: { Type: SQS }
      Events:
        Upload:
          Type: S3
          Properties: { Bucket: !Ref Images, Events: s3:ObjectCreated:* }
  Images:
    Type: AWS::S3::Bucket
`,
  },

  *check(fn) {
    const trigger = (fn.template.triggers.get(fn.id) ?? []).find((it) => senderOf(it) !== undefined);
    if (!trigger || !losesFailures(fn)) return;
    yield {
      place: fn.resource.place,
      message: `${senderOf(trigger)} invokes this function asynchronously, and after two retries an event on which it fails is lost: add an OnFailure destination or a dead-letter queue`,
      related: [{ place: trigger.place, message: "Invoked from here" }],
    };
  },
});

/** Who hands an event to Lambda and does not wait. What a schedule missed, its next run makes up for. */
function senderOf(trigger: Trigger): string | undefined {
  switch (trigger.kind) {
    case "s3":
      return "S3";
    case "sns":
      return trigger.throughQueue ? undefined : "SNS";
    case "eventbridge":
      return "EventBridge";
    default:
      return undefined;
  }
}

/** Nothing in the template keeps the events on which the function fails, and nothing that was not read can. */
function losesFailures(fn: LinkedFunction): boolean {
  const { properties } = fn.resource;
  const keepers: readonly Value[] = [
    at(properties, "EventInvokeConfig", "DestinationConfig", "OnFailure"),
    property(properties, "DeadLetterQueue"),
    property(properties, "DeadLetterConfig"),
  ];
  if (!keepers.every((it) => isUnset(fn, it)) || fn.template.open.length > 0) return false;
  return ![...fn.template.resources.values()].some((it) => it.broken || mayKeep(it, fn));
}

function mayKeep({ type, properties }: Resource, fn: LinkedFunction): boolean {
  if (type !== "AWS::Lambda::EventInvokeConfig") return false;
  if (at(properties, "DestinationConfig", "OnFailure").kind === "absent") return false;
  const named = resourceOf(fn.template, property(properties, "FunctionName"));
  return named === undefined || named.id === fn.id;
}

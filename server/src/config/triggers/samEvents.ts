import type { Resource } from "../../model/template.js";
import type { Trigger } from "../../model/trigger.js";
import { ABSENT, at, type Entry, property, textOf, type Value, worlds } from "../../model/value.js";
import { isTrue, itemsOf, type Wired } from "./wiring.js";

/** `Events` and `FunctionUrlConfig` of a SAM function. */
export function samEvents({ id, place, properties }: Resource): readonly Wired[] {
  const events = worlds(property(properties, "Events")).flatMap(({ value }) =>
    value.kind === "object" ? value.entries : [],
  );
  const triggers = events.flatMap((it) => eventTriggers(it, it.keyPlace ?? place));
  const url = worlds(property(properties, "FunctionUrlConfig")).find(({ value }) => value.kind === "object");
  if (url) {
    const settings = url.value;
    triggers.push({ kind: "function-url", key: "FunctionUrlConfig", place, source: ABSENT, settings });
  }
  return triggers.map((trigger) => ({ function: id, trigger }));
}

/** What is common to the triggers of one event. */
interface Head {
  readonly key: string;
  readonly place: Trigger["place"];
  readonly settings: Value;
}

type ReadEvent = (head: Head, read: (...keys: readonly string[]) => Value) => readonly Trigger[];

function eventTriggers({ key, value }: Entry, place: Trigger["place"]): readonly Trigger[] {
  const type = textOf(property(value, "Type"));
  if (type === undefined) return [];
  const settings = property(value, "Properties");
  const head: Head = { key, place, settings };
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  return reader ? reader(head, (...keys) => at(settings, ...keys)) : [{ kind: "other", type, source: ABSENT, ...head }];
}

const READERS: Readonly<Record<string, ReadEvent>> = {
  Api: (head, read) => [
    { kind: "rest-api", ...head, source: read("RestApiId"), method: read("Method"), path: read("Path") },
  ],
  HttpApi: (head, read) => [
    { kind: "http-api", ...head, source: read("ApiId"), method: read("Method"), path: read("Path") },
  ],
  SQS: (head, read) => [{ kind: "sqs", ...head, source: read("Queue") }],
  Kinesis: (head, read) => [{ kind: "kinesis", ...head, source: read("Stream") }],
  DynamoDB: (head, read) => [{ kind: "dynamodb", ...head, source: read("Stream") }],
  SNS: (head, read) => {
    const subscription = read("SqsSubscription");
    const throughQueue = isTrue(subscription) || subscription.kind === "object";
    return [{ kind: "sns", ...head, source: read("Topic"), throughQueue }];
  },
  S3: (head, read) => {
    const filterRules = read("Filter", "S3Key", "Rules");
    return [{ kind: "s3", ...head, source: read("Bucket"), events: read("Events"), filterRules }];
  },
  Schedule: (head, read) => [
    {
      kind: "schedule",
      service: "events",
      ...head,
      source: ABSENT,
      expression: read("Schedule"),
      input: read("Input"),
    },
  ],
  ScheduleV2: (head, read) => [
    {
      kind: "schedule",
      service: "scheduler",
      ...head,
      source: ABSENT,
      expression: read("ScheduleExpression"),
      input: read("Input"),
    },
  ],
  CloudWatchEvent: patternTrigger,
  EventBridgeRule: patternTrigger,
  Cognito: (head, read) =>
    itemsOf(read("Trigger")).flatMap((it): readonly Trigger[] => {
      const stage = textOf(it);
      return stage === undefined ? [] : [{ kind: "cognito", ...head, source: read("UserPool"), stage }];
    }),
  CloudWatchLogs: (head, read) => [{ kind: "other", type: "CloudWatchLogs", ...head, source: read("LogGroupName") }],
};

function patternTrigger(head: Head, read: (...keys: readonly string[]) => Value): readonly Trigger[] {
  return [
    { kind: "eventbridge", ...head, source: read("EventBusName"), pattern: read("Pattern"), input: read("Input") },
  ];
}

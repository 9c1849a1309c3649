import type { Resource } from "../model/template.js";
import type { BucketTrigger, PatternTrigger, ScheduleTrigger } from "../model/trigger.js";
import { at, property, type Value } from "../model/value.js";
import { patternInput, scheduledInput } from "./eventBridge.js";
import type { Json } from "./json.js";
import { listIn, resourceIn, type Scene } from "./scene.js";
import { bucketSettings, s3Event } from "./storage.js";

export interface Carried {
  readonly text: string;
  /** What a topic says it is about. */
  readonly subject?: string | undefined;
}

/** What a bucket or a rule of the template sends to a queue or a topic of it; undefined when none is seen to. */
export function carriedTo(target: Resource | undefined, scene: Scene): Carried | undefined {
  if (!target) return undefined;
  for (const sender of scene.resources.values()) {
    const carried = sender.excluded ? undefined : SENDERS[sender.type]?.(sender, target, scene);
    if (carried) return carried;
  }
  return undefined;
}

type Send = (sender: Resource, target: Resource, scene: Scene) => Carried | undefined;

const SENDERS: Readonly<Record<string, Send>> = {
  "AWS::Events::Rule": ruleEvent,
  "AWS::S3::Bucket": bucketNotification,
};

function ruleEvent({ id, place, properties }: Resource, target: Resource, scene: Scene): Carried | undefined {
  const settings = listIn(property(properties, "Targets")).find((it) => leadsTo(property(it, "Arn"), target, scene));
  if (!settings) return undefined;
  const source = property(properties, "EventBusName");
  const wiring = { key: id, place, source, settings, input: property(settings, "Input") };
  const pattern = property(properties, "EventPattern");
  const expression = property(properties, "ScheduleExpression");
  const trigger: PatternTrigger | ScheduleTrigger =
    pattern.kind === "absent"
      ? { kind: "schedule", service: "events", expression, ...wiring }
      : { kind: "eventbridge", pattern, ...wiring };
  return carried(trigger.kind === "schedule" ? scheduledInput(trigger, scene) : patternInput(trigger, scene));
}

function bucketNotification(bucket: Resource, target: Resource, scene: Scene): Carried | undefined {
  const { id, place, properties } = bucket;
  const configured = (kind: "Queue" | "Topic") =>
    listIn(at(properties, "NotificationConfiguration", `${kind}Configurations`)).find((it) =>
      leadsTo(property(it, kind), target, scene),
    );
  const settings = configured("Queue") ?? configured("Topic");
  if (!settings) return undefined;
  const trigger: BucketTrigger = {
    kind: "s3",
    key: id,
    place,
    source: { kind: "reference", target: id },
    settings,
    events: property(settings, "Event"),
    filterRules: at(settings, "Filter", "S3Key", "Rules"),
  };
  return { text: JSON.stringify(s3Event(bucketSettings(trigger, scene))), subject: "Amazon S3 Notification" };
}

function leadsTo(value: Value, { id }: Resource, scene: Scene): boolean {
  return resourceIn(scene, value)?.id === id;
}

function carried(event: Json): Carried {
  return { text: typeof event === "string" ? event : JSON.stringify(event) };
}

import type { Place } from "../../model/place.js";
import { resourceOf } from "../../model/resourceOf.js";
import type { Resource, Template } from "../../model/template.js";
import { at, type Guard, property, textOf, type Value, worlds } from "../../model/value.js";
import { defineRule, type Report } from "../rule.js";

export const s3Overlap = defineRule({
  id: "s3/s3-overlap",
  summary: "Two notifications of a bucket can be about the same object",
  rationale: `
A bucket refuses two notifications of the same kind of event that can be about the same object: the prefix of one begins
with that of the other, and so do the suffixes from their ends. \`s3:ObjectCreated:*\` covers \`s3:ObjectCreated:Put\`. It does not
matter whether functions, queues or topics get them. AWS rejects the deploy.

Tell the notifications apart by prefix, by suffix or by event; or send one of them to a topic or to EventBridge, which can
hand it on to many.
`,
  severity: "error",
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html"],
  scope: "template",
  examples: {
    bad: `
Resources:
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Uploaded:
          Type: S3
          Properties:
            Bucket: !Ref Images
            Events: s3:ObjectCreated:*
  Index:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Uploaded:
          Type: S3
          Properties:
            Bucket: !Ref Images
            Events: s3:ObjectCreated:Put
            #       ^^^^^^^^^^^^^^^^^^^^ error: Bucket \`Images\` already sends \`s3:ObjectCreated:*\` of the same objects elsewhere: AWS rejects the deploy; tell the two apart by prefix, suffix or event
  Images:
    Type: AWS::S3::Bucket
`,
    good: `
Resources:
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Uploaded:
          Type: S3
          Properties:
            Bucket: !Ref Images
            Events: s3:ObjectCreated:*
            Filter: { S3Key: { Rules: [{ Name: prefix, Value: uploads/ }] } }
  Index:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Uploaded:
          Type: S3
          Properties:
            Bucket: !Ref Images
            Events: s3:ObjectCreated:Put
            Filter: { S3Key: { Rules: [{ Name: prefix, Value: resized/ }] } }
  Images:
    Type: AWS::S3::Bucket
`,
  },

  *check(template) {
    for (const bucket of template.resources.values()) {
      if (bucket.type !== "AWS::S3::Bucket" || bucket.broken || bucket.excluded) continue;
      const all = [...ownNotifications(template, bucket), ...samNotifications(template, bucket)];
      for (const [index, later] of all.entries()) {
        const earlier = all.slice(0, index).find((it) => overlap(it, later));
        if (earlier) yield report(bucket, earlier, later);
      }
    }
  },
});

/** A notification that is there for certain, but for the conditions of the resource that declares it. */
interface Notification {
  readonly event: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly place: Place;
  readonly existsWhen: Guard | undefined;
  /** The function that gets it. */
  readonly function?: string | undefined;
  /** It is an event of that function, which SAM makes a notification of. */
  readonly isEvent?: boolean | undefined;
}

function report(bucket: Resource, earlier: Notification, later: Notification): Report {
  const guard = later.existsWhen ?? earlier.existsWhen;
  const when = guard && !bucket.existsWhen ? ` when ${guard.condition} is ${guard.holds}` : "";
  const already = `Bucket \`${bucket.id}\` already sends \`${earlier.event}\` of the same objects elsewhere`;
  return {
    place: later.place,
    message: `${already}: AWS rejects the deploy${when}; tell the two apart by prefix, suffix or event`,
    function: later.isEvent ? later.function : undefined,
    related: [{ place: earlier.place, message: "The other notification" }],
  };
}

const CONFIGURATIONS = ["LambdaConfigurations", "QueueConfigurations", "TopicConfigurations"];

function ownNotifications(template: Template, { properties, existsWhen }: Resource): readonly Notification[] {
  return CONFIGURATIONS.flatMap((key) => {
    const list = at(properties, "NotificationConfiguration", key);
    const items = list.kind === "list" ? list.items : [];
    return items.flatMap((it) => {
      const rules = at(it, "Filter", "S3Key", "Rules");
      const found = notification(property(it, "Event"), rules, existsWhen);
      return found ? [{ ...found, function: resourceOf(template, property(it, "Function"))?.id }] : [];
    });
  });
}

function samNotifications(template: Template, bucket: Resource): readonly Notification[] {
  return template.functions.flatMap(({ id, dialect, resource }) => {
    if (dialect !== "sam" || resource.broken || resource.excluded) return [];
    const triggers = (template.triggers.get(id) ?? []).filter(
      (it) => it.kind === "s3" && it.place.chunk === resource.place.chunk,
    );
    return triggers.flatMap((trigger) => {
      if (trigger.kind !== "s3" || resourceOf(template, trigger.source) !== bucket) return [];
      const events = trigger.events.kind === "list" ? trigger.events.items : [trigger.events];
      return events.flatMap((it) => {
        const found = notification(it, trigger.filterRules, resource.existsWhen);
        return found ? [{ ...found, function: id, isEvent: true }] : [];
      });
    });
  });
}

function notification(event: Value, rules: Value, existsWhen: Guard | undefined): Notification | undefined {
  const name = textOf(event);
  const filter = filterOf(rules);
  if (name === undefined || !EVENT.test(name) || !event.place || !filter) return undefined;
  // A parameter may be anything else in a deploy.
  if (event.origin?.kind === "parameter") return undefined;
  return { event: name, ...filter, place: event.place, existsWhen };
}

const EVENT = /^s3:[A-Za-z]+(?::(?:[A-Za-z]+|\*))?$/;

/** Undefined where it is not all known. */
function filterOf(rules: Value): Pick<Notification, "prefix" | "suffix"> | undefined {
  const [world, ...others] = worlds(rules);
  if (!world || others.length > 0) return undefined;
  if (world.value.kind === "absent" || world.value.kind === "null") return { prefix: "", suffix: "" };
  if (world.value.kind !== "list" || world.value.open !== undefined) return undefined;
  let res = { prefix: "", suffix: "" };
  for (const rule of world.value.items) {
    const name = textOf(property(rule, "Name"))?.toLowerCase();
    const value = property(rule, "Value");
    const text = textOf(value);
    if ((name !== "prefix" && name !== "suffix") || text === undefined) return undefined;
    if (value.origin?.kind === "parameter") return undefined;
    res = { ...res, [name]: text };
  }
  return res;
}

function overlap(a: Notification, b: Notification): boolean {
  // SAM adds no notification that is there already.
  const isSame = a.function !== undefined && a.function === b.function && a.event === b.event;
  if (isSame && (a.isEvent || b.isEvent) && a.prefix === b.prefix && a.suffix === b.suffix) return false;
  return (
    canMeet(a.existsWhen, b.existsWhen) &&
    (covers(a.event, b.event) || covers(b.event, a.event)) &&
    (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
    (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))
  );
}

/** Two conditions of different names may exclude each other. */
function canMeet(a: Guard | undefined, b: Guard | undefined): boolean {
  return a === undefined || b === undefined || (a.condition === b.condition && a.holds === b.holds);
}

function covers(wide: string, narrow: string): boolean {
  return wide === narrow || (wide.endsWith(":*") && narrow.startsWith(wide.slice(0, -1)));
}

import type { SNSEvent, SNSMessage, SQSEvent } from "aws-lambda";
import { isFifo } from "../model/localName.js";
import type { Resource } from "../model/template.js";
import type { MappingTrigger, TopicTrigger } from "../model/trigger.js";
import { property, textOf, type Value } from "../model/value.js";
import { carriedTo } from "./carried.js";
import { filteredBy } from "./filter.js";
import { base64, hex, md5, uuid } from "./identity.js";
import { isObject, type Json, type JsonObject } from "./json.js";
import { noonOf } from "./moment.js";
import { matching } from "./pattern.js";
import { jsonIn, listIn, resourceIn, type Scene, type Sender, senderIn } from "./scene.js";

export interface QueueSettings {
  readonly queue: Sender;
  readonly fifo: boolean;
  readonly body: string;
  readonly date: string;
}

export interface TopicSettings {
  readonly topic: Sender;
  readonly subscription: string;
  readonly subject: string;
  readonly message: string;
  readonly attributes: JsonObject;
  readonly date: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function sqsEvent({ queue, fifo, body, date }: QueueSettings): SQSEvent {
  const { name, region, account } = queue;
  const sent = noonOf(date).epoch;
  return {
    Records: [
      {
        messageId: uuid(name),
        receiptHandle: `AQEB${base64(name, 180)}`,
        body,
        attributes: {
          ApproximateReceiveCount: "1",
          SentTimestamp: String(sent),
          ...(fifo && {
            SequenceNumber: "18849496460467696128",
            MessageGroupId: "group-1",
          }),
          SenderId: `AIDA${hex("sender", 16).toUpperCase()}`,
          ...(fifo && { MessageDeduplicationId: "deduplication-1" }),
          ApproximateFirstReceiveTimestamp: String(sent + 1),
        },
        messageAttributes: {},
        md5OfBody: md5(body),
        eventSource: "aws:sqs",
        eventSourceARN: `arn:aws:sqs:${region}:${account}:${name}`,
        awsRegion: region,
      },
    ],
  };
}

/** The checksums of bodies that were changed after they were made. */
export function withChecksums(event: Json): Json {
  if (!isObject(event) || !Array.isArray(event["Records"])) return event;
  const records = event["Records"].map((it: Json) =>
    isObject(it) && typeof it["body"] === "string" ? { ...it, md5OfBody: md5(it["body"]) } : it,
  );
  return { ...event, Records: records };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function snsEvent(settings: TopicSettings): SNSEvent {
  return {
    Records: [
      {
        EventVersion: "1.0",
        EventSubscriptionArn: subscriptionArn(settings),
        EventSource: "aws:sns",
        Sns: snsMessage(settings),
      },
    ],
  };
}

/** What a queue gets that is subscribed to a topic; its names differ a little from those of the event. */
export function snsEnvelope(settings: TopicSettings): string {
  const { SigningCertUrl, UnsubscribeUrl, ...message } = snsMessage(settings);
  return JSON.stringify({ ...message, SigningCertURL: SigningCertUrl, UnsubscribeURL: UnsubscribeUrl });
}

export function queueSettings(trigger: MappingTrigger | undefined, scene: Scene): QueueSettings {
  const queue = senderIn(scene, trigger?.source, "local-Queue");
  const { body = sentTo(queue.resource, scene) ?? { message: "hello" } } = filteredBy(trigger, scene);
  return {
    queue,
    fifo: (queue.resource && isFifo(queue.resource)) || queue.name.endsWith(".fifo"),
    body: typeof body === "string" ? body : JSON.stringify(body),
    date: scene.date,
  };
}

export function topicSettings(trigger: TopicTrigger | undefined, scene: Scene): TopicSettings {
  const topic = senderIn(scene, trigger?.source, "local-Topic");
  const filter = trigger ? policyIn(scene, property(trigger.settings, "FilterPolicy")) : {};
  const onBody = trigger !== undefined && textOf(property(trigger.settings, "FilterPolicyScope")) === "MessageBody";
  const carried = onBody ? undefined : carriedTo(topic.resource, scene);
  return {
    topic,
    subscription: uuid(topic.name),
    subject: carried?.subject ?? "Hello",
    message: carried?.text ?? JSON.stringify(onBody ? filter : { message: "hello" }),
    attributes: onBody ? {} : filter,
    date: scene.date,
  };
}

/** The queue that SAM makes for a subscription has no name that a template could know. */
export function subscribedQueueSettings(trigger: TopicTrigger, scene: Scene): QueueSettings {
  const settings = property(trigger.settings, "SqsSubscription");
  const queue = senderIn(scene, property(settings, "QueueArn"), `local-${trigger.key}Queue`);
  const body = snsEnvelope(topicSettings(trigger, scene));
  return { queue, fifo: queue.name.endsWith(".fifo"), body, date: scene.date };
}

/** The body of what the template itself sends to a queue: through a topic, or from a bucket or a rule. */
function sentTo(queue: Resource | undefined, scene: Scene): string | undefined {
  if (!queue) return undefined;
  const subscription = subscriptionOf(queue, scene);
  if (!subscription) return carriedTo(queue, scene)?.text;
  const settings = topicSettings(subscription, scene);
  const raw = property(subscription.settings, "RawMessageDelivery");
  return raw.kind === "known" && String(raw.value) === "true" ? settings.message : snsEnvelope(settings);
}

/** How a queue is subscribed to a topic: by a resource of its own, or in the list of the topic. */
function subscriptionOf(queue: Resource, scene: Scene): TopicTrigger | undefined {
  const leadsHere = (it: Value) =>
    textOf(property(it, "Protocol")) === "sqs" && resourceIn(scene, property(it, "Endpoint"))?.id === queue.id;
  for (const { id: key, type, place, properties, excluded } of scene.resources.values()) {
    if (excluded) continue;
    const wiring = { kind: "sns", key, place, throughQueue: true } as const;
    if (type === "AWS::SNS::Subscription" && leadsHere(properties)) {
      return { ...wiring, source: property(properties, "TopicArn"), settings: properties };
    }
    const listed =
      type === "AWS::SNS::Topic" ? listIn(property(properties, "Subscription")).find(leadsHere) : undefined;
    if (listed) return { ...wiring, source: { kind: "reference", target: key }, settings: listed };
  }
  return undefined;
}

function policyIn(scene: Scene, policy: Value): JsonObject {
  return matching(jsonIn(scene, policy));
}

function snsMessage(settings: TopicSettings): SNSMessage {
  const { message, attributes, date } = settings;
  const { name, region, account } = settings.topic;
  const host = `https://sns.${region}.amazonaws.com`;
  const arn = subscriptionArn(settings);
  return {
    SignatureVersion: "1",
    Timestamp: noonOf(date).iso,
    Signature: base64(name, 344),
    SigningCertUrl: `${host}/SimpleNotificationService-${hex("certificate", 32)}.pem`,
    MessageId: uuid(`${name}message`),
    Message: message,
    MessageAttributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attribute(value)])),
    Type: "Notification",
    UnsubscribeUrl: `${host}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    TopicArn: `arn:aws:sns:${region}:${account}:${name}`,
    Subject: settings.subject,
  };
}

function subscriptionArn({ topic: { name, region, account }, subscription }: TopicSettings): string {
  return `arn:aws:sns:${region}:${account}:${name}:${subscription}`;
}

function attribute(value: Json): { Type: string; Value: string } {
  return { Type: typeof value === "number" ? "Number" : "String", Value: String(value) };
}

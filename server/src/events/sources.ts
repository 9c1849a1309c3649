import { EDGE_STAGES, type EdgeStage, type Trigger } from "../model/trigger.js";
import { property } from "../model/value.js";
import { alarmEvent, alarmSettings } from "./alarm.js";
import { edgeRequestEvent, edgeResponseEvent, edgeSettings } from "./cloudFront.js";
import { postConfirmationEvent, preSignUpEvent, userPoolSettings } from "./cognito.js";
import { patternInput, patternSettings, scheduledInput } from "./eventBridge.js";
import {
  functionUrlEvent,
  httpApiEvent,
  httpApiEventOfRest,
  httpSettings,
  isOfOldFormat,
  needsIam,
  restApiEvent,
  routeOf,
  withLength,
} from "./http.js";
import type { Json } from "./json.js";
import { queueSettings, snsEvent, sqsEvent, subscribedQueueSettings, topicSettings, withChecksums } from "./queues.js";
import { type Scene, senderIn, textIn } from "./scene.js";
import { bucketSettings, s3Event } from "./storage.js";
import { dynamodbEvent, kinesisEvent, streamSettings, tableSettings } from "./streams.js";

/** Something that sends events of one shape. */
export interface EventSource {
  /** What a user calls it: `http-api`. */
  readonly name: string;
  /** `HTTP API`. */
  readonly label: string;
  /** Whether the trigger's events come from here. */
  sends(trigger: Trigger): boolean;
  /** What tells the trigger from others of its kind: `POST /orders`. */
  detail(trigger: Trigger, scene: Scene): string | undefined;
  /** The event as the function gets it; one that is made up without a trigger that sends from here. */
  make(trigger: Trigger | undefined, scene: Scene): unknown;
  /** Brings in line what was computed from parts that were changed since. */
  settle(event: Json): Json;
}

type Kind = Trigger["kind"];
type Of<K extends Kind> = Extract<Trigger, { readonly kind: K }>;

interface Definition<K extends Kind> {
  readonly name: string;
  readonly label: string;
  readonly kinds: readonly K[];
  /** Of these triggers, those that count. */
  readonly where?: (trigger: Of<K>) => boolean;
  readonly detail: (trigger: Of<K>, scene: Scene) => string | undefined;
  readonly make: (trigger: Of<K> | undefined, scene: Scene) => unknown;
  readonly settle?: (event: Json) => Json;
}

export const EVENT_SOURCES: readonly EventSource[] = [
  define({
    name: "rest-api",
    label: "REST API",
    kinds: ["rest-api"],
    detail: (trigger, scene) => routeOf(httpSettings(trigger, scene)),
    make: (trigger, scene) => restApiEvent({ ...httpSettings(trigger, scene), ...(!trigger && { stage: "Prod" }) }),
    settle: withLength,
  }),
  define({
    name: "http-api",
    label: "HTTP API",
    kinds: ["http-api"],
    detail: (trigger, scene) => routeOf(httpSettings(trigger, scene)),
    make: (trigger, scene) => {
      const settings = httpSettings(trigger, scene);
      return isOfOldFormat(trigger, scene) ? httpApiEventOfRest(settings) : httpApiEvent(settings);
    },
    settle: withLength,
  }),
  define({
    name: "function-url",
    label: "Function URL",
    kinds: ["function-url"],
    detail: () => undefined,
    make: (trigger, scene) => functionUrlEvent({ ...scene, needsIam: trigger !== undefined && needsIam(trigger) }),
    settle: withLength,
  }),
  define({
    name: "sqs",
    label: "SQS",
    kinds: ["sqs", "sns"],
    where: (trigger) => trigger.kind === "sqs" || trigger.throughQueue,
    detail: senderName,
    make: (trigger, scene) =>
      sqsEvent(trigger?.kind === "sns" ? subscribedQueueSettings(trigger, scene) : queueSettings(trigger, scene)),
    settle: withChecksums,
  }),
  define({
    name: "sns",
    label: "SNS",
    kinds: ["sns"],
    where: (trigger) => !trigger.throughQueue,
    detail: senderName,
    make: (trigger, scene) => snsEvent(topicSettings(trigger, scene)),
  }),
  define({
    name: "s3",
    label: "S3",
    kinds: ["s3"],
    detail: (trigger, scene) => {
      const { bucket, eventName } = bucketSettings(trigger, scene);
      return `${bucket.name} ${eventName}`;
    },
    make: (trigger, scene) => s3Event(bucketSettings(trigger, scene)),
  }),
  define({
    name: "dynamodb",
    label: "DynamoDB stream",
    kinds: ["dynamodb"],
    detail: senderName,
    make: (trigger, scene) => dynamodbEvent(tableSettings(trigger, scene)),
  }),
  define({
    name: "kinesis",
    label: "Kinesis",
    kinds: ["kinesis"],
    detail: (trigger, scene) => streamSettings(trigger, scene).stream.name,
    make: (trigger, scene) => kinesisEvent(streamSettings(trigger, scene)),
  }),
  define({
    name: "schedule",
    label: "Schedule",
    kinds: ["schedule"],
    detail: (trigger, scene) => textIn(scene, trigger.expression),
    make: scheduledInput,
  }),
  define({
    name: "eventbridge",
    label: "EventBridge",
    kinds: ["eventbridge"],
    detail: (trigger, scene) => {
      const { source, "detail-type": type } = patternSettings(trigger, scene).fields;
      return [source, type].filter((it) => typeof it === "string").join(" ") || trigger.key;
    },
    make: patternInput,
  }),
  define({
    name: "alarm",
    label: "CloudWatch alarm",
    kinds: ["alarm"],
    detail: (trigger, scene) => `${alarmSettings(trigger, scene).name} ${trigger.state}`,
    make: (trigger, scene) => alarmEvent(alarmSettings(trigger, scene)),
  }),
  define({
    name: "cognito-pre-sign-up",
    label: "Cognito pre sign-up",
    kinds: ["cognito"],
    where: ({ stage }) => stage === "PreSignUp",
    detail: senderName,
    make: (trigger, scene) => preSignUpEvent(userPoolSettings(trigger, scene)),
  }),
  define({
    name: "cognito-post-confirmation",
    label: "Cognito post confirmation",
    kinds: ["cognito"],
    where: ({ stage }) => stage === "PostConfirmation",
    detail: senderName,
    make: (trigger, scene) => postConfirmationEvent(userPoolSettings(trigger, scene)),
  }),
  ...EDGE_STAGES.map(edgeSource),
];

/** What a user may say instead of `rest-api` or `http-api`. */
export const API_ALIAS = "api";

/**
 * The source of a name. `api` is the one of the two that the function has, an HTTP API when it has both or none;
 * undefined for a name that is none.
 */
export function sourceNamed(name: string, triggers: readonly Trigger[]): EventSource | undefined {
  const isRest = triggers.some((it) => it.kind === "rest-api") && !triggers.some((it) => it.kind === "http-api");
  const wanted = name === API_ALIAS ? (isRest ? "rest-api" : "http-api") : name;
  return EVENT_SOURCES.find((it) => it.name === wanted);
}

function edgeSource(stage: EdgeStage): EventSource {
  return define({
    name: stage,
    label: `CloudFront ${stage.replace("-", " ")}`,
    kinds: ["cloudfront"],
    where: (trigger) => trigger.stage === stage,
    detail: (trigger, scene) => textIn(scene, property(trigger.behavior, "PathPattern")) ?? senderName(trigger, scene),
    make: (trigger, scene) => {
      const settings = edgeSettings(stage, trigger, scene);
      return stage.endsWith("request") ? edgeRequestEvent(settings) : edgeResponseEvent(settings);
    },
  });
}

function senderName(trigger: Trigger, scene: Scene): string | undefined {
  return senderIn(scene, trigger.source, "").name || undefined;
}

function define<K extends Kind>(definition: Definition<K>): EventSource {
  const { name, label, kinds, where, detail, make, settle = (event) => event } = definition;
  const isOwn = (trigger: Trigger): trigger is Of<K> => {
    const isOfKind = (it: Trigger): it is Of<K> => kinds.some((kind) => kind === it.kind);
    return isOfKind(trigger) && (where?.(trigger) ?? true);
  };
  return {
    name,
    label,
    sends: isOwn,
    detail: (trigger, scene) => (isOwn(trigger) ? detail(trigger, scene) : undefined),
    make: (trigger, scene) => make(trigger && isOwn(trigger) ? trigger : undefined, scene),
    settle,
  };
}

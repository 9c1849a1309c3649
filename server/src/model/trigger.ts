import type { Place } from "./place.js";
import type { Value } from "./value.js";

/** One way in which a function is invoked, as the template wires it. */
export type Trigger =
  | RouteTrigger<"rest-api">
  | RouteTrigger<"http-api">
  | UrlTrigger
  | MappingTrigger<"sqs">
  | MappingTrigger<"dynamodb">
  | MappingTrigger<"kinesis">
  | TopicTrigger
  | BucketTrigger
  | ScheduleTrigger
  | PatternTrigger
  | UserPoolTrigger
  | EdgeTrigger
  | AlarmTrigger
  | OtherTrigger;

interface Wiring {
  /** The key in `Events` of a SAM function; else the logical id of the resource that wires it. */
  readonly key: string;
  /** Where that key is written. */
  readonly place: Place;
  /** What sends the events: an API, a queue, a stream, a bucket, a rule's bus. Absent where AWS or SAM makes it. */
  readonly source: Value;
  /** The properties around it as written, under the names of SAM or of CloudFormation. */
  readonly settings: Value;
}

/** A method and a path of an API. For an HTTP API both are absent on its `$default` route. */
export interface RouteTrigger<K = "rest-api" | "http-api"> extends Wiring {
  readonly kind: K;
  readonly method: Value;
  readonly path: Value;
}

export interface UrlTrigger extends Wiring {
  readonly kind: "function-url";
}

/** What Lambda polls. */
export interface MappingTrigger<K = "sqs" | "dynamodb" | "kinesis"> extends Wiring {
  readonly kind: K;
}

export interface TopicTrigger extends Wiring {
  readonly kind: "sns";
  /** SAM puts a queue between the topic and the function. */
  readonly throughQueue: boolean;
}

export interface BucketTrigger extends Wiring {
  readonly kind: "s3";
  /** `s3:ObjectCreated:*`, one or a list. */
  readonly events: Value;
  /** List of `Name` and `Value`. */
  readonly filterRules: Value;
}

export interface ScheduleTrigger extends Wiring {
  readonly kind: "schedule";
  readonly service: "events" | "scheduler";
  readonly expression: Value;
  readonly input: Value;
}

/** An EventBridge rule with a pattern. */
export interface PatternTrigger extends Wiring {
  readonly kind: "eventbridge";
  readonly pattern: Value;
  readonly input: Value;
}

export interface UserPoolTrigger extends Wiring {
  readonly kind: "cognito";
  /** The key in `LambdaConfig`: `PreSignUp`. */
  readonly stage: string;
}

export const EDGE_STAGES = ["viewer-request", "origin-request", "origin-response", "viewer-response"] as const;

export type EdgeStage = (typeof EDGE_STAGES)[number];

export interface EdgeTrigger extends Wiring {
  readonly kind: "cloudfront";
  readonly stage: EdgeStage;
  /** The cache behaviour, the default one too. */
  readonly behavior: Value;
}

export interface AlarmTrigger extends Wiring {
  readonly kind: "alarm";
  /** The state that has the function called. */
  readonly state: "ALARM" | "OK" | "INSUFFICIENT_DATA";
}

/** Known to be there, and not looked into yet. */
export interface OtherTrigger extends Wiring {
  readonly kind: "other";
  /** SAM's event type, or the type of the resource that wires it. */
  readonly type: string;
}

import type { EventSourceMapping, FunctionPermission, SourceGrants } from "../../model/role.js";
import { ABSENT, type Value } from "../../model/value.js";
import { isTrue } from "../triggers/wiring.js";
import { mappingOf, NO_GRANTS, permissionOf, textValue } from "./parts.js";
import { managedGrant } from "./pullEvents.js";
import type { SamEvent } from "./samEvents.js";
import { given, isNothing, objectOf, reference, required, stackArn } from "./symbols.js";

/** What a permission says of who sends the events. */
type Sender = Pick<FunctionPermission, "principal"> &
  Partial<Pick<FunctionPermission, "id" | "sourceArn" | "sourceAccount" | "eventSourceToken">>;

/** The events that a service sends by invoking the function. `ScheduleV2` has a role to invoke it with instead. */
export const PUSHED: Readonly<Record<string, (event: SamEvent) => Sender>> = {
  AlexaSkill: ({ properties }) => ({
    principal: textValue("alexa-appkit.amazon.com"),
    eventSourceToken: given(properties, "SkillId"),
  }),
  CloudWatchEvent: rule,
  CloudWatchLogs: ({ properties }) => ({
    principal: textValue("logs.amazonaws.com"),
    sourceArn: stackArn("logs", "log-group:", required(properties, "LogGroupName"), ":*"),
  }),
  // One for each function, so that of several pools only the last may invoke it.
  Cognito: ({ properties, target }) => ({
    id: `${target.id}CognitoPermission`,
    principal: textValue("cognito-idp.amazonaws.com"),
    sourceArn: attributeOf(required(properties, "UserPool"), "Arn"),
  }),
  EventBridgeRule: rule,
  IoTRule: ({ id }) => ({
    principal: textValue("iot.amazonaws.com"),
    sourceArn: stackArn("iot", "rule/", reference(id)),
    sourceAccount: reference("AWS::AccountId"),
  }),
  S3: () => ({ principal: textValue("s3.amazonaws.com"), sourceAccount: reference("AWS::AccountId") }),
  SNS: ({ properties }) => ({ principal: textValue("sns.amazonaws.com"), sourceArn: required(properties, "Topic") }),
  Schedule: rule,
};

export function pushPermission(event: SamEvent): readonly FunctionPermission[] {
  const sender = PUSHED[event.type]?.(event);
  if (!sender) return [];
  return [permissionOf({ id: `${event.id}Permission`, target: event.target.value, place: event.place, ...sender })];
}

interface Subscribed {
  readonly eventSourceMappings: readonly EventSourceMapping[];
  readonly grants: SourceGrants;
}

/** What an event of SNS is instead, where a queue stands between the topic and the function. */
export function subscribedQueue(event: SamEvent): Subscribed | undefined {
  const subscription = given(event.properties, "SqsSubscription");
  if (isNothing(subscription)) return undefined;
  const isMap = subscription.kind === "object";
  if (!isMap && !isTrue(subscription)) return { eventSourceMappings: [], grants: NO_GRANTS };
  const batchSize = isMap ? given(subscription, "BatchSize") : ABSENT;
  const properties = objectOf({
    EventSourceArn: isMap ? required(subscription, "QueueArn") : reference(`${event.id}Queue`, "Arn"),
    BatchSize: isNothing(batchSize) ? { kind: "known", value: 10 } : batchSize,
    // SAM does not look at the `Enabled` of the subscription.
    Enabled: { kind: "known", value: true },
  });
  const { place, target } = event;
  return {
    eventSourceMappings: [mappingOf({ id: `${event.id}EventSourceMapping`, properties, target: target.value, place })],
    grants: managedGrant("AWSLambdaSQSQueueExecutionRole", event),
  };
}

function rule({ id }: SamEvent): Sender {
  return { principal: textValue("events.amazonaws.com"), sourceArn: reference(id, "Arn") };
}

function attributeOf(value: Value, attribute: string): Value {
  if (value.kind === "unknown") return value;
  if (value.kind === "reference" && value.attribute === undefined) return reference(value.target, attribute);
  return { kind: "unknown", reason: "no reference to a resource of the template", place: value.place };
}

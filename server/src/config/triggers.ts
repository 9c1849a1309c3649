import type { LambdaFunction, Resource } from "../model/template.js";
import type { Trigger } from "../model/trigger.js";
import { alarmActions } from "./triggers/alarms.js";
import { httpApiTargets, httpRoutes, restMethods } from "./triggers/apiGateway.js";
import { edgeAssociations } from "./triggers/cloudFront.js";
import { ruleTargets, scheduleTarget } from "./triggers/eventBridge.js";
import { eventSourceMapping } from "./triggers/mappings.js";
import {
  bucketNotifications,
  logSubscription,
  topicSubscription,
  topicSubscriptions,
} from "./triggers/notifications.js";
import { samEvents } from "./triggers/samEvents.js";
import { functionUrl } from "./triggers/urls.js";
import { userPoolTriggers } from "./triggers/userPools.js";
import { type Wired, type Wires, wiresOf } from "./triggers/wiring.js";

type ReadTriggers = (resource: Resource, wires: Wires) => readonly Wired[];

const READERS: Readonly<Record<string, ReadTriggers>> = {
  "AWS::ApiGateway::Method": restMethods,
  "AWS::ApiGatewayV2::Api": httpApiTargets,
  "AWS::ApiGatewayV2::Route": httpRoutes,
  "AWS::CloudFront::Distribution": edgeAssociations,
  "AWS::CloudWatch::Alarm": alarmActions,
  "AWS::CloudWatch::CompositeAlarm": alarmActions,
  "AWS::Cognito::UserPool": userPoolTriggers,
  "AWS::Events::Rule": ruleTargets,
  "AWS::Lambda::EventSourceMapping": eventSourceMapping,
  "AWS::Lambda::Url": functionUrl,
  "AWS::Logs::SubscriptionFilter": logSubscription,
  "AWS::S3::Bucket": bucketNotifications,
  "AWS::SNS::Subscription": topicSubscription,
  "AWS::SNS::Topic": topicSubscriptions,
  "AWS::Scheduler::Schedule": scheduleTarget,
  "AWS::Serverless::Function": samEvents,
};

/** What invokes each function, by its logical id: its own SAM events first, then the other resources in their order. */
export function triggersOf(
  resources: ReadonlyMap<string, Resource>,
  functions: readonly LambdaFunction[],
): ReadonlyMap<string, readonly Trigger[]> {
  const res = new Map<string, Trigger[]>();
  if (functions.length === 0) return res;
  const wires = wiresOf(resources, functions);
  const all = [...resources.values()].filter((it) => !it.excluded);
  const isSam = ({ type }: Resource) => type === "AWS::Serverless::Function";
  for (const resource of [...all.filter(isSam), ...all.filter((it) => !isSam(it))]) {
    for (const { function: id, trigger } of READERS[resource.type]?.(resource, wires) ?? []) {
      const triggers = res.get(id);
      if (triggers) triggers.push(trigger);
      else res.set(id, [trigger]);
    }
  }
  return res;
}

import type { LambdaFunction, Resource } from "../model/template.js";
import type { Trigger } from "../model/trigger.js";
import { textOf, type Value } from "../model/value.js";
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
import { openApiRoutes } from "./triggers/openApi.js";
import { samEvents } from "./triggers/samEvents.js";
import { functionUrl } from "./triggers/urls.js";
import { userPoolTriggers } from "./triggers/userPools.js";
import { type Wired, type Wires, wiresOf } from "./triggers/wiring.js";

type ReadTriggers = (resource: Resource, wires: Wires) => readonly Wired[];

const READERS: Readonly<Record<string, ReadTriggers>> = {
  "AWS::ApiGateway::Method": restMethods,
  "AWS::ApiGateway::RestApi": openApiRoutes("rest-api", "Body"),
  "AWS::ApiGatewayV2::Api": (api, wires) => [
    ...httpApiTargets(api, wires),
    ...openApiRoutes("http-api", "Body")(api, wires),
  ],
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
  "AWS::Serverless::Api": openApiRoutes("rest-api", "DefinitionBody"),
  "AWS::Serverless::Function": samEvents,
  "AWS::Serverless::HttpApi": openApiRoutes("http-api", "DefinitionBody"),
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
      // What a function says of a route in its events, the document of its API says again.
      if (triggers?.some((it) => isSameRoute(it, trigger))) continue;
      if (triggers) triggers.push(trigger);
      else res.set(id, [trigger]);
    }
  }
  return res;
}

function isSameRoute(left: Trigger, right: Trigger): boolean {
  if (left.kind !== right.kind || !("method" in left) || !("method" in right)) return false;
  const [target, ...others] = [left, right].map((it) =>
    it.source.kind === "reference" ? it.source.target : undefined,
  );
  if (target === undefined || others.some((it) => it !== target)) return false;
  const [one, other] = [left, right].map((it) => routeText(it.method, it.path));
  return one !== undefined && one === other;
}

function routeText(method: Value, path: Value): string | undefined {
  const [verb, place] = [textOf(method)?.toUpperCase(), textOf(path)];
  return verb === undefined || place === undefined ? undefined : `${verb} ${place}`;
}

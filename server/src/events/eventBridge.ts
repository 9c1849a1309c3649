import type { EventBridgeEvent, ScheduledEvent } from "aws-lambda";
import type { PatternTrigger, ScheduleTrigger } from "../model/trigger.js";
import { at, property } from "../model/value.js";
import { uuid } from "./identity.js";
import { targetInput } from "./input.js";
import { isObject, type Json, type JsonObject, parsed } from "./json.js";
import { noonOf } from "./moment.js";
import { matching, overlaid } from "./pattern.js";
import { jsonIn, type Scene, senderIn, textIn } from "./scene.js";

export interface ScheduleSettings {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly date: string;
}

export interface PatternSettings extends ScheduleSettings {
  /** Fields that the pattern asks for. */
  readonly fields: JsonObject;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
export function scheduleEvent({ name, region, account, date }: ScheduleSettings): ScheduledEvent<JsonObject> {
  return {
    version: "0",
    id: uuid(name),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account,
    time: noonOf(date).seconds,
    region,
    resources: [`arn:aws:events:${region}:${account}:rule/${name}`],
    detail: {},
  };
}

/** What EventBridge Scheduler sends where a schedule has no input: its detail is text. */
export function schedulerEvent(settings: ScheduleSettings): ScheduledEvent<string> {
  const resources = [scheduleArn(settings)];
  return { ...scheduleEvent(settings), source: "aws.scheduler", resources, detail: "{}" };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export function eventBridgeEvent(settings: PatternSettings): EventBridgeEvent<string, JsonObject> {
  const { fields, name, region, account, date } = settings;
  const { resources, detail, ...rest } = fields;
  const text = (key: string, otherwise: string) => (typeof rest[key] === "string" ? rest[key] : otherwise);
  return {
    version: "0",
    id: text("id", uuid(name)),
    "detail-type": text("detail-type", "Example"),
    source: text("source", "com.example"),
    account: text("account", account),
    time: text("time", noonOf(date).seconds),
    region: text("region", region),
    resources: typeof resources === "string" ? [resources] : [],
    detail: isObject(detail) ? detail : { message: "hello" },
  };
}

/** The event of a rule on a schedule or of a schedule, or what its target makes of it. */
export function scheduledInput(trigger: ScheduleTrigger | undefined, scene: Scene): Json {
  const settings = scheduleSettings(trigger, scene);
  if (trigger?.service !== "scheduler") {
    return targetInput(trigger?.settings, { ...scheduleEvent(settings) }, { ...settings, scene });
  }
  const input = textIn(scene, trigger.input);
  return input === undefined ? { ...schedulerEvent(settings) } : schedulerInput(input, settings);
}

/** An event that the pattern of a rule lets through, or what its target makes of it. */
export function patternInput(trigger: PatternTrigger | undefined, scene: Scene): Json {
  const settings = patternSettings(trigger, scene);
  return targetInput(trigger?.settings, { ...eventBridgeEvent(settings) }, { ...settings, scene });
}

export function patternSettings(trigger: PatternTrigger | undefined, scene: Scene): PatternSettings {
  const { region, account, date } = scene;
  const pattern = trigger && jsonIn(scene, trigger.pattern);
  // CloudFormation takes the pattern as text too.
  const fields = matching(typeof pattern === "string" ? parsed(pattern) : pattern);
  const known = overlaid(knownDetail(fields), fields);
  return { name: ruleName(trigger, scene), region, account, date, fields: known };
}

export function scheduleSettings(trigger: ScheduleTrigger | undefined, scene: Scene): ScheduleSettings {
  const { region, account, date } = scene;
  return { name: ruleName(trigger, scene), region, account, date };
}

/** What AWS itself says in the events that rules most often wait for. */
function knownDetail({ source, "detail-type": type }: JsonObject): JsonObject {
  const detail = typeof type === "string" ? DETAILS[`${source} ${type}`] : undefined;
  return detail ? { detail } : {};
}

const S3_OBJECT = {
  version: "0",
  bucket: { name: "local-bucket" },
  object: { key: "uploads/example.txt", size: 1024, etag: "d41d8cd98f00b204e9800998ecf8427e", sequencer: "0065A1" },
  "request-id": "C3D13FE58DE4C810",
  requester: "123456789012",
};

const DETAILS: Readonly<Record<string, JsonObject>> = {
  "aws.s3 Object Created": { ...S3_OBJECT, "source-ip-address": "192.0.2.1", reason: "PutObject" },
  "aws.s3 Object Deleted": { ...S3_OBJECT, reason: "DeleteObject", "deletion-type": "Permanently Deleted" },
  "aws.ec2 EC2 Instance State-change Notification": { "instance-id": "i-0123456789abcdef0", state: "running" },
};

/** A rule that SAM makes has no name; the one that it gets is made of its logical id. */
function ruleName(trigger: PatternTrigger | ScheduleTrigger | undefined, scene: Scene): string {
  if (!trigger) return "local-Rule";
  const rule = scene.resources.get(trigger.key);
  if (rule && RULE_TYPES.has(rule.type)) {
    return senderIn(scene, { kind: "reference", target: rule.id }, trigger.key).name;
  }
  const given = textIn(scene, property(trigger.settings, "Name")) ?? textIn(scene, at(trigger.settings, "RuleName"));
  return given ?? `local-${trigger.key}`;
}

const RULE_TYPES: ReadonlySet<string> = new Set(["AWS::Events::Rule", "AWS::Scheduler::Schedule"]);

function scheduleArn({ region, account, name }: ScheduleSettings): string {
  return `arn:aws:scheduler:${region}:${account}:schedule/default/${name}`;
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function schedulerInput(input: string, settings: ScheduleSettings): Json {
  const attributes: Readonly<Record<string, string>> = {
    "schedule-arn": scheduleArn(settings),
    "scheduled-time": noonOf(settings.date).seconds,
    "execution-id": uuid(settings.name),
    "attempt-number": "1",
  };
  const text = input.replaceAll(/<aws\.scheduler\.([\w-]+)>/g, (whole, name: string) => attributes[name] ?? whole);
  return parsed(text) ?? text;
}

import type { CloudWatchAlarmEvent } from "aws-lambda";
import { localName } from "../model/localName.js";
import type { Resource } from "../model/template.js";
import type { AlarmTrigger } from "../model/trigger.js";
import { numberOf, property } from "../model/value.js";
import { uuid } from "./identity.js";
import { isObject, type JsonObject } from "./json.js";
import { noonOf } from "./moment.js";
import { jsonIn, listIn, resourceIn, type Scene, textIn } from "./scene.js";

type Configuration = CloudWatchAlarmEvent["alarmData"]["configuration"];

export interface AlarmSettings {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly state: AlarmTrigger["state"];
  readonly threshold: number;
  /** `LessThanThreshold`. */
  readonly comparison: string;
  readonly period: number;
  readonly configuration: Configuration;
  readonly date: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
export function alarmEvent(settings: AlarmSettings): CloudWatchAlarmEvent {
  const { name, region, account, state, configuration, date } = settings;
  const now = noonOf(date);
  return {
    source: "aws.cloudwatch",
    alarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    accountId: account,
    time: now.offset,
    region,
    alarmData: {
      alarmName: name,
      state: { value: state, ...reasonOf(settings, state), timestamp: now.offset },
      previousState: {
        value: state === "OK" ? "ALARM" : "OK",
        ...reasonOf(settings, state === "OK" ? "ALARM" : "OK"),
        timestamp: noonOf(date, -3_600_000).offset,
      },
      configuration,
    },
  };
}

export function alarmSettings(trigger: AlarmTrigger | undefined, scene: Scene): AlarmSettings {
  const { region, account, date } = scene;
  const alarm = resourceIn(scene, trigger?.source);
  const number = (key: string) => (alarm ? numberOf(property(alarm.properties, key)) : undefined);
  const period = number("Period") ?? 60;
  return {
    name: alarm ? localName(alarm) : "local-Alarm",
    region,
    account,
    state: trigger?.state ?? "ALARM",
    threshold: number("Threshold") ?? 1,
    comparison: (alarm && textIn(scene, property(alarm.properties, "ComparisonOperator"))) ?? "GreaterThanThreshold",
    period,
    configuration: configurationOf(alarm, period, scene),
    date,
  };
}

function reasonOf(
  { threshold, comparison, period, date }: AlarmSettings,
  state: AlarmTrigger["state"],
): { reason: string; reasonData: string } {
  const isBelow = comparison.startsWith("Less");
  const value = (state === "ALARM") === isBelow ? threshold - 1 : threshold + 1;
  const words = `${state === "ALARM" ? "" : "not "}${isBelow ? "less" : "greater"} than${comparison.includes("OrEqual") ? " or equal to" : ""}`;
  const time = noonOf(date, -period * 1000);
  return {
    reason:
      state === "INSUFFICIENT_DATA"
        ? "Insufficient Data: 1 datapoint was unknown."
        : `Threshold Crossed: 1 datapoint [${value} (${time.seconds})] was ${words} the threshold (${threshold}).`,
    reasonData: JSON.stringify({
      version: "1.0",
      queryDate: noonOf(date).offset,
      startDate: time.offset,
      period,
      recentDatapoints: state === "INSUFFICIENT_DATA" ? [] : [value],
      threshold,
    }),
  };
}

function configurationOf(alarm: Resource | undefined, period: number, scene: Scene): Configuration {
  const read = (key: string) => (alarm ? textIn(scene, property(alarm.properties, key)) : undefined);
  const description = read("AlarmDescription");
  const described = description === undefined ? {} : { description };
  if (alarm?.type === "AWS::CloudWatch::CompositeAlarm") return { alarmRule: read("AlarmRule") ?? "", ...described };
  const queries = alarm ? listIn(property(alarm.properties, "Metrics")).map((it) => jsonIn(scene, it)) : [];
  if (queries.some(isObject)) return { metrics: queries.filter(isObject).map(queryOf), ...described };
  const metric = {
    namespace: read("Namespace") ?? "AWS/Lambda",
    name: read("MetricName") ?? "Errors",
    dimensions: alarm ? dimensionsOf(jsonIn(scene, property(alarm.properties, "Dimensions"))) : {},
  };
  const stat = read("Statistic") ?? read("ExtendedStatistic") ?? "Sum";
  return { metrics: [{ id: uuid("metric"), metricStat: { metric, period, stat }, returnData: true }], ...described };
}

/** A query of the template as the event writes it. */
function queryOf(query: JsonObject): Extract<Configuration, { metrics: unknown }>["metrics"][number] {
  const id = String(query["Id"] ?? "m1");
  const returnData = query["ReturnData"] !== false;
  const stat = query["MetricStat"];
  if (!isObject(stat)) {
    return { id, expression: String(query["Expression"] ?? ""), label: String(query["Label"] ?? id), returnData };
  }
  const metric = isObject(stat["Metric"]) ? stat["Metric"] : {};
  return {
    id,
    metricStat: {
      metric: {
        namespace: String(metric["Namespace"] ?? "AWS/Lambda"),
        name: String(metric["MetricName"] ?? "Errors"),
        dimensions: dimensionsOf(metric["Dimensions"]),
      },
      period: Number(stat["Period"] ?? 60),
      stat: String(stat["Stat"] ?? "Sum"),
    },
    returnData,
  };
}

function dimensionsOf(dimensions: ReturnType<typeof jsonIn>): Record<string, string> {
  const items = Array.isArray(dimensions) ? dimensions.filter(isObject) : [];
  return Object.fromEntries(items.map((it) => [String(it["Name"]), String(it["Value"])]));
}

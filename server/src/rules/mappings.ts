import type { Fix } from "../model/finding.js";
import type { Place } from "../model/place.js";
import { resourceOf, serviceOf } from "../model/resourceOf.js";
import type { Resource, Template } from "../model/template.js";
import type { Trigger } from "../model/trigger.js";
import { property, type Value, worlds } from "../model/value.js";
import { settled } from "./failure.js";
import type { LinkedFunction } from "./rule.js";

export type MappingKind = "sqs" | "kinesis" | "dynamodb" | "kafka" | "mq" | "documentdb";

/** An event source mapping of a function: an event of SAM, or a resource of its own. */
export interface Mapping {
  readonly kind: MappingKind;
  /** What Lambda polls. */
  readonly source: Value;
  /** The properties by CloudFormation's names, which are SAM's too. */
  readonly settings: Value;
  /** The resource that they are written in, and the path to them there. */
  readonly resource: Resource;
  readonly path: readonly string[];
  readonly template: Template;
  /** The event's key, or the logical id. */
  readonly place: Place;
  /** As a message calls it. */
  readonly name: string;
}

/** The mappings of a function whose kind of source is certain. */
export function mappingsOf(fn: LinkedFunction): readonly Mapping[] {
  const triggers = fn.template.triggers.get(fn.id) ?? [];
  return triggers.flatMap((it) => (MAPPED.has(kindOrType(it)) ? (mappingOf(fn, it) ?? []) : []));
}

/** The mapping is switched off in the template: what only running it would bring about does not happen. */
export function isDisabled(mapping: Mapping): boolean {
  const enabled = settled(mapping, property(mapping.settings, "Enabled"));
  return enabled.some((it) => it.kind === "known" && String(it.value) === "false");
}

/** A fix that writes a property of the mapping. */
export function setMappingProperty(
  { resource, path }: Mapping,
  { name, value, safe }: { name: string; value: string | number; safe: boolean },
): Fix {
  const { file, id } = resource;
  return {
    title: `Set ${name} to ${value}`,
    safe,
    edits: [{ kind: "set-property", file, resource: id, path: [...path, name], value }],
  };
}

/** Kinds of triggers, and the types of those that are not looked into, that may be mappings. */
const MAPPED: ReadonlySet<string> = new Set([
  "sqs",
  "kinesis",
  "dynamodb",
  "AWS::Lambda::EventSourceMapping",
  "MSK",
  "SelfManagedKafka",
  "MQ",
  "DocumentDB",
]);

const KIND_OF_TYPE: Readonly<Record<string, MappingKind>> = {
  "AWS::AmazonMQ::Broker": "mq",
  "AWS::DocDB::DBCluster": "documentdb",
  "AWS::DynamoDB::GlobalTable": "dynamodb",
  "AWS::DynamoDB::Table": "dynamodb",
  "AWS::Kinesis::Stream": "kinesis",
  "AWS::Kinesis::StreamConsumer": "kinesis",
  "AWS::MSK::Cluster": "kafka",
  "AWS::MSK::ServerlessCluster": "kafka",
  "AWS::SQS::Queue": "sqs",
  "AWS::Serverless::SimpleTable": "dynamodb",
};

const KIND_OF_SERVICE: Readonly<Record<string, MappingKind>> = {
  dynamodb: "dynamodb",
  kafka: "kafka",
  kinesis: "kinesis",
  mq: "mq",
  rds: "documentdb",
  sqs: "sqs",
};

const KIND_OF_EVENT: Readonly<Record<string, MappingKind>> = {
  DocumentDB: "documentdb",
  MQ: "mq",
  MSK: "kafka",
  SelfManagedKafka: "kafka",
  dynamodb: "dynamodb",
  kinesis: "kinesis",
  sqs: "sqs",
};

function kindOrType(trigger: Trigger): string {
  return trigger.kind === "other" ? trigger.type : trigger.kind;
}

function mappingOf(fn: LinkedFunction, trigger: Trigger): Mapping | undefined {
  const { key, place, settings, source } = trigger;
  const resource = fn.template.resources.get(key);
  if (resource?.type !== "AWS::Lambda::EventSourceMapping" || resource.place.chunk !== place.chunk) {
    return eventMapping(fn, trigger);
  }
  const isOfOneFunction = worlds(property(settings, "FunctionName")).length === 1;
  const kind = kindOfSource(fn.template, source);
  if (!kind || !isOfOneFunction || resource.broken || resource.excluded) return undefined;
  const { template } = fn;
  return { kind, source, settings, resource, path: ["Properties"], template, place, name: `mapping \`${key}\`` };
}

function eventMapping(fn: LinkedFunction, trigger: Trigger): Mapping | undefined {
  const { key, place, settings, source } = trigger;
  const { resource, template } = fn;
  const kind = KIND_OF_EVENT[kindOrType(trigger)];
  const path = ["Properties", "Events", key, "Properties"];
  return kind && { kind, source, settings, resource, path, template, place, name: `event \`${key}\`` };
}

function kindOfSource(template: Template, source: Value): MappingKind | undefined {
  const resource = resourceOf(template, source);
  return resource ? KIND_OF_TYPE[resource.type] : KIND_OF_SERVICE[serviceOf(source) ?? ""];
}

import type { Resource } from "../../model/template.js";
import type { MappingTrigger } from "../../model/trigger.js";
import { property, type Value, worlds } from "../../model/value.js";
import { resourceAt, type Wired, type Wires } from "./wiring.js";

export function eventSourceMapping({ id, type, place, properties }: Resource, wires: Wires): readonly Wired[] {
  const source = property(properties, "EventSourceArn");
  const kind = mappingKind(source, wires);
  const wiring = { key: id, place, source, settings: properties };
  return wires.functionsAt(property(properties, "FunctionName")).map((it) => ({
    function: it,
    trigger: kind ? { kind, ...wiring } : { kind: "other", type, ...wiring },
  }));
}

const KINDS: Readonly<Record<string, MappingTrigger["kind"]>> = {
  "AWS::DynamoDB::GlobalTable": "dynamodb",
  "AWS::DynamoDB::Table": "dynamodb",
  "AWS::Kinesis::Stream": "kinesis",
  "AWS::Kinesis::StreamConsumer": "kinesis",
  "AWS::SQS::Queue": "sqs",
  "AWS::Serverless::SimpleTable": "dynamodb",
};

function mappingKind(source: Value, wires: Wires): MappingTrigger["kind"] | undefined {
  const resource = resourceAt(source, wires);
  return resource ? KINDS[resource.type] : kindOfArn(source);
}

function kindOfArn(source: Value): MappingTrigger["kind"] | undefined {
  for (const { value } of worlds(source)) {
    const parts = value.kind === "concat" ? value.parts : [value];
    const text = parts.map((it) => (it.kind === "known" ? String(it.value) : "?")).join("");
    const service = /^(?:arn:)?[^:]+:(sqs|kinesis|dynamodb):/.exec(text)?.[1];
    if (service === "sqs" || service === "kinesis" || service === "dynamodb") return service;
  }
  return undefined;
}

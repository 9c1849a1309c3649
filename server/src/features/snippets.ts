import type { SamEventProperty, SamEventType } from "../data/samEventTypes.js";
import type { SamPolicyTemplate } from "../data/samPolicyTemplates.js";
import type { Template } from "../model/template.js";

/** A reference to a resource: its `Ref`, or one of its attributes. */
interface Referred {
  readonly types: readonly string[];
  readonly attribute?: string | undefined;
}

/** What the parameters of SAM's policy templates take; the others are typed by hand. */
const PARAMETERS: Readonly<Record<string, Referred>> = {
  BucketName: { types: ["AWS::S3::Bucket"] },
  DeliveryStreamName: { types: ["AWS::KinesisFirehose::DeliveryStream"] },
  DomainName: { types: ["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"] },
  EventBusName: { types: ["AWS::Events::EventBus"] },
  FunctionName: { types: ["AWS::Serverless::Function", "AWS::Lambda::Function"] },
  KeyId: { types: ["AWS::KMS::Key"] },
  LogGroupName: { types: ["AWS::Logs::LogGroup"] },
  ParameterName: { types: ["AWS::SSM::Parameter"] },
  QueueName: { types: ["AWS::SQS::Queue"], attribute: "QueueName" },
  SecretArn: { types: ["AWS::SecretsManager::Secret"] },
  StateMachineName: { types: ["AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"], attribute: "Name" },
  StreamName: { types: ["AWS::Kinesis::Stream"] },
  TableName: { types: ["AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable", "AWS::DynamoDB::GlobalTable"] },
  TopicName: { types: ["AWS::SNS::Topic"], attribute: "TopicName" },
};

/** A policy template with its parameters, from its name to the end, `column` being where the name stands. */
export function policySnippet({ name, parameters }: SamPolicyTemplate, template: Template, column: number): string {
  if (parameters.length === 0) return `${name}: {}`;
  const lines = parameters.map((it, i) => {
    const referred = Object.hasOwn(PARAMETERS, it.name) ? PARAMETERS[it.name] : undefined;
    return `${it.name}: ${referred ? reference(referred, template, i + 1) : placeholder(i + 1)}`;
  });
  return [`${name}:`, ...lines.map((it) => indented(it, column + 2))].join("\n");
}

/** The same in JSON. */
export function policySnippetJson({ name, parameters }: SamPolicyTemplate, template: Template): string {
  const entries = parameters.map((it, i) => {
    const referred = Object.hasOwn(PARAMETERS, it.name) ? PARAMETERS[it.name] : undefined;
    const value = referred ? referenceJson(referred, template, i + 1) : `"${placeholder(i + 1)}"`;
    return `"${it.name}": ${value}`;
  });
  return `"${name}": {${entries.length === 0 ? "" : ` ${entries.join(", ")} `}}`;
}

/** The type of an event and the properties that it cannot do without, as lines from the column of `Type`. */
export function eventSnippet({ name, properties }: SamEventType, template: Template, column: number): string {
  const lines = Object.entries(properties).flatMap(([property, it], i) => propertyLines(property, it, template, i + 1));
  return [name, indented("Properties:", column), ...lines.map((it) => indented(it, column + 2))].join("\n");
}

function propertyLines(name: string, property: SamEventProperty, template: Template, stop: number): readonly string[] {
  const { type, attribute, value, choices, items, map, item } = property;
  if (type !== undefined) return [`${name}: ${reference({ types: [type], attribute }, template, stop)}`];
  if (choices) return [`${name}: ${choice(choices, stop)}`];
  if (items) return [`${name}:`, `  - ${placeholder(stop)}`];
  if (map) return [`${name}:`, ...Object.keys(map).map((key) => `  ${key}: [${placeholder(stop)}]`)];
  if (item) {
    const entries = Object.entries(item).map(([key, it]) => `${key}: ${it === "" ? placeholder(stop) : it}`);
    return [`${name}:`, ...entries.map((it, i) => `${i === 0 ? "  - " : "    "}${it}`)];
  }
  return [`${name}: ${placeholder(stop, value)}`];
}

function reference({ types, attribute }: Referred, template: Template, stop: number): string {
  const ids = idsOf(types, template);
  if (ids.length === 0) return placeholder(stop);
  return attribute === undefined ? `!Ref ${choice(ids, stop)}` : `!GetAtt ${choice(ids, stop)}.${attribute}`;
}

function referenceJson({ types, attribute }: Referred, template: Template, stop: number): string {
  const ids = idsOf(types, template);
  if (ids.length === 0) return `"${placeholder(stop)}"`;
  const id = choice(ids, stop);
  return attribute === undefined ? `{ "Ref": "${id}" }` : `{ "Fn::GetAtt": ["${id}", "${attribute}"] }`;
}

function idsOf(types: readonly string[], { resources }: Template): readonly string[] {
  return [...resources.values()].filter((it) => types.includes(it.type) && /^\w+$/.test(it.id)).map((it) => it.id);
}

function placeholder(stop: number, text?: string): string {
  return text === undefined ? `\${${stop}}` : `\${${stop}:${text}}`;
}

function choice(texts: readonly string[], stop: number): string {
  return texts.length === 1 ? placeholder(stop, texts[0]) : `\${${stop}|${texts.join(",")}|}`;
}

function indented(line: string, column: number): string {
  return " ".repeat(column) + line;
}

/** A snippet as the text that it begins with, for clients that know no snippets. */
export function withoutPlaceholders(snippet: string): string {
  return snippet.replace(
    /\$\{\d+(?::([^}]*)|\|([^,|]*)[^|]*\|)?\}/g,
    (_, text?: string, first?: string) => text ?? first ?? "",
  );
}

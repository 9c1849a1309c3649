import shapesData from "./referenceShapes.json";
import data from "./references.json";

/** What stands in the patterns of the tables. */
export interface ReferenceNames {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

/** What `Ref` of a resource gives: its name, its ARN, an id that AWS makes up, a URL, or something of no use elsewhere. */
export type RefKind = "name" | "arn" | "id" | "url" | "opaque";

/** What `Ref` and `Fn::GetAtt` give for resources of a type. */
export interface ReferenceFacts {
  readonly ref: RefKind;
  /** The property that spells out the name which `Ref` or the ARN says. */
  readonly nameProperty?: string | undefined;
  /** With `${region}`, `${account}` and `${name}`; undefined where the name does not tell the ARN. */
  readonly arn?: string | undefined;
  /** The attribute that is the ARN of the resource itself. */
  readonly arnAttribute?: string | undefined;
  /** Every attribute, `arnAttribute` among them. */
  readonly attributes: readonly string[];
}

/** How references look where the service has a form of its own for them. */
interface ReferenceShape {
  readonly ref?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Another type whose references look the same. */
  readonly like?: string | undefined;
}

/** Where the facts of the types are from, and the day on which they were published. */
export const referencesSource: { readonly source: string; readonly date: string } = data;

const services: Readonly<Record<string, Readonly<Record<string, string>>>> = data.services;
const shapes: ReadonlyMap<string, ReferenceShape> = new Map(Object.entries<ReferenceShape>(shapesData.types));
const facts = new Map<string, ReferenceFacts | undefined>();

/** What SAM makes of its own types, under the same logical id. */
const SAM_TYPES: Readonly<Record<string, string>> = {
  "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
  "AWS::Serverless::Application": "AWS::CloudFormation::Stack",
  "AWS::Serverless::CapacityProvider": "AWS::Lambda::CapacityProvider",
  "AWS::Serverless::Function": "AWS::Lambda::Function",
  "AWS::Serverless::GraphQLApi": "AWS::AppSync::GraphQLApi",
  "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
  "AWS::Serverless::LayerVersion": "AWS::Lambda::LayerVersion",
  "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
  "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
  "AWS::Serverless::WebSocketApi": "AWS::ApiGatewayV2::Api",
};

/** Where SAM calls the property of the name otherwise. */
const SAM_NAMES: Readonly<Record<string, string>> = { "AWS::Serverless::StateMachine": "Name" };

/** The types of AWS and SAM. */
export function referenceTypes(): readonly string[] {
  const types = Object.entries(services).flatMap(([service, its]) => Object.keys(its).map((it) => `AWS::${service}::${it}`));
  return [...new Set([...types, ...shapes.keys()])];
}

/** Undefined for types that AWS does not have. SAM's own types are as those that SAM makes of them. */
export function referenceFacts(type: string): ReferenceFacts | undefined {
  if (!facts.has(type)) facts.set(type, readFacts(type));
  return facts.get(type);
}

/** The attributes of a type whose looks are known. */
export function attributesOf(type: string): readonly string[] {
  const { arn, arnAttribute } = referenceFacts(type) ?? {};
  const shaped = Object.keys(shapeOf(type).attributes ?? {});
  return arn === undefined || arnAttribute === undefined ? shaped : [...new Set([arnAttribute, ...shaped])];
}

/** What `Ref` of a resource looks like; its name, unless the type is known to give something else. */
export function refText(type: string, names: ReferenceNames): string {
  const shaped = shapeOf(type).ref;
  if (shaped !== undefined) return filled(shaped, "", names);
  const { ref, arn } = referenceFacts(type) ?? {};
  if (ref !== "arn") return names.name;
  return arn === undefined ? usualArn(type, names) : filled(arn, "", names);
}

/** What `Fn::GetAtt` of a resource looks like; for an ARN that its name does not tell, one as most are. */
export function attributeText(type: string, attribute: string, names: ReferenceNames): string {
  const { arn, arnAttribute } = referenceFacts(type) ?? {};
  const pattern = shapeOf(type).attributes?.[attribute] ?? (attribute === arnAttribute ? arn : undefined);
  if (pattern !== undefined) return filled(pattern, refText(type, names), names);
  return /Arn$/i.test(attribute) ? usualArn(type, names) : `local-${names.id}-${attribute}`;
}

function shapeOf(type: string): ReferenceShape {
  const shape = shapes.get(type) ?? {};
  return shape.like === undefined ? shape : (shapes.get(shape.like) ?? {});
}

function readFacts(type: string): ReferenceFacts | undefined {
  const [vendor, service = "", name = "", ...more] = (SAM_TYPES[type] ?? type).split("::");
  const line = vendor === "AWS" && more.length === 0 ? own(own(services, service), name) : undefined;
  if (line === undefined) return undefined;
  const [kinds = "", arn = "", arnAttribute = "", others = ""] = line.split("|");
  const [ref = "", nameProperty] = kinds.split(" ");
  const shaped = Object.keys(shapeOf(type).attributes ?? {});
  const attributes = [arnAttribute, ...others.split(" "), ...shaped].filter((it) => it !== "");
  return {
    ref: ref as RefKind,
    nameProperty: SAM_NAMES[type] ?? nameProperty,
    arn: arn === "" ? undefined : `arn:aws:${expanded(arn)}`,
    arnAttribute: arnAttribute === "" ? undefined : arnAttribute,
    attributes: [...new Set(attributes)].sort(),
  };
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** `sqs:r:a:*` as a pattern. */
function expanded(arn: string): string {
  const [service = "", region = "", account = "", ...rest] = arn.split(":");
  const parts = [service, region.replace("r", "${region}"), account.replace("a", "${account}"), ...rest];
  return parts.join(":").replace("*", "${name}");
}

function usualArn(type: string, { name, region, account }: ReferenceNames): string {
  const [, service = "resource"] = type.toLowerCase().split("::");
  return `arn:aws:${service}:${region}:${account}:${name}`;
}

function filled(pattern: string, ref: string, { name, region, account }: ReferenceNames): string {
  // The ARN of `/orders/host` has one slash before the name, like that of `host`.
  const path = name.startsWith("/") ? name : `/${name}`;
  const values = new Map(Object.entries({ ref, name, path, region, account }));
  return pattern.replaceAll(/\$\{(\w+)\}/g, (hole, key: string) => values.get(key) ?? hole);
}

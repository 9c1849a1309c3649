import { type Connector, type ConnectorStatement, connectorBetween, connectorType } from "../../data/samConnectors.js";
import type { PolicySource, PolicyStatement } from "../../model/role.js";
import type { LambdaFunction, Resource } from "../../model/template.js";
import { ABSENT, type Guard, textOf, type Value } from "../../model/value.js";
import { IMPLICIT_HTTP_API, IMPLICIT_REST_API } from "./apiEvents.js";
import { hasImplicitApi } from "./apis.js";
import { NO_GRANTS, type Part, permissionOf, type Surroundings, statementOf, textValue } from "./parts.js";
import { entriesOf, given, joined, listItems, reference } from "./symbols.js";

/** What a connector resource gives to the functions that it connects, or whose roles it extends. */
export function connectorResource(resource: Resource, surroundings: Surroundings): readonly Part[] {
  const { id, place, properties, existsWhen } = resource;
  const guards = existsWhen ? [existsWhen] : [];
  const link: Link = { id, place, guards, source: given(properties, "Source"), properties };
  return connected(link, surroundings);
}

/** Connectors that are written within the resource that is their source. */
export function embeddedConnectors(resource: Resource, surroundings: Surroundings): readonly Part[] {
  if (!resource.connectors) return [];
  return entriesOf(resource.connectors).flatMap(({ key, keyPlace, value }) => {
    const properties = given(value, "Properties");
    const entry = { key: "Id", value: textValue(resource.id) };
    const extra = entriesOf(given(properties, "SourceReference"));
    const source: Value = { kind: "object", entries: [...extra, entry] };
    // A condition of the source is none of the connector's: what it connects is there with it.
    const link: Link = {
      id: `${resource.id}${key}`,
      place: keyPlace ?? resource.place,
      guards: [],
      source,
      properties,
    };
    return connected(link, surroundings);
  });
}

/** The logical id of a function's role, also of one that SAM makes, where it is of the template. */
export function roleIdOf({ id, dialect, role }: LambdaFunction): string | undefined {
  if (role.kind === "reference") return role.target;
  return dialect === "sam" && role.kind === "absent" ? `${id}Role` : undefined;
}

interface Link {
  readonly id: string;
  readonly place: PolicySource["place"];
  readonly guards: readonly Guard[];
  readonly source: Value;
  readonly properties: Value;
}

function connected(link: Link, surroundings: Surroundings): readonly Part[] {
  const destination = given(link.properties, "Destination");
  const categories = listItems(given(link.properties, "Permissions")).flatMap((it) => textOf(it) ?? []);
  const isMany = destination.kind === "list";
  return (isMany ? destination.items : [destination]).flatMap((it, i) => {
    const suffix = isMany ? `Destination${i}` : "";
    const [source, target] = [endOf(link.source, it, surroundings), endOf(it, link.source, surroundings)];
    const connector = source && target && connectorBetween(source.type, target.type);
    // What the policies of queues and topics say is nothing of a function's.
    if (!connector || !("permissions" in connector) || !accepts(connector, categories)) return [];
    return made(connector, { link, suffix, source, target, categories: [...new Set(categories)] }, surroundings);
  });
}

/** A resource at one end of a connector: what the patterns of the table say of it. */
interface End {
  readonly type: string;
  /** By the names of the patterns: `Arn`, `ResourceId`, `Name`, `Qualifier`. */
  readonly values: Readonly<Record<string, Value>>;
  /** The role's name, as `Ref` of it. */
  readonly role: Value;
}

interface Connection {
  readonly link: Link;
  readonly suffix: string;
  readonly source: End;
  readonly target: End;
  readonly categories: readonly string[];
}

type FunctionConnector = Extract<Connector, { permissions: unknown }>;

function accepts(connector: FunctionConnector, categories: readonly string[]): boolean {
  if (categories.length === 0 || !categories.every((it) => Object.hasOwn(connector.permissions, it))) return false;
  const sorted = [...new Set(categories)].sort().join();
  return connector.combinations?.some((it) => [...it].sort().join() === sorted) ?? true;
}

function made(connector: FunctionConnector, connection: Connection, surroundings: Surroundings): readonly Part[] {
  switch (connector.kind) {
    case "role-policy": {
      const role = connection[connector.role === "source" ? "source" : "target"].role;
      const statements = connection.categories.flatMap((it) => connector.permissions[it] ?? []);
      return granted(role, statements, connection, surroundings);
    }
    case "lambda-permission":
      return connection.categories.flatMap((category) => {
        const permission = connector.permissions[category];
        return permission ? invocable(category, permission, connection, surroundings) : [];
      });
    default:
      return connector satisfies never;
  }
}

/** The policy is on a role, so each function with that role has it. */
function granted(
  role: Value,
  statements: readonly ConnectorStatement[],
  connection: Connection,
  { functionsByRole, template }: Surroundings,
): readonly Part[] {
  const { id, place, guards } = connection.link;
  const from: PolicySource = { kind: "connector", name: id, place };
  const filled = statements.map((it): PolicyStatement | undefined => {
    const resources = it.resources.map((pattern) => filledIn(pattern, connection));
    const known = resources.filter((value) => value !== undefined);
    return known.length === resources.length ? statementOf(it.actions, known, from, guards) : undefined;
  });
  const all = filled.filter((it) => it !== undefined);
  if (all.length !== filled.length) return [];
  const roleId = role.kind === "reference" ? role.target : roleNamed(textOf(role), template.resources);
  if (roleId === undefined) return [];
  const owners = functionsByRole.get(roleId) ?? [];
  return owners.map((it) => ({ function: it, connectorGrants: { ...NO_GRANTS, statements: all } }));
}

function invocable(
  category: string,
  permission: { readonly principal: string; readonly sourceArn: string; readonly sourceAccount?: string | undefined },
  connection: Connection,
  { functionsNamed }: Surroundings,
): readonly Part[] {
  const { link, suffix, target } = connection;
  const { Arn: arn = ABSENT } = target.values;
  const sourceArn = filledIn(permission.sourceArn, connection);
  const account = permission.sourceAccount;
  const sourceAccount = account === undefined ? ABSENT : (filledIn(account, connection) ?? ABSENT);
  if (!sourceArn) return [];
  return functionsNamed(arn).map((it) => ({
    function: it.function,
    permissions: [
      permissionOf({
        id: `${link.id}${category}LambdaPermission${suffix}`,
        principal: textValue(permission.principal),
        sourceArn,
        sourceAccount,
        target: arn,
        place: link.place,
        guards: [...link.guards, ...it.guards],
      }),
    ],
  }));
}

/** A pattern with what it speaks of; undefined when an end does not have that. */
function filledIn(pattern: string, { source, target }: Connection): Value | undefined {
  const parts = pattern.split(/\$\{([^}]*)\}/).map((piece, i): Value | undefined => {
    if (i % 2 === 0) return textValue(piece);
    const [end, key] = piece.split(".");
    if (end === "Source") return source.values[key ?? ""];
    if (end === "Destination") return target.values[key ?? ""];
    return reference(piece);
  });
  const known = parts.filter((it) => it !== undefined);
  if (known.length !== parts.length) return undefined;
  const [before, only, after] = known;
  return known.length === 3 && only && isEmpty(before) && isEmpty(after) ? only : joined(...known);
}

function isEmpty(value: Value | undefined): boolean {
  return value?.kind === "known" && value.value === "";
}

/** By id with what the template says of that resource, or all spelled out. */
function endOf(settings: Value, other: Value, surroundings: Surroundings): End | undefined {
  if (settings.kind !== "object") return undefined;
  const id = textOf(given(settings, "Id"));
  if (id !== undefined) return identified(id, settings, other, surroundings);
  const written = textOf(given(settings, "Type"));
  if (written === undefined || given(settings, "Id").kind !== "absent") return undefined;
  const keys = ["Arn", "ResourceId", "Name", "Qualifier"];
  const values = keys.map((it) => [it, given(settings, it)] as const).filter(([, value]) => value.kind !== "absent");
  const type = TYPED[written] ?? written;
  return { type, values: Object.fromEntries(values), role: given(settings, "RoleName") };
}

function identified(id: string, settings: Value, other: Value, surroundings: Surroundings): End | undefined {
  const found = surroundings.template.resources.get(id);
  const type = found ? (EXPANDED[found.type] ?? found.type) : generatedType(id, surroundings);
  if (type === undefined) return undefined;
  const shape = connectorType(type);
  const read = (pattern: string | undefined): Value | undefined =>
    pattern === undefined ? undefined : symbolic(pattern, id);
  const qualifier = given(settings, "Qualifier");
  const values = {
    Arn: read(shape.arn),
    ResourceId: read(shape.id),
    Name: read(shape.name),
    Qualifier: qualifier.kind === "absent" ? read(shape.qualifier) : qualifier,
  };
  const known = Object.entries(values).flatMap(([key, value]) => (value ? [[key, value] as const] : []));
  return { type, values: Object.fromEntries(known), role: found ? roleIn(found, type, other) : ABSENT };
}

/** `*`, `${id}` or `${id.Arn}`. */
function symbolic(pattern: string, id: string): Value {
  const attribute = /^\$\{id(?:\.(\w+))?\}$/.exec(pattern);
  return attribute ? reference(id, attribute[1]) : textValue(pattern);
}

/** The types of SAM as connectors see them, which come last: as what they have become. */
const EXPANDED: Readonly<Record<string, string>> = {
  "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
  "AWS::Serverless::Function": "AWS::Lambda::Function",
  "AWS::Serverless::GraphQLApi": "AWS::AppSync::GraphQLApi",
  "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
  "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
  "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
  "AWS::Serverless::WebSocketApi": "AWS::ApiGatewayV2::Api",
};

/** Those that a connector may name by `Type`. */
const TYPED: Readonly<Record<string, string>> = {
  "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
  "AWS::Serverless::Function": "AWS::Lambda::Function",
  "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
  "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
  "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
};

/** The type of a resource that SAM makes for events, as far as connectors know such a type. */
function generatedType(id: string, { functions, template }: Surroundings): string | undefined {
  if (id === IMPLICIT_REST_API && hasImplicitApi(template, "Api")) return "AWS::ApiGateway::RestApi";
  if (id === IMPLICIT_HTTP_API && hasImplicitApi(template, "HttpApi")) return "AWS::ApiGatewayV2::Api";
  for (const fn of functions.values()) {
    const rest = id.startsWith(fn.id) ? id.slice(fn.id.length) : undefined;
    const events = rest === undefined ? [] : entriesOf(given(fn.resource.properties, "Events"));
    for (const { key, value } of events) {
      const type = textOf(given(value, "Type")) ?? "";
      if (rest === key && RULES.has(type)) return "AWS::Events::Rule";
      if (rest === `${key}Queue` && (RULES.has(type) || type === "SNS")) return "AWS::SQS::Queue";
    }
  }
  return undefined;
}

const RULES = new Set(["CloudWatchEvent", "EventBridgeRule", "Schedule"]);

/** The role that a resource acts with, as `Ref` of it; only a plain reference tells. */
function roleIn(resource: Resource, type: string, other: Value): Value {
  const role = type === "AWS::Events::Rule" ? ruleRole(resource, other) : roleProperty(resource, type);
  return role.kind === "reference" ? reference(role.target) : ABSENT;
}

function roleProperty({ id, type: written, properties }: Resource, type: string): Value {
  const isSam = written.startsWith("AWS::Serverless::");
  const key = isSam ? "Role" : connectorType(type).role;
  const role = key === undefined ? ABSENT : given(properties, key);
  return isSam && role.kind === "absent" ? reference(`${id}Role`) : role;
}

function ruleRole({ properties }: Resource, other: Value): Value {
  const id = textOf(given(other, "Id"));
  for (const target of listItems(given(properties, "Targets"))) {
    const arn = given(target, "Arn");
    if (arn.kind === "reference" && arn.target === id) return given(target, "RoleArn");
  }
  return ABSENT;
}

function roleNamed(name: string | undefined, resources: ReadonlyMap<string, Resource>): string | undefined {
  if (name === undefined) return undefined;
  const isNamed = (it: Resource) => it.type === "AWS::IAM::Role" && textOf(given(it.properties, "RoleName")) === name;
  return [...resources.values()].find(isNamed)?.id;
}

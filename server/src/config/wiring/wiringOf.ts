import type { LambdaFunction, Resource } from "../../model/template.js";
import { ABSENT, type Value, worlds } from "../../model/value.js";
import { wiresOf } from "../triggers/wiring.js";
import { graphQlApi, httpAuthorizers, implicitAuthorizers, isReplaced, restAuthorizers, webSocketApi } from "./apis.js";
import { connectorResource, embeddedConnectors, roleIdOf } from "./connectors.js";
import { type Named, NO_GRANTS, type Part, type Surroundings, type WiredTemplate, type Wiring } from "./parts.js";
import { writtenAlias, writtenInvokeConfig, writtenMapping, writtenPermission, writtenUrl } from "./resources.js";
import { samFunction } from "./samFunction.js";

export type { WiredTemplate, Wiring } from "./parts.js";

type ReadParts = (resource: Resource, surroundings: Surroundings) => readonly Part[];

const READERS: Readonly<Record<string, ReadParts>> = {
  "AWS::Lambda::Alias": writtenAlias,
  "AWS::Lambda::EventInvokeConfig": writtenInvokeConfig,
  "AWS::Lambda::EventSourceMapping": writtenMapping,
  "AWS::Lambda::Permission": writtenPermission,
  "AWS::Lambda::Url": writtenUrl,
  "AWS::Serverless::Api": restAuthorizers,
  "AWS::Serverless::Connector": connectorResource,
  "AWS::Serverless::Function": samFunction,
  "AWS::Serverless::GraphQLApi": graphQlApi,
  "AWS::Serverless::HttpApi": httpAuthorizers,
  "AWS::Serverless::WebSocketApi": webSocketApi,
};

/** What stands around each function but its role: what SAM makes first, then what is written, in its order. */
export function wiringsOf(template: WiredTemplate): ReadonlyMap<string, Wiring> {
  const known = wirings.get(template);
  if (known) return known;
  const surroundings = surroundingsOf(template);
  const all = [...template.resources.values()].filter((it) => !it.excluded && !isReplaced(it, template));
  const isFunction = ({ type }: Resource) => type === "AWS::Serverless::Function";
  const read = (it: Resource) => READERS[it.type]?.(it, surroundings) ?? [];
  const parts = [
    ...all.filter(isFunction).flatMap(read),
    ...all.filter((it) => !isFunction(it)).flatMap(read),
    ...implicitAuthorizers(surroundings),
    ...all.flatMap((it) => embeddedConnectors(it, surroundings)),
  ];
  const byFunction = new Map(template.functions.map((it): [string, Part[]] => [it.id, []]));
  for (const part of parts) byFunction.get(part.function)?.push(part);
  const res = new Map([...byFunction].map(([id, own]) => [id, whole(own)]));
  wirings.set(template, res);
  return res;
}

/** What stands around a function but its role. */
export function wiringOf({ id }: LambdaFunction, template: WiredTemplate): Wiring {
  return wiringsOf(template).get(id) ?? whole([]);
}

/** A template never changes, so neither does what follows from it. */
const wirings = new WeakMap<WiredTemplate, ReadonlyMap<string, Wiring>>();

function surroundingsOf(template: WiredTemplate): Surroundings {
  const wires = wiresOf(template.resources, template.functions);
  const functionsNamed = (value: Value): readonly Named[] =>
    worlds(value).flatMap(({ value: it, guards }) => wires.functionsAt(it).map((id) => ({ function: id, guards })));
  const functionsByRole = new Map<string, string[]>();
  for (const fn of template.functions) {
    const role = roleIdOf(fn);
    if (role !== undefined) functionsByRole.set(role, [...(functionsByRole.get(role) ?? []), fn.id]);
  }
  return {
    ...wires,
    template,
    functionsByRole,
    functions: new Map(template.functions.map((it) => [it.id, it])),
    functionsNamed,
  };
}

function whole(parts: readonly Part[]): Wiring {
  const first = (key: "alias" | "url" | "invokeConfig"): Value =>
    parts.map((it) => it[key] ?? ABSENT).find((it) => it.kind !== "absent") ?? ABSENT;
  const grants = (key: "grants" | "connectorGrants") => {
    const all = parts.map((it) => it[key] ?? NO_GRANTS);
    return {
      managedPolicies: all.flatMap((it) => it.managedPolicies),
      statements: all.flatMap((it) => it.statements),
    };
  };
  return {
    permissions: parts.flatMap((it) => it.permissions ?? []),
    eventSourceMappings: parts.flatMap((it) => it.eventSourceMappings ?? []),
    url: first("url"),
    alias: first("alias"),
    invokeConfig: first("invokeConfig"),
    grants: grants("grants"),
    connectorGrants: grants("connectorGrants"),
  };
}

import { createHash } from "node:crypto";
import type { FunctionPermission } from "../../model/role.js";
import { at, entryOf, property, textOf, type Value, worlds } from "../../model/value.js";
import { permissionOf, type Surroundings, textValue } from "./parts.js";
import type { SamEvent } from "./samEvents.js";
import { given, isNothing, reference, required, stackArn } from "./symbols.js";

export const IMPLICIT_REST_API = "ServerlessRestApi";
export const IMPLICIT_HTTP_API = "ServerlessHttpApi";
export const API_GATEWAY = textValue("apigateway.amazonaws.com");

/** Each stage may call the path, whatever the stage is called. */
export function apiPermission(event: SamEvent, surroundings: Surroundings): FunctionPermission {
  const { id, properties, place, target } = event;
  const api = given(properties, "RestApiId");
  const path = withText(required(properties, "Path"), (it) => withoutParameters(it, /\{[\w.-]+\+?\}/g));
  const method = withText(required(properties, "Method"), (it) => (/^any$/i.test(it) ? "*" : it.toUpperCase()));
  const source = api.kind === "absent" ? reference(IMPLICIT_REST_API) : api;
  return permissionOf({
    id: `${id}Permission${stageSuffix(api, surroundings)}`,
    principal: API_GATEWAY,
    sourceArn: stackArn("execute-api", source, "/*/", method, path),
    target: target.value,
    place,
  });
}

/** The permission for the route, unless the function owns the default route of the API. */
export function httpApiPermission(
  event: SamEvent,
  all: readonly SamEvent[],
  surroundings: Surroundings,
): readonly FunctionPermission[] {
  const { id, properties, place, target } = event;
  const source = httpApiOf(event);
  const isDefault = isDefaultRoute(event);
  if (!isDefault && ownsDefaultRoute(event, all, surroundings)) return [];
  const resource = isDefault ? ["*"] : routeResource(properties);
  return [
    permissionOf({
      id: `${id}Permission`,
      principal: API_GATEWAY,
      sourceArn: stackArn("execute-api", source, "/*/", ...resource),
      target: target.value,
      place,
    }),
  ];
}

/** The API that an event of a HTTP API is for. */
export function httpApiOf({ properties }: SamEvent): Value {
  const api = given(properties, "ApiId");
  return api.kind === "absent" ? reference(IMPLICIT_HTTP_API) : api;
}

const DEFAULT_PATH = "$default";
const ANY_METHOD = "x-amazon-apigateway-any-method";

function routeResource(properties: Value): readonly (Value | string)[] {
  const path = required(properties, "Path");
  const method = required(properties, "Method");
  const isAny = isAnyMethod(textOf(method));
  if (textOf(path) === DEFAULT_PATH) return [withText(method, (it) => (isAny ? "*" : it.toUpperCase()))];
  if (isAny && textOf(path) === `/${DEFAULT_PATH}`) return [DEFAULT_PATH];
  return [
    withText(method, (it) => (isAny ? "*" : it.toUpperCase())),
    withText(path, (it) => withoutParameters(it, /\{(?:[\w.-]+|proxy\+)\}/g)),
  ];
}

/** Without path and method, or `$default` for every method. */
function isDefaultRoute({ properties }: SamEvent): boolean {
  const [path, method] = [given(properties, "Path"), given(properties, "Method")];
  if (isNothing(path) && isNothing(method)) return properties.kind === "object" || properties.kind === "absent";
  return textOf(path) === DEFAULT_PATH && isAnyMethod(textOf(method));
}

function isAnyMethod(method: string | undefined): boolean {
  return method !== undefined && ["any", ANY_METHOD].includes(method.toLowerCase());
}

/** SAM recognises the default route by the function's own ARN, so not that of a function with an alias. */
function ownsDefaultRoute(event: SamEvent, all: readonly SamEvent[], { template }: Surroundings): boolean {
  const { function: fn, id } = event.target;
  const api = httpApiOf(event);
  const isAliased = id !== fn.id || event.target.value.kind !== "reference";
  if (isAliased || api.kind !== "reference") return false;
  const settings = template.resources.get(api.target)?.properties;
  if (settings && given(settings, "DefinitionUri").kind !== "absent") return false;
  const isSame = (it: SamEvent): boolean => {
    const other = httpApiOf(it);
    return it.type === "HttpApi" && other.kind === "reference" && other.target === api.target;
  };
  if (all.some((it) => isSame(it) && isDefaultRoute(it))) return true;
  const body = settings ? given(settings, "DefinitionBody") : undefined;
  const method = body && at(body, "paths", DEFAULT_PATH, ANY_METHOD);
  const uri = method && at(method, "x-amazon-apigateway-integration", "uri");
  return uri !== undefined && worlds(uri).every(({ value }) => integratedFunction(value) === fn.id);
}

function integratedFunction(uri: Value): string | undefined {
  const parts = uri.kind === "concat" ? uri.parts : [];
  for (const part of parts) if (part.kind === "reference" && part.attribute === "Arn") return part.target;
  return undefined;
}

/** What stands for any value of a parameter; API Gateway takes no slash at the end. */
function withoutParameters(path: string, parameters: RegExp): string {
  return path.replace(/^(.+)\/$/s, "$1").replaceAll(parameters, "*");
}

function withText(value: Value, change: (text: string) => string): Value {
  const text = textOf(value);
  return text === undefined ? value : textValue(change(text));
}

/** The stage that SAM writes into the logical id of the permission. */
function stageSuffix(api: Value, { template }: Surroundings): string {
  if (api.kind === "absent") return "Prod";
  const id = api.kind === "reference" ? api.target : textOf(api);
  if (id === IMPLICIT_REST_API) return "Prod";
  const properties = template.resources.get(id ?? "")?.properties;
  const stage = properties && textOf(property(properties, "StageName"));
  if (stage === undefined || entryOf(properties, "StageName")?.value.origin?.kind === "parameter") return "Stage";
  if (/^[\dA-Za-z]+$/.test(stage)) return stage;
  return createHash("sha1").update(stage).digest("hex").slice(0, 10);
}

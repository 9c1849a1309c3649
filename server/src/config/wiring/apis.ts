import type { PolicySource } from "../../model/role.js";
import type { Resource } from "../../model/template.js";
import { type Entry, property, textOf, type Value, worlds } from "../../model/value.js";
import { API_GATEWAY, IMPLICIT_HTTP_API, IMPLICIT_REST_API } from "./apiEvents.js";
import { type Part, permissionOf, type Surroundings, textValue, type WiredTemplate } from "./parts.js";
import { entriesOf, given, isNothing, listItems, reference, stackArn } from "./symbols.js";

/** The Lambda authorizers of a REST API, which it may call unless it is told not to. */
export function restAuthorizers(api: ApiLike, surroundings: Surroundings): readonly Part[] {
  return authorizersOf(api).flatMap(({ key, keyPlace, value }) => {
    if (!isNothing(given(value, "DisableFunctionDefaultPermissions"))) return [];
    return authorizerPermission(api, `${key}AuthorizerPermission`, given(value, "FunctionArn"), surroundings, keyPlace);
  });
}

/** The Lambda authorizers of a HTTP API, which it may call only when it is told so. */
export function httpAuthorizers(api: ApiLike, surroundings: Surroundings): readonly Part[] {
  return authorizersOf(api).flatMap(({ key, keyPlace, value }) => {
    if (isNothing(given(value, "EnableFunctionDefaultPermissions"))) return [];
    return authorizerPermission(api, `${key}AuthorizerPermission`, given(value, "FunctionArn"), surroundings, keyPlace);
  });
}

/** The APIs that SAM makes for events that name none: Globals alone says what they are. */
export function implicitAuthorizers(surroundings: Surroundings): readonly Part[] {
  const { template } = surroundings;
  // No place of the template says more of them.
  const made = (id: string) => {
    const properties = template.implicitApis.get(id)?.properties;
    return properties && { id, properties };
  };
  const rest = hasImplicitApi(template, "Api") ? made(IMPLICIT_REST_API) : undefined;
  const http = hasImplicitApi(template, "HttpApi") ? made(IMPLICIT_HTTP_API) : undefined;
  return [...(rest ? restAuthorizers(rest, surroundings) : []), ...(http ? httpAuthorizers(http, surroundings) : [])];
}

/** Events of functions and of state machines that name no API share one, in place of a resource of that name. */
export function hasImplicitApi({ resources }: Pick<WiredTemplate, "resources">, type: "Api" | "HttpApi"): boolean {
  const id = type === "Api" ? "RestApiId" : "ApiId";
  const owners = [...resources.values()].filter((it) => IMPLICIT_OWNERS.has(it.type));
  return owners.some(({ properties }) =>
    worlds(property(properties, "Events"))
      .flatMap(({ value }) => entriesOf(value))
      .some(({ value }) => textOf(given(value, "Type")) === type && isUnnamed(given(value, "Properties"), id)),
  );
}

/** SAM puts the API that it makes in the place of a resource of the same name. */
export function isReplaced({ id }: Resource, template: Pick<WiredTemplate, "resources">): boolean {
  if (id === IMPLICIT_REST_API) return hasImplicitApi(template, "Api");
  return id === IMPLICIT_HTTP_API && hasImplicitApi(template, "HttpApi");
}

/** A function for each route, and one that says who may connect. */
export function webSocketApi(api: Resource, surroundings: Surroundings): readonly Part[] {
  const { id, properties } = api;
  const stage = given(properties, "StageName");
  const routes = worlds(given(properties, "Routes")).flatMap(({ value }) => entriesOf(value));
  const parts = routes.flatMap((route) => {
    const source = [reference(id, "ApiId"), "/", stage.kind === "absent" ? "default" : stage, `/${route.key}`];
    const target = given(route.value, "FunctionArn");
    return invoked(target, surroundings, api, {
      id: `${id}${routeId(route.key)}Permission`,
      sourceArn: stackArn("execute-api", ...source),
      place: route.keyPlace ?? api.place,
    });
  });
  const auth = given(properties, "Auth");
  const isCustom = textOf(given(auth, "AuthType")) === "CUSTOM" && isNothing(given(auth, "InvokeRole"));
  if (!isCustom || !routes.some((it) => it.key === "$connect")) return parts;
  return [...parts, ...authorizerPermission(api, "AuthorizerPermission", given(auth, "AuthArn"), surroundings)];
}

/** The Lambda authorizers of a GraphQL API. Its data sources call functions with roles of their own. */
export function graphQlApi(api: Resource, surroundings: Surroundings): readonly Part[] {
  const auth = given(api.properties, "Auth");
  const authorizers = [auth, ...listItems(given(auth, "Additional"))].filter(
    (it) => textOf(given(it, "Type")) === "AWS_LAMBDA",
  );
  return authorizers.flatMap((it, i) =>
    invoked(given(given(it, "LambdaAuthorizer"), "AuthorizerUri"), surroundings, api, {
      id: `${api.id}ToLambdaAuthConnector${i + 1}WriteLambdaPermission`,
      principal: textValue("appsync.amazonaws.com"),
      sourceArn: stackArn("appsync", "apis/", reference(api.id, "ApiId")),
      place: it.place ?? api.place,
    }),
  );
}

/** A resource, or an API that is none of the template's. */
type ApiLike = Pick<Resource, "id" | "properties" | "existsWhen"> & Pick<PolicySource, "place">;

const IMPLICIT_OWNERS = new Set(["AWS::Serverless::Function", "AWS::Serverless::StateMachine"]);

function isUnnamed(properties: Value, id: string): boolean {
  const isRead = properties.kind === "object" || properties.kind === "absent";
  return isRead && property(properties, id).kind === "absent";
}

function authorizersOf({ properties }: ApiLike): readonly Entry[] {
  const authorizers = given(given(properties, "Auth"), "Authorizers");
  return worlds(authorizers).flatMap(({ value }) => entriesOf(value));
}

function authorizerPermission(
  api: ApiLike,
  suffix: string,
  target: Value,
  surroundings: Surroundings,
  place?: PolicySource["place"],
): readonly Part[] {
  return invoked(target, surroundings, api, {
    id: `${api.id}${suffix}`,
    sourceArn: stackArn("execute-api", reference(api.id), "/authorizers/*"),
    place: place ?? api.place,
  });
}

interface Caller {
  readonly id: string;
  readonly principal?: Value | undefined;
  readonly sourceArn: Value;
  readonly place: PolicySource["place"];
}

function invoked(
  target: Value,
  { functionsNamed }: Surroundings,
  { existsWhen }: ApiLike,
  caller: Caller,
): readonly Part[] {
  const { principal = API_GATEWAY, ...rest } = caller;
  return functionsNamed(target).map((it) => ({
    function: it.function,
    permissions: [
      permissionOf({ ...rest, principal, target, guards: [...(existsWhen ? [existsWhen] : []), ...it.guards] }),
    ],
  }));
}

/** `$connect` is `Connect` in logical ids, `sendMessage` is `Sendmessage`. */
function routeId(key: string): string {
  const name = key.replace(/^\$/, "");
  return name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
}

import type { Resource } from "../../model/template.js";
import { ABSENT, at, type Known, property, textOf, type Value } from "../../model/value.js";
import { resourceAt, type Wired, type Wires } from "./wiring.js";

export function restMethods({ id, place, properties }: Resource, wires: Wires): readonly Wired[] {
  const path = pathOf(property(properties, "ResourceId"), wires);
  return wires.functionsAt(at(properties, "Integration", "Uri")).map((it) => ({
    function: it,
    trigger: {
      kind: "rest-api",
      key: id,
      place,
      source: property(properties, "RestApiId"),
      settings: properties,
      method: property(properties, "HttpMethod"),
      path,
    },
  }));
}

export function httpRoutes({ id, type, place, properties }: Resource, wires: Wires): readonly Wired[] {
  const source = property(properties, "ApiId");
  const integration = resourceAt(property(properties, "Target"), wires);
  if (integration?.type !== "AWS::ApiGatewayV2::Integration") return [];
  const functions = wires.functionsAt(property(integration.properties, "IntegrationUri"));
  const protocol = textOf(property(resourceAt(source, wires)?.properties ?? ABSENT, "ProtocolType"));
  const wiring = { key: id, place, source, settings: properties };
  const routeKey = property(properties, "RouteKey");
  return functions.map((it) => ({
    function: it,
    trigger:
      protocol === "WEBSOCKET" || isOfWebSocket(routeKey)
        ? { kind: "other", type, ...wiring }
        : { kind: "http-api", ...wiring, ...routeOf(routeKey) },
  }));
}

/** An API that is made with its one integration, by `Target`. */
export function httpApiTargets({ id, place, properties }: Resource, wires: Wires): readonly Wired[] {
  return wires.functionsAt(property(properties, "Target")).map((it) => ({
    function: it,
    trigger: {
      kind: "http-api",
      key: id,
      place,
      source: { kind: "reference", target: id },
      settings: properties,
      ...routeOf(property(properties, "RouteKey")),
    },
  }));
}

/** No way through the resources of an API is longer than this; it ends one that goes in a circle. */
const MAX_SEGMENTS = 64;

/** The path of an API's resource, assembled from the path parts of its parents. */
function pathOf(resourceId: Value, wires: Wires): Value {
  const segments: string[] = [];
  let value = resourceId;
  for (let step = 0; step < MAX_SEGMENTS; step++) {
    if (value.kind === "reference" && value.attribute === "RootResourceId") return known(`/${segments.join("/")}`);
    const resource = resourceAt(value, wires);
    if (resource?.type !== "AWS::ApiGateway::Resource") break;
    const part = textOf(property(resource.properties, "PathPart"));
    if (part === undefined) break;
    segments.unshift(part);
    value = property(resource.properties, "ParentId");
  }
  return { kind: "unknown", reason: "the path of the API's resource is not all in the template" };
}

const HTTP_ROUTE = /^([A-Za-z]+)\s+(\/.*)$/;

/** Only the routes of WebSocket APIs are called `$connect`, or by a single word. */
function isOfWebSocket(routeKey: Value): boolean {
  const text = textOf(routeKey);
  return text !== undefined && text !== "$default" && !HTTP_ROUTE.test(text);
}

function routeOf(routeKey: Value): { readonly method: Value; readonly path: Value } {
  if (routeKey.kind === "absent") return { method: ABSENT, path: ABSENT };
  const text = textOf(routeKey);
  if (text === undefined) {
    const unknown: Value = { kind: "unknown", reason: "the route key is not known" };
    return { method: unknown, path: unknown };
  }
  const [, method, path] = HTTP_ROUTE.exec(text) ?? [];
  return method !== undefined && path !== undefined
    ? { method: known(method), path: known(path) }
    : { method: ABSENT, path: ABSENT };
}

function known(value: string): Known {
  return { kind: "known", value };
}

import data from "../data/operations.json";
import type { AwsRequest } from "./request.js";

/** What method and path of a request to a REST service say. */
export interface Routed {
  readonly operation: string;
  /** The first part of the path that names a resource. */
  readonly resource?: string | undefined;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** `list-type=2` asks for the value too. */
  readonly parameters: readonly string[];
  readonly headers: readonly string[];
  /** Of two routes that fit, the one with the higher rank is meant. */
  readonly rank: number;
  readonly operation: string;
}

type Table = Readonly<Record<string, string>>;

const routesByService = new Map<string, readonly Route[]>();

/** Nothing where no route of the service fits, or two fit as well. `path` is that of the request. */
export function routed(service: string, request: AwsRequest, path: string): Routed | undefined {
  const fitting = routesOf(service).filter((it) => fits(it, request, path));
  const highest = Math.max(...fitting.map((it) => it.rank));
  const [route, rival] = fitting.filter((it) => it.rank === highest);
  if (!route || rival) return undefined;

  const [, label] = route.path.exec(path) ?? [];
  return { operation: route.operation, resource: label && decoded(label) };
}

/** The members of requests to a service that name a resource, the most telling first. */
export function resourceMembers(service: string): readonly string[] {
  return (data.members as Table)[service]?.split(",") ?? [];
}

export function speaksXml(service: string): boolean {
  return data.restXml.split(" ").includes(service);
}

/** The service that a target, `DynamoDB_20120810` of `DynamoDB_20120810.PutItem`, or a version of a query stands for. */
export function serviceOfTarget(target: string): string | undefined {
  return serviceIn(data.targets, target);
}

export function serviceOfVersion(version: string): string | undefined {
  return serviceIn(data.versions, version);
}

function serviceIn(table: Table, name: string): string | undefined {
  const found = Object.keys(table).filter((it) => table[it]?.split(",").includes(name));
  return found.length === 1 ? found[0] : undefined;
}

function routesOf(service: string): readonly Route[] {
  const known = routesByService.get(service);
  if (known) return known;
  const routes = ((data.routes as Table)[service] ?? "").split("\n").filter(Boolean).map(parseRoute);
  routesByService.set(service, routes);
  return routes;
}

/** `/{}/{+}?partNumber&uploadId#x-amz-copy-source PUT UploadPartCopy`, as scripts/operations.mjs writes it. */
function parseRoute(line: string): Route {
  const [place = "", method = "", operation = ""] = line.split(" ");
  const [, path = "", parameters = "", headers = ""] = /^([^?#]*)\??([^#]*)#?(.*)$/.exec(place) ?? [];
  const conditions = [...parameters.split("&"), ...headers.split("&")].filter(Boolean).length;
  const literals = path.split("/").filter((it) => it !== "" && !it.includes("{")).length;
  return {
    method,
    path: patternOf(path),
    parameters: parameters.split("&").filter(Boolean),
    headers: headers.split("&").filter(Boolean),
    rank: literals * 100 + conditions,
    operation,
  };
}

const LABELS: Readonly<Record<string, string>> = { "{}": "([^/]+)", "{-}": "[^/]+", "{+}": ".+" };

function patternOf(path: string): RegExp {
  const parts = path.replace(/(?<=.)\/$/, "").split(/(\{[-+]?\})/);
  return new RegExp(`^${parts.map((it) => LABELS[it] ?? it.replace(/[.*+?^$()|[\]\\]/g, "\\$&")).join("")}/?$`);
}

function fits(route: Route, { method, query, headers }: AwsRequest, path: string): boolean {
  return (
    route.method === method &&
    route.path.test(path) &&
    route.headers.every((it) => headers[it] !== undefined) &&
    route.parameters.every((it) => {
      const [name = "", value] = it.split("=");
      return value === undefined ? query.has(name) : query.get(name) === value;
    })
  );
}

function decoded(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    return label;
  }
}

import type { AwsCall } from "../outcome.js";
import { decodeMap } from "./cbor.js";
import { resourceMembers, routed } from "./operations.js";
import { type AwsRequest, isForm } from "./request.js";
import { displayName, forDisplay, namedResources } from "./resource.js";
import { bucketOfHost, iamName, serviceOf } from "./service.js";

/** What the request would have done. What it does not tell for certain is left out. */
export function identify(request: AwsRequest, placeholders: ReadonlyMap<string, string>): AwsCall {
  const service = serviceOf(request);
  const { operation, named } = operationOf(request, service);
  const resource = forDisplay([...new Set(named.map((it) => displayName(it, placeholders)))].join(", "));
  return {
    service: service ? iamName(service) : "aws",
    operation: forDisplay(operation),
    ...(resource && { resource }),
  };
}

interface Identified {
  readonly operation: string;
  /** As the request has them. */
  readonly named: readonly string[];
}

function operationOf(request: AwsRequest, service: string | undefined): Identified {
  const inBody = (value: unknown) => namedResources(value, service ? resourceMembers(service) : []);
  const { target, rpc, action } = namesOf(request);
  if (target !== undefined) return { operation: target, named: inBody(jsonOf(request.body)) };
  if (rpc !== undefined) return { operation: rpc, named: inBody(decodeMap(request.body)) };
  if (action !== undefined) return { operation: action, named: inBody(formOf(request)) };

  const route = service === undefined ? undefined : routed(service, request, routablePath(request, service));
  const { resource } = route ?? {};
  return {
    operation: route?.operation ?? `${request.method} ${request.path}`,
    named: resource !== undefined ? [resource] : route ? inBody(jsonOf(request.body)) : [],
  };
}

/** The path as the service's API has it: with the bucket that the host names, and without the stage of an API. */
function routablePath({ host, path }: AwsRequest, service: string): string {
  const bucket = service === "s3" ? bucketOfHost(host) : undefined;
  if (bucket !== undefined) return `/${encodeURIComponent(bucket)}${path}`;
  return service === "execute-api" ? path.replace(/^\/[^/]+(?=\/@connections\/)/, "") : path;
}

/** The operation where a protocol names it outright: in a header, in the path, or as a parameter. */
function namesOf(request: AwsRequest): { readonly target?: string; readonly rpc?: string; readonly action?: string } {
  const target = /\.(\w+)$/.exec(request.headers["x-amz-target"] ?? "")?.[1];
  if (target !== undefined) return { target };
  const rpc = /^\/service\/[^/]+\/operation\/(\w+)$/.exec(request.path)?.[1];
  if (rpc !== undefined) return { rpc };
  const action = isForm(request) || request.query.has("Version") ? formOf(request)["Action"] : undefined;
  return action !== undefined ? { action } : {};
}

function formOf(request: AwsRequest): Readonly<Record<string, string>> {
  const inBody = isForm(request) ? new URLSearchParams(request.body.toString()) : [];
  return Object.fromEntries([...request.query, ...inBody]);
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

import type { EventSourceMapping, FunctionPermission, SourceGrants } from "../../model/role.js";
import type { LambdaFunction, Resource } from "../../model/template.js";
import { ABSENT, textOf, type Value } from "../../model/value.js";
import { type SamTarget, samAlias, samTarget } from "./alias.js";
import { apiPermission, httpApiPermission } from "./apiEvents.js";
import { samInvokeConfig } from "./invokeConfig.js";
import { type Part, permissionOf, type Surroundings, textValue } from "./parts.js";
import { PULLED, pulledGrants, pulledMapping } from "./pullEvents.js";
import { PUSHED, pushPermission, subscribedQueue } from "./pushEvents.js";
import { type SamEvent, samEvents } from "./samEvents.js";
import { given, objectOf } from "./symbols.js";

/** What SAM makes around a function of its own: for its events, URL, alias and invoke configuration. */
export function samFunction({ id }: Resource, surroundings: Surroundings): readonly Part[] {
  const fn = surroundings.functions.get(id);
  if (!fn) return [];
  const own = known.get(fn) ?? ownOf(fn);
  known.set(fn, own);
  return own.routes.length === 0 ? [own.part] : [own.part, { function: id, permissions: routed(own, surroundings) }];
}

/** What follows from a function alone, whatever else is in the template. */
interface Own {
  readonly part: Part;
  readonly routes: readonly SamEvent[];
}

/** Functions are read again only when they change, so this is too. */
const known = new WeakMap<LambdaFunction, Own>();

function ownOf(fn: LambdaFunction): Own {
  const target = samTarget(fn);
  const events = samEvents(fn, target);
  const made = events.map(madeFor);
  const part: Part = {
    function: fn.id,
    permissions: lastOfEach([...made.flatMap((it) => it.permissions ?? []), ...urlPermissions(fn, target)]),
    eventSourceMappings: made.flatMap((it) => it.eventSourceMappings ?? []),
    grants: {
      managedPolicies: made.flatMap((it) => it.grants?.managedPolicies ?? []),
      statements: made.flatMap((it) => it.grants?.statements ?? []),
    },
    alias: samAlias(fn),
    url: samUrl(fn),
    invokeConfig: samInvokeConfig(fn),
  };
  return { part, routes: events.filter((it) => it.type === "Api" || it.type === "HttpApi") };
}

function routed({ routes }: Own, surroundings: Surroundings): readonly FunctionPermission[] {
  return routes.flatMap((it) =>
    it.type === "Api" ? [apiPermission(it, surroundings)] : httpApiPermission(it, routes, surroundings),
  );
}

interface Made {
  readonly permissions?: readonly FunctionPermission[] | undefined;
  readonly eventSourceMappings?: readonly EventSourceMapping[] | undefined;
  readonly grants?: SourceGrants | undefined;
}

function madeFor(event: SamEvent): Made {
  const queue = event.type === "SNS" ? subscribedQueue(event) : undefined;
  if (queue) return queue;
  if (Object.hasOwn(PUSHED, event.type)) return { permissions: pushPermission(event) };
  if (!Object.hasOwn(PULLED, event.type)) return {};
  return { eventSourceMappings: [pulledMapping(event)], grants: pulledGrants(event) };
}

/** What has the same logical id is there once, as the last one makes it. */
function lastOfEach<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((it) => [it.id, it])).values()];
}

function samUrl({ resource }: LambdaFunction): Value {
  const config = given(resource.properties, "FunctionUrlConfig");
  if (config.kind !== "object") return config.kind === "absent" ? ABSENT : config;
  const read = (key: string) => given(config, key);
  return objectOf({ AuthType: read("AuthType"), InvokeMode: read("InvokeMode"), Cors: read("Cors") });
}

/** Only `NONE` as it is written lets everybody in; a parameter or a condition with that value does not. */
function urlPermissions({ id, resource }: LambdaFunction, target: SamTarget): readonly FunctionPermission[] {
  const authType = given(given(resource.properties, "FunctionUrlConfig"), "AuthType");
  const isWritten = authType.origin === undefined || authType.origin.kind === "globals";
  const isLiteral = isWritten && authType.decidedAt === undefined;
  if (textOf(authType) !== "NONE" || !isLiteral) return [];
  const common = { principal: textValue("*"), target: target.value, place: authType.place ?? resource.place };
  return [
    permissionOf({
      ...common,
      id: `${id}UrlPublicPermissions`,
      action: textValue("lambda:InvokeFunctionUrl"),
      functionUrlAuthType: textValue("NONE"),
    }),
    permissionOf({
      ...common,
      id: `${id}URLInvokeAllowPublicAccess`,
      invokedViaFunctionUrl: { kind: "known", value: true },
    }),
  ];
}

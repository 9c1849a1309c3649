import type { Resource } from "../../model/template.js";
import { type ObjectValue, property, type Value } from "../../model/value.js";
import { mappingOf, type Named, type Part, permissionOf, type Surroundings } from "./parts.js";
import { given, objectOf } from "./symbols.js";

export function writtenPermission(resource: Resource, surroundings: Surroundings): readonly Part[] {
  const { id, place, properties } = resource;
  const read = (key: string) => given(properties, key);
  return forEach("FunctionName", resource, surroundings, (target, guards) => ({
    permissions: [
      permissionOf({
        id,
        place,
        target,
        guards,
        action: read("Action"),
        principal: read("Principal"),
        sourceArn: read("SourceArn"),
        sourceAccount: read("SourceAccount"),
        eventSourceToken: read("EventSourceToken"),
        functionUrlAuthType: read("FunctionUrlAuthType"),
        invokedViaFunctionUrl: read("InvokedViaFunctionUrl"),
      }),
    ],
  }));
}

export function writtenMapping(resource: Resource, surroundings: Surroundings): readonly Part[] {
  const { id, place } = resource;
  const properties = without(resource.properties, "FunctionName");
  return forEach("FunctionName", resource, surroundings, (target, guards) => ({
    eventSourceMappings: [mappingOf({ id, place, target, guards, properties })],
  }));
}

export function writtenUrl(resource: Resource, surroundings: Surroundings): readonly Part[] {
  const read = (key: string) => given(resource.properties, key);
  const url = objectOf({ AuthType: read("AuthType"), InvokeMode: read("InvokeMode"), Cors: read("Cors") });
  return forEach("TargetFunctionArn", resource, surroundings, () => ({ url }));
}

export function writtenAlias(resource: Resource, surroundings: Surroundings): readonly Part[] {
  const alias = given(resource.properties, "Name");
  return forEach("FunctionName", resource, surroundings, () => ({ alias }));
}

export function writtenInvokeConfig(resource: Resource, surroundings: Surroundings): readonly Part[] {
  const invokeConfig = without(resource.properties, "FunctionName");
  return forEach("FunctionName", resource, surroundings, () => ({ invokeConfig }));
}

/** What a resource gives to each function that its property names. */
function forEach(
  key: string,
  { properties, existsWhen }: Resource,
  { functionsNamed }: Surroundings,
  part: (target: Value, guards: Named["guards"]) => Omit<Part, "function">,
): readonly Part[] {
  const target = property(properties, key);
  return functionsNamed(target).map((it) => ({
    ...part(target, existsWhen ? [existsWhen, ...it.guards] : it.guards),
    function: it.function,
  }));
}

function without(value: ObjectValue, key: string): ObjectValue {
  return {
    ...value,
    place: undefined,
    entries: value.entries.filter((it) => it.key !== key && it.value.kind !== "null"),
  };
}

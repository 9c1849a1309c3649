import type { Resource, Template } from "../../model/template.js";
import { entryOf, type Value } from "../../model/value.js";
import { isUnset } from "../failure.js";

/** The invoke permissions that a template declares itself, all of whose properties are known by name. */
export function declaredPermissions({ resources }: Template): readonly Resource[] {
  return [...resources.values()].filter(
    ({ broken, excluded, properties, type }) =>
      type === "AWS::Lambda::Permission" && !broken && !excluded && properties.open === undefined,
  );
}

/** None of the properties is set under any condition, and none is being written. */
export function hasNone(template: Template, resource: Resource, names: readonly string[]): boolean {
  const { entries } = resource.properties;
  const unset = (value: Value | undefined) => value === undefined || isUnset({ resource, template }, value);
  return (
    !entries.some((it) => it.value.kind === "null") &&
    names.every((it) => unset(entryOf(resource.properties, it)?.value))
  );
}

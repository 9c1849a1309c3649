import type { Place } from "../../model/place.js";
import { at, type Entry, entryOf } from "../../model/value.js";
import type { LinkedFunction } from "../rule.js";

/** The environment variables as written, each with its key; none when they are not a plain map. */
export function environmentEntries(fn: LinkedFunction): readonly Entry[] {
  const variables = at(fn.resource.properties, "Environment", "Variables");
  if (variables.kind !== "object") return [];
  return variables.entries.filter(({ key }) => !key.startsWith("Fn::"));
}

/** Where to report what is wrong with the environment as a whole. */
export function environmentPlace(fn: LinkedFunction): Place {
  const environment = entryOf(fn.resource.properties, "Environment");
  const variables = entryOf(environment?.value, "Variables");
  return variables?.keyPlace ?? environment?.keyPlace ?? fn.resource.place;
}

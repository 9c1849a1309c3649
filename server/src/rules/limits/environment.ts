import type { Place } from "../../model/place.js";
import { at, type Entry, entryOf } from "../../model/value.js";
import { type Failure, failures } from "../failure.js";
import type { LinkedFunction } from "../rule.js";

/** The environment variables as written, each with its key; none when they are not a plain map. */
export function environmentEntries(fn: LinkedFunction): readonly Entry[] {
  const variables = at(fn.resource.properties, "Environment", "Variables");
  if (variables.kind !== "object") return [];
  return variables.entries.filter(({ key }) => !key.startsWith("Fn::"));
}

/** Under which conditions an entry is certain to reach AWS; undefined when it may never do. */
export function presenceOf(fn: LinkedFunction, { value }: Entry): Failure<true> | undefined {
  // A key without a value is about to be typed.
  const [first] = failures(fn, value, (it) => (it.kind === "null" || it.kind === "absent" ? undefined : true));
  return first;
}

/** Where to report what is wrong with the environment as a whole. */
export function environmentPlace(fn: LinkedFunction): Place {
  const environment = entryOf(fn.resource.properties, "Environment");
  const variables = entryOf(environment?.value, "Variables");
  return variables?.keyPlace ?? environment?.keyPlace ?? fn.resource.place;
}

import type { Place } from "../../model/place.js";
import type { LambdaFunction } from "../../model/template.js";
import { textOf, type Value, worlds } from "../../model/value.js";
import type { SamTarget } from "./alias.js";
import { entriesOf, given } from "./symbols.js";

/** An event of a SAM function. */
export interface SamEvent {
  /** The key in `Events`. */
  readonly name: string;
  /** The logical id of the main resource that SAM makes for it. */
  readonly id: string;
  readonly type: string;
  readonly properties: Value;
  readonly place: Place;
  readonly target: SamTarget;
}

/** In the order in which SAM expands them. */
export function samEvents(fn: LambdaFunction, target: SamTarget): readonly SamEvent[] {
  const entries = worlds(given(fn.resource.properties, "Events")).flatMap(({ value }) => entriesOf(value));
  const events = entries.flatMap(({ key, keyPlace, value }): readonly SamEvent[] => {
    const type = textOf(given(value, "Type"));
    if (type === undefined) return [];
    const place = keyPlace ?? fn.resource.place;
    return [{ name: key, id: `${fn.id}${key}`, type, properties: given(value, "Properties"), place, target }];
  });
  return events.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0));
}

function sortKey({ name, properties }: SamEvent): string {
  return textOf(given(properties, "Path")) ?? name;
}

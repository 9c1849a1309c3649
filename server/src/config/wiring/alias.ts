import type { LambdaFunction } from "../../model/template.js";
import { ABSENT, textOf, type Value } from "../../model/value.js";
import { isNothing, reference } from "./symbols.js";

/** `AutoPublishAlias` of a SAM function; absent where it publishes none. */
export function samAlias({ autoPublishAlias }: Pick<LambdaFunction, "autoPublishAlias">): Value {
  return isNothing(autoPublishAlias) ? ABSENT : autoPublishAlias;
}

/** The logical id of the alias that SAM makes, as far as its name is known. */
export function samAliasId(fn: Pick<LambdaFunction, "id" | "autoPublishAlias">): string | undefined {
  const name = textOf(samAlias(fn));
  return name === undefined ? undefined : `${fn.id}Alias${name.replaceAll("-", "D").replaceAll("_", "U")}`;
}

/** What permissions and mappings of a SAM function are for. */
export interface SamTarget {
  readonly function: LambdaFunction;
  /** The logical id of the function or of its alias. */
  readonly id: string;
  readonly value: Value;
}

/** The function, or its alias where it publishes one. */
export function samTarget(fn: LambdaFunction): SamTarget {
  const alias = samAlias(fn);
  if (alias.kind === "absent") return { function: fn, id: fn.id, value: reference(fn.id) };
  const id = samAliasId(fn);
  const unknown: Value = { kind: "unknown", reason: "the name of the alias is not known", place: alias.place };
  return { function: fn, id: id ?? fn.id, value: id === undefined ? unknown : reference(id) };
}

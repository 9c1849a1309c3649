import type { Place } from "./place.js";

/** What every value carries: where it stands, and where it came from when that is somewhere else. */
interface Sourced {
  /** Where the value is written at its use: `!Ref Seconds`, `900`. Absent on values that AWS supplies by default. */
  readonly place?: Place | undefined;
  /** Where a value that was looked up is really written: a parameter's default, a mapping's cell, an entry of Globals. */
  readonly origin?: Origin | undefined;
  /** The `Fn::If` around it, where its condition is decided. */
  readonly decidedAt?: Place | undefined;
  /** What a text that is written nowhere was put together from, parameters and conditions still apart. */
  readonly joined?: readonly Value[] | undefined;
}

/** A value that reaches its use through a parameter, a mapping, the Globals section or a round of `Fn::ForEach`. */
export interface Origin {
  readonly kind: "parameter" | "mapping" | "globals" | "loop";
  /** The parameter's, mapping's or loop's name; the section for Globals. */
  readonly name: string;
  readonly place: Place;
}

/** A condition of the template, and whether it holds. Values under contradicting guards never meet. */
export interface Guard {
  readonly condition: string;
  readonly holds: boolean;
}

export interface Known extends Sourced {
  readonly kind: "known";
  readonly value: string | number | boolean;
}

/** An explicit `null`, which removes a property that Globals sets. */
export interface Null extends Sourced {
  readonly kind: "null";
}

/** `Ref` or `GetAtt` of a resource of the template, or of a pseudo parameter (`AWS::Region`) without attribute. */
export interface Reference extends Sourced {
  readonly kind: "reference";
  readonly target: string;
  readonly attribute?: string | undefined;
}

/** A string with holes: the parts in order, known text and symbolic parts alike. */
export interface Concat extends Sourced {
  readonly kind: "concat";
  readonly parts: readonly Value[];
}

/** One of several values. Options under the same condition exclude each other across the whole template. */
export interface Choice extends Sourced {
  readonly kind: "choice";
  readonly options: readonly { readonly guard?: Guard | undefined; readonly value: Value }[];
}

export interface Entry {
  readonly key: string;
  readonly keyPlace?: Place | undefined;
  /** From the start of the key to the end of the value. */
  readonly place?: Place | undefined;
  readonly value: Value;
}

export interface ObjectValue extends Sourced {
  readonly kind: "object";
  readonly entries: readonly Entry[];
  /** Set when some entries could not be read: a key that is not here may exist all the same. */
  readonly open?: string | undefined;
}

export interface ListValue extends Sourced {
  readonly kind: "list";
  readonly items: readonly Value[];
  readonly open?: string | undefined;
}

/** A value that exists but cannot be told from the text. Unknown yields silence. */
export interface Unknown extends Sourced {
  readonly kind: "unknown";
  readonly reason: string;
  /** What CloudFormation would look up, where that is why: `ssm-secure:/orders/key`. */
  readonly dynamicReference?: string | undefined;
  /** The name of the export of another stack, for `Fn::ImportValue`. */
  readonly exportName?: Value | undefined;
}

/** Not written at all (or `AWS::NoValue`); `default` is what AWS then uses, where `data/` says. */
export interface Absent extends Sourced {
  readonly kind: "absent";
}

export type Value = Known | Null | Reference | Concat | Choice | ObjectValue | ListValue | Unknown | Absent;

export const ABSENT: Absent = { kind: "absent" };

/** The entry of an object by key; the last wins, as AWS reads duplicate keys. */
export function entryOf(value: Value | undefined, key: string): Entry | undefined {
  return value?.kind === "object" ? value.entries.findLast((it) => it.key === key) : undefined;
}

/**
 * The property of an object by key. Absent when the object is whole and has no such key, unknown when the object is
 * open or not an object, a choice when the object is a choice.
 */
export function property(value: Value, key: string): Value {
  switch (value.kind) {
    case "object":
      return (
        entryOf(value, key)?.value ??
        (value.open === undefined ? ABSENT : { kind: "unknown", reason: value.open, place: value.place })
      );
    case "absent":
    case "null":
      return ABSENT;
    case "choice":
      return { ...value, options: value.options.map((it) => ({ guard: it.guard, value: property(it.value, key) })) };
    default:
      return { kind: "unknown", reason: "not an object", place: value.place };
  }
}

/** `property` along a path of keys. */
export function at(value: Value, ...path: readonly string[]): Value {
  return path.reduce(property, value);
}

/** One way the template can turn out, and the value there. Never a choice itself at the top level. */
export interface World {
  readonly guards: readonly Guard[];
  readonly value: Exclude<Value, Choice>;
}

const MAX_WORLDS = 16;

/** The values that a value can take, each under its conditions; more than 16 worlds are one unknown. */
export function worlds(value: Value, guards: readonly Guard[] = []): readonly World[] {
  if (value.kind !== "choice") return [{ guards, value }];
  const res: World[] = [];
  for (const option of value.options) {
    const { guard } = option;
    if (guard && guards.some((it) => it.condition === guard.condition && it.holds !== guard.holds)) continue;
    res.push(...worlds(option.value, guard ? [...guards, guard] : guards));
    if (res.length > MAX_WORLDS) {
      return [{ guards, value: { kind: "unknown", reason: "too many conditions", place: value.place } }];
    }
  }
  return res;
}

/** The text of a known string or number, undefined for everything else. */
export function textOf(value: Value): string | undefined {
  return value.kind === "known" && typeof value.value !== "boolean" ? String(value.value) : undefined;
}

/** The number that AWS would read: a number, or a string that spells one (`Timeout: "30"`). */
export function numberOf(value: Value): number | undefined {
  if (value.kind !== "known") return undefined;
  if (typeof value.value === "number") return value.value;
  return typeof value.value === "string" && /^-?\d+(\.\d+)?$/.test(value.value) ? Number(value.value) : undefined;
}

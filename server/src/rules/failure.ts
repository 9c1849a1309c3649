import type { Fix, Severity } from "../model/finding.js";
import type { Place } from "../model/place.js";
import { type Guard, type Value, type World, worlds } from "../model/value.js";
import type { LinkedFunction, Report } from "./rule.js";

/** A value as it is in one world: no longer a choice. */
export type Settled = World["value"];

/** What tells under which condition a function exists, and what conditions depend on. */
interface Existing {
  readonly resource: LinkedFunction["resource"];
  readonly template: Pick<LinkedFunction["template"], "conditionParameters">;
}

/** A value that fails for certain under its conditions. */
export interface Failure<T> {
  readonly value: Settled;
  readonly verdict: T;
  /** Where to report it. */
  readonly place: Place;
  /** The conditions that it takes, as the end of a message; empty when it always fails. */
  readonly when: string;
}

/**
 * Judges a property in every world in which the function exists. A failure is certain unless it shares its conditions
 * with a world that passes. `verdict` returns undefined for what passes and for what cannot be told.
 */
export function failures<T>(
  fn: Existing,
  value: Value,
  verdict: (value: Settled) => T | undefined,
): readonly Failure<T>[] {
  const existence = existenceOf(fn);
  const judged = worldsOf(fn, value).map((it) => ({ ...it, verdict: verdict(it.value) }));
  const always = judged.every((it) => it.verdict !== undefined);
  const res: Failure<T>[] = [];
  for (const world of judged) {
    const place = placeOf(world.value);
    if (world.verdict === undefined || !place) continue;
    if (judged.some((it) => it.verdict === undefined && !contradict(it.guards, world.guards))) continue;
    const guards = always ? [] : world.guards.slice(existence.length);
    res.push({ value: world.value, verdict: world.verdict, place, when: whenText(guards) });
  }
  return res;
}

/** The value in every world in which the function exists. */
export function settled(fn: Existing, value: Value): readonly Settled[] {
  return worldsOf(fn, value).map((it) => it.value);
}

/** The property is not set in any world. */
export function isUnset(fn: Existing, value: Value): boolean {
  return worlds(value, existenceOf(fn)).every(({ value: it }) => it.kind === "absent" || it.kind === "null");
}

/** The property is set in every world; what it is set to may not be known. */
export function isSet(fn: Existing, value: Value): boolean {
  return worlds(value, existenceOf(fn)).every(
    ({ value: it }) => it.kind !== "absent" && it.kind !== "null" && it.kind !== "unknown",
  );
}

/**
 * Completes a report about a failing value. Where the value is the default of a parameter, a deploy may overrule it: an
 * error becomes a warning that says so.
 */
export function reportFailure(
  failure: Failure<unknown>,
  { message, severity, fixes }: { message: string; severity: Severity; fixes?: readonly Fix[] | undefined },
): Report {
  const { origin } = failure.value;
  const byDefault = origin?.kind === "parameter";
  return {
    place: failure.place,
    message: `${message}${failure.when}${byDefault ? ` (the default of parameter ${origin.name})` : ""}`,
    severity: byDefault && severity === "error" ? "warning" : severity,
    fixes,
  };
}

/** A fix that replaces a failing value where it is really written; the default of a parameter may serve others too. */
export function replaceValue(
  failure: Failure<unknown>,
  { title, value, safe }: { title: string; value: string | number; safe: boolean },
): Fix {
  const { origin } = failure.value;
  return {
    title,
    safe: safe && (origin === undefined || origin.kind === "globals"),
    edits: [{ kind: "set-scalar", place: origin?.place ?? failure.place, value }],
  };
}

/** A string that CloudFormation completes at deploy time (`{{resolve:ssm:...}}`) is not known. */
export function isDynamic(text: string): boolean {
  return text.includes("{{resolve:");
}

function existenceOf({ resource }: Existing): readonly Guard[] {
  return resource.existsWhen ? [resource.existsWhen] : [];
}

/**
 * The worlds in which the function exists. Where a condition depends on a parameter it tells that the parameter is not
 * what its default says, or may tell it, so that the default counts for nothing there.
 */
function worldsOf(fn: Existing, value: Value): readonly World[] {
  const { conditionParameters } = fn.template;
  return worlds(value, existenceOf(fn)).map((world) => {
    const { origin, place } = world.value;
    if (origin?.kind !== "parameter") return world;
    if (!world.guards.some((it) => conditionParameters.get(it.condition)?.has(origin.name))) return world;
    return { ...world, value: { kind: "unknown", reason: `a condition depends on ${origin.name}`, place } };
  });
}

function placeOf(value: Settled): Place | undefined {
  return value.place ?? value.origin?.place;
}

function contradict(left: readonly Guard[], right: readonly Guard[]): boolean {
  return left.some((a) => right.some((b) => a.condition === b.condition && a.holds !== b.holds));
}

function whenText(guards: readonly Guard[]): string {
  const parts = guards.map((it) => `${it.condition} is ${it.holds}`);
  return parts.length === 0 ? "" : ` when ${parts.join(" and ")}`;
}

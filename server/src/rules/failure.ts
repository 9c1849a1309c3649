import type { Fix, Severity } from "../model/finding.js";
import type { Place } from "../model/place.js";
import { type Guard, type Value, type World, worlds } from "../model/value.js";
import type { LinkedFunction, Report } from "./rule.js";

/** A value as it is in one world: no longer a choice. */
export type Settled = World["value"];

/** What tells under which condition a function exists, and what conditions depend on. */
export interface Existing {
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
  /** Where to report a property that is written nowhere. */
  elsewhere?: Place | undefined,
): readonly Failure<T>[] {
  const existence = existenceOf(fn);
  const judged = worldsOf(fn, value).map((it) => ({ ...it, verdict: verdict(it.value) }));
  const always = judged.every((it) => it.verdict !== undefined);
  const res: Failure<T>[] = [];
  for (const world of judged) {
    const place = placeOf(world.value) ?? elsewhere;
    if (world.verdict === undefined || !place) continue;
    if (judged.some((it) => it.verdict === undefined && !contradict(it.guards, world.guards))) continue;
    const guards = always ? [] : world.guards.slice(existence.length);
    res.push({ value: world.value, verdict: world.verdict, place, when: whenText(guards) });
  }
  return res;
}

/** Values that together fail for certain under their conditions. */
export interface JointFailure<T> {
  readonly values: readonly Settled[];
  readonly verdict: T;
  readonly when: string;
}

/**
 * Judges several values together, in every world in which all the resources exist. Whether two conditions can differ is
 * not known, so that a world of two conditions fails for certain only where all others fail too.
 */
export function jointFailures<T>(
  existing: readonly Existing[],
  values: readonly Value[],
  verdict: (values: readonly Settled[]) => T | undefined,
): readonly JointFailure<T>[] {
  const existence = existing.flatMap(existenceOf);
  const [first] = existing;
  if (!first || contradict(existence, existence)) return [];
  let joint: readonly JointWorld[] = [{ guards: existence, values: [] }];
  for (const value of values) joint = joint.flatMap((it) => extended(it, value)).slice(0, MAX_JOINT_WORLDS + 1);
  if (joint.length > MAX_JOINT_WORLDS) return [];
  const judged = joint.map(({ guards, values: all }) => {
    const certain = all.map((it) => withoutDoubtfulDefault(first, { guards, value: it }).value);
    return { guards, values: certain, verdict: verdict(certain) };
  });
  const always = judged.every((it) => it.verdict !== undefined);
  return judged.flatMap(({ guards, values: failing, verdict: failed }) => {
    const conditions = always ? [] : guards.slice(existence.length);
    if (failed === undefined || new Set(conditions.map((it) => it.condition)).size > 1) return [];
    if (judged.some((it) => it.verdict === undefined && !contradict(it.guards, guards))) return [];
    return [{ values: failing, verdict: failed, when: whenText(conditions) }];
  });
}

interface JointWorld {
  readonly guards: readonly Guard[];
  readonly values: readonly Settled[];
}

const MAX_JOINT_WORLDS = 32;

function extended({ guards, values }: JointWorld, value: Value): readonly JointWorld[] {
  return worlds(value, guards).map((it) => ({ guards: it.guards, values: [...values, it.value] }));
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
  return worlds(value, existenceOf(fn)).map((it) => withoutDoubtfulDefault(fn, it));
}

function withoutDoubtfulDefault({ template }: Existing, world: World): World {
  const { origin, place } = world.value;
  if (origin?.kind !== "parameter") return world;
  if (!world.guards.some((it) => template.conditionParameters.get(it.condition)?.has(origin.name))) return world;
  return { ...world, value: { kind: "unknown", reason: `a condition depends on ${origin.name}`, place } };
}

function placeOf(value: Settled): Place | undefined {
  return value.place ?? value.origin?.place;
}

/** True of guards among themselves too, where one of them excludes another. */
function contradict(left: readonly Guard[], right: readonly Guard[]): boolean {
  return left.some((a) => right.some((b) => a.condition === b.condition && a.holds !== b.holds));
}

function whenText(guards: readonly Guard[]): string {
  const parts = guards.map((it) => `${it.condition} is ${it.holds}`);
  return parts.length === 0 ? "" : ` when ${parts.join(" and ")}`;
}

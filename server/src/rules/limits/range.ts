import { type Limit, limit } from "../../data/limits.js";
import type { Fix } from "../../model/finding.js";
import { numberOf, type Value } from "../../model/value.js";
import {
  type Existing,
  type Failure,
  failures,
  isDynamic,
  isUnset,
  replaceValue,
  reportFailure,
  type Settled,
} from "../failure.js";
import type { LinkedFunction, Report } from "../rule.js";

/** A numeric property and what it may be. */
interface RangedProperty {
  /** As the template calls it. */
  readonly name: string;
  readonly value: Value;
  readonly limit: Limit;
  /** A value outside the range that means something of its own: -1 for "without end". */
  readonly special?: number | undefined;
  /** A unit a thousand times smaller, in which a value that is too large may have been meant. */
  readonly smallerUnit?: string | undefined;
  /** Said after the reason when the value is too large: what to do instead. */
  readonly advice?: string | undefined;
}

/** Reports values outside the range, and what is no whole number. */
export function* outOfRange(existing: Existing, ranged: RangedProperty): Iterable<Report> {
  const { name, value, limit, special, advice } = ranged;
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER, unit = "" } = limit;
  const judge = (it: Settled) =>
    special !== undefined && numberOf(it) === special ? undefined : problemOf(it, minimum, maximum);
  for (const failure of failures(existing, value, judge)) {
    const { text, nearest } = failure.verdict;
    const subject = nearest === undefined ? `${name} \`${text}\`` : `${name} of ${text} ${unit}`;
    const reason =
      nearest === undefined
        ? `is not a whole number of ${unit}`
        : nearest === maximum
          ? `is above the maximum of ${maximum} ${unit}`
          : `is below the minimum of ${minimum} ${unit}`;
    const remedy = advice && nearest === maximum ? `${advice}; ` : "";
    yield reportFailure(failure, {
      message: `${subject} ${reason}: ${remedy}AWS rejects the deploy`,
      severity: "error",
      fixes: fixesOf(failure, ranged),
    });
  }
}

/** With two meanings to choose from, neither fix is safe. */
function fixesOf(failure: Failure<RangeProblem>, { name, limit, smallerUnit }: RangedProperty): readonly Fix[] {
  const { text, nearest } = failure.verdict;
  if (nearest === undefined) return [];
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = limit;
  const meant = Number(text) / 1000;
  const isSmaller = smallerUnit !== undefined && Number.isInteger(meant) && meant >= minimum && meant <= maximum;
  const toNearest = replaceValue(failure, { title: `Set ${name} to ${nearest}`, value: nearest, safe: !isSmaller });
  if (!isSmaller) return [toNearest];
  const title = `Set ${name} to ${meant} (${text} looks like ${smallerUnit})`;
  return [replaceValue(failure, { title, value: meant, safe: false }), toNearest];
}

/** The limit that holds for a function: another one applies with a capacity provider, or where there may be one. */
export function limitFor(fn: LinkedFunction, id: "timeout" | "memory"): Limit {
  return limit(isUnset(fn, fn.capacityProvider) ? id : `${id}-capacity-provider`);
}

interface RangeProblem {
  readonly text: string;
  /** The nearest allowed value; undefined when the value is no whole number. */
  readonly nearest?: number | undefined;
}

function problemOf(value: Settled, minimum: number, maximum: number): RangeProblem | undefined {
  if (value.kind !== "known" || isDynamic(String(value.value)) || value.value === "") return undefined;
  const number = numberOf(value);
  if (number === undefined || !Number.isInteger(number)) return { text: String(value.value) };
  if (number < minimum) return { text: String(number), nearest: minimum };
  if (number > maximum) return { text: String(number), nearest: maximum };
  return undefined;
}

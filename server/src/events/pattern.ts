import { isList, isObject, type Json, type JsonObject } from "./json.js";

/**
 * The least object that an event pattern of EventBridge lets through: of each list of alternatives the first, and for
 * each matcher a value that it accepts.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html (2026-11-23)
 */
export function matching(pattern: Json | undefined): JsonObject {
  if (!isObject(pattern)) return {};
  const res: [string, Json][] = [];
  for (const [key, value] of Object.entries(pattern)) {
    if (key === "$or") {
      if (isList(value)) res.push(...Object.entries(matching(value[0])));
    } else if (isList(value)) {
      const accepted = firstAccepted(value);
      if (accepted !== undefined) res.push([key, accepted]);
    } else if (isObject(value)) {
      res.push([key, matching(value)]);
    }
  }
  return Object.fromEntries(res);
}

/** One object laid over another, objects within them too; of everything else the upper one counts. */
export function overlaid(lower: JsonObject, upper: JsonObject): JsonObject {
  const res = new Map(Object.entries(lower));
  for (const [key, value] of Object.entries(upper)) {
    const below = res.get(key);
    res.set(key, isObject(below) && isObject(value) ? overlaid(below, value) : value);
  }
  return Object.fromEntries(res);
}

const SAMPLE = "example";

/** Undefined when the field must not be there, or what it may be is not known. */
function firstAccepted(alternatives: readonly Json[]): Json | undefined {
  for (const alternative of alternatives) {
    const res = isObject(alternative) ? accepted(alternative) : isList(alternative) ? undefined : alternative;
    if (res !== undefined) return res;
  }
  return undefined;
}

function accepted(matcher: JsonObject): Json | undefined {
  const [[name, operand] = []] = Object.entries(matcher);
  switch (name) {
    case "prefix":
      return affix(operand, (it) => `${it}${SAMPLE}`);
    case "suffix":
      return affix(operand, (it) => `${SAMPLE}${it}`);
    case "equals-ignore-case":
      return typeof operand === "string" ? operand : undefined;
    case "wildcard":
      return affix(operand, (it) => it.replaceAll(/(?<!\\)\*/g, SAMPLE).replaceAll("\\", ""));
    case "exists":
      return operand === true ? SAMPLE : undefined;
    case "numeric":
      return isList(operand) ? numberWithin(operand) : undefined;
    case "cidr":
      return typeof operand === "string" ? operand.replace(/\/\d+$/, "") : undefined;
    case "anything-but":
      return otherThan(operand);
    default:
      return undefined;
  }
}

/** Prefixes and suffixes may stand in `equals-ignore-case`, wildcards in a list. */
function affix(operand: Json | undefined, build: (text: string) => string): string | undefined {
  const text = isObject(operand) ? operand["equals-ignore-case"] : isList(operand) ? operand[0] : operand;
  return typeof text === "string" ? build(text) : undefined;
}

/** A number that conditions such as `[">", 0, "<=", 5]` hold for. */
function numberWithin(conditions: readonly Json[]): number | undefined {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (let index = 0; index + 1 < conditions.length; index += 2) {
    const bound = conditions[index + 1];
    if (typeof bound !== "number") return undefined;
    const operator = conditions[index];
    if (operator === "=") return bound;
    if (operator === ">") least = Math.max(least, nextTo(bound, 1, conditions));
    else if (operator === ">=") least = Math.max(least, bound);
    else if (operator === "<") most = Math.min(most, nextTo(bound, -1, conditions));
    else if (operator === "<=") most = Math.min(most, bound);
    else return undefined;
  }
  return Number.isFinite(least) ? least : Number.isFinite(most) ? most : undefined;
}

/** A whole step from an open bound, or half of the way to the other one where that is nearer. */
function nextTo(bound: number, direction: 1 | -1, conditions: readonly Json[]): number {
  const others = conditions.filter((it) => typeof it === "number" && (it - bound) * direction > 0);
  const [other] = others;
  const distance = typeof other === "number" ? Math.abs(other - bound) : Number.POSITIVE_INFINITY;
  return bound + direction * (distance > 1 ? 1 : distance / 2);
}

function otherThan(operand: Json | undefined): Json {
  const refused = isList(operand) ? operand : [operand];
  const numbers = refused.filter((it) => typeof it === "number");
  if (numbers.length > 0) return Math.max(...numbers) + 1;
  const texts = refused.flatMap((it) => (isObject(it) ? Object.values(it) : [it])).flat();
  const free = OTHERS.find((text) => !texts.some((it) => typeof it === "string" && overlaps(text, it)));
  return free ?? OTHERS.join("-");
}

const OTHERS = [SAMPLE, "sample", "other", "value-1", "zero-0", "mixed-2"];

function overlaps(text: string, refused: string): boolean {
  const [lower, other] = [text.toLowerCase(), refused.toLowerCase().replaceAll("*", "")];
  return other !== "" && (lower === other || lower.startsWith(other) || lower.endsWith(other));
}

import type { Choice, Guard, Origin, Value } from "../model/value.js";
import type { Source } from "./evaluate.js";

const MAX_WORLDS = 16;

/** Builds a value from values that may be choices: a choice of what is built, one option for each way they can turn out. */
export function combine(
  values: readonly Value[],
  source: Partial<Source>,
  build: (values: readonly Exclude<Value, Choice>[]) => Value,
): Value {
  const count = { left: MAX_WORLDS };
  const res = unfold(values, []);
  return count.left < 0 ? { kind: "unknown", reason: "too many conditions", ...source } : res;

  function unfold(rest: readonly Value[], guards: readonly Guard[]): Value {
    const index = rest.findIndex((it) => it.kind === "choice");
    const choice = rest[index];
    if (choice?.kind !== "choice") {
      count.left--;
      return build(rest.filter((it) => it.kind !== "choice"));
    }
    const options = choice.options.filter(({ guard }) => !guard || !guards.some((it) => contradict(it, guard)));
    if (count.left < 0) return { kind: "unknown", reason: "too many conditions" };
    return {
      kind: "choice",
      options: options.map(({ guard, value }) => ({
        guard,
        value: unfold(rest.with(index, value), guard ? [...guards, guard] : guards),
      })),
      ...source,
    };
  }
}

function contradict(a: Guard, b: Guard): boolean {
  return a.condition === b.condition && a.holds !== b.holds;
}

/** A text from parts: known when all of them are, with holes where they are not. */
export function concatenate(parts: readonly Value[], source: Partial<Source>): Value {
  const res = joinedText(parts, source);
  return source.place === undefined ? { ...res, joined: parts } : res;
}

function joinedText(parts: readonly Value[], source: Partial<Source>): Value {
  return combine(parts, source, (values) => {
    const res: Value[] = [];
    let origin: Origin | undefined;
    for (const value of values.flatMap((it) => (it.kind === "concat" ? it.parts : [it]))) {
      const part = asText(value);
      const last = res.at(-1);
      origin ??= part.origin?.kind === "globals" ? undefined : part.origin;
      if (part.kind === "known" && last?.kind === "known") {
        res[res.length - 1] = { kind: "known", value: `${last.value}${part.value}` };
      } else if (part.kind !== "known" || part.value !== "") {
        res.push(part.kind === "known" ? { kind: "known", value: part.value } : part);
      }
    }
    const only = res[0];
    if (res.length === 0) return { kind: "known", value: "", ...source };
    if (res.length > 1 || only?.kind !== "known") return { kind: "concat", parts: res, ...source };
    // The whole text is written nowhere but here, though a parameter's other value would change it.
    return { ...only, ...source, ...(origin && { origin: { ...origin, place: source.place ?? origin.place } }) };
  });
}

function asText(value: Value): Value {
  switch (value.kind) {
    case "known":
      return { ...value, value: String(value.value) };
    case "reference":
    case "unknown":
    case "concat":
      return value;
    default:
      return { kind: "unknown", reason: `${value.kind} in a text`, place: value.place };
  }
}

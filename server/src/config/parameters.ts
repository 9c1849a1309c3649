import type { Parameter } from "../model/template.js";
import type { Value } from "../model/value.js";
import type { EvaluationContext, Source } from "./evaluate.js";

/** The value of a parameter where it is used; undefined when the template has no such parameter. */
export function parameterValue(
  ctx: EvaluationContext,
  name: string,
  source: Source,
  decisive: boolean,
): Value | undefined {
  const parameter = ctx.parameters.get(name);
  if (!parameter) return undefined;
  const { place } = source;
  // Who reads for a run tells apart what is secret and what is looked up; a reference keeps both apart from text.
  if (ctx.run && !decisive && (parameter.noEcho || isLookedUp(parameter)))
    return { kind: "reference", target: name, ...source };
  if (isLookedUp(parameter)) return { kind: "unknown", reason: `the value of ${name} is looked up`, place };

  const explicit = Object.hasOwn(ctx.overrides, name) ? ctx.overrides[name] : undefined;
  if (explicit !== undefined) {
    const origin = { kind: "parameter", name, place: parameter.place } as const;
    return typed(parameter, { kind: "known", value: explicit, place, origin });
  }
  if (decisive && !ctx.run) return { kind: "unknown", reason: `${name} can be set at deployment`, place };
  const passed = Object.hasOwn(ctx.passed, name) ? ctx.passed[name] : undefined;
  if (passed === null) return { kind: "unknown", reason: `another template sets ${name}`, place };
  if (passed !== undefined) {
    const origin = { kind: "parameter", name, place: parameter.place } as const;
    return typed(parameter, { kind: "known", value: passed, place, origin });
  }
  if (parameter.default.kind === "absent") return { kind: "unknown", reason: `${name} has no default`, place };
  const origin = { kind: "parameter", name, place: parameter.default.place ?? parameter.place } as const;
  return typed(parameter, { ...parameter.default, place, origin });
}

/** The default of such a parameter is the name of an entry of the Parameter Store, not the value. */
export function isLookedUp({ type }: Pick<Parameter, "type">): boolean {
  return type.startsWith("AWS::SSM::Parameter::");
}

function typed({ type }: Parameter, value: Value): Value {
  if (value.kind !== "known") return { kind: "unknown", reason: "a default that is no scalar", place: value.place };
  if (type !== "CommaDelimitedList" && !type.startsWith("List<")) return value;
  const { place, origin } = value;
  const text = String(value.value);
  const items = text === "" ? [] : text.split(",").map((it): Value => ({ ...value, value: it.trim() }));
  return { kind: "list", items, place, origin };
}

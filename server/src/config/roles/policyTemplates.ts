import type { SamPolicyTemplate, TemplateJson } from "../../data/samPolicyTemplates.js";
import type { ListValue, ObjectValue, Value } from "../../model/value.js";
import { concatenate } from "../combine.js";

/** The values of a policy template's parameters, by name. */
type Arguments = ReadonlyMap<string, Value>;

/** The policy document that SAM makes of a policy template. */
export function documentOf({ statements }: SamPolicyTemplate, values: Arguments): ObjectValue {
  return objectOf([["Statement", listOf(statements.map((it) => substituted(it, values)))]]);
}

/** The parameters that have to be given and are not. */
export function missingParameters({ parameters }: SamPolicyTemplate, values: Arguments): readonly string[] {
  return parameters.map((it) => it.name).filter((it) => !values.has(it));
}

function substituted(json: TemplateJson, values: Arguments): Value {
  if (json === null) return { kind: "null" };
  if (typeof json !== "object") return { kind: "known", value: json };
  if (isList(json)) return listOf(json.map((it) => substituted(it, values)));
  const entries = Object.entries(json);
  const [[name, argument] = ["", null], ...more] = entries;
  if (more.length === 0 && name === "Ref" && typeof argument === "string") {
    return values.get(argument) ?? { kind: "reference", target: argument };
  }
  if (more.length === 0 && name === "Fn::Sub") return text(argument, values);
  return objectOf(entries.map(([key, value]) => [key, substituted(value, values)]));
}

function isList(json: TemplateJson): json is readonly TemplateJson[] {
  return Array.isArray(json);
}

function text(argument: TemplateJson, values: Arguments): Value {
  const [template = "", variables = {}] = isList(argument) ? argument : [argument];
  const named = substituted(variables, values);
  const holes = new Map(named.kind === "object" ? named.entries.map((it) => [it.key, it.value] as const) : []);
  const pieces = String(template).split(/\$\{([^${}]*)\}/);
  const parts = pieces.map((piece, i): Value => {
    if (i % 2 === 0) return { kind: "known", value: piece };
    return holes.get(piece) ?? { kind: "reference", target: piece };
  });
  return concatenate(
    parts.filter((it) => it.kind !== "known" || it.value !== ""),
    {},
  );
}

function listOf(items: readonly Value[]): ListValue {
  return { kind: "list", items };
}

function objectOf(entries: readonly (readonly [string, Value])[]): ObjectValue {
  return { kind: "object", entries: entries.map(([key, value]) => ({ key, value })) };
}

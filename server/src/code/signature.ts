import type { HandlerParameter, HandlerSignature, ModuleExport } from "../model/handler.js";
import type { FileId } from "../model/place.js";
import { withoutCallback } from "./callback.js";
import type { Binding } from "./exports.js";
import type { Expression, FunctionExpression, Parameter } from "./ir.js";
import { boundNames, mentions } from "./walk.js";

/** An export as rules see it. `name` is the name that it is exported by, the binding is where it was followed to. */
export function describeExport(file: FileId, name: string, binding: Binding): ModuleExport {
  const { chunk, span, target, broken } = binding;
  const place = { file, chunk, ...span };
  if (target.kind !== "value") return { name, place, signature: HIDDEN };
  const { value } = target;
  if (value.kind !== "function") {
    return { name, place, ...(PLAIN.has(value.kind) ? {} : { signature: HIDDEN }) };
  }
  const changes = broken ? undefined : withoutCallback(file, chunk, value.function);
  return {
    name,
    place,
    ...(changes && { withoutCallback: changes }),
    body: { file, chunk, ...value.span },
    signature: broken ? { ...HIDDEN, async: value.function.async } : signatureOf(file, chunk, value.function),
  };
}

const HIDDEN: HandlerSignature = { async: false, wrapped: true };

/** What is certainly no function. A class is one that cannot be called. */
const PLAIN: ReadonlySet<Expression["kind"]> = new Set(["literal", "template", "object", "array", "class", "jsx"]);

function signatureOf(file: FileId, chunk: string, fn: FunctionExpression): HandlerSignature {
  if (fn.decorators.length > 0) return { ...HIDDEN, async: fn.async };
  return { async: fn.async, parameters: fn.parameters.map((it) => parameterOf(file, chunk, fn, it)), wrapped: false };
}

function parameterOf(
  file: FileId,
  chunk: string,
  fn: FunctionExpression,
  { pattern, rest }: Parameter,
): HandlerParameter {
  const names = boundNames(pattern).map((it) => it.name);
  return {
    name: pattern.kind === "name-pattern" ? pattern.name : "{}",
    place: { file, chunk, ...pattern.span },
    used: [...names, "arguments"].some((it) => mentions(fn, it)),
    rest,
    // Only a default value takes a parameter out of a function's `length`; TypeScript's `?` does not.
    optional: "default" in pattern && pattern.default !== undefined,
  };
}

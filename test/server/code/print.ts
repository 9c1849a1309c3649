import type { Expression, FunctionExpression, Module, Pattern, Statement } from "../../../server/src/code/ir.js";

/** A module as text that tests compare: one line for each declaration, expressions as S-expressions. */
export function printModule(module: Module): string {
  return module.declarations
    .map(({ key, exported, broken, statement }) => {
      const marks = [exported && `export-${exported}`, broken && "broken"].filter(Boolean).join(" ");
      return `${key}: ${marks ? `${marks} ` : ""}${print(statement)}`;
    })
    .join("\n");
}

/** A node as an S-expression: its kind, then what it is made of, without spans. */
function print(node: Statement | Expression | Pattern): string {
  return printValue(node);
}

function printValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printValue).join(" ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  if ("kind" in value && value.kind === "name" && "name" in value) return String(value.name);
  if ("kind" in value && value.kind === "literal" && "value" in value) return printValue(value.value);
  if ("bodySpan" in value) return printFunction(value as unknown as FunctionExpression);
  const parts = Object.entries(value).flatMap(([key, it]) =>
    key === "kind" || isSpan(key) || isNothing(it) ? [] : [`${key}=${printValue(it)}`],
  );
  const head = "kind" in value ? [String(value.kind)] : [];
  return `(${[...head, ...parts].join(" ")})`;
}

function printFunction(fn: FunctionExpression): string {
  const marks = [fn.async && "async", fn.generator && "generator", fn.arrow && "arrow"].filter(Boolean).join(" ");
  const decorators = fn.decorators.length > 0 ? ` decorators=${printValue(fn.decorators)}` : "";
  const parameters = fn.parameters.map((it) => (it.rest ? `...${print(it.pattern)}` : print(it.pattern))).join(" ");
  return `(${marks ? `${marks} ` : ""}fn ${fn.name ?? "_"}${decorators} (${parameters}) ${printValue(fn.body)})`;
}

function isSpan(key: string): boolean {
  return /span$/i.test(key);
}

/** What is so common that it is left out. */
function isNothing(value: unknown): boolean {
  return value === false || value === undefined || (Array.isArray(value) && value.length === 0);
}

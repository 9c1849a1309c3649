import type { Node } from "web-tree-sitter";
import type { ClassExpression, ClassMember, Expression, FunctionExpression, Parameter } from "../ir.js";
import { keyOfProperty, lowerExpression } from "./javascriptExpression.js";
import { lowerPattern } from "./javascriptPattern.js";
import { lowerBody } from "./javascriptStatement.js";
import { field, hasToken, named, type Reading, spanOf, textOf } from "./reading.js";

/** Lowers a function, an arrow function or a method. */
export function lowerFunction(reading: Reading, node: Node): FunctionExpression {
  const name = field(node, "name");
  const body = field(node, "body");
  const returnType = field(node, "return_type");
  return {
    span: spanOf(reading, node),
    ...(name?.type === "identifier" && { name: textOf(reading, name) }),
    parameters: lowerParameters(reading, node),
    body: lowerFunctionBody(reading, body),
    bodySpan: spanOf(reading, body ?? node),
    async: hasToken(node, "async"),
    generator: hasToken(node, "*") || node.type.startsWith("generator"),
    arrow: node.type === "arrow_function",
    ...(node.type === "method_definition" && { method: true }),
    decorators: [],
    ...(returnType && { returnType: textOf(reading, returnType).replace(/^:\s*/, "") }),
  };
}

export function lowerClass(reading: Reading, node: Node): ClassExpression {
  const name = field(node, "name");
  const body = field(node, "body");
  return {
    span: spanOf(reading, node),
    ...(name && { name: textOf(reading, name) }),
    extends: lowerHeritage(reading, node),
    members: body ? lowerMembers(reading, body) : [],
    decorators: decoratorsOf(reading, node),
  };
}

function lowerParameters(reading: Reading, node: Node): readonly Parameter[] {
  const single = field(node, "parameter");
  const list = field(node, "parameters");
  return (single ? [single] : list ? named(list) : []).flatMap((it) => lowerParameter(reading, it) ?? []);
}

function lowerParameter(reading: Reading, node: Node): Parameter | undefined {
  const pattern = field(node, "pattern") ?? node;
  // `this` is a declaration for the type checker and no parameter.
  if (pattern.type === "this" || node.isError) return undefined;
  const value = field(node, "value");
  const lowered = lowerPattern(reading, pattern, field(node, "type"));
  const withDefault =
    value && lowered.kind !== "target-pattern" ? { ...lowered, default: lowerExpression(reading, value) } : lowered;
  return {
    span: spanOf(reading, node),
    pattern: withDefault,
    rest: pattern.type === "rest_pattern",
    optional: node.type === "optional_parameter" || ("default" in withDefault && withDefault.default !== undefined),
  };
}

function lowerFunctionBody(reading: Reading, body: Node | undefined): FunctionExpression["body"] {
  if (!body || body.type === "statement_block") return lowerBody(reading, body);
  return [{ kind: "return", span: spanOf(reading, body), value: lowerExpression(reading, body) }];
}

/** In JavaScript the heritage is the base itself, in TypeScript it has clauses; `implements` has no effect. */
function lowerHeritage(reading: Reading, node: Node): readonly Expression[] {
  const heritage = named(node).find((it) => it.type === "class_heritage");
  return (heritage ? named(heritage) : []).flatMap((it) => {
    if (it.type === "implements_clause") return [];
    const bases = it.type === "extends_clause" ? it.childrenForFieldName("value") : [it];
    return bases.map((base) => lowerExpression(reading, base));
  });
}

function decoratorsOf(reading: Reading, node: Node): readonly Expression[] {
  return named(node)
    .filter((it) => it.type === "decorator")
    .flatMap((it) => named(it).map((child) => lowerExpression(reading, child)));
}

/** Decorators of a method stand before it, as members of the body. */
function lowerMembers(reading: Reading, body: Node): readonly ClassMember[] {
  const res: ClassMember[] = [];
  let decorators: readonly Expression[] = [];
  for (const child of named(body)) {
    if (child.type === "decorator") {
      decorators = [...decorators, ...named(child).map((it) => lowerExpression(reading, it))];
      continue;
    }
    const member = lowerMember(reading, child, decorators);
    if (member) res.push(member);
    decorators = [];
  }
  return res;
}

function lowerMember(reading: Reading, node: Node, decorators: readonly Expression[]): ClassMember | undefined {
  const name = field(node, "name") ?? field(node, "property");
  const type = field(node, "type");
  const key = name && keyOfProperty(reading, name);
  const common = {
    ...(key !== undefined && { name: key }),
    nameSpan: spanOf(reading, name ?? node),
    static: hasToken(node, "static"),
    decorators: [...decorators, ...decoratorsOf(reading, node)],
    ...(type && { type: textOf(reading, type).replace(/^:\s*/, "") }),
  };
  switch (node.type) {
    case "method_definition":
      return { ...common, kind: methodKind(node, key), value: functionExpression(reading, node) };
    case "field_definition":
    case "public_field_definition": {
      const value = field(node, "value");
      return { ...common, kind: "field", ...(value && { value: lowerExpression(reading, value) }) };
    }
    case "class_static_block":
      return { ...common, kind: "static-block", static: true, value: functionExpression(reading, node) };
    default:
      return undefined;
  }
}

function functionExpression(reading: Reading, node: Node): Expression {
  return { kind: "function", span: spanOf(reading, node), function: lowerFunction(reading, node) };
}

function methodKind(node: Node, name: string | undefined): ClassMember["kind"] {
  if (hasToken(node, "get")) return "getter";
  if (hasToken(node, "set")) return "setter";
  return name === "constructor" ? "constructor" : "method";
}

import type { Node } from "web-tree-sitter";
import type { ClassExpression, ClassMember, FunctionExpression, Parameter, Statement } from "../ir.js";
import { lowerExpression } from "./pythonExpression.js";
import { lowerPattern } from "./pythonPattern.js";
import { lowerBlock } from "./pythonStatement.js";
import { codeSpan, field, hasToken, named, type Reading, spanOf, textOf } from "./reading.js";

/** Lowers a `def` or a `lambda`, without the decorators, which stand before it. */
export function lowerFunction(reading: Reading, node: Node): FunctionExpression {
  const name = field(node, "name");
  const parameters = field(node, "parameters");
  const body = field(node, "body");
  const returnType = field(node, "return_type");
  return {
    span: codeSpan(reading, node),
    ...(name && { name: textOf(reading, name) }),
    parameters: (parameters ? named(parameters) : []).flatMap((it) => lowerParameter(reading, it) ?? []),
    body: lowerFunctionBody(reading, node, body),
    bodySpan: codeSpan(reading, body ?? node),
    async: hasToken(node, "async"),
    generator: false,
    arrow: node.type === "lambda",
    decorators: [],
    ...(returnType && { returnType: textOf(reading, returnType) }),
  };
}

/** Lowers a class, without the decorators. Keyword arguments (`metaclass=`) are not bases. */
export function lowerClass(reading: Reading, node: Node): ClassExpression {
  const name = field(node, "name");
  const bases = field(node, "superclasses");
  const body = field(node, "body");
  return {
    span: codeSpan(reading, node),
    ...(name && { name: textOf(reading, name) }),
    extends: (bases ? named(bases) : [])
      .filter((it) => it.type !== "keyword_argument")
      .map((it) => lowerExpression(reading, it)),
    members: lowerBlock(reading, body).flatMap(memberOf),
    decorators: [],
  };
}

function lowerFunctionBody(reading: Reading, node: Node, body: Node | undefined): readonly Statement[] {
  if (node.type !== "lambda" || !body) return lowerBlock(reading, body);
  return [{ kind: "return", span: spanOf(reading, body), value: lowerExpression(reading, body) }];
}

function lowerParameter(reading: Reading, node: Node): Parameter | undefined {
  if (node.isError || node.type.endsWith("_separator")) return undefined;
  const typed = node.type === "typed_parameter" ? named(node)[0] : undefined;
  const pattern = typed ? lowerPattern(reading, typed, field(node, "type")) : lowerPattern(reading, node);
  return {
    pattern,
    rest: (typed ?? node).type.endsWith("_splat_pattern"),
    optional: "default" in pattern && pattern.default !== undefined,
  };
}

function memberOf(statement: Statement): readonly ClassMember[] {
  const common = { static: false, decorators: [] };
  switch (statement.kind) {
    case "function": {
      const { name, nameSpan, function: fn } = statement;
      const kind = name === "__init__" ? "constructor" : "method";
      const value = { kind: "function" as const, span: fn.span, function: fn };
      return [{ ...common, kind, name, nameSpan, value, decorators: fn.decorators }];
    }
    case "assign": {
      const { target, value } = statement;
      if (target.kind !== "name") return [];
      return [{ ...common, kind: "field", name: target.name, nameSpan: target.span, static: true, value }];
    }
    case "declare": {
      const { pattern } = statement;
      if (pattern.kind !== "name-pattern") return [];
      const type = pattern.type === undefined ? {} : { type: pattern.type };
      return [{ ...common, kind: "field", name: pattern.name, nameSpan: pattern.span, ...type }];
    }
    default:
      return [];
  }
}

import type { Node } from "web-tree-sitter";
import type { Expression } from "../ir.js";
import { field, hasToken, named, type Reading, spanOf, textOf, unknownExpression } from "./reading.js";

export type Lower = (reading: Reading, node: Node) => Expression;

/** The lowerings that languages have in common; `lowerExpression` is the language's own, for what lies inside. */
export function commonLowerings(lowerExpression: Lower) {
  return { lowerFirst, lowerInner, lowerOperator, lowerYield };

  function lowerFirst(reading: Reading, node: Node): Expression {
    return lowerInner(reading, node, named(node)[0]);
  }

  /** Lowers a part of a node, which a half-typed text may lack. */
  function lowerInner(reading: Reading, node: Node, inner: Node | undefined): Expression {
    return inner ? lowerExpression(reading, inner) : unknownExpression(reading, node);
  }

  /** A postfix operator is told from a prefix by nothing: its value is seldom of interest, that it writes is. */
  function lowerOperator(reading: Reading, node: Node): Expression {
    const operator = field(node, "operator");
    const operands = ["argument", "left", "right"].flatMap((it) => field(node, it) ?? []);
    return {
      kind: "operator",
      span: spanOf(reading, node),
      operator: operator ? textOf(reading, operator) : node.type === "not_operator" ? "not" : "",
      operands: operands.map((it) => lowerExpression(reading, it)),
    };
  }

  function lowerYield(reading: Reading, node: Node): Expression {
    const [value] = named(node);
    const lowered = value && { value: lowerExpression(reading, value) };
    const all = hasToken(node, "*") || hasToken(node, "from");
    return { kind: "yield", span: spanOf(reading, node), ...lowered, all };
  }
}

export function lowerName(reading: Reading, node: Node): Expression {
  return { kind: "name", span: spanOf(reading, node), name: textOf(reading, node) };
}

export function literal(
  reading: Reading,
  node: Node,
  type: Extract<Expression, { kind: "literal" }>["type"],
  value: Extract<Expression, { kind: "literal" }>["value"],
): Expression {
  return { kind: "literal", span: spanOf(reading, node), value, type };
}

/** The character of a hexadecimal escape; empty beyond the last one there is. */
export function characterOf(hexadecimal: string): string {
  const point = Number.parseInt(hexadecimal, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}

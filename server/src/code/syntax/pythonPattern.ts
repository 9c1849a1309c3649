import type { Node } from "web-tree-sitter";
import type { Expression, Pattern } from "../ir.js";
import { lowerExpression } from "./pythonExpression.js";
import { field, named, nested, type Reading, spanOf, textOf } from "./reading.js";

/** Lowers what a `for`, a `with`, an assignment or a parameter binds. */
export function lowerPattern(reading: Reading, node: Node, type?: Node): Pattern {
  const span = spanOf(reading, node);
  return nested<Pattern>(reading, { kind: "name-pattern", span, name: "" }, () => {
    const annotation = type && { type: textOf(reading, type) };
    switch (node.type) {
      case "identifier":
        return { kind: "name-pattern", span, name: textOf(reading, node), ...annotation };
      case "list_splat_pattern":
      case "dictionary_splat_pattern":
      case "list_splat":
      case "parenthesized_expression":
      case "as_pattern_target":
        return lowerInner(reading, node, type);
      case "default_parameter":
      case "typed_default_parameter":
        return withDefault(reading, node);
      default:
        return SEQUENCE.test(node.type)
          ? { kind: "array-pattern", span, ...sequenceParts(reading, node) }
          : { kind: "target-pattern", span, target: lowerExpression(reading, node) };
    }
  });
}

/** Lowers the left side of an assignment. */
export function lowerTarget(reading: Reading, node: Node): Expression | Pattern {
  return SEQUENCE.test(node.type) ? lowerPattern(reading, node) : lowerExpression(reading, node);
}

const SEQUENCE = /^(?:pattern_list|tuple_pattern|list_pattern|tuple|list|expression_list)$/;

function lowerInner(reading: Reading, node: Node, type: Node | undefined): Pattern {
  const [inner] = named(node);
  return inner ? lowerPattern(reading, inner, type) : { kind: "name-pattern", span: spanOf(reading, node), name: "" };
}

function withDefault(reading: Reading, node: Node): Pattern {
  const name = field(node, "name");
  const value = field(node, "value");
  const pattern = name ? lowerPattern(reading, name, field(node, "type")) : lowerInner(reading, node, undefined);
  return pattern.kind === "target-pattern" || !value
    ? pattern
    : { ...pattern, default: lowerExpression(reading, value) };
}

function sequenceParts(reading: Reading, node: Node) {
  const items: Pattern[] = [];
  let rest: Pattern | undefined;
  for (const child of named(node)) {
    if (/splat/.test(child.type)) rest = lowerPattern(reading, child);
    else items.push(lowerPattern(reading, child));
  }
  return { items, ...(rest && { rest }) };
}

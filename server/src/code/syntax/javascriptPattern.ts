import type { Node } from "web-tree-sitter";
import type { Expression, Pattern } from "../ir.js";
import { lowerExpression, stringValue } from "./javascriptExpression.js";
import { field, named, nested, type Reading, spanOf, textOf } from "./reading.js";

/** Lowers what a declaration binds; `type` is the node of its type annotation. */
export function lowerPattern(reading: Reading, node: Node, type?: Node): Pattern {
  const tooDeep: Pattern = { kind: "name-pattern", span: spanOf(reading, node), name: "" };
  return nested(reading, tooDeep, () => {
    const annotation = type && { type: textOf(reading, type).replace(/^:\s*/, "") };
    const span = spanOf(reading, node);
    switch (node.type) {
      case "object_pattern":
        return { kind: "object-pattern", span, ...objectParts(reading, node), ...annotation };
      case "array_pattern":
        return { kind: "array-pattern", span, ...arrayParts(reading, node), ...annotation };
      case "assignment_pattern":
      case "object_assignment_pattern":
        return withDefault(reading, node, type);
      case "rest_pattern":
        return lowerInner(reading, node, type);
      case "member_expression":
      case "subscript_expression":
      case "non_null_expression":
        return { kind: "target-pattern", span, target: lowerExpression(reading, node) };
      default:
        return { kind: "name-pattern", span, name: textOf(reading, node), ...annotation };
    }
  });
}

/** Lowers the left side of an assignment. */
export function lowerTarget(reading: Reading, node: Node): Expression | Pattern {
  return node.type === "object_pattern" || node.type === "array_pattern"
    ? lowerPattern(reading, node)
    : lowerExpression(reading, node);
}

function withDefault(reading: Reading, node: Node, type: Node | undefined): Pattern {
  const left = field(node, "left") ?? node;
  const right = field(node, "right");
  const pattern = left === node ? emptyPattern(reading, node) : lowerPattern(reading, left, type);
  return pattern.kind === "target-pattern" || !right
    ? pattern
    : { ...pattern, default: lowerExpression(reading, right) };
}

function emptyPattern(reading: Reading, node: Node): Pattern {
  return { kind: "name-pattern", span: spanOf(reading, node), name: "" };
}

function lowerInner(reading: Reading, node: Node, type?: Node): Pattern {
  const [inner] = named(node);
  return inner ? lowerPattern(reading, inner, type) : emptyPattern(reading, node);
}

function objectParts(reading: Reading, node: Node) {
  const properties: { key?: string; pattern: Pattern }[] = [];
  let rest: Pattern | undefined;
  for (const child of named(node)) {
    if (child.type === "rest_pattern") {
      rest = lowerInner(reading, child);
    } else if (child.type === "pair_pattern") {
      const key = field(child, "key");
      const value = field(child, "value");
      const name = key && keyName(reading, key);
      if (value) properties.push({ ...(name !== undefined && { key: name }), pattern: lowerPattern(reading, value) });
    } else {
      const pattern = lowerPattern(reading, child);
      properties.push(pattern.kind === "name-pattern" ? { key: pattern.name, pattern } : { pattern });
    }
  }
  return { properties, ...(rest && { rest }) };
}

function keyName(reading: Reading, key: Node): string | undefined {
  if (key.type === "computed_property_name") return undefined;
  return key.type === "string" ? stringValue(reading, key) : textOf(reading, key);
}

function arrayParts(reading: Reading, node: Node) {
  const items: (Pattern | undefined)[] = [];
  let rest: Pattern | undefined;
  let filled = false;
  for (const child of node.children) {
    if (child.isExtra || child.type === "[" || child.type === "]") continue;
    if (child.type === ",") {
      if (!filled) items.push(undefined);
      filled = false;
    } else {
      filled = true;
      if (child.type === "rest_pattern") rest = lowerInner(reading, child);
      else items.push(lowerPattern(reading, child));
    }
  }
  return { items, ...(rest && { rest }) };
}

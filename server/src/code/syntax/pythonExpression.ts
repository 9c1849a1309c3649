import type { Node } from "web-tree-sitter";
import type { Argument, Expression, Property } from "../ir.js";
import { characterOf, commonLowerings, type Lower, literal, lowerName } from "./expression.js";
import { lowerFunction } from "./pythonFunction.js";
import { lowerTarget } from "./pythonPattern.js";
import { field, named, nested, type Reading, spanOf, textOf, unknownExpression } from "./reading.js";

/** Lowers an expression. A tuple, a list and a set are all arrays; what iterates inside an expression is unknown. */
export function lowerExpression(reading: Reading, node: Node): Expression {
  return nested(reading, unknownExpression(reading, node), () => {
    const lower = EXPRESSIONS.get(node.type);
    return lower ? lower(reading, node) : lowerUnknown(reading, node);
  });
}

const { lowerFirst, lowerInner, lowerOperator, lowerYield } = commonLowerings(lowerExpression);

const EXPRESSIONS: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ["identifier", lowerName],
  ["dotted_name", lowerName],
  ["string", lowerString],
  ["concatenated_string", lowerConcatenated],
  ["integer", lowerNumber],
  ["float", lowerNumber],
  ["true", (reading, node) => literal(reading, node, "boolean", true)],
  ["false", (reading, node) => literal(reading, node, "boolean", false)],
  ["none", (reading, node) => literal(reading, node, "null", null)],
  ["list", lowerArray],
  ["tuple", lowerArray],
  ["set", lowerArray],
  ["expression_list", lowerArray],
  ["pattern_list", lowerArray],
  ["dictionary", lowerDictionary],
  [
    "lambda",
    (reading, node) => ({ kind: "function", span: spanOf(reading, node), function: lowerFunction(reading, node) }),
  ],
  ["attribute", lowerAttribute],
  ["subscript", lowerSubscript],
  ["call", lowerCall],
  ["await", (reading, node) => ({ kind: "await", span: spanOf(reading, node), value: lowerFirst(reading, node) })],
  ["yield", lowerYield],
  ["unary_operator", lowerOperator],
  ["binary_operator", lowerOperator],
  ["boolean_operator", lowerOperator],
  ["not_operator", lowerOperator],
  ["comparison_operator", lowerComparison],
  ["conditional_expression", lowerConditional],
  ["assignment", lowerAssignment],
  ["augmented_assignment", lowerAssignment],
  ["named_expression", lowerAssignment],
  ["parenthesized_expression", lowerFirst],
  ["type", lowerFirst],
]);

function lowerUnknown(reading: Reading, node: Node): Expression {
  const children = named(node).map((it) => lowerExpression(reading, it));
  return unknownExpression(reading, node, children);
}

function lowerNumber(reading: Reading, node: Node): Expression {
  return literal(reading, node, "number", Number(textOf(reading, node).replaceAll("_", "")));
}

/** A string; a template when it is an f-string with something in it. */
function lowerString(reading: Reading, node: Node): Expression {
  const parts: (string | Expression)[] = [];
  const [prefix = ""] = /^[a-zA-Z]*/.exec(textOf(reading, node)) ?? [];
  for (const child of named(node)) {
    if (child.type === "interpolation") {
      const expression = field(child, "expression");
      parts.push(expression ? lowerExpression(reading, expression) : unknownExpression(reading, child));
    } else if (child.type === "string_content") {
      parts.push(/r/i.test(prefix) ? textOf(reading, child) : contentOf(reading, child));
    }
  }
  return joined(reading, node, parts, /b/i.test(prefix) ? "bytes" : "string");
}

function lowerConcatenated(reading: Reading, node: Node): Expression {
  const parts = named(node).flatMap((it): readonly (string | Expression)[] => {
    const part = lowerExpression(reading, it);
    if (part.kind === "template") return part.parts;
    return part.kind === "literal" && typeof part.value === "string" ? [part.value] : [part];
  });
  return joined(reading, node, parts, "string");
}

function joined(
  reading: Reading,
  node: Node,
  parts: readonly (string | Expression)[],
  type: "string" | "bytes",
): Expression {
  return parts.every((it) => typeof it === "string")
    ? literal(reading, node, type, parts.join(""))
    : { kind: "template", span: spanOf(reading, node), parts };
}

function contentOf(reading: Reading, node: Node): string {
  let res = "";
  let from = node.startIndex;
  for (const child of node.namedChildren) {
    const text = textOf(reading, child);
    res += reading.text.slice(from, child.startIndex) + (child.type === "escape_sequence" ? unescaped(text) : text);
    from = child.endIndex;
  }
  return res + reading.text.slice(from, node.endIndex);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", a: "\x07" };

function unescaped(sequence: string): string {
  const code = /^\\[xuU]([0-9a-fA-F]+)$/.exec(sequence)?.[1];
  if (code !== undefined) return characterOf(code);
  const rest = sequence.slice(1);
  if (/^[\r\n]/.test(rest)) return "";
  return /^[0-7]+$/.test(rest) ? String.fromCharCode(Number.parseInt(rest, 8)) : (ESCAPES[rest] ?? rest);
}

function lowerArray(reading: Reading, node: Node): Expression {
  return { kind: "array", span: spanOf(reading, node), items: lowerArguments(reading, node) };
}

function lowerArguments(reading: Reading, node: Node): readonly Argument[] {
  return named(node).map((it): Argument => {
    if (/splat/.test(it.type)) return { value: lowerFirst(reading, it), spread: true };
    if (it.type !== "keyword_argument") return { value: lowerExpression(reading, it), spread: false };
    const name = field(it, "name");
    const value = lowerInner(reading, it, field(it, "value"));
    return { value, spread: false, ...(name && { name: textOf(reading, name) }) };
  });
}

function lowerDictionary(reading: Reading, node: Node): Expression {
  const properties = named(node).flatMap((it): readonly Property[] => {
    if (it.type === "dictionary_splat") {
      return [{ kind: "spread", keySpan: spanOf(reading, it), value: lowerFirst(reading, it) }];
    }
    const key = field(it, "key");
    if (!key) return [];
    const lowered = lowerExpression(reading, key);
    const name = lowered.kind === "literal" && lowered.type === "string" ? String(lowered.value) : undefined;
    const value = lowerInner(reading, it, field(it, "value"));
    const named = name === undefined ? { computed: lowered } : { key: name };
    return [{ kind: "property", ...named, keySpan: lowered.span, value }];
  });
  return { kind: "object", span: spanOf(reading, node), properties };
}

function lowerAttribute(reading: Reading, node: Node): Expression {
  const attribute = field(node, "attribute") ?? node;
  return {
    kind: "member",
    span: spanOf(reading, node),
    object: lowerInner(reading, node, field(node, "object")),
    property: textOf(reading, attribute),
    propertySpan: spanOf(reading, attribute),
    optional: false,
  };
}

function lowerSubscript(reading: Reading, node: Node): Expression {
  const indices = node.childrenForFieldName("subscript").map((it) => lowerExpression(reading, it));
  const [first = unknownExpression(reading, node)] = indices;
  const index: Expression =
    indices.length < 2
      ? first
      : { kind: "array", span: first.span, items: indices.map((value) => ({ value, spread: false })) };
  const object = lowerInner(reading, node, field(node, "value"));
  return { kind: "index", span: spanOf(reading, node), object, index, optional: false };
}

function lowerCall(reading: Reading, node: Node): Expression {
  const list = field(node, "arguments");
  const generator = list?.type === "generator_expression";
  return {
    kind: "call",
    span: spanOf(reading, node),
    callee: lowerInner(reading, node, field(node, "function")),
    arguments: !list
      ? []
      : generator
        ? [{ value: lowerUnknown(reading, list), spread: false }]
        : lowerArguments(reading, list),
    new: false,
    optional: false,
  };
}

/** `a < b <= c` is one operator `< <=` of three operands. */
function lowerComparison(reading: Reading, node: Node): Expression {
  const operators = node.childrenForFieldName("operators").map((it) => textOf(reading, it));
  const operands = named(node).filter((it) => !/^(?:is not|not in)$/.test(it.type));
  return {
    kind: "operator",
    span: spanOf(reading, node),
    operator: operators.join(" "),
    operands: operands.map((it) => lowerExpression(reading, it)),
  };
}

function lowerConditional(reading: Reading, node: Node): Expression {
  const [value, test, otherwise] = named(node);
  return {
    kind: "conditional",
    span: spanOf(reading, node),
    test: lowerInner(reading, node, test),
    // biome-ignore lint/suspicious/noThenProperty: this is a branch of an expression, which nobody awaits.
    then: lowerInner(reading, node, value),
    otherwise: lowerInner(reading, node, otherwise),
  };
}

function lowerAssignment(reading: Reading, node: Node): Expression {
  const left = field(node, "left") ?? field(node, "name");
  const operator = field(node, "operator");
  return {
    kind: "assignment",
    span: spanOf(reading, node),
    target: left ? lowerTarget(reading, left) : unknownExpression(reading, node),
    operator: operator ? textOf(reading, operator) : "=",
    value: lowerInner(reading, node, field(node, "right") ?? field(node, "value")),
  };
}

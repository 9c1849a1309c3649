import type { Node } from "web-tree-sitter";
import type { Argument, Expression, Property } from "../ir.js";
import { characterOf, commonLowerings, type Lower, literal, lowerName } from "./expression.js";
import { lowerClass, lowerFunction } from "./javascriptFunction.js";
import { lowerTarget } from "./javascriptPattern.js";
import { field, hasToken, named, nested, type Reading, spanOf, textOf, unknownExpression } from "./reading.js";

/** Lowers an expression. Parentheses and what speaks to the type checker only are left out. */
export function lowerExpression(reading: Reading, node: Node): Expression {
  return nested(reading, unknownExpression(reading, node), () => {
    const lower = EXPRESSIONS.get(node.type);
    if (lower) return lower(reading, node);
    const children = named(node).filter((it) => EXPRESSIONS.has(it.type));
    return unknownExpression(
      reading,
      node,
      children.map((it) => lowerExpression(reading, it)),
    );
  });
}

/** The text that a string literal stands for. */
export function stringValue(reading: Reading, node: Node): string {
  return named(node)
    .map((it) => (it.type === "escape_sequence" ? unescaped(textOf(reading, it)) : textOf(reading, it)))
    .join("");
}

/** The name of a property or member; undefined when it is computed. */
export function keyOfProperty(reading: Reading, node: Node): string | undefined {
  if (node.type === "computed_property_name") {
    const [inner] = named(node);
    return inner?.type === "string" ? stringValue(reading, inner) : undefined;
  }
  return node.type === "string" ? stringValue(reading, node) : textOf(reading, node);
}

const { lowerFirst, lowerInner, lowerOperator, lowerYield } = commonLowerings(lowerExpression);

const EXPRESSIONS: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ["identifier", lowerName],
  ["property_identifier", lowerName],
  ["shorthand_property_identifier", lowerName],
  ["type_identifier", lowerName],
  ["undefined", (reading, node) => literal(reading, node, "undefined", undefined)],
  ["this", lowerName],
  ["super", lowerName],
  ["import", lowerName],
  ["meta_property", lowerName],
  ["string", (reading, node) => literal(reading, node, "string", stringValue(reading, node))],
  ["number", lowerNumber],
  ["regex", (reading, node) => literal(reading, node, "regex", textOf(reading, node))],
  ["true", (reading, node) => literal(reading, node, "boolean", true)],
  ["false", (reading, node) => literal(reading, node, "boolean", false)],
  ["null", (reading, node) => literal(reading, node, "null", null)],
  ["template_string", lowerTemplate],
  ["object", lowerObject],
  ["array", lowerArray],
  ["function_expression", lowerFunctionValue],
  ["generator_function", lowerFunctionValue],
  ["arrow_function", lowerFunctionValue],
  ["class", lowerClassValue],
  ["member_expression", lowerMember],
  ["nested_identifier", lowerMember],
  ["subscript_expression", lowerSubscript],
  ["call_expression", lowerCall],
  ["new_expression", lowerNew],
  ["await_expression", lowerAwait],
  ["yield_expression", lowerYield],
  ["unary_expression", lowerOperator],
  ["binary_expression", lowerOperator],
  ["update_expression", lowerOperator],
  ["ternary_expression", lowerConditional],
  ["assignment_expression", lowerAssignment],
  ["augmented_assignment_expression", lowerAssignment],
  ["sequence_expression", lowerSequence],
  ["parenthesized_expression", lowerFirst],
  ["as_expression", lowerFirst],
  ["satisfies_expression", lowerFirst],
  ["non_null_expression", lowerFirst],
  ["instantiation_expression", lowerFirst],
  ["type_assertion", (reading, node) => lowerInner(reading, node, named(node).at(-1))],
  ["jsx_element", lowerJsx],
  ["jsx_self_closing_element", lowerJsx],
  ["jsx_expression", lowerFirst],
]);

function lowerNumber(reading: Reading, node: Node): Expression {
  const text = textOf(reading, node).replaceAll("_", "");
  return text.endsWith("n") && !text.startsWith("0x")
    ? literal(reading, node, "bigint", text.slice(0, -1))
    : literal(reading, node, "number", Number(text));
}

function lowerTemplate(reading: Reading, node: Node): Expression {
  const parts: (string | Expression)[] = [];
  for (const child of named(node)) {
    const part = templatePart(reading, child);
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return { kind: "template", span: spanOf(reading, node), parts };
}

function templatePart(reading: Reading, node: Node): string | Expression {
  if (node.type === "template_substitution") return lowerFirst(reading, node);
  return node.type === "escape_sequence" ? unescaped(textOf(reading, node)) : textOf(reading, node);
}

function lowerObject(reading: Reading, node: Node): Expression {
  const properties = named(node).flatMap((it) => lowerProperty(reading, it) ?? []);
  return { kind: "object", span: spanOf(reading, node), properties };
}

function lowerProperty(reading: Reading, node: Node): Property | undefined {
  switch (node.type) {
    case "pair": {
      const value = field(node, "value");
      return { kind: "property", ...keyParts(reading, node, "key"), value: lowerInner(reading, node, value) };
    }
    case "shorthand_property_identifier": {
      const value = lowerName(reading, node);
      return { kind: "property", key: textOf(reading, node), keySpan: value.span, value };
    }
    case "method_definition": {
      const value = lowerFunctionValue(reading, node);
      return { kind: methodKind(node), ...keyParts(reading, node, "name"), value };
    }
    case "spread_element":
      return { kind: "spread", keySpan: spanOf(reading, node), value: lowerFirst(reading, node) };
    default:
      return undefined;
  }
}

function methodKind(node: Node): Property["kind"] {
  if (hasToken(node, "get")) return "getter";
  return hasToken(node, "set") ? "setter" : "method";
}

function keyParts(reading: Reading, node: Node, name: string) {
  const key = field(node, name) ?? node;
  const text = keyOfProperty(reading, key);
  return text === undefined
    ? { computed: lowerFirst(reading, key), keySpan: spanOf(reading, key) }
    : { key: text, keySpan: spanOf(reading, key) };
}

function lowerArray(reading: Reading, node: Node): Expression {
  return { kind: "array", span: spanOf(reading, node), items: lowerArguments(reading, node) };
}

function lowerArguments(reading: Reading, node: Node): readonly Argument[] {
  return named(node).map((it) =>
    it.type === "spread_element"
      ? { value: lowerFirst(reading, it), spread: true }
      : { value: lowerExpression(reading, it), spread: false },
  );
}

function lowerFunctionValue(reading: Reading, node: Node): Expression {
  return { kind: "function", span: spanOf(reading, node), function: lowerFunction(reading, node) };
}

function lowerClassValue(reading: Reading, node: Node): Expression {
  return { kind: "class", span: spanOf(reading, node), class: lowerClass(reading, node) };
}

function lowerMember(reading: Reading, node: Node): Expression {
  const property = field(node, "property") ?? node;
  return {
    kind: "member",
    span: spanOf(reading, node),
    object: lowerInner(reading, node, field(node, "object")),
    property: textOf(reading, property),
    propertySpan: spanOf(reading, property),
    optional: field(node, "optional_chain") !== undefined,
  };
}

/** `a["b"]` is the member `b`. */
function lowerSubscript(reading: Reading, node: Node): Expression {
  const index = field(node, "index");
  const common = {
    span: spanOf(reading, node),
    object: lowerInner(reading, node, field(node, "object")),
    optional: field(node, "optional_chain") !== undefined,
  };
  return index?.type === "string"
    ? { kind: "member", ...common, property: stringValue(reading, index), propertySpan: spanOf(reading, index) }
    : { kind: "index", ...common, index: lowerInner(reading, node, index) };
}

function lowerCall(reading: Reading, node: Node): Expression {
  const callee = lowerInner(reading, node, field(node, "function"));
  const list = field(node, "arguments");
  if (list?.type === "template_string") {
    const template = lowerTemplate(reading, list);
    return template.kind === "template" ? { ...template, span: spanOf(reading, node), tag: callee } : template;
  }
  return {
    kind: "call",
    span: spanOf(reading, node),
    callee,
    arguments: list ? lowerArguments(reading, list) : [],
    new: false,
    optional: hasToken(node, "?.") || field(node, "optional_chain") !== undefined,
  };
}

function lowerNew(reading: Reading, node: Node): Expression {
  const list = field(node, "arguments");
  return {
    kind: "call",
    span: spanOf(reading, node),
    callee: lowerInner(reading, node, field(node, "constructor")),
    arguments: list ? lowerArguments(reading, list) : [],
    new: true,
    optional: false,
  };
}

function lowerAwait(reading: Reading, node: Node): Expression {
  return { kind: "await", span: spanOf(reading, node), value: lowerFirst(reading, node) };
}

function lowerConditional(reading: Reading, node: Node): Expression {
  return {
    kind: "conditional",
    span: spanOf(reading, node),
    test: lowerInner(reading, node, field(node, "condition")),
    // biome-ignore lint/suspicious/noThenProperty: this is a branch of an expression, which nobody awaits.
    then: lowerInner(reading, node, field(node, "consequence")),
    otherwise: lowerInner(reading, node, field(node, "alternative")),
  };
}

function lowerAssignment(reading: Reading, node: Node): Expression {
  const left = field(node, "left") ?? node;
  const operator = field(node, "operator");
  return {
    kind: "assignment",
    span: spanOf(reading, node),
    target: left === node ? unknownExpression(reading, node) : lowerTarget(reading, left),
    operator: operator ? textOf(reading, operator) : "=",
    value: lowerInner(reading, node, field(node, "right")),
  };
}

function lowerSequence(reading: Reading, node: Node): Expression {
  const expressions = named(node).map((it) => lowerExpression(reading, it));
  return { kind: "sequence", span: spanOf(reading, node), expressions };
}

function lowerJsx(reading: Reading, node: Node): Expression {
  const opening = field(node, "open_tag") ?? node;
  const name = field(opening, "name");
  const attributes = named(opening).flatMap((it) => (it.type === "jsx_attribute" ? named(it) : [it]));
  const children = [...attributes, ...(opening === node ? [] : named(node))];
  return {
    kind: "jsx",
    span: spanOf(reading, node),
    name: name ? textOf(reading, name) : "",
    children: children.filter((it) => JSX_CHILDREN.test(it.type)).map((it) => lowerExpression(reading, it)),
  };
}

const JSX_CHILDREN = /^(?:jsx_expression|jsx_element|jsx_self_closing_element)$/;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", "0": "\0" };

function unescaped(sequence: string): string {
  const code = /^\\(?:x|u\{?)([0-9a-fA-F]+)\}?$/.exec(sequence)?.[1];
  if (code !== undefined) return characterOf(code);
  const rest = sequence.slice(1);
  return /^[\r\n]/.test(rest) ? "" : (ESCAPES[rest] ?? rest);
}

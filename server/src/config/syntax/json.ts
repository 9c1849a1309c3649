import { type Node, type ParseError, parseTree } from "jsonc-parser";
import { MAX_DEPTH, type MapEntry, type ParsedText, type SyntaxNode } from "./node.js";

/** Parses a whole JSON text, as far as it can be parsed. Never throws. */
export function parseJson(text: string): ParsedText {
  const errors: ParseError[] = [];
  try {
    const tree = parseTree(text, errors, { allowTrailingComma: true });
    return {
      root: tree ? convert(text, tree, 0) : undefined,
      errors: errors.map((it) => ({ start: it.offset, end: it.offset + it.length })),
      anchors: new Map(),
    };
  } catch (error) {
    // The parser is recursive: nesting without end overflows its stack.
    if (!(error instanceof RangeError)) throw error;
    return { root: undefined, errors: [{ start: 0, end: text.length }], anchors: new Map() };
  }
}

function convert(text: string, node: Node, depth: number): SyntaxNode {
  const span = { start: node.offset, end: node.offset + node.length };
  if (depth > MAX_DEPTH) return { kind: "scalar", text: "", style: "plain", tag: "!Nested", ...span };
  switch (node.type) {
    case "object":
      return {
        kind: "map",
        flow: true,
        partial: false,
        entries: (node.children ?? []).flatMap((it) => entryOf(text, it, depth)),
        ...span,
      };
    case "array":
      return {
        kind: "sequence",
        flow: true,
        items: (node.children ?? []).map((it) => convert(text, it, depth + 1)),
        ...span,
      };
    case "string":
      return { kind: "scalar", text: String(node.value), style: "double", ...span };
    default:
      return { kind: "scalar", text: text.slice(span.start, span.end), style: "plain", ...span };
  }
}

function entryOf(text: string, property: Node, depth: number): MapEntry[] {
  const [key, value] = property.children ?? [];
  if (!key) return [];
  const keySpan = { start: key.offset, end: key.offset + key.length };
  const after = property.colonOffset === undefined ? keySpan.end : property.colonOffset + 1;
  const node: SyntaxNode = value
    ? convert(text, value, depth + 1)
    : { kind: "scalar", text: "", style: "plain", start: after, end: after };
  return [{ key: String(key.value), keySpan, value: node, start: keySpan.start, end: node.end }];
}

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Span } from "../../model/place.js";
import { flattenFlow, PADDING } from "./flattenFlow.js";
import {
  MAX_DEPTH,
  type MapEntry,
  type ParsedText,
  type ScalarNode,
  type ScalarStyle,
  type SyntaxNode,
} from "./node.js";

/** What AWS reads although the library calls it an error. */
const TOLERATED = new Set(["DUPLICATE_KEY", "KEY_OVER_1024_CHARS", "TAG_RESOLVE_FAILED"]);

/** Parses one text of YAML: a chunk, or a whole document. Never throws. */
export function parseYaml(text: string): ParsedText {
  try {
    const plain = parse(text);
    const errors = errorsOf(plain, text);
    if (errors.length === 0) return converted(plain, text, text, errors);

    const flattened = flattenFlow(text);
    const flat = flattened === text ? plain : parse(flattened);
    const flatErrors = errorsOf(flat, text);
    return flatErrors.length < errors.length
      ? converted(flat, text, flattened, flatErrors)
      : converted(plain, text, text, errors);
  } catch (error) {
    // The composer is recursive: nesting without end overflows its stack.
    if (!(error instanceof RangeError)) throw error;
    return { root: undefined, errors: [{ start: 0, end: text.length }], anchors: new Map() };
  }
}

function parse(text: string): Document {
  return parseDocument(text, {
    logLevel: "silent",
    uniqueKeys: false,
    strict: true,
    schema: "failsafe",
    prettyErrors: false,
    stringKeys: false,
  });
}

function errorsOf(document: Document, text: string): Span[] {
  return document.errors
    .filter((it) => !TOLERATED.has(it.code))
    .map((it) => ({ start: it.pos[0], end: Math.min(text.length, it.pos[1]) }));
}

interface Conversion {
  readonly original: string;
  /** What was parsed: the original, or the original flattened. */
  readonly text: string;
  readonly anchors: Map<string, SyntaxNode>;
}

function converted(document: Document, original: string, text: string, errors: readonly Span[]): ParsedText {
  const conversion: Conversion = { original, text, anchors: new Map() };
  const root = document.contents ? convert(conversion, document.contents, 0, 0) : undefined;
  return { root, errors, anchors: conversion.anchors };
}

/** `lower` is an offset before the node's tag and anchor, and behind everything that comes before them. */
function convert(conversion: Conversion, node: Node, lower: number, depth: number): SyntaxNode {
  if (depth > MAX_DEPTH) return { kind: "scalar", text: "", style: "plain", tag: "!Nested", start: lower, end: lower };
  const res = content(conversion, node, lower, depth);
  if (res.anchor !== undefined) conversion.anchors.set(res.anchor, res);
  return res;
}

function content(conversion: Conversion, node: Node, lower: number, depth: number): SyntaxNode {
  const { text } = conversion;
  const [from, to] = node.range ?? [lower, lower];
  const anchor = "anchor" in node && typeof node.anchor === "string" ? node.anchor : undefined;
  const explicit = "tag" in node && typeof node.tag === "string" ? node.tag : undefined;
  const tag = explicit?.startsWith("tag:yaml.org,2002:") ? undefined : explicit;
  const start = explicit !== undefined || anchor !== undefined ? startOfProperties(text, lower, from) : from;
  if (isAlias(node)) return { kind: "alias", name: node.source, start: from, end: to };
  if (isMap(node)) return mapOf(conversion, node, { start, tag, anchor }, depth);
  if (isSeq(node)) return sequenceOf(conversion, node, { start, tag, anchor }, depth);
  if (!isScalar(node)) return { kind: "scalar", text: "", style: "plain", start: from, end: from };

  const isText = explicit === "tag:yaml.org,2002:str";
  const style = isText ? "double" : (STYLES[String(node.type)] ?? "plain");
  const value = style === "plain" ? plainText(conversion, node) : quotedText(conversion, node);
  const end = style === "block" ? from + text.slice(from, to).trimEnd().length : to;
  return { kind: "scalar", text: value, style, start, end, tag, anchor };
}

/** A plain scalar's lines are folded with one space between them, also where flattening left more. */
function plainText({ original, text }: Conversion, node: Scalar): string {
  const source = node.source ?? "";
  const isFlattened = original !== text && /[\r\n]/.test(original.slice(node.range?.[0], node.range?.[1]));
  return isFlattened ? source.replace(/ {2,}/g, " ") : source;
}

function quotedText({ original, text }: Conversion, node: Scalar): string {
  const value = String(node.value ?? "");
  return original === text ? value : value.replaceAll(PADDING, "");
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_FOLDED: "block",
  BLOCK_LITERAL: "block",
};

interface Head {
  readonly start: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

function mapOf(conversion: Conversion, node: YAMLMap, head: Head, depth: number): SyntaxNode {
  const entries: MapEntry[] = [];
  let lower = node.range?.[0] ?? head.start;
  let partial = false;
  for (const { key, value } of node.items) {
    const keyNode = isScalar(key) ? convert(conversion, key, lower, depth + 1) : undefined;
    // A key that is an alias or a collection is not followed.
    if (keyNode?.kind !== "scalar") {
      partial = true;
      continue;
    }
    const valueNode = isNode(value) ? convert(conversion, value, keyNode.end, depth + 1) : undefined;
    const placed = placedValue(conversion.text, keyNode, valueNode);
    const keySpan = { start: keyNode.start, end: keyNode.end };
    entries.push({ key: keyNode.text, keySpan, value: placed, start: keyNode.start, end: placed.end });
    lower = placed.end;
  }
  const end = node.flow ? (node.range?.[1] ?? lower) : lower;
  return { kind: "map", flow: node.flow === true, entries, partial, ...head, end: Math.max(end, head.start) };
}

/** An empty value stands right behind the colon of its key. */
function placedValue(text: string, key: ScalarNode, value: SyntaxNode | undefined): SyntaxNode {
  const written = value && (value.kind !== "scalar" || value.end > value.start || value.tag !== undefined);
  if (value && written) return value;
  const colon = /^\s*:/.exec(text.slice(key.end, key.end + 20));
  const start = key.end + (colon?.[0].length ?? 0);
  return { kind: "scalar", text: "", style: "plain", start, end: start, anchor: value?.anchor };
}

function sequenceOf(conversion: Conversion, node: YAMLSeq, head: Head, depth: number): SyntaxNode {
  const items: SyntaxNode[] = [];
  let lower = node.range?.[0] ?? head.start;
  for (const item of node.items) {
    const converted = isNode(item) ? convert(conversion, item, lower, depth + 1) : undefined;
    if (!converted) continue;
    items.push(converted);
    lower = converted.end;
  }
  const end = node.flow ? (node.range?.[1] ?? lower) : lower;
  return { kind: "sequence", flow: node.flow === true, items, ...head, end: Math.max(end, head.start) };
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

/** The library's ranges leave out the tag and the anchor: the first of them after `lower`. */
function startOfProperties(text: string, lower: number, from: number): number {
  for (let i = lower; i < from; i++) {
    if (text[i] === "#" && /\s/.test(text[i - 1] ?? " ")) {
      const lineEnd = text.indexOf("\n", i);
      i = lineEnd < 0 ? from : lineEnd;
    } else if (text[i] === "!" || text[i] === "&") {
      return i;
    }
  }
  return from;
}

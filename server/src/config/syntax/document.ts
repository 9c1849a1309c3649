import type { FileId } from "../../model/place.js";
import type { ChunkCache } from "./chunkCache.js";
import { parseJson } from "./json.js";
import { jsonOutline } from "./jsonOutline.js";
import { entryNamed, entryRelativeTo, type MapEntry, type ParsedText, type SyntaxNode } from "./node.js";
import { type Fragment, outline, type Part } from "./outline.js";
import { parseYaml } from "./yaml.js";

/** An entry of the template, its spans relative to a chunk of its own. */
export interface PlacedEntry {
  readonly chunk: string;
  readonly entry: MapEntry;
  /** A syntax error lies inside. */
  readonly broken: boolean;
}

export interface PlacedNode {
  readonly chunk: string;
  readonly node: SyntaxNode;
}

/** The syntax of a whole template, cut into chunks. */
export interface TemplateSyntax {
  /** Every top-level section but `Resources`, by name. */
  readonly sections: ReadonlyMap<string, PlacedEntry>;
  readonly resources: ReadonlyMap<string, PlacedEntry>;
  /** Where each chunk begins; `""` is 0. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Why resources may be missing. */
  readonly open: readonly string[];
  /** Chunks refer to each other by anchors. */
  readonly hasAnchors: boolean;
  /** What `*name` stands for in a chunk. */
  anchor(name: string, chunk: string): PlacedNode | undefined;
}

/** Reads a text as far as it can be read. Never throws. */
export function parseTemplate(file: FileId, text: string, cache: ChunkCache): TemplateSyntax {
  if (isJson(text)) return parseJsonTemplate(file, text, cache);
  const parts = outline(text);
  if (parts) return chunkedDocument(text, parts, cache);
  const document = firstDocument(text);
  return wholeDocument(cache.parse("yaml", document, parseYaml), document);
}

export function isJson(text: string): boolean {
  return /^\uFEFF?\s*\{/.test(text);
}

function parseJsonTemplate(file: FileId, text: string, cache: ChunkCache): TemplateSyntax {
  const parts = jsonOutline(text);
  const chunked = parts && chunkedJson(text, parts, cache);
  if (chunked && isWhole(chunked)) return chunked;

  const json = cache.parse("json", text, parseJson);
  if (json.errors.length === 0) return wholeDocument(json, text);
  const yaml = file.endsWith(".json") ? undefined : cache.parse("yaml", text, parseYaml);
  return yaml?.errors.length === 0 ? wholeDocument(yaml, text) : (chunked ?? wholeDocument(json, text));
}

function isWhole({ sections, resources, open }: TemplateSyntax): boolean {
  return open.length === 0 && ![...sections.values(), ...resources.values()].some((it) => it.broken);
}

/** The parts of a JSON template, each parsed as an object of one entry. */
function chunkedJson(text: string, parts: readonly Part[], cache: ChunkCache): TemplateSyntax {
  const sections = new Map<string, PlacedEntry>();
  const resources = new Map<string, PlacedEntry>();
  const offsets = new Map([["", 0]]);
  const open: string[] = [];
  for (const part of parts) {
    const parsed = cache.parse("json", `{${text.slice(part.start, part.end)}}`, parseJson);
    const entries = parsed.root?.kind === "map" ? parsed.root.entries : [];
    const [entry] = entries;
    const broken = parsed.errors.length > 0 || entries.length !== 1;
    if (!entry) {
      open.push(`${part.chunk} does not parse`);
      continue;
    }
    // The brace in front moves every offset by one.
    offsets.set(part.chunk, part.start - 1);
    const placed = { chunk: part.chunk, entry, broken };
    if (part.resource === undefined) sections.set(part.section, placed);
    else resources.set(part.resource, placed);
  }
  return { sections, resources, offsets, open, hasAnchors: false, anchor: () => undefined };
}

function chunkedDocument(text: string, parts: readonly (Part | Fragment)[], cache: ChunkCache): TemplateSyntax {
  const sections = new Map<string, PlacedEntry>();
  const resources = new Map<string, PlacedEntry>();
  const offsets = new Map([["", 0]]);
  const open: string[] = [];
  const anchors = new Map<string, PlacedNode>();
  let end = 0;
  for (const [i, part] of parts.entries()) {
    if (part.start < end) continue;
    if (part.kind === "fragment") {
      if (part.section === "Resources") open.push("a line in Resources does not parse");
      continue;
    }
    const parsed = parsePart(text, parts, i, cache);
    end = parsed.end;
    const entry = parsed.root?.kind === "map" ? parsed.root.entries[0] : undefined;
    for (const [name, node] of parsed.anchors) anchors.set(name, { chunk: part.chunk, node });
    if (!entry) {
      open.push(`${part.chunk} does not parse`);
      continue;
    }
    const placed = { chunk: part.chunk, entry, broken: parsed.errors.length > 0 };
    offsets.set(part.chunk, part.start);
    if (part.resource === undefined) sections.set(part.section, placed);
    else resources.set(part.resource, placed);
  }
  const hasAnchors = anchors.size > 0;
  return { sections, resources, offsets, open, hasAnchors, anchor: (name) => anchors.get(name) };
}

/** How many parts a flow collection may be cut into by lines that look like keys. */
const MAX_CUTS = 6;

/**
 * Parses a part. A flow collection may have lines that stand in the column of the resources: when a part does not
 * parse, it may go on in the next.
 */
function parsePart(
  text: string,
  parts: readonly (Part | Fragment)[],
  index: number,
  cache: ChunkCache,
): ParsedText & { readonly end: number } {
  const [part, ...following] = parts.slice(index, index + MAX_CUTS);
  const start = part?.start ?? 0;
  const end = part?.end ?? 0;
  const alone = cache.parse("yaml", text.slice(start, end), parseYaml);
  if (alone.errors.length > 0 && /[[{]/.test(text.slice(start, end))) {
    for (const last of following) {
      const longer = cache.parse("yaml", text.slice(start, last.end), parseYaml);
      const isOne = longer.root?.kind === "map" && longer.root.entries.length === 1;
      if (isOne && longer.errors.length === 0) return { ...longer, end: last.end };
    }
  }
  return { ...alone, end };
}

/** A template whose layout does not tell its parts: parsed as a whole, then cut at its entries. */
function wholeDocument(parsed: ParsedText, text: string): TemplateSyntax {
  const sections = new Map<string, PlacedEntry>();
  const resources = new Map<string, PlacedEntry>();
  const offsets = new Map([["", 0]]);
  const open: string[] = [];
  const place = (chunk: string, entry: MapEntry, limit: number): PlacedEntry => {
    offsets.set(chunk, entry.start);
    const broken = parsed.errors.some((it) => it.start >= entry.start && it.start < limit);
    return { chunk, entry: entryRelativeTo(entry.start, entry), broken };
  };
  const top = parsed.root?.kind === "map" ? parsed.root.entries : [];
  if (parsed.errors.length > 0) open.push("the template does not parse");
  top.forEach((section, i) => {
    const limit = top[i + 1]?.start ?? text.length + 1;
    if (section.key !== "Resources") {
      sections.set(section.key, place(section.key, section, limit));
    } else if (section.value.kind === "map") {
      const { entries } = section.value;
      entries.forEach((it, j) => {
        resources.set(it.key, place(`Resources/${it.key}`, it, entries[j + 1]?.start ?? limit));
      });
    } else if (entryNamed(parsed.root, "Resources") === section) {
      open.push("Resources is no map of resources");
    }
  });
  const anchor = (name: string, chunk: string): PlacedNode | undefined => {
    const node = parsed.anchors.get(name);
    const base = offsets.get(chunk);
    if (!node || base === undefined) return undefined;
    return { chunk: "", node };
  };
  return { sections, resources, offsets, open, hasAnchors: parsed.anchors.size > 0, anchor };
}

function firstDocument(text: string): string {
  const start = /^\uFEFF?(?:(?:[ \t]*(?:#.*)?|%.*)\r?\n)*---(?=\s)/.exec(text)?.[0].length ?? 0;
  const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
  marker.lastIndex = start;
  return text.slice(0, marker.exec(text)?.index ?? text.length);
}

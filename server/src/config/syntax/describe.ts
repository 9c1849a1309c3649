import type { Place } from "../../model/place.js";
import type { TemplateReading } from "../reading.js";
import { ChunkCache } from "./chunkCache.js";
import { isJson, type PlacedEntry, parseTemplate } from "./document.js";
import type { MapEntry, SyntaxNode } from "./node.js";
import { outline } from "./outline.js";

interface Described {
  /** Logical id, when the offset lies in a resource. */
  readonly resource?: string | undefined;
  /** From the resource's body (`Properties`, `Timeout`), or from the template's top; list items by index. */
  readonly path: readonly string[];
  /** The offset lies in the key, not in the value. */
  readonly key: boolean;
  /** The key or the value there. */
  readonly place: Place;
}

/** Which property lies at an offset of the text that was read. */
export function describeAt(reading: TemplateReading, text: string, offset: number): Described | undefined {
  const { file } = reading.template;
  const { placed, base, resource } = entryAt(reading, text, offset) ?? {};
  if (!placed || base === undefined) return undefined;

  const found = inEntry(placed.entry, offset - base, resource === undefined ? [placed.entry.key] : []);
  if (!found) return undefined;
  return { resource, path: found.path, key: found.key, place: { file, chunk: placed.chunk, ...found.span } };
}

interface EntryAt {
  readonly placed: PlacedEntry;
  readonly base: number;
  readonly resource: string | undefined;
}

/** Parses only the part around the offset where the layout tells the parts. */
function entryAt(reading: TemplateReading, text: string, offset: number): EntryAt | undefined {
  const parts = isJson(text) ? undefined : outline(text);
  const part = parts?.find((it) => it.kind === "part" && it.start <= offset && offset <= it.end);
  if (parts && part?.kind !== "part") return undefined;
  const cache = new ChunkCache();
  if (part?.kind === "part") {
    const lines = text.slice(part.start, part.end);
    const source = part.resource === undefined ? lines : `Resources:\n${lines}`;
    const syntax = parseTemplate(reading.template.file, source, cache);
    const placed =
      part.resource === undefined ? syntax.sections.get(part.section) : syntax.resources.get(part.resource);
    return placed && { placed, base: part.start, resource: part.resource };
  }
  const syntax = parseTemplate(reading.template.file, text, cache);
  const contains = (it: PlacedEntry): boolean => {
    const base = syntax.offsets.get(it.chunk) ?? 0;
    return base + it.entry.start <= offset && offset <= base + it.entry.end;
  };
  for (const [id, placed] of syntax.resources) {
    if (contains(placed)) return { placed, base: syntax.offsets.get(placed.chunk) ?? 0, resource: id };
  }
  const placed = [...syntax.sections.values()].find(contains);
  return placed && { placed, base: syntax.offsets.get(placed.chunk) ?? 0, resource: undefined };
}

interface Found {
  readonly path: readonly string[];
  readonly key: boolean;
  readonly span: { readonly start: number; readonly end: number };
}

function inEntry(entry: MapEntry, offset: number, path: readonly string[]): Found | undefined {
  if (offset < entry.start || offset > entry.end) return undefined;
  if (offset <= entry.keySpan.end) return { path, key: true, span: entry.keySpan };
  return inNode(entry.value, offset, path);
}

function inNode(node: SyntaxNode, offset: number, path: readonly string[]): Found | undefined {
  if (offset < node.start || offset > node.end) return undefined;
  if (node.kind === "map") {
    for (const entry of node.entries) {
      const found = inEntry(entry, offset, [...path, entry.key]);
      if (found) return found;
    }
  }
  if (node.kind === "sequence") {
    for (const [i, item] of node.items.entries()) {
      const found = inNode(item, offset, [...path, String(i)]);
      if (found) return found;
    }
  }
  return { path, key: false, span: { start: node.start, end: node.end } };
}

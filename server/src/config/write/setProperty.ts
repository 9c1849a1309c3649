import { type Change, indentAt, insertion, isBlank, isRestOfLine, lineEnd, linePrefix, lineStart } from "./lines.js";
import type { Piece } from "./piece.js";
import { writeScalar } from "./scalarText.js";
import {
  type Collection,
  type Description,
  describeNested,
  describeScalar,
  type Effects,
  hasKey,
  isCollection,
  isOwn,
  lineage,
  onlyEntry,
  type Scalar,
  type Slot,
} from "./tree.js";

/** Sets a property of a resource, creating the maps on the way. */
export function setProperty(
  piece: Piece,
  resource: string,
  path: readonly string[],
  value: string | number,
  effects: Effects,
): readonly Change[] | undefined {
  let map = bodyOf(piece, resource);
  for (const [index, key] of path.entries()) {
    if (!map || !isOwn(map)) return undefined;
    const slot = onlyEntry(map, key);
    const rest = path.slice(index + 1);
    if (!slot) return hasKey(map, key) ? undefined : addEntry(piece, map, [key, ...rest], value, effects);
    if (slot.value.kind === "empty") return fillEmpty(piece, slot, rest, value, effects);
    if (rest.length === 0)
      return slot.value.kind === "scalar" ? setScalar(piece, slot.value, value, effects) : undefined;
    map = slot.value.kind === "map" ? slot.value : undefined;
  }
  return undefined;
}

/** Replaces a scalar, keeping its quotes. A tag would say something else of the new value. */
export function setScalar(
  piece: Piece,
  scalar: Scalar,
  value: string | number,
  effects: Effects,
): readonly Change[] | undefined {
  if (scalar.tag !== undefined || scalar.anchored) return undefined;
  const written = writeScalar(value, piece.language, scalar.style, quotesOf(piece));
  if (!written) return undefined;
  effects.replaced.set(scalar, describeScalar(written.content, written.style));
  return [{ span: { start: scalar.start, end: scalar.end }, newText: written.text }];
}

/** The quotes that the file's author prefers. */
export function quotesOf({ text, language }: Piece): "single" | "double" {
  return language === "yaml" && /: '[^'\n]*'/.test(text) && !/: "[^"\n]*"/.test(text) ? "single" : "double";
}

function bodyOf({ root, prefix }: Piece, resource: string): Collection | undefined {
  const path = ["Resources", resource].slice(prefix.length);
  let map = root.kind === "map" ? root : undefined;
  for (const key of path) {
    const slot: Slot | undefined = map && isOwn(map) ? onlyEntry(map, key) : undefined;
    map = slot?.value.kind === "map" ? slot.value : undefined;
  }
  return map;
}

/** A chain of entries to be written, each inside the one before, down to a scalar. */
interface Chain {
  /** As they are written, quotes included. */
  readonly keys: readonly string[];
  readonly scalar: string;
  readonly description: Description;
}

/** `inside` is the part of the path that lies inside the node that the chain is added to or put in the place of. */
function chainOf(
  piece: Piece,
  like: Collection,
  path: readonly string[],
  value: string | number,
  inside: readonly string[],
): Chain | undefined {
  const scalar = writeScalar(value, piece.language, "plain", quotesOf(piece));
  const areQuoted = like.slots.length > 0 && like.slots.every((it) => it.key?.style === "double");
  const keys = path.flatMap((it) => writeScalar(it, piece.language, areQuoted ? "double" : "plain") ?? []);
  if (!scalar) return undefined;
  return {
    keys: keys.map((it) => it.text),
    scalar: scalar.text,
    description: describeNested(inside, describeScalar(scalar.content, scalar.style)),
  };
}

function fillEmpty(
  piece: Piece,
  slot: Slot,
  path: readonly string[],
  value: string | number,
  effects: Effects,
): readonly Change[] | undefined {
  const { text, lineBreak } = piece;
  const { value: node, key, owner } = slot;
  const chain = chainOf(piece, owner, path, value, path);
  if (!chain || !key || node.tag !== undefined || node.anchored || text[key.colonEnd - 1] !== ":") return undefined;
  effects.replaced.set(node, chain.description);
  if (path.length === 0) return [insertion(key.colonEnd, ` ${chain.scalar}`)];
  const end = lineEnd(text, key.colonEnd);
  if (owner.style !== "block" || !isRestOfLine(text.slice(key.colonEnd, end), piece.language)) return undefined;
  const column = columnOf(text, slot.start) + stepOf(piece, owner);
  return [insertion(end, lineBreak + blockLines(chain, column, stepOf(piece, owner), lineBreak))];
}

function addEntry(
  piece: Piece,
  map: Collection,
  path: readonly string[],
  value: string | number,
  effects: Effects,
): readonly Change[] | undefined {
  const [key = "", ...inside] = path;
  const chain = chainOf(piece, map, path, value, inside);
  const added = effects.inserted.get(map) ?? new Map<string, Description>();
  if (!chain || added.has(key)) return undefined;
  effects.inserted.set(map, added.set(key, chain.description));
  if (map.style === "block") return addToBlock(piece, map, chain);
  return map.slots.length === 0 ? fillBraces(piece, map, chain) : addToFlow(piece, map, chain);
}

function addToBlock(piece: Piece, map: Collection, chain: Chain): readonly Change[] | undefined {
  const { text, lineBreak } = piece;
  const [first] = map.slots;
  const end = lineEnd(text, map.end);
  if (!first || !isRestOfLine(text.slice(map.end, end), piece.language)) return undefined;
  const lines = blockLines(chain, columnOf(text, first.start), stepOf(piece, map), lineBreak);
  return [insertion(end, lineBreak + lines)];
}

function blockLines({ keys, scalar }: Chain, column: number, step: number, lineBreak: string): string {
  return keys
    .map((key, depth) => {
      const line = `${" ".repeat(column + depth * step)}${key}:`;
      return depth === keys.length - 1 ? `${line} ${scalar}` : line;
    })
    .join(lineBreak);
}

/** By how much the maps around are indented against the entries that hold them. */
function stepOf({ text }: Piece, map: Collection): number {
  for (const it of lineage(map)) {
    const [first] = isCollection(it) ? it.slots : [];
    const outer = it.slot;
    if (it.kind !== "map" || it.style !== "block" || !first || outer?.owner.kind !== "map") continue;
    const step = columnOf(text, first.start) - columnOf(text, outer.start);
    if (step > 0) return step;
  }
  return 2;
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Writes the first entry of `{}`: on lines of its own in a JSON file that has lines. */
function fillBraces(piece: Piece, map: Collection, chain: Chain): readonly Change[] | undefined {
  const { text, language, lineBreak } = piece;
  const span = { start: map.start + 1, end: map.end - 1 };
  if (!isBlank(text.slice(span.start, span.end))) return undefined;
  if (language === "yaml") return [{ span, newText: ` ${inlineEntry(chain, ": ", " ")} ` }];
  const colon = /"(\s*:[ \t]*)/.exec(text)?.[1] ?? ": ";
  if (!text.includes("\n")) return [{ span, newText: inlineEntry(chain, colon, "") }];
  const outer = indentAt(text, map.start);
  const unit = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  const entry = linesOfEntry(chain, { indent: outer + unit, unit, colon, lineBreak });
  return [{ span, newText: `${lineBreak}${outer}${unit}${entry}${lineBreak}${outer}` }];
}

function inlineEntry({ keys, scalar }: Chain, colon: string, padding: string): string {
  return keys.reduceRight(
    (inner, key, depth) => key + colon + (depth === keys.length - 1 ? inner : `{${padding}${inner}${padding}}`),
    scalar,
  );
}

/** How a JSON file is laid out. */
interface Layout {
  readonly indent: string;
  readonly unit: string;
  readonly colon: string;
  readonly lineBreak: string;
}

function linesOfEntry({ keys, scalar }: Chain, { indent, unit, colon, lineBreak }: Layout): string {
  return keys.reduceRight((inner, key, depth) => {
    if (depth === keys.length - 1) return key + colon + inner;
    const outer = lineBreak + indent + unit.repeat(depth);
    return `${key}${colon}{${outer}${unit}${inner}${outer}}`;
  }, scalar);
}

function addToFlow(piece: Piece, map: Collection, chain: Chain): readonly Change[] | undefined {
  const { text } = piece;
  const last = map.slots.at(-1);
  if (!last) return undefined;
  // After the last entry: perhaps a comma, perhaps comments, and the brace.
  const rest = text.slice(last.end, map.end - 1);
  const comma = /^\s*,/.exec(rest)?.[0] ?? "";
  const end = last.end + comma.length;
  if (isBlank(linePrefix(text, last.start))) return addFlowLine(piece, map, last, end, chain);
  if (!isBlank(rest.slice(comma.length))) return undefined;
  const entry = inlineEntry(chain, colonLike(piece, last), text[map.start + 1] === " " ? " " : "");
  const gap = gapLike(piece, map);
  return [insertion(end, comma ? `${gap}${entry},` : `,${gap}${entry}`)];
}

/** Adds a line below the last entry, which has a line of its own; `end` is after that entry and its comma. */
function addFlowLine(
  piece: Piece,
  map: Collection,
  last: Slot,
  end: number,
  chain: Chain,
): readonly Change[] | undefined {
  const { text, language, lineBreak } = piece;
  const indent = linePrefix(text, last.start);
  const colon = colonLike(piece, last);
  const layout = { indent, unit: unitOf(piece, map, indent), colon, lineBreak };
  const entry = language === "json" ? linesOfEntry(chain, layout) : inlineEntry(chain, colon, " ");
  const hasComma = end > last.end;
  const line = lineBreak + indent + entry + (hasComma ? "," : "");
  const comma = hasComma ? "" : ",";
  const lineEndAfter = lineEnd(text, end);
  const rest = text.slice(end, Math.min(lineEndAfter, map.end - 1));
  if (isBlank(rest)) return [insertion(end, comma + line)];
  // A comment follows: the comma goes before it, the line below.
  if (!isRestOfLine(rest, language) || lineEndAfter >= map.end) return undefined;
  return [...(hasComma ? [] : [insertion(end, comma)]), insertion(lineEndAfter, line)];
}

/** One level of indentation: what the entries have more than the line of the brace. */
function unitOf({ text }: Piece, map: Collection, indent: string): string {
  const outer = indentAt(text, map.start);
  return indent.startsWith(outer) && indent.length > outer.length ? indent.slice(outer.length) : "  ";
}

function colonLike({ text, language }: Piece, { key }: Slot): string {
  if (language === "yaml" || !key) return ": ";
  return text.slice(key.end, key.colonEnd) + (text[key.colonEnd] === " " ? " " : "");
}

/** The space after a comma, as between the last two entries of one line. */
function gapLike({ text }: Piece, { slots }: Collection): string {
  const [previous, last] = slots.slice(-2);
  if (!previous || !last) return " ";
  return /^,([ \t]*)$/.exec(text.slice(previous.end, last.start))?.[1] ?? " ";
}

import type { Span } from "../../model/place.js";
import type { ScalarNode } from "../syntax/node.js";

/** A part of a scalar's text, and where it is written. */
export interface WrittenPart extends Span {
  readonly text: string;
  readonly exact: boolean;
}

/** What stands between `${` and `}` in a text, as `Fn::Sub` reads it. */
const HOLE = /\$\{([^${}]*)\}/g;

/**
 * The text of a scalar or of a key without its quotes, tag and anchor. Where it is not written as it reads, because of
 * escapes or folded lines, the whole scalar.
 */
export function textSpan(source: string, { start, end }: Span, text: string): WrittenPart {
  const raw = source.slice(start, end);
  const head = PROPERTIES.exec(raw)?.[0].length ?? 0;
  const quoted = raw.length > head + 1 && /["']/.test(raw[head] ?? "") && raw.endsWith(raw[head] ?? "");
  const quote = quoted ? 1 : 0;
  const exact = raw.slice(head + quote, raw.length - quote) === text;
  return exact ? { text, exact, start: start + head + quote, end: end - quote } : { text, exact, start, end };
}

/** A tag and an anchor in front of a scalar: `!Ref &name `. */
const PROPERTIES = /^(?:[!&][^\s,[\]{}]*[ \t]+)*/;

/** The names in the holes of a text, blanks around them left out; `${!literal}` is none. */
export function holes(source: string, node: ScalarNode): readonly WrittenPart[] {
  const read = [...node.text.matchAll(HOLE)].map((it) => it[1] ?? "");
  if (read.length === 0) return [];
  const from = node.style === "block" ? endOfHeader(source, node) : node.start;
  const written = [...source.slice(from, node.end).matchAll(HOLE)];
  const same =
    written.length === read.length && read.every((it, i) => collapsed(it) === collapsed(written[i]?.[1] ?? ""));
  return read.flatMap((it, i): WrittenPart[] => {
    const text = it.trim();
    const found = written[i];
    if (text === "" || text.startsWith("!")) return [];
    if (!same || found?.[1] === undefined) return [{ text, exact: false, start: node.start, end: node.end }];
    const start = from + found.index + 2 + found[1].search(/\S/);
    const exact = source.slice(start, start + text.length) === text;
    return [{ text, exact, start, end: start + found[1].trim().length }];
  });
}

function endOfHeader(source: string, { start, end }: Span): number {
  const newline = source.indexOf("\n", start);
  return newline < 0 || newline > end ? end : newline;
}

function collapsed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The parts around the first dot: `Table` and `Arn`. */
export function splitAtDot(part: WrittenPart): { readonly head: WrittenPart; readonly tail: WrittenPart | undefined } {
  const dot = part.text.indexOf(".");
  if (dot < 0) return { head: part, tail: undefined };
  const [head, tail] = [part.text.slice(0, dot), part.text.slice(dot + 1)];
  if (!part.exact) return { head: { ...part, text: head }, tail: { ...part, text: tail } };
  const at = part.start + dot;
  return {
    head: { text: head, exact: true, start: part.start, end: at },
    tail: { text: tail, exact: true, start: at + 1, end: part.end },
  };
}

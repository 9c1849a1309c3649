import type { Span } from "../../model/place.js";

/** A change in a piece, in the piece's own offsets. */
export interface Change {
  readonly span: Span;
  readonly newText: string;
}

export function insertion(at: number, newText: string): Change {
  return { span: { start: at, end: at }, newText };
}

export function deletion(start: number, end: number): Change {
  return { span: { start, end }, newText: "" };
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The end of the line, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return end > offset && text[end - 1] === "\r" ? end - 1 : end;
}

/** What stands on the line before an offset. */
export function linePrefix(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset);
}

/** The spaces and tabs that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? "";
}

export function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** Whether YAML says nothing in a text. */
export function isOnlyComments(text: string): boolean {
  return text.split("\n").every((it) => /^\s*(?:#|$)/.test(it));
}

/** What may follow a value on its line and belongs to it: spaces and a comment. */
export function isRestOfLine(text: string, language: "yaml" | "json"): boolean {
  return language === "yaml"
    ? /^(?:[ \t]+#.*|[ \t]*)$/.test(text)
    : /^[ \t]*(?:\/\/.*|\/\*[^*]*\*\/[ \t]*)?$/.test(text);
}

/** Deletes whole lines; at the end of a text without a final line break, the break before them goes instead. */
export function lineDeletion(text: string, start: number, end: number): Change {
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  if (to < text.length) return deletion(from, text.indexOf("\n", to) + 1);
  return deletion(from === 0 ? 0 : lineEnd(text, lineStart(text, from - 1)), to);
}

/** The text after changes that are sorted; undefined when they overlap. */
export function applyChanges(text: string, changes: readonly Change[]): string | undefined {
  let res = "";
  let at = 0;
  for (const { span, newText } of changes) {
    if (span.start < at || span.end < span.start || span.end > text.length) return undefined;
    res += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return res + text.slice(at);
}

export function inOrder(changes: readonly Change[]): readonly Change[] {
  return [...changes].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

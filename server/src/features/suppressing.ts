import type { TextEdit } from "../lamplight.js";
import type { FileId } from "../model/place.js";

const HASH_COMMENTS = /\.(ya?ml|template|py)$/i;
const SLASH_COMMENTS = /\.[cm]?[jt]sx?$/i;
const SUPPRESSION = /^\s*(?:#|\/\/)\s*lamplight-disable-next-line\s+[^\s,]+(?:\s*,\s*[^\s,]+)*/;
/** Lines that must stay at the top: a shebang, the encoding of a Python file. */
const FIRST_LINES = /^(#!|#.*coding[:=])/;

/** Silences a rule on a line by a comment above it; undefined where the language has no comments. */
export function disableForLine(file: FileId, text: string, rule: string, line: number): TextEdit | undefined {
  const comment = commentPrefix(file, text);
  if (!comment) return undefined;
  const lines = text.split(/\r?\n/);
  // A second comment would push the first one away from the line that it speaks of.
  const existing = SUPPRESSION.exec(lines[line - 1] ?? "");
  if (existing) return insertion(file, line - 1, existing[0].length, `, ${rule}`);
  const indentation = /^\s*/.exec(lines[line] ?? "")?.[0] ?? "";
  return insertion(file, line, 0, `${indentation}${comment} lamplight-disable-next-line ${rule}${lineBreak(text)}`);
}

/** Silences a rule in a whole file by a comment at its top. */
export function disableForFile(file: FileId, text: string, rule: string): TextEdit | undefined {
  const comment = commentPrefix(file, text);
  if (!comment) return undefined;
  const lines = text.split(/\r?\n/);
  const line = lines.findIndex((it, index) => index === 2 || !FIRST_LINES.test(it));
  return insertion(file, Math.max(line, 0), 0, `${comment} lamplight-disable-file ${rule}${lineBreak(text)}`);
}

function commentPrefix(file: FileId, text: string): "#" | "//" | undefined {
  if (SLASH_COMMENTS.test(file)) return "//";
  // JSON is YAML, but a comment in it would end that.
  return HASH_COMMENTS.test(file) && !/^\s*\{/.test(text) ? "#" : undefined;
}

function lineBreak(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function insertion(file: FileId, line: number, character: number, newText: string): TextEdit {
  const at = { line, character };
  return { file, range: { start: at, end: at }, newText };
}

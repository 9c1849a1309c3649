/** Stands where a quoted scalar's indentation was; whoever reads the scalar drops it. */
export const PADDING = "\uE000";

/**
 * Writes each flow collection and quoted scalar that goes over several lines on one line, by turning line breaks, tabs
 * and comments into spaces: every offset stays what it was. AWS accepts any indentation, and keys over several lines,
 * inside them; the YAML library does not. Text that does not close a bracket or a quote is left alone.
 */
export function flattenFlow(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  let lineStart = 0;
  while (lineStart < text.length) {
    const { start, indent } = valueOfLine(text, lineStart);
    const first = text[start];
    let next = endOfLine(text, start);
    if (first === "[" || first === "{") {
      const flat = flatCollection(text, start);
      if (flat !== undefined) {
        pieces.push(text.slice(copied, start), flat);
        copied = start + flat.length;
        next = endOfLine(text, copied);
      }
    } else if (first === '"' || first === "'") {
      const end = endOfQuoted(text, start);
      pieces.push(text.slice(copied, start), onOneLine(text.slice(start, end)));
      copied = end;
      next = endOfLine(text, end);
    } else if (first === "|" || first === ">") {
      next = endOfBlockScalar(text, next, indent);
    }
    lineStart = next + 1;
  }
  pieces.push(text.slice(copied));
  return pieces.join("");
}

const DASHES = /(?:-[ \t]+)*/y;
const KEY = /(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^\s#&*!|>'"%@`[\]{},][^\n#]*?)[ \t]*:(?=[ \t\r\n]|$)/y;
const PROPERTIES = /[ \t]*(?:[!&][^\s,[\]{}]*[ \t]+)*/y;

/** Where the value begins that a line of block style holds, and the column of its key. */
function valueOfLine(text: string, lineStart: number): { start: number; indent: number } {
  let start = lineStart;
  while (text[start] === " ") start++;
  const dashesStart = start;
  start = skip(DASHES, text, start);
  const keyStart = start;
  start = skip(KEY, text, start);
  const indent = (start > keyStart ? keyStart : dashesStart) - lineStart;
  return { start: skip(PROPERTIES, text, start), indent };
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function endOfBlockScalar(text: string, headerEnd: number, indent: number): number {
  let end = headerEnd;
  while (end < text.length) {
    const lineEnd = endOfLine(text, end + 1);
    const line = text.slice(end + 1, lineEnd);
    if (line.trim() !== "" && line.search(/[^ ]/) <= indent) return end;
    end = lineEnd;
  }
  return end;
}

/** The offset behind a quoted scalar. */
function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (quote === '"' && text[i] === "\\") i++;
    else if (text[i] === quote) {
      if (quote === "'" && text[i + 1] === "'") i++;
      else return i + 1;
    }
  }
  return text.length;
}

/** A quoted scalar as YAML folds it, and as long as before. */
function onOneLine(quoted: string): string {
  return quoted.replace(/(\\?)[ \t]*\r?\n\s*/g, (fold, backslash: string) => {
    const breaks = fold.split("\n").length - 1;
    const res = backslash ? "" : breaks === 1 ? " " : quoted.startsWith('"') ? "\\n".repeat(breaks - 1) : undefined;
    return res === undefined || res.length > fold.length ? fold : res.padEnd(fold.length, PADDING);
  });
}

/** The collection that begins at `start`, on one line and as long as before; undefined when it is not closed. */
function flatCollection(text: string, start: number): string | undefined {
  let res = "";
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const char = text[i] ?? "";
    const before = i === start ? " " : (text[i - 1] ?? " ");
    if ((char === '"' || char === "'") && /[\s[{,:]/.test(before)) {
      const end = endOfQuoted(text, i);
      res += onOneLine(text.slice(i, end));
      i = end - 1;
    } else if (char === "#" && /[\s,[\]{}]/.test(before)) {
      const end = endOfLine(text, i);
      res += " ".repeat(end - i);
      i = end - 1;
    } else {
      res += /\s/.test(char) ? " " : char;
      if (char === "[" || char === "{") depth++;
      if (char === "]" || char === "}") depth--;
      if (depth === 0) return res;
    }
  }
  return undefined;
}

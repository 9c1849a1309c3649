import type { Part } from "./outline.js";

/**
 * Splits a pretty-printed JSON template by indentation alone: no string of JSON goes over a line's end, so a line's
 * column tells what it belongs to, also below an error. Undefined when the text is laid out in another way.
 */
export function jsonOutline(text: string): readonly Part[] | undefined {
  const res: Part[] = [];
  let sectionIndent: number | undefined;
  let resourceIndent: number | undefined;
  let isInResources = false;
  for (const { start, line } of linesOf(text)) {
    const indent = line.search(/\S/);
    if (start === 0 || indent < 0) {
      if (start === 0 && line.replace("\uFEFF", "").trim() !== "{") return undefined;
      continue;
    }
    sectionIndent ??= indent;
    if (indent <= sectionIndent) {
      close(res, start);
      if (indent < sectionIndent) break;
      isInResources = false;
    }
    const key = KEY.exec(line);
    const name = key?.[1];
    if (indent === sectionIndent && name !== undefined) {
      isInResources = name === "Resources";
      if (isInResources && key?.[2]?.trim() !== "{") return undefined;
      if (!isInResources) res.push({ kind: "part", chunk: name, section: name, start, end: text.length });
    } else if (isInResources && indent === (resourceIndent ?? indent) && name !== undefined) {
      resourceIndent = indent;
      close(res, start);
      res.push({
        kind: "part",
        chunk: `Resources/${name}`,
        section: "Resources",
        resource: name,
        start,
        end: text.length,
      });
    }
  }
  return res.length > 0 ? res : undefined;
}

const KEY = /^\s*"((?:[^"\\]|\\.)*)"\s*:(.*)$/;

function* linesOf(text: string): Iterable<{ start: number; line: string }> {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    yield { start, line: text.slice(start, end).trimEnd() };
    start = end + 1;
  }
}

/** The part that is open ends before a line. */
function close(parts: Part[], end: number): void {
  const last = parts.at(-1);
  if (last && last.end > end) parts[parts.length - 1] = { ...last, end };
}

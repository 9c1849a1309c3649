/** A part of a YAML template that is parsed by itself: a resource, or another top-level section. */
export interface Part {
  readonly kind: "part";
  /** The chunk's key: `Resources/Orders`, `Globals`. */
  readonly chunk: string;
  readonly section: string;
  readonly resource?: string | undefined;
  /** The first character of the line that holds the key. */
  readonly start: number;
  readonly end: number;
}

/** A line that is no key yet: something is being typed there. */
export interface Fragment {
  readonly kind: "fragment";
  readonly section: string;
  readonly start: number;
  readonly end: number;
}

/** Where the resources' section begins. */
interface Header {
  readonly kind: "header";
  readonly section: string;
  readonly start: number;
}

/**
 * Splits a YAML template in block style by indentation alone, so that an error stays where it is. Undefined when the
 * text is laid out in another way and must be parsed as a whole.
 */
export function outline(text: string): readonly (Part | Fragment)[] | undefined {
  const res: (Part | Fragment | Header)[] = [];
  let section: { name: string; start: number; indent: number | undefined } | undefined;
  for (const line of documentLines(text)) {
    const indent = line.text.search(/[^ ]/);
    if (indent === 0) {
      const key = keyOf(line.text);
      if (key === undefined) {
        if (WORD.test(line.text)) res.push({ kind: "fragment", section: "", start: line.start, end: line.start });
        else if (!section) return undefined;
        continue;
      }
      if (key.name === "Resources" && key.hasValue) return undefined;
      section = { name: key.name, start: line.start, indent: undefined };
      if (key.name === "Resources") res.push({ kind: "header", section: key.name, start: line.start });
      else res.push({ kind: "part", chunk: key.name, section: key.name, start: line.start, end: line.start });
    } else if (!section) {
      return undefined;
    } else if (section.name === "Resources" && (section.indent ?? indent) === indent) {
      section.indent = indent;
      const key = keyOf(line.text.slice(indent));
      if (key) {
        const chunk = `Resources/${key.name}`;
        res.push({
          kind: "part",
          chunk,
          section: section.name,
          resource: key.name,
          start: line.start,
          end: line.start,
        });
      } else if (WORD.test(line.text.slice(indent))) {
        res.push({ kind: "fragment", section: section.name, start: line.start, end: line.start });
      }
    }
  }
  return res.some((it) => it.kind === "part") ? withEnds(text, res) : undefined;
}

const WORD = /^[\w:.-]+\s*$/;
const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([A-Za-z_][\w.-]*(?:::[\w.:-]*\w)?))[ \t]*:(?:[ \t]+(.*))?$/;

function keyOf(line: string): { name: string; hasValue: boolean } | undefined {
  const match = KEY.exec(line.trimEnd());
  if (!match) return undefined;
  const rest = match[4]?.trim() ?? "";
  return { name: match[1] ?? match[2] ?? match[3] ?? "", hasValue: rest !== "" && !rest.startsWith("#") };
}

interface Line {
  readonly start: number;
  readonly text: string;
}

/** The lines of the first document that hold more than blanks and comments. */
function* documentLines(text: string): Iterable<Line> {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let begun = false;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    const isMarker = /^(?:---|\.\.\.)(?:\s|$)/.test(line);
    if (isMarker && begun) return;
    if (!isMarker && !/^\s*(?:#|$)/.test(line) && !(line.startsWith("%") && !begun)) {
      begun = true;
      yield { start, text: line };
    } else if (isMarker && /^---\s+[^\s#]/.test(line)) {
      begun = true;
      yield { start, text: line };
    }
    start = end + 1;
  }
}

/** A part ends before the next, without the blank and comment lines that lead up to it. */
function withEnds(text: string, parts: readonly (Part | Fragment | Header)[]): (Part | Fragment)[] {
  const documentEnd = endOfDocument(text, parts[0]?.start ?? 0);
  return parts.flatMap((part, i): (Part | Fragment)[] => {
    if (part.kind === "header") return [];
    return [{ ...part, end: endOfPart(text, part.start, parts[i + 1]?.start ?? documentEnd) }];
  });
}

function endOfDocument(text: string, from: number): number {
  const marker = /^(?:---|\.\.\.)(?:\s|$)/gm;
  marker.lastIndex = from;
  return marker.exec(text)?.index ?? text.length;
}

function endOfPart(text: string, start: number, limit: number): number {
  const indent = text.slice(start, start + 100).search(/[^ ]/);
  let end = limit;
  while (end > start) {
    const lineStart = text.lastIndexOf("\n", end - 2) + 1;
    if (lineStart <= start) break;
    const content = text.slice(lineStart, end).search(/\S/);
    if (content >= 0 && !(text[lineStart + content] === "#" && content <= indent)) break;
    end = lineStart;
  }
  return end;
}

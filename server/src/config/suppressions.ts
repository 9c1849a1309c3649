import type { FileId, Place } from "../model/place.js";
import type { Resource, Suppression } from "../model/template.js";
import { at } from "../model/value.js";

/** The suppression comments of a template or a source file; their places are in the chunk `""`. */
export function commentSuppressions(file: FileId, text: string, commentPrefix: "#" | "//"): Suppression[] {
  if (!text.includes("lamplight-disable-")) return [];
  const res: Suppression[] = [];
  const lines = linesOf(text);
  for (const [number, line] of lines.entries()) {
    const match = COMMENTS[commentPrefix].exec(line.text);
    const [, prefix, scope, ids] = match?.indices ?? [];
    const kind = match?.[2];
    if (!match || !prefix || !scope || !ids || !isScope(kind)) continue;
    const whole = placeAt(file, line.start + prefix[0], line.start + line.text.trimEnd().length);
    for (const id of (match[3] ?? "").matchAll(RULE)) {
      const start = line.start + ids[0] + id.index;
      const target = kind === "file" ? undefined : kind === "line" ? number : lineAfter(lines, number, commentPrefix);
      res.push({ scope: kind, rule: id[0], place: placeAt(file, start, start + id[0].length), whole, line: target });
    }
  }
  return res;
}

/** The rules that a resource's `Metadata: { Lamplight: { disable: [...] } }` turns off. */
export function metadataSuppressions(resource: Resource): Suppression[] {
  const list = at(resource.metadata, "Lamplight", "disable");
  const items = list.kind === "list" ? list.items : [list];
  return items.flatMap((item): Suppression[] => {
    if (item.kind !== "known" || typeof item.value !== "string" || !item.place) return [];
    return [{ scope: "resource", rule: item.value, place: item.place, whole: item.place, resource: resource.id }];
  });
}

/** The prefix, the scope, and the ids up to the reason. */
const COMMENTS = {
  "#": /(?:^|\s)(#)\s*lamplight-disable-(next-line|line|file)\s+((?:(?!--).)*)/d,
  "//": /(\/\/)\s*lamplight-disable-(next-line|line|file)\s+((?:(?!--).)*)/d,
} as const;

const RULE = /[a-z0-9]+(?:-[a-z0-9]+)*(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)?/g;

function isScope(text: string | undefined): text is "next-line" | "line" | "file" {
  return text === "next-line" || text === "line" || text === "file";
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const res = { start, text: line };
    start += line.length + 1;
    return res;
  });
}

/** The first line below that is more than a comment, so that several comments can stand above one line. */
function lineAfter(lines: readonly Line[], number: number, prefix: string): number {
  let res = number + 1;
  while (lines[res]?.text.trimStart().startsWith(prefix)) res++;
  return res;
}

function placeAt(file: FileId, start: number, end: number): Place {
  return { file, chunk: "", start, end };
}

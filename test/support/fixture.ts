import type { FileId } from "../../server/src/model/place.js";

/** What a fixture says must be found: the span on its line, the severity and the message. */
export interface Annotation {
  readonly file: string;
  /** Zero-based line of the fixture file without its marker lines. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Fixture {
  /** Texts by path, marker lines taken out. */
  readonly files: ReadonlyMap<string, string>;
  readonly annotations: readonly Annotation[];
}

/** The folder that fixtures are laid in. */
export const FIXTURE_ROOT = "/fixture" as FileId;

const HEADER = /^\s*\/\/- (\S+)$/;
const MARKER = /^(\s*(?:\/\/|#)\s*)(\^+) (.+)$/;

/**
 * Reads a fixture of several files: `//- path` starts one, the first is `template.yaml` unless named. The carets of a
 * marker line point at the nearest code line above the run of marker lines.
 */
export function parseFixture(source: string): Fixture {
  const files = new Map<string, string[]>();
  const annotations: Annotation[] = [];
  let file = "template.yaml";
  for (const line of dedent(source).split("\n")) {
    const header = HEADER.exec(line);
    const marker = MARKER.exec(line);
    const lines = files.get(file) ?? [];
    if (header?.[1]) {
      file = header[1];
      files.set(file, []);
    } else if (marker) {
      const [, prefix = "", carets = "", text = ""] = marker;
      annotations.push({
        file,
        line: lines.length - 1,
        start: prefix.length,
        end: prefix.length + carets.length,
        text,
      });
    } else if (files.has(file) || line.trim() !== "") {
      files.set(file, [...lines, line]);
    }
  }
  return { files: new Map([...files].map(([name, lines]) => [name, `${lines.join("\n").trimEnd()}\n`])), annotations };
}

function dedent(source: string): string {
  const lines = source.replace(/^\n/, "").split("\n");
  const margin = Math.min(...lines.filter((it) => it.trim() !== "").map((it) => it.search(/\S/)));
  return lines
    .map((it) => it.slice(margin))
    .join("\n")
    .trimEnd()
    .concat("\n");
}

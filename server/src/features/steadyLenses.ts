import type { CodeLens } from "vscode-languageserver";

/** The lenses of one text of a file. */
export interface ShownLenses {
  readonly text: string;
  readonly lenses: readonly CodeLens[];
}

/**
 * While a file is half typed, lenses that its text does not give any more stay where their line went: those of a
 * function that the user is about to complete would jump in and out of sight.
 */
export function steadyLenses(before: ShownLenses, text: string, lenses: readonly CodeLens[]): readonly CodeLens[] {
  const lines = text.split("\n");
  const linesBefore = before.text.split("\n");
  const targets = new Set(lenses.map(target));
  const kept = before.lenses.flatMap((it): CodeLens[] => {
    if (targets.has(target(it))) return [];
    const { line } = it.range.start;
    const found = nearestLine(lines, linesBefore[line] ?? "", line);
    if (found === undefined) return [];
    const { start, end } = it.range;
    return [{ ...it, range: { start: { ...start, line: found }, end: { ...end, line: found } } }];
  });
  return [...lenses, ...kept];
}

function target({ command }: CodeLens): string {
  return JSON.stringify(command?.arguments);
}

/** Where a line went: the nearest one with the same text. */
function nearestLine(lines: readonly string[], text: string, line: number): number | undefined {
  if (text.trim() === "") return undefined;
  const same = lines.flatMap((it, index) => (it.trimEnd() === text.trimEnd() ? [index] : []));
  return same.sort((a, b) => Math.abs(a - line) - Math.abs(b - line))[0];
}

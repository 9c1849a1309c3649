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
  const fresh = new Map(lenses.map((it) => [keyOf(it), it]));
  const places = new Map(lenses.map((it) => [targetOf(it), it.range]));
  const steady = before.lenses.flatMap((it): CodeLens[] => {
    const own = fresh.get(keyOf(it));
    fresh.delete(keyOf(it));
    if (own) return [own];
    const { start, end } = it.range;
    const line = nearestLine(lines, linesBefore[start.line] ?? "", start.line);
    const moved = line === undefined ? undefined : { start: { ...start, line }, end: { ...end, line } };
    const range = places.get(targetOf(it)) ?? moved;
    return range ? [{ ...it, range }] : [];
  });
  return [...steady, ...fresh.values()];
}

function targetOf({ command }: CodeLens): string {
  return JSON.stringify(command?.arguments);
}

function keyOf(lens: CodeLens): string {
  return `${lens.command?.command} ${targetOf(lens)}`;
}

/** Where a line went: the nearest one with the same text. */
function nearestLine(lines: readonly string[], text: string, line: number): number | undefined {
  if (text.trim() === "") return undefined;
  const same = lines.flatMap((it, index) => (it.trimEnd() === text.trimEnd() ? [index] : []));
  return same.sort((a, b) => Math.abs(a - line) - Math.abs(b - line))[0];
}

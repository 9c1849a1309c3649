import type { FileRange, Position, Range } from "../lamplight.js";

export function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Ranges that touch overlap too: a cursor at the end of a word is on the word. */
export function overlaps(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

export function contains(range: Range, position: Position): boolean {
  return !isBefore(position, range.start) && !isBefore(range.end, position);
}

/** True when no two ranges of a file share a character or begin at the same place. */
export function nonOverlapping(ranges: readonly FileRange[]): boolean {
  const sorted = ranges.toSorted((a, b) => {
    if (a.file !== b.file) return a.file < b.file ? -1 : 1;
    return isBefore(a.range.start, b.range.start) ? -1 : 1;
  });
  return sorted.every((it, index) => {
    const next = sorted[index + 1];
    if (!next || next.file !== it.file) return true;
    return isBefore(it.range.start, next.range.start) && !isBefore(next.range.start, it.range.end);
  });
}

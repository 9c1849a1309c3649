/** The items, those first whose text is most like the wanted one; equally similar ones in their order. */
export function bySimilarity<T>(items: readonly T[], wanted: string, text: (item: T) => string): readonly T[] {
  const distances = new Map(items.map((it) => [it, distance(text(it), wanted)]));
  return [...items].sort((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0));
}

/** Edits that turn one text into another; a change of case is a quarter of an edit. */
export function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + replacement(a[row - 1] ?? "", b[column - 1] ?? "");
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

function replacement(a: string, b: string): number {
  if (a === b) return 0;
  return a.toLowerCase() === b.toLowerCase() ? 0.25 : 1;
}

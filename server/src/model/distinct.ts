/** The items without those that say the same as an earlier one. */
export function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((it) => [JSON.stringify(it), it])).values()];
}

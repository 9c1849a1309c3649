import { statSync } from "node:fs";

/** Files as they were when they were loaded: a stamp by path, which any change of the file changes. */
export type Loaded = ReadonlyMap<string, string>;

/** Adds files as they are now. One that is known keeps the stamp of when it was loaded. */
export function noteFiles(known: Loaded, files: readonly string[]): Loaded {
  const res = new Map(known);
  for (const file of files) if (!res.has(file)) res.set(file, stampOf(file));
  return res;
}

/** The files that are not as they were. */
export function changedFiles(loaded: Loaded): readonly string[] {
  return [...loaded].filter(([file, stamp]) => stampOf(file) !== stamp).map(([file]) => file);
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : "gone";
}

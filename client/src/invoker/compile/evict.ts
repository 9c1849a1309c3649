import { readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";

const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1000;
const MAX_BYTES = 100 * 1024 * 1024;

/** Removes the files of a cache that are too old, and the oldest of one that is too large. */
export function evict(folder: string, now: number): void {
  const files = entriesOf(folder)
    .flatMap((name) => {
      const file = path.join(folder, name);
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats?.isFile() ? [{ file, size: stats.size, time: stats.mtimeMs }] : [];
    })
    .sort((a, b) => b.time - a.time);
  let bytes = 0;
  for (const { file, size, time } of files) {
    bytes += size;
    if (bytes > MAX_BYTES || now - time > MAX_AGE_MS) rmSync(file, { force: true });
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

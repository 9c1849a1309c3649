import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPython } from "../../client/src/invoker/runtimes/findPython.js";
import { minorOf } from "../../client/src/invoker/runtimes/pythonVersion.js";

export interface InstalledPython {
  readonly path: string;
  readonly minor: number;
  /** `python3.13`. */
  readonly runtime: string;
}

const MINORS = [8, 9, 10, 11, 12, 13, 14];

let found: Promise<readonly InstalledPython[]> | undefined;

/** One Python of each version that is installed, the oldest first; at least one. */
export function installedPythons(): Promise<readonly InstalledPython[]> {
  found ??= search();
  return found;
}

async function search(): Promise<readonly InstalledPython[]> {
  const root = mkdtempSync(path.join(tmpdir(), "lamplight-test-"));
  try {
    const res = new Map<number, InstalledPython>();
    for (const wanted of MINORS) {
      const python = await findPython({ minor: wanted, root, codeRoot: root, own: process.env });
      const minor = minorOf(python.version) ?? 0;
      res.set(minor, { path: python.path, minor, runtime: `python3.${minor}` });
    }
    return [...res.values()].sort((a, b) => a.minor - b.minor);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

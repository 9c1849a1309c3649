import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

/** A Python that was started and told what it is. */
export interface Interpreter {
  /** Its own path, not that of a shim or a launcher which led to it. */
  readonly path: string;
  /** `3.13.1`. */
  readonly version: string;
}

/** The oldest version that the bootstrap is written for. */
export const OLDEST_MINOR = 8;

const LIMIT_MS = 5_000;
const QUESTION = "import sys; print('%d.%d.%d' % sys.version_info[:3]); print(sys.executable)";

/** By command, what an executable said when it was last asked, and a stamp of the file as it was then. */
const known = new Map<string, { readonly stamp: string; readonly interpreter: Interpreter }>();

/** Asks an executable. Undefined for one that does not run, or is no Python 3. */
export async function askPython(
  executable: string,
  args: readonly string[] = [],
  cwd?: string,
): Promise<Interpreter | undefined> {
  const stamp = stampOf(executable);
  const key = [executable, ...args].join("\0");
  const before = known.get(key);
  if (stamp && before?.stamp === stamp) return before.interpreter;
  try {
    const { stdout } = await promisify(execFile)(executable, [...args, "-I", "-S", "-c", QUESTION], {
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
      windowsHide: true,
      ...(cwd && existsSync(cwd) && { cwd }),
    });
    const [version, own] = stdout.trim().split(/\r?\n/);
    if (!version || !/^\d+\.\d+\.\d+$/.test(version)) return undefined;
    const interpreter = { path: own || executable, version };
    if (stamp) known.set(key, { stamp, interpreter });
    return interpreter;
  } catch {
    return undefined;
  }
}

/** 13 of `3.13.1`; undefined for another major version. */
export function minorOf(version: string): number | undefined {
  const [, minor] = /^3\.(\d+)/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor);
}

/** Undefined for what may be another Python the next time although the file is the same. */
function stampOf(executable: string): string | undefined {
  if (!path.isAbsolute(executable) || executable.includes(`${path.sep}shims${path.sep}`)) return undefined;
  const stats = statSync(executable, { throwIfNoEntry: false });
  return stats && `${stats.mtimeMs} ${stats.size}`;
}

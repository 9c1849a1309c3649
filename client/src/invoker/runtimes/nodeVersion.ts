import { execFile } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { promisify } from "node:util";

/** A Node that is there. */
export interface InstalledNode {
  readonly path: string;
  /** `22.11.0`. */
  readonly version: string;
}

const LIMIT_MS = 5_000;

/** By executable, what it said when it was last asked, and a stamp of the file as it was then. */
const known = new Map<string, { readonly stamp: string; readonly node: InstalledNode }>();

/** Tells the version from the path where that holds it, else asks. Undefined for what does not run, or is no Node. */
export async function versionOfNode(executable: string, cwd?: string): Promise<InstalledNode | undefined> {
  return namedByPath(executable) ?? askNode(executable, cwd);
}

export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

/** Version managers keep each version in a folder of its name, which links may lead to: `v22.11.0/bin/node`. */
function namedByPath(executable: string): InstalledNode | undefined {
  try {
    const real = realpathSync(executable);
    const [, version] =
      /[\\/]v?(\d+\.\d+\.\d+)[\\/](?:installation[\\/])?(?:bin[\\/])?node(?:\.exe)?$/.exec(real) ?? [];
    return version === undefined ? undefined : { path: real, version };
  } catch {
    return undefined;
  }
}

/** Starts it. What is a shim leads to a Node that depends on the folder, and that tells its own path. */
export async function askNode(executable: string, cwd?: string): Promise<InstalledNode | undefined> {
  const stamp = stampOf(executable);
  const before = known.get(executable);
  if (stamp !== undefined && before?.stamp === stamp) return before.node;
  try {
    const { stdout } = await promisify(execFile)(executable, ["-p", QUESTION], {
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
      windowsHide: true,
      env: { ...process.env, NODE_OPTIONS: "" },
      ...(cwd !== undefined && existsSync(cwd) && { cwd }),
    });
    const [version = "", own] = stdout.trim().split(/\r?\n/);
    if (!/^\d+\.\d+\.\d+/.test(version)) return undefined;
    const node = { path: own || executable, version };
    if (stamp !== undefined && realPath(node.path) === realPath(executable)) known.set(executable, { stamp, node });
    return node;
  } catch {
    return undefined;
  }
}

const QUESTION = "process.versions.node + '\\n' + process.execPath";

function stampOf(executable: string): string | undefined {
  const stats = statSync(executable, { throwIfNoEntry: false });
  return stats && `${stats.mtimeMs} ${stats.size}`;
}

function realPath(executable: string): string {
  try {
    return realpathSync(executable);
  } catch {
    return executable;
  }
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { FoundRuntime } from "./runtime.js";

export interface NodeSearch {
  /** The major version of the function's `Runtime`. */
  readonly major: number;
  /** Folder of the workspace. */
  readonly root: string;
  readonly codeRoot: string;
  /** Executable that the user chose. */
  readonly chosen?: string | undefined;
  readonly own: Readonly<Record<string, string | undefined>>;
}

/** The Node to run a function with. @throws Refusal when the one that the user chose does not run */
export async function findNode({ chosen }: NodeSearch): Promise<FoundRuntime> {
  const path = chosen ?? "node";
  const { stdout } = await promisify(execFile)(path, ["-p", "process.versions.node"]);
  return { path, version: stdout.trim() };
}

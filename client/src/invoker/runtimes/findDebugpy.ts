import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Refusal } from "../refusal.js";
import type { FoundRuntime } from "./runtime.js";

const LIMIT_MS = 10_000;
/** Loads what a debugger of another time than the interpreter's fails in. */
const QUESTION = "import sys; sys.path[0:1] = sys.argv[1:]; import debugpy.server.api, debugpy.adapter.clients";

/** Interpreters and folders that were found to go together. */
const known = new Set<string>();

/**
 * Where an interpreter takes the package `debugpy` from: the folder, or with undefined its own packages.
 * @throws Refusal when it has none that runs
 */
export async function findDebugpy(python: FoundRuntime, folder: string | undefined): Promise<string | undefined> {
  for (const place of folder === undefined ? [undefined] : [folder, undefined]) {
    if (await runsDebugpy(python.path, place)) return place;
  }
  const pip = `${python.path} -m pip install debugpy`;
  throw new Refusal(
    folder === undefined
      ? `the Python debugger was not found: install the Python Debugger extension, or run ${pip}`
      : `the Python debugger of the editor does not run on Python ${python.version}: run ${pip}`,
  );
}

async function runsDebugpy(executable: string, folder: string | undefined): Promise<boolean> {
  const key = `${executable}\0${folder}`;
  if (known.has(key)) return true;
  try {
    const args = ["-E", "-X", "frozen_modules=off", "-c", QUESTION, ...(folder === undefined ? [] : [folder])];
    await promisify(execFile)(executable, args, { timeout: LIMIT_MS, killSignal: "SIGKILL", windowsHide: true });
    known.add(key);
    return true;
  } catch {
    return false;
  }
}

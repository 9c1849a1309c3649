import { spawnSync } from "node:child_process";
import { followed } from "./importedFiles.js";

/** A check starts a process; a function that does not load has ten seconds for all. */
const LIMIT_MS = 4_000;

/**
 * Node keeps to itself where an ES module is wrong, until it prints the error. So it is asked to check the files that
 * the entry leads to, and what it prints of the first wrong one becomes the stack.
 */
export function withPlace(error: SyntaxError, entry: string): SyntaxError {
  const isKnown = /^(?:file:|[/\\]|[A-Za-z]:[/\\]).*:\d+$/m.test(error.stack?.split("\n")[0] ?? "");
  const until = Date.now() + LIMIT_MS;
  for (const file of isKnown ? [] : followed(entry)) {
    const timeout = until - Date.now();
    if (timeout <= 0) break;
    const env = { ...process.env, NODE_OPTIONS: "" };
    const { status, stderr } = spawnSync(process.execPath, ["--check", file], { env, encoding: "utf8", timeout });
    if (status === 0 || !stderr?.includes(error.message)) continue;
    error.stack = stderr.replace(/\n\s*\nNode\.js v[\s\S]*$/, "");
    break;
  }
  return error;
}

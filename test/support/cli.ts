import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

/** The built command. */
export const CLI = path.resolve("dist/cli.js");

/** A folder with files in it, gone after the test. */
export function project(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lamplight-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Runs the command as a user would whose terminal says nothing of colours. */
export function lamplight(cwd: string, ...args: readonly string[]) {
  return lamplightWith({}, cwd, ...args);
}

export function lamplightWith(
  { input, variables }: { readonly input?: string; readonly variables?: Readonly<Record<string, string>> },
  cwd: string,
  ...args: readonly string[]
) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...env, ...variables },
    encoding: "utf8",
    ...(input !== undefined && { input }),
  });
  return { status, stdout, stderr };
}

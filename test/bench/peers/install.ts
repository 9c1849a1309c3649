import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export type Installed =
  | { readonly kind: "present"; readonly folder: string }
  | { readonly kind: "absent"; readonly why: string };

/** What is run after the packages are there: in this folder, with their programs first on the PATH. */
export interface Step {
  readonly folder: string;
  readonly script: string;
  readonly variables?: Readonly<Record<string, string>>;
}

const LIMIT_MS = 10 * 60 * 1000;

/** Packages in a folder of their own below the system's temporary folder, which is kept for the next benchmark. */
export async function install(packages: readonly string[], steps: readonly Step[] = []): Promise<Installed> {
  const name = packages.join("+").replaceAll(/[^\w.+-]/g, "_");
  const folder = path.join(tmpdir(), "lamplight-bench-peers", name);
  const mark = path.join(folder, "installed");
  if (existsSync(mark)) return { kind: "present", folder };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  console.log(`installing ${packages.join(", ")}`);
  try {
    const flags = ["--no-audit", "--no-fund", "--legacy-peer-deps", "--ignore-scripts", "--loglevel=error"];
    await run("npm", ["install", ...flags, ...packages], folder);
    for (const { folder: place, script, variables } of steps) {
      const own = { PATH: [path.join(folder, "node_modules/.bin"), process.env["PATH"]].join(path.delimiter) };
      await run("npm", ["run", script], path.join(folder, place), { ...own, ...absolute(folder, variables) });
    }
  } catch (error) {
    return { kind: "absent", why: (error as Error).message };
  }
  writeFileSync(mark, "");
  return { kind: "present", folder };
}

function absolute(folder: string, variables: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, place]) => [name, path.join(folder, place)]));
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...variables },
    // A group of its own: what builds for too long is ended with all that it started.
    detached: process.platform !== "win32",
    shell: process.platform === "win32",
  });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaints = `${complaints}${chunk}`.slice(-4096);
  });
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), LIMIT_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => clearTimeout(timer));
  if (code === 0) return;
  const [why = ""] = complaints.trim().split("\n").slice(-1);
  throw new Error(`${command} ${args.slice(0, 2).join(" ")} ended with ${code}: ${why}`);
}

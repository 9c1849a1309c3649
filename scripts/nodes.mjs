// Installs the versions of Node that functions are tested with, each once: node_modules/.cache/nodes/<major>.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const onWindows = process.platform === "win32";
const name = `node-${onWindows ? "win" : process.platform}-${process.arch}`;

export const MAJORS = [20, 22, 24];

/** The package of that Node: `bin/node` and what native modules are compiled with. */
export function nodeFolder(major) {
  return path.join(root, "node_modules", ".cache", "nodes", String(major), "node_modules", name);
}

export function nodePath(major) {
  return path.join(nodeFolder(major), "bin", onWindows ? "node.exe" : "node");
}

/** Installs the versions that are missing; those that cannot be had are the result. */
function missing() {
  return MAJORS.filter((major) => {
    if (!existsSync(nodePath(major))) install(major);
    const { stdout } = spawnSync(nodePath(major), ["--version"], { encoding: "utf8" });
    return !stdout?.startsWith(`v${major}.`);
  });
}

function install(major) {
  console.log(`installing Node ${major} for the tests`);
  const prefix = path.join(root, "node_modules", ".cache", "nodes", String(major));
  const options = ["--prefix", prefix, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  spawnSync("npm", ["install", ...options, `${name}@${major}`], { cwd: root, stdio: "inherit", shell: onWindows });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lacking = missing();
  if (lacking.length > 0) {
    console.error(`Node ${lacking.join(", ")} could not be had, and its tests will fail: npm install ${name}`);
    process.exit(process.env.CI ? 1 : 0);
  }
}

// Builds, then runs the benchmarks. They print figures and ratios within one run; they assert nothing.
// node scripts/bench.mjs [analysis | invoke [cold | warm | peers | saved | limits]]
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildAll, buildInvoker, bundleSettings } from "./build.mjs";
import { packageExtension } from "./package.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const folder = path.join(root, "dist-test", "bench");
const main = path.join(folder, "main.cjs");
const [subject, ...parts] = process.argv.slice(2);
if (subject !== undefined && subject !== "analysis" && subject !== "invoke") {
  console.error(`no such benchmark, there are analysis and invoke: ${subject}`);
  process.exit(2);
}

mkdirSync(folder, { recursive: true });
await build({ ...bundleSettings, entryPoints: [path.join(root, "test/bench/main.ts")], outfile: main });
if (subject !== "invoke") {
  await buildAll();
  const vsix = path.join(folder, "bench.vsix");
  if (packageExtension(root, vsix) !== 0) process.exit(1);
  run("analysis", vsix);
}
if (subject !== "analysis") {
  // A build of its own, which nobody replaces while it is measured.
  const dist = path.join(folder, "dist");
  mkdirSync(dist, { recursive: true });
  await buildInvoker(dist);
  run("invoke", dist, ...parts);
}

function run(...args) {
  const { status } = spawnSync(process.execPath, [main, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

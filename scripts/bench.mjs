// Builds, then runs the benchmarks. They print figures and ratios within one run; they assert nothing.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildAll, bundleSettings } from "./build.mjs";
import { packageExtension } from "./package.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const out = path.join(root, "dist-test", "bench.cjs");
await buildAll();
await build({ ...bundleSettings, entryPoints: [path.join(root, "test/bench/bench.ts")], outfile: out });
const vsix = path.join(root, "dist-test", "bench.vsix");
if (packageExtension(root, vsix) !== 0) process.exit(1);
const { status } = spawnSync(process.execPath, [out, vsix], { cwd: root, stdio: "inherit" });
process.exit(status ?? 1);

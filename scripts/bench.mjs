// Builds, then runs the benchmarks. They print figures and ratios within one run; they assert nothing.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildAll, bundleSettings } from "./build.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const out = path.join(root, "dist-test", "bench.cjs");
await buildAll();
await build({ ...bundleSettings, entryPoints: [path.join(root, "test/bench/bench.ts")], outfile: out });
const { status } = spawnSync(process.execPath, [out], { cwd: root, stdio: "inherit" });
process.exit(status ?? 1);

// Bundles the tests and runs them with node:test. Arguments pick tests by a part of their path.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleSettings } from "./build.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const wanted = process.argv.slice(2);
const sources = readdirSync(path.join(root, "test"), { recursive: true })
  .map((it) => it.replaceAll(path.sep, "/"))
  .filter((it) => it.endsWith(".test.ts") && !it.startsWith("editor/") && !it.startsWith("fixtures/"))
  .filter((it) => wanted.length === 0 || wanted.some((part) => it.includes(part)))
  .sort();
if (sources.length === 0) {
  console.error(`no test matches: ${wanted.join(" ")}`);
  process.exit(1);
}

// A folder of its own for each run, so that two runs at once do not disturb each other.
const out = path.join(root, "dist-test", wanted.length === 0 ? "all" : String(process.pid));
await build({
  ...bundleSettings,
  entryPoints: sources.map((it) => path.join(root, "test", it)),
  outdir: out,
  outbase: path.join(root, "test"),
  outExtension: { ".js": ".cjs" },
  minify: false,
  sourcemap: "inline",
});
const files = sources.map((it) => path.join(out, it.replace(/\.ts$/, ".cjs")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=spec", ...files], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? 1);

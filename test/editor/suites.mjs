// The suites that run inside an editor, whichever editor it is.
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleSettings } from "../../scripts/build.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Each suite is a folder of test/fixtures/editor, opened in a window of its own; some with a Python that can be debugged. */
export const SUITES = [
  { name: "findings", trusted: true },
  { name: "running", trusted: true, python: true },
  { name: "restricted", trusted: false },
  { name: "silence", trusted: true },
];

/** Bundles the suites; returns the file that the editor is to call. */
export async function buildSuites() {
  const sources = path.join(root, "test", "editor", "suite");
  const to = path.join(root, "dist-test", "editor");
  await build({
    ...bundleSettings,
    entryPoints: readdirSync(sources).map((it) => path.join(sources, it)),
    outdir: to,
    external: ["vscode", "mocha"],
    sourcemap: "inline",
  });
  return path.join(to, "index.js");
}

// `npm run package`: the extension for every platform, as lamplight-<version>.vsix. Everything it needs is in dist/.
// Arguments: `--no-build` packs what is in dist/; a path is where the package goes.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildAll } from "./build.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

/** Packs a folder that holds a built extension. Prints what vsce says; returns its exit code. */
export function packageExtension(folder, out) {
  const vsce = path.join(path.dirname(require.resolve("@vscode/vsce/package.json")), "vsce");
  const args = [vsce, "package", "--no-dependencies", "--out", out];
  return spawnSync(process.execPath, args, { cwd: folder, stdio: "inherit" }).status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { "no-build": { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  if (!values["no-build"]) await buildAll();
  process.exitCode = packageExtension(root, path.resolve(positionals[0] ?? `lamplight-${version}.vsix`));
}

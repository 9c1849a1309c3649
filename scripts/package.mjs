// `npm run package`: the extension for every platform, as lamplight-<version>.vsix, and the command by itself, as
// lamplight-<version>.tgz for npm. Everything they need is in dist/.
// Arguments: `--no-build` packs what is in dist/; a path is where the extension goes, and the command beside it.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
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

/** Of dist/, what the command needs; the rest serves the editor. */
const COMMAND = ["cli.js", "invoker.js", "typescript.js", "bootstrap", "wasm", "THIRD-PARTY-NOTICES.txt"];

/** Packs the command by itself. Prints what npm says; returns its exit code. */
export function packageCommand(folder, out) {
  const stage = mkdtempSync(path.join(tmpdir(), "lamplight-command-"));
  try {
    for (const name of COMMAND)
      cpSync(path.join(folder, "dist", name), path.join(stage, "dist", name), { recursive: true });
    for (const name of ["README.md", "CHANGELOG.md", "LICENSE"])
      cpSync(path.join(folder, name), path.join(stage, name));
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const { name, description, version, license, repository, bugs, homepage, engines, bin, keywords } = manifest;
    const own = { name, description, version, license, repository, bugs, homepage, keywords, bin, files: ["dist"] };
    writeFileSync(
      path.join(stage, "package.json"),
      JSON.stringify({ ...own, engines: { node: engines.node } }, undefined, 2),
    );
    const shell = process.platform === "win32";
    const { status } = spawnSync("npm", ["pack", "--ignore-scripts"], { cwd: stage, stdio: "inherit", shell });
    if (status === 0) renameAcross(path.join(stage, `${name}-${version}.tgz`), out);
    return status ?? 1;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Also from one file system to another. */
function renameAcross(from, to) {
  cpSync(from, `${to}.new`);
  renameSync(`${to}.new`, to);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { "no-build": { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  if (!values["no-build"]) await buildAll();
  const vsix = path.resolve(positionals[0] ?? `lamplight-${version}.vsix`);
  process.exitCode = packageExtension(root, vsix) || packageCommand(root, vsix.replace(/(?:\.vsix)?$/, ".tgz"));
}

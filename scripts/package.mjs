// `npm run package`: the extension for every platform, as lamplight-<version>.vsix. Everything it needs is in dist/.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildAll } from "./build.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

await buildAll();
const vsce = path.join(path.dirname(require.resolve("@vscode/vsce/package.json")), "vsce");
const out = path.resolve(process.argv[2] ?? path.join(root, `lamplight-${version}.vsix`));
const { status } = spawnSync(process.execPath, [vsce, "package", "--no-dependencies", "--out", out], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? 1);

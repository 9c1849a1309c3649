// `npm test`: everything that needs no browser, in the order in which a failure is cheapest to find.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

const steps = [
  ["build", "scripts/build.mjs"],
  ["types", bin("typescript", "tsc"), "-p", "."],
  ["lint", bin("@biomejs/biome", "biome"), "check", "--error-on-warnings", "."],
  ["documents", "scripts/docs.mjs", "--check"],
  ["tests", "scripts/test.mjs"],
];
for (const [name, ...args] of steps) {
  console.log(`-- ${name}`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    console.error(`-- ${name} failed`);
    process.exit(1);
  }
}

function bin(name, command) {
  const manifest = require.resolve(`${name}/package.json`);
  return path.join(path.dirname(manifest), require(manifest).bin[command]);
}

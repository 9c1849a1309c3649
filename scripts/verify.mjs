// `npm test`: everything that needs no browser. A step that fails does not hide what the next ones would say.
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
  ["operations", "scripts/operations.mjs", "--check"],
  ["managed policies", "scripts/managedPolicies.mjs", "--check"],
  ["references", "scripts/references.mjs", "--check"],
  ["nodes", "scripts/nodes.mjs"],
  ["runtime client of AWS", "scripts/ric.mjs"],
  ["tests", "scripts/test.mjs"],
];
const failed = steps.filter(([name, ...args]) => {
  console.log(`-- ${name}`);
  return spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status !== 0;
});
for (const [name] of failed) console.error(`-- ${name} failed`);
process.exit(failed.length === 0 ? 0 : 1);

function bin(name, command) {
  const manifest = require.resolve(`${name}/package.json`);
  return path.join(path.dirname(manifest), require(manifest).bin[command]);
}

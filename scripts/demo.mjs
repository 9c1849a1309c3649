// `npm run demo`: what Lamplight says of a sound project, and of the same project with a dozen mistakes in it.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { setup } from "./setup.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

setup();
const { buildAll } = await import("./build.mjs");
await buildAll();
check("A sound project", "examples/orders/template.yaml", 0);
check("The same project, broken", "examples/orders/broken", 1);

/** Findings make `check` exit 1: that is what the broken project is for, and no failure of the demo. */
function check(title, target, expected) {
  console.log(`\n${title}\n$ lamplight check ${target}\n`);
  const colour = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const { status } = spawnSync(process.execPath, [path.join("dist", "cli.js"), "check", target], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...colour },
  });
  if (status === expected) return;

  console.error(`lamplight check ${target} ended with exit code ${status}, not ${expected}`);
  process.exit(1);
}

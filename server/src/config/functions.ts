import { parentOf, resolve } from "../model/path.js";
import type { CodeSource, LambdaFunction, Resource } from "../model/template.js";
import { at, textOf, type Value, worlds } from "../model/value.js";

/** The Lambda function that a resource declares, undefined for resources of other types. */
export function functionOf(resource: Resource): LambdaFunction | undefined {
  const isSam = resource.type === "AWS::Serverless::Function";
  if (!isSam && resource.type !== "AWS::Lambda::Function") return undefined;
  const read = (...keys: readonly string[]): Value => effective(at(resource.properties, ...keys));
  const samOnly = (key: string): Value => (isSam ? read(key) : { kind: "absent" });
  return {
    id: resource.id,
    resource,
    dialect: isSam ? "sam" : "cloudformation",
    code: isSam ? samCode(resource, read) : cloudFormationCode(resource, read),
    packageType: read("PackageType"),
    runtime: read("Runtime"),
    handler: read("Handler"),
    timeout: read("Timeout"),
    memorySize: read("MemorySize"),
    ephemeralStorage: read("EphemeralStorage", "Size"),
    environment: read("Environment"),
    layers: read("Layers"),
    functionName: read("FunctionName"),
    description: read("Description"),
    logGroup: read("LoggingConfig", "LogGroup"),
    logFormat: read("LoggingConfig", "LogFormat"),
    applicationLogLevel: read("LoggingConfig", "ApplicationLogLevel"),
    snapStart: read("SnapStart"),
    fileSystems: read("FileSystemConfigs"),
    capacityProvider: read("CapacityProviderConfig"),
    tenancy: read("TenancyConfig"),
    architectures: read("Architectures"),
    role: read("Role"),
    policies: samOnly("Policies"),
    autoPublishAlias: samOnly("AutoPublishAlias"),
    provisionedConcurrency: samOnly("ProvisionedConcurrencyConfig"),
    build: resource.metadata,
  };
}

/** An explicit `null` unsets a property. */
function effective(value: Value): Value {
  return value.kind === "null" ? { kind: "absent", place: value.place } : value;
}

type Read = (...keys: readonly string[]) => Value;

function samCode(resource: Resource, read: Read): CodeSource {
  const image = imageCode(read, "ImageUri");
  if (image) return image;
  return inlineCode(resource, read("InlineCode"), "InlineCode") ?? localCode(resource, read("CodeUri"), "CodeUri");
}

function cloudFormationCode(resource: Resource, read: Read): CodeSource {
  const image = imageCode(read, "Code", "ImageUri");
  if (image) return image;
  const code = read("Code");
  const inline = code.kind === "object" ? inlineCode(resource, read("Code", "ZipFile"), "ZipFile") : undefined;
  return inline ?? localCode(resource, code, "Code");
}

/** Undefined when there is none for certain; code that may be there or not is elsewhere. */
function inlineCode(resource: Resource, value: Value, name: string): CodeSource | undefined {
  const kinds = worlds(value, resource.existsWhen ? [resource.existsWhen] : []).map((it) => it.value.kind);
  if (kinds.every((it) => it === "absent" || it === "null")) return undefined;
  return kinds.some((it) => it === "absent" || it === "null" || it === "unknown")
    ? { kind: "elsewhere", reason: elsewhere(value, name) }
    : { kind: "inline", value };
}

function imageCode(read: Read, ...uri: readonly string[]): CodeSource | undefined {
  const isImage = textOf(read("PackageType")) === "Image";
  const image = read(...uri);
  // On a `Code` that is no map, every key is unknown.
  return isImage || !["absent", "unknown"].includes(image.kind)
    ? { kind: "elsewhere", reason: "a container image" }
    : undefined;
}

function localCode(resource: Resource, value: Value, name: string): CodeSource {
  const text = textOf(value);
  if (text === undefined || text === "") return { kind: "elsewhere", reason: elsewhere(value, name) };
  if (/^[a-z][a-z0-9+]+:\/\//i.test(text)) return { kind: "elsewhere", reason: "a bucket" };
  return { kind: "local", path: resolve(parentOf(resource.file), text), value };
}

function elsewhere(value: Value, name: string): string {
  switch (value.kind) {
    case "absent":
      return `no ${name}`;
    case "object":
      return "a bucket";
    case "choice":
      return `${name} depends on a condition`;
    case "unknown":
      return value.reason;
    default:
      return `${name} is no path`;
  }
}

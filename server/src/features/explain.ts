import type { Analysis } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import type { Parameter } from "../model/template.js";
import { type Choice, property, type Value } from "../model/value.js";
import type { LinkedFunction } from "../rules/rule.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** All that is understood of the functions of a project. Its shape is a contract: `version` grows when it changes. */
export interface Explanation {
  readonly version: 1;
  readonly functions: readonly ExplainedFunction[];
}

/** Values of the template are canonical CloudFormation JSON, null where nothing is written. */
export interface ExplainedFunction {
  readonly template: string;
  readonly logicalId: string;
  readonly type: string;
  readonly runtime: Json;
  readonly handler: { readonly text: Json; readonly file: string | null; readonly export: string | null };
  readonly settings: { readonly [key: string]: Json };
  readonly environment: Json;
  readonly role: ExplainedRole;
  readonly permissions: readonly Json[];
  readonly eventSourceMappings: readonly Json[];
  readonly url: Json;
  readonly alias: Json;
  readonly invokeConfig: Json;
  readonly triggers: readonly Json[];
  readonly operations: readonly Json[];
  readonly required: readonly Json[];
  readonly missing: readonly Json[];
}

interface ExplainedRole {
  readonly kind: "unknown";
  /** Why statements may exist that are not listed. */
  readonly unseen: readonly string[];
  readonly managedPolicies: readonly Json[];
  readonly statements: readonly Json[];
  readonly trust: Json;
}

/** What a snapshot knows of each function; `display` writes the files. */
export function explain({ functions }: Analysis, display: (file: FileId) => string): Explanation {
  return { version: 1, functions: functions.map((it) => explainFunction(it, display)) };
}

/**
 * A value as CloudFormation writes it in JSON, with `{"Unknown": reason}` for what cannot be told and null for what is
 * not there. The value of a NoEcho parameter is never shown, only its name.
 */
export function canonical(value: Value, parameters: ReadonlyMap<string, Parameter>): Json {
  const name = hiddenParameter(value, parameters);
  if (name !== undefined) return { Ref: name };
  switch (value.kind) {
    case "known":
      return value.value;
    case "null":
    case "absent":
      return null;
    case "reference":
      return value.attribute === undefined ? { Ref: value.target } : { "Fn::GetAtt": [value.target, value.attribute] };
    case "concat":
      return concatenation(value.parts, parameters);
    case "choice":
      return conditional(value.options, parameters);
    case "object":
      return Object.fromEntries([
        ...value.entries
          .filter((it) => it.value.kind !== "absent")
          .map((it) => [it.key, canonical(it.value, parameters)] as const),
        ...(value.open === undefined ? [] : [["Unknown", value.open] as const]),
      ]);
    case "list":
      return [
        ...value.items.map((it) => canonical(it, parameters)),
        ...(value.open === undefined ? [] : [{ Unknown: value.open }]),
      ];
    case "unknown":
      return { Unknown: value.reason };
    default:
      return value satisfies never;
  }
}

function explainFunction(fn: LinkedFunction, display: (file: FileId) => string): ExplainedFunction {
  const { parameters } = fn.template;
  const json = (value: Value) => canonical(value, parameters);
  return {
    template: display(fn.template.file),
    logicalId: fn.id,
    type: fn.resource.type,
    runtime: json(fn.runtime),
    handler: handlerOf(fn, json, display),
    settings: settingsOf(fn, json),
    environment: json(fn.environment.kind === "unknown" ? fn.environment : property(fn.environment, "Variables")),
    // What this version does not read is told as unknown, never as none.
    role: {
      kind: "unknown",
      unseen: ["execution roles are not read by this version"],
      managedPolicies: [],
      statements: [],
      trust: null,
    },
    permissions: [],
    eventSourceMappings: [],
    url: null,
    alias: json(fn.autoPublishAlias),
    invokeConfig: null,
    triggers: [],
    operations: [],
    required: [],
    missing: [],
  };
}

function handlerOf(
  { handler, link }: LinkedFunction,
  json: (value: Value) => Json,
  display: (file: FileId) => string,
): ExplainedFunction["handler"] {
  const text = json(handler);
  switch (link.kind) {
    case "linked":
      return { text, file: display(link.file), export: link.exported.name };
    case "export-missing":
      return { text, file: display(link.file), export: null };
    case "file-missing":
    case "unknown":
      return { text, file: null, export: null };
    default:
      return link satisfies never;
  }
}

function settingsOf(fn: LinkedFunction, json: (value: Value) => Json): ExplainedFunction["settings"] {
  return {
    timeout: json(fn.timeout),
    memorySize: json(fn.memorySize),
    ephemeralStorage: json(fn.ephemeralStorage),
    architectures: json(fn.architectures),
    packageType: json(fn.packageType),
    functionName: json(fn.functionName),
    description: json(fn.description),
    layers: json(fn.layers),
    logGroup: json(fn.logGroup),
    snapStart: json(fn.snapStart),
    fileSystems: json(fn.fileSystems),
    provisionedConcurrency: json(fn.provisionedConcurrency),
    capacityProvider: json(fn.capacityProvider),
    tenancy: json(fn.tenancy),
  };
}

function hiddenParameter({ kind, origin }: Value, parameters: ReadonlyMap<string, Parameter>): string | undefined {
  if (kind !== "known" || origin?.kind !== "parameter") return undefined;
  return parameters.get(origin.name)?.noEcho ? origin.name : undefined;
}

/** `Fn::Sub` where every part can stand in one, else `Fn::Join`. */
function concatenation(parts: readonly Value[], parameters: ReadonlyMap<string, Parameter>): Json {
  const texts = parts.map((part) => {
    const name = hiddenParameter(part, parameters);
    if (name !== undefined) return `\${${name}}`;
    if (part.kind === "known") return String(part.value).replaceAll("${", "${!");
    if (part.kind !== "reference") return undefined;
    return part.attribute === undefined ? `\${${part.target}}` : `\${${part.target}.${part.attribute}}`;
  });
  if (texts.every((it) => it !== undefined)) return { "Fn::Sub": texts.join("") };
  return { "Fn::Join": ["", parts.map((it) => canonical(it, parameters))] };
}

function conditional(options: Choice["options"], parameters: ReadonlyMap<string, Parameter>): Json {
  const [first, ...rest] = options;
  if (!first) return { Unknown: "no value under any condition" };
  if (rest.length === 0) return branch(first.value, parameters);
  if (!first.guard) {
    const values = options.map((it) => JSON.stringify(canonical(it.value, parameters)));
    return { Unknown: `one of ${values.join(", ")}` };
  }
  const { condition, holds } = first.guard;
  const own = branch(first.value, parameters);
  const other = conditional(rest, parameters);
  return { "Fn::If": holds ? [condition, own, other] : [condition, other, own] };
}

function branch(value: Value, parameters: ReadonlyMap<string, Parameter>): Json {
  return value.kind === "absent" ? { Ref: "AWS::NoValue" } : canonical(value, parameters);
}

import { managedPolicyArn } from "../data/managedPolicies.js";
import type { Analysis } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import type { EventSourceMapping, FunctionPermission, PolicyStatement, Role } from "../model/role.js";
import type { Parameter, Template } from "../model/template.js";
import { ABSENT, type Choice, property, type Value } from "../model/value.js";
import type { LinkedFunction } from "../rules/rule.js";
import { writtenBy, writtenOnce } from "./written.js";

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
  readonly kind: Role["kind"] | "unknown";
  /** Its logical id, where the template declares it or SAM makes it. */
  readonly id: string | null;
  /** Why statements may exist that are not listed. */
  readonly unseen: readonly string[];
  readonly managedPolicies: readonly Json[];
  readonly statements: readonly Json[];
  /** Statements around which `Fn::If` stands. */
  readonly conditionalStatements: readonly Json[];
  readonly boundary: Json;
  readonly trust: Json;
}

/** What a snapshot knows of each function; `display` writes the files. */
export function explain(analysis: Analysis, display: (file: FileId) => string): Explanation {
  const printers = new Map<FileId, Print>();
  const functions = analysis.functions.map((it) => {
    const { file } = it.template;
    const written = printers.get(file) ?? writtenIn(analysis, it.template);
    printers.set(file, written);
    return explainFunction(it, { display, written });
  });
  return { version: 1, functions };
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

type Print = (value: Value) => Json;

interface Printing {
  readonly display: (file: FileId) => string;
  /** Prints what AWS is handed: nothing is looked up in it. */
  readonly written: Print;
}

function writtenIn(analysis: Analysis, { file, parameters }: Template): Print {
  const print = (value: Value) => canonical(value, parameters);
  const syntax = analysis.syntax(file);
  return syntax ? writtenBy(syntax, print) : print;
}

function explainFunction(fn: LinkedFunction, { display, written }: Printing): ExplainedFunction {
  const { parameters, expansions, triggers } = fn.template;
  const json = (value: Value) => canonical(value, parameters);
  const expansion = expansions.get(fn.id);
  return {
    template: display(fn.template.file),
    logicalId: fn.id,
    type: fn.resource.type,
    runtime: json(fn.runtime),
    handler: handlerOf(fn, json, display),
    settings: settingsOf(fn, json),
    environment: json(fn.environment.kind === "unknown" ? fn.environment : property(fn.environment, "Variables")),
    role: expansion ? roleJson(expansion.role, written) : NO_ROLE,
    permissions: (expansion?.permissions ?? []).map((it) => permissionJson(it, written)),
    eventSourceMappings: (expansion?.eventSourceMappings ?? []).map((it) => mappingJson(it, written)),
    url: written(expansion?.url ?? ABSENT),
    alias: json(expansion?.alias ?? ABSENT),
    invokeConfig: written(expansion?.invokeConfig ?? ABSENT),
    triggers: (triggers.get(fn.id) ?? []).map(({ kind, key, source }) => ({ kind, id: key, source: json(source) })),
    operations: [],
    required: [],
    missing: [],
  };
}

const NO_ROLE: ExplainedRole = {
  kind: "unknown",
  id: null,
  unseen: ["the function is not expanded"],
  managedPolicies: [],
  statements: [],
  conditionalStatements: [],
  boundary: null,
  trust: null,
};

function roleJson(role: Role, written: Print): ExplainedRole {
  const { kind, id = null, unseen, managedPolicies, statements, boundary, trust } = role;
  const print = (it: PolicyStatement) => statementJson(it, written);
  return {
    kind,
    id,
    unseen,
    managedPolicies: writtenOnce(managedPolicies.map((it) => it.value)).map((it) => withArns(written(it))),
    statements: statements.filter((it) => !it.conditional).map(print),
    conditionalStatements: statements.filter((it) => it.conditional).map(print),
    boundary: written(boundary),
    trust: written(trust),
  };
}

/** The names of managed policies within `Fn::If` are ARNs to AWS too. */
function withArns(policy: Json): Json {
  if (typeof policy !== "object" || policy === null || !("Fn::If" in policy)) return policy;
  const [condition = null, ...branches] = Array.isArray(policy["Fn::If"]) ? policy["Fn::If"] : [];
  const named = (it: Json) => (typeof it === "string" ? (managedPolicyArn(it) ?? it) : withArns(it));
  return { "Fn::If": [condition, ...branches.map(named)] };
}

function statementJson(statement: PolicyStatement, written: Print): Json {
  const { effect, actions, resources, notActions, notResources, condition, from } = statement;
  const all = (values: readonly Value[]) => writtenOnce(values).map(written);
  return {
    effect: written(effect) ?? "Allow",
    actions: all(actions),
    resources: all(resources),
    ...(notActions.length > 0 && { notActions: all(notActions) }),
    ...(notResources.length > 0 && { notResources: all(notResources) }),
    ...(condition.kind !== "absent" && { condition: written(condition) }),
    from: { kind: from.kind, name: from.name },
  };
}

function permissionJson(permission: FunctionPermission, written: Print): Json {
  const properties = {
    Action: permission.action,
    FunctionName: permission.target,
    Principal: permission.principal,
    SourceArn: permission.sourceArn,
    SourceAccount: permission.sourceAccount,
    EventSourceToken: permission.eventSourceToken,
    FunctionUrlAuthType: permission.functionUrlAuthType,
    InvokedViaFunctionUrl: permission.invokedViaFunctionUrl,
  };
  return { id: permission.id, ...givenJson(Object.entries(properties), written) };
}

function mappingJson({ id, target, properties }: EventSourceMapping, written: Print): Json {
  const printed = written(properties);
  const isMap = typeof printed === "object" && printed !== null && !Array.isArray(printed);
  return { id, FunctionName: written(target), ...(isMap ? printed : { Unknown: "the properties are no map" }) };
}

function givenJson(entries: readonly (readonly [string, Value])[], written: Print): { readonly [key: string]: Json } {
  const given = entries.filter(([, value]) => value.kind !== "absent" && value.kind !== "null");
  return Object.fromEntries(given.map(([key, value]) => [key, written(value)]));
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

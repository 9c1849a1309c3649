import type { RunTemplate } from "../config/readForRun.js";
import { attributeText, refText } from "../data/references.js";
import { localName } from "../model/localName.js";
import { type Concat, type Guard, type Reference, type Unknown, type Value, worlds } from "../model/value.js";
import type { EnvironmentEntry } from "../protocol.js";

/** What a variable holds in a local run; undefined when the deployed function would not have it either. */
export function environmentEntry(value: Value, run: RunTemplate): EnvironmentEntry | undefined {
  switch (value.kind) {
    case "known":
      return lookedUpEntry(String(value.value)) ?? { kind: "value", value: String(value.value) };
    case "absent":
    case "null":
      return undefined;
    case "reference":
      return referenceEntry(value, run);
    case "concat":
      return concatEntry(value, run);
    case "choice":
      return choiceEntry(value, run);
    case "unknown":
      return unknownEntry(value);
    case "list":
    case "object":
      return unresolved(`it is ${value.kind === "list" ? "a list" : "a map"}, not text`);
    default:
      return value satisfies never;
  }
}

/** The text that a value is in a local run, whatever it is made of; undefined when there is none. */
export function localText(value: Value, run: RunTemplate): string | undefined {
  const entry = environmentEntry(value, run);
  switch (entry?.kind) {
    case "value":
    case "secret":
      return entry.value;
    case "placeholder":
      return entry.text;
    default:
      return undefined;
  }
}

/** Why a value has no text, in a clause. */
export function whyUnknown(value: Value, run: RunTemplate): string {
  const entry = environmentEntry(value, run);
  return entry?.kind === "unresolved" ? entry.reason : "it is not set";
}

function unresolved(reason: string): EnvironmentEntry {
  return { kind: "unresolved", reason };
}

function referenceEntry({ target, attribute }: Reference, run: RunTemplate): EnvironmentEntry {
  const { template } = run;
  if (attribute === undefined && template.parameters.has(target)) return parameterEntry(target, run);
  if (target.startsWith("AWS::")) return unresolved(`only a deploy knows ${target}`);
  // `!Ref Orders.Alias` is how SAM names what it makes of `Orders`.
  const [id = "", ...below] = target.split(".");
  const path = [...below, ...(attribute === undefined ? [] : [attribute])].join(".");
  const from = path === "" ? id : `${id}.${path}`;
  const resource = template.resources.get(id) ?? generatedResource(id, run);
  if (path.startsWith("Outputs.")) return unresolved(`it is an output of the nested stack ${id}`);
  if (resource) return { kind: "placeholder", text: resourceText(resource, path, run), from };
  // A macro may bring what the template does not declare.
  if (template.open.length > 0) return { kind: "placeholder", text: `local-${from.replaceAll(".", "-")}`, from };
  return unresolved(`the template declares no ${id}`);
}

/** A parameter that stayed a reference: its value is secret, or is looked up by the deploy. */
function parameterEntry(name: string, { template, parameters }: RunTemplate): EnvironmentEntry {
  const parameter = template.parameters.get(name);
  if (!parameter?.noEcho) return unresolved(`the deploy looks up the parameter ${name} in the Parameter Store`);
  const own = parameter.default.kind === "known" ? String(parameter.default.value) : undefined;
  const value = Object.hasOwn(parameters, name) ? parameters[name] : own;
  return { kind: "secret", from: name, ...(value !== undefined && { value }) };
}

type NamedResource = Parameters<typeof localName>[0];

function resourceText(resource: NamedResource, attribute: string, run: RunTemplate): string {
  const names = { id: resource.id, name: localName(resource), region: run.region, account: run.accountId };
  return attribute === "" ? refText(resource.type, names) : attributeText(resource.type, attribute, names);
}

/** What the transform of SAM declares beside a resource of its own, by how the logical id goes on. */
const GENERATED: readonly (readonly [rest: RegExp, type: string])[] = [
  [/^Role$/, "AWS::IAM::Role"],
  [/^Url$/, "AWS::Lambda::Url"],
  [/^Alias\w+$/, "AWS::Lambda::Alias"],
  [/^Version\w*$/, "AWS::Lambda::Version"],
];

function generatedResource(id: string, { template }: RunTemplate): NamedResource | undefined {
  if (template.dialect !== "sam") return undefined;
  const type = generatedType(id, template);
  return type === undefined ? undefined : { id, type, properties: { kind: "object", entries: [] } };
}

function generatedType(id: string, { resources }: RunTemplate["template"]): string | undefined {
  if (id === "ServerlessRestApi") return "AWS::Serverless::Api";
  if (id === "ServerlessHttpApi") return "AWS::Serverless::HttpApi";
  const owners = [...resources.values()].filter(
    (it) => it.type.startsWith("AWS::Serverless::") && id.startsWith(it.id),
  );
  return GENERATED.find(([rest]) => owners.some((it) => rest.test(id.slice(it.id.length))))?.[1];
}

function concatEntry({ parts }: Concat, run: RunTemplate): EnvironmentEntry {
  const entries = parts.map((it) => environmentEntry(it, run) ?? { kind: "value" as const, value: "" });
  const lookedUp = lookedUpEntry(entries.map(shown).join(""));
  if (lookedUp) return lookedUp;
  const missing = entries.find((it) => it.kind === "unresolved");
  const secrets = entries.filter((it) => it.kind === "secret");
  const from = entries.flatMap((it) => (it.kind === "placeholder" || it.kind === "secret" ? [it.from] : []));
  const texts = entries.map((it) => {
    if (it.kind === "unresolved") return undefined;
    return it.kind === "placeholder" ? it.text : it.value;
  });
  const text = texts.every((it) => it !== undefined) ? texts.join("") : undefined;
  const sources = [...new Set(from)].join(", ");
  if (secrets.length > 0) return { kind: "secret", from: sources, ...(text !== undefined && { value: text }) };
  if (missing) return missing;
  return from.length > 0
    ? { kind: "placeholder", text: text ?? "", from: sources }
    : { kind: "value", value: text ?? "" };
}

/** What a part of a text is called where its value does not matter. */
function shown(entry: EnvironmentEntry): string {
  switch (entry.kind) {
    case "value":
      return entry.value;
    case "placeholder":
    case "secret":
      return entry.from;
    case "unresolved":
      return "...";
    default:
      return entry satisfies never;
  }
}

/** A condition that nothing decides matters only where it makes a difference. */
function choiceEntry(value: Value, run: RunTemplate): EnvironmentEntry | undefined {
  const options = worlds(value).map((it) => ({ guards: it.guards, entry: environmentEntry(it.value, run) }));
  const [first] = options;
  if (first && options.every((it) => JSON.stringify(it.entry) === JSON.stringify(first.entry))) return first.entry;
  return unresolved(
    undecided(
      options.flatMap((it) => it.guards),
      run.template.conditionParameters,
    ),
  );
}

function undecided(guards: readonly Guard[], conditionParameters: ReadonlyMap<string, ReadonlySet<string>>): string {
  const conditions = [...new Set(guards.map((it) => it.condition))];
  if (conditions.length === 0) return "it depends on the region";
  const parameters = [...new Set(conditions.flatMap((it) => [...(conditionParameters.get(it) ?? [])]))];
  const open = `it depends on the condition ${conditions.join(" and ")}`;
  return parameters.length === 0
    ? open
    : `${open}: give a value in lamplight.parameters or by --parameter: ${parameters.join(", ")}`;
}

const SECRET_REFERENCE = /^(?:secretsmanager|ssm-secure):/;

function unknownEntry({ reason, dynamicReference }: Unknown): EnvironmentEntry {
  return dynamicReference === undefined ? unresolved(inWords(reason)) : referredEntry(dynamicReference);
}

/** A text becomes a dynamic reference also by what is joined, or by the value of a parameter. */
function lookedUpEntry(text: string): EnvironmentEntry | undefined {
  const references = [...text.matchAll(/\{\{resolve:([^}]*)\}\}/g)].map(([, it = ""]) => it);
  const first = references.find((it) => SECRET_REFERENCE.test(it)) ?? references[0];
  return first === undefined ? undefined : referredEntry(first);
}

function referredEntry(dynamicReference: string): EnvironmentEntry {
  if (SECRET_REFERENCE.test(dynamicReference)) return { kind: "secret", from: dynamicReference };
  return unresolved(`the deploy looks up ${dynamicReference}`);
}

function inWords(reason: string): string {
  const [, parameter] = /^(\S+) has no default$/.exec(reason) ?? [];
  if (parameter !== undefined)
    return `the parameter ${parameter} has no default: give it a value in lamplight.parameters or by --parameter`;
  if (reason === "Fn::ImportValue") return "Fn::ImportValue takes it from another stack";
  return /^Fn::\w+$/.test(reason) ? `only a deploy evaluates ${reason}` : reason;
}

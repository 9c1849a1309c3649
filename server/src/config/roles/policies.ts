import { samPolicyTemplate } from "../../data/samPolicyTemplates.js";
import type { LambdaFunction } from "../../model/template.js";
import { type Entry, entryOf, type ObjectValue, type Value } from "../../model/value.js";
import { addManaged, withArn } from "./managed.js";
import { documentOf, missingParameters } from "./policyTemplates.js";
import { ALWAYS, type RoleParts, type Setting, settingsOf } from "./roleParts.js";
import { addDocument, listed } from "./statements.js";

/** Adds what SAM's `Policies` says: managed policies, policy documents and policy templates, one or a list. */
export function addPolicies(parts: RoleParts, fn: LambdaFunction): void {
  const { policies } = fn;
  const entries = policies.kind === "list" && policies.origin?.kind !== "parameter" ? policies.items : undefined;
  if (policies.kind === "list" && policies.open !== undefined) {
    parts.unseen.add(`Policies is not all known: ${policies.open}`);
  }
  for (const [index, entry] of (entries ?? listedChoice(policies)).entries()) {
    addEntry(parts, entry, { name: `${fn.id}RolePolicy${index}`, index });
  }
}

/** `Policies` under a condition may be a list there, which SAM refuses; what stands in it says what is meant. */
function listedChoice(policies: Value): readonly Value[] {
  return policies.kind === "absent" || policies.kind === "null" ? [] : [policies];
}

interface EntryContext {
  /** That SAM gives to an inline policy here. */
  readonly name: string;
  readonly index: number;
}

function addEntry(parts: RoleParts, entry: Value, ctx: EntryContext): void {
  if (isManaged(entry)) {
    addManaged(parts, withArn(entry), ALWAYS);
    return;
  }
  for (const { value, at } of settingsOf(entry, ALWAYS)) addPolicy(parts, value, at, ctx);
}

/** SAM takes every text and every intrinsic function for a managed policy. */
function isManaged(value: Value): boolean {
  switch (value.kind) {
    case "choice":
      return value.options.every((it) => it.value.kind === "absent" || isManaged(it.value));
    case "known":
      return typeof value.value === "string";
    case "reference":
    case "concat":
    case "unknown":
      return true;
    default:
      return false;
  }
}

function addPolicy(parts: RoleParts, value: Value, at: Setting, ctx: EntryContext): void {
  if (isManaged(value)) {
    addManaged(parts, withArn(value), at);
    return;
  }
  switch (value.kind) {
    case "absent":
      return;
    case "object":
      addInline(parts, value, at, ctx);
      return;
    case "list":
      for (const item of listed(value)) for (const it of settingsOf(item, at)) addPolicy(parts, it.value, it.at, ctx);
      return;
    default:
      parts.unseen.add(noPolicy(ctx));
  }
}

function addInline(parts: RoleParts, value: ObjectValue, at: Setting, ctx: EntryContext): void {
  if (entryOf(value, "Statement") !== undefined) {
    addDocument(parts, value, { kind: "inline", name: ctx.name, place: value.place }, at);
    return;
  }
  const [entry, ...more] = value.entries;
  if (entry && more.length === 0 && value.open === undefined) addPolicyTemplate(parts, entry, at, ctx);
  else parts.unseen.add(value.open === undefined ? noPolicy(ctx) : `${noPolicy(ctx)} (${value.open})`);
}

function addPolicyTemplate(parts: RoleParts, { key, keyPlace, value }: Entry, at: Setting, ctx: EntryContext): void {
  const template = samPolicyTemplate(key);
  if (!template || value.kind !== "object") {
    parts.unseen.add(template ? `the policy template ${key} has no map of parameters` : noPolicy(ctx));
    return;
  }
  const values = new Map(value.entries.map((it) => [it.key, it.value]));
  const missing = missingParameters(template, values);
  if (missing.length > 0) {
    parts.unseen.add(`the policy template ${key} lacks ${missing.join(", ")}`);
    return;
  }
  addDocument(parts, documentOf(template, values), { kind: "policy-template", name: key, place: keyPlace }, at);
}

function noPolicy({ index }: EntryContext): string {
  return `entry ${index + 1} of Policies is no policy that SAM knows`;
}

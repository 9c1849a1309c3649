import type { Resource } from "../../model/template.js";
import { property, textOf, type Value, worlds } from "../../model/value.js";
import { addPolicyResource } from "./managed.js";
import { ALWAYS, type RoleParts, type Setting } from "./roleParts.js";
import { listed } from "./statements.js";

/** The property by which policies of a type name their roles. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ["AWS::IAM::Policy", "Roles"],
  ["AWS::IAM::ManagedPolicy", "Roles"],
  ["AWS::IAM::RolePolicy", "RoleName"],
]);

/** The policies of a template that may name roles. */
export function policyResources(resources: ReadonlyMap<string, Resource>): readonly Resource[] {
  return [...resources.values()].filter((it) => ROLES.has(it.type) && !it.excluded);
}

/** A role as policies name it. */
export interface NamedRole {
  readonly id: string;
  readonly roleName: Value;
}

/** Adds the statements of the policies that name a role. */
export function addAttached(parts: RoleParts, role: NamedRole, policies: readonly Resource[]): void {
  for (const policy of policies) {
    const named = property(policy.properties, ROLES.get(policy.type) ?? "");
    const exists = policy.existsWhen ? [policy.existsWhen] : [];
    let isMissed = policy.broken;
    for (const { guards, value } of worlds(named, exists).flatMap(eachItem)) {
      if (names(value, role)) addPolicyResource(parts, policy, { ...ALWAYS, guards });
      isMissed ||= value.kind === "unknown";
    }
    if (isMissed) parts.unseen.add(`the policy ${policy.id} may be attached to it: what it names is not known`);
  }
}

type Item = Pick<Setting, "guards"> & { readonly value: Value };

function eachItem({ guards, value }: Item): readonly Item[] {
  if (value.kind === "list" && value.open !== undefined) {
    return [
      { guards, value: { kind: "unknown", reason: value.open } },
      ...listed(value).map((it) => ({ guards, value: it })),
    ];
  }
  return listed(value).flatMap((it) => worlds(it, guards));
}

function names(value: Value, { id, roleName }: NamedRole): boolean {
  if (value.kind === "reference") return value.target === id;
  if (value.kind === "concat") return value.parts.length === 1 && value.parts.some((it) => names(it, { id, roleName }));
  const text = textOf(value);
  return text !== undefined && text === textOf(roleName);
}

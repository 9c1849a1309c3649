import type { Role, SourceGrants } from "../../model/role.js";
import type { LambdaFunction, Resource, Template } from "../../model/template.js";
import { ABSENT, type Guard, property, textOf, type Value, worlds } from "../../model/value.js";
import { addAttached, policyResources } from "./attachedPolicies.js";
import { addFeaturePolicies, addFeatureStatements } from "./features.js";
import { addManaged, addManagedContents, arnText, withArn } from "./managed.js";
import { addPolicies } from "./policies.js";
import { ALWAYS, noParts, type RoleParts, settingsOf } from "./roleParts.js";
import { addDocument, listed, reasonOf } from "./statements.js";

export type RoleTemplate = Pick<Template, "resources" | "functions" | "open">;

/** What the wiring of a function adds to its role. */
export interface WiringGrants {
  /** To a role that SAM makes. */
  readonly grants: SourceGrants;
  /** To any role. */
  readonly connectorGrants: SourceGrants;
}

/** Finds out the roles of a template's functions; `grantsOf` tells what comes from their wiring. */
export function rolesOf(
  template: RoleTemplate,
  grantsOf: (fn: LambdaFunction) => WiringGrants,
): (fn: LambdaFunction) => Role {
  const ctx: Context = {
    template,
    grantsOf,
    policies: policyResources(template.resources),
    generated: new Map(
      template.functions.filter((it) => it.dialect === "sam").map((it) => [`${it.id}Role`, it] as const),
    ),
    roleNames: roleNames(template.resources),
  };
  return (fn) => roleOf(ctx, fn);
}

interface Context {
  readonly template: RoleTemplate;
  readonly grantsOf: (fn: LambdaFunction) => WiringGrants;
  readonly policies: readonly Resource[];
  /** The functions by the logical ids of the roles that SAM would make for them. */
  readonly generated: ReadonlyMap<string, LambdaFunction>;
  /** Roles by the names that the template gives them. */
  readonly roleNames: ReadonlyMap<string, Resource>;
}

/** A part of a role that is one of several, under conditions. */
interface Branch {
  readonly kind: Role["kind"];
  readonly id?: string | undefined;
  readonly boundary: Value;
  readonly trust: Value;
}

function roleOf(ctx: Context, fn: LambdaFunction): Role {
  const parts = noParts();
  const written = property(fn.resource.properties, "Role");
  const branches = branchesOf(ctx, fn, written, parts);
  addGrants(parts, ctx.grantsOf(fn).connectorGrants);
  if (fn.resource.broken) parts.unseen.add("the function does not parse");
  for (const it of ctx.template.open) parts.unseen.add(`resources may be missing that add to it: ${it}`);
  return {
    ...(branches.find((it) => it.kind === "generated") ?? branches.find((it) => it.kind === "declared") ?? EXTERNAL),
    managedPolicies: parts.managedPolicies,
    statements: parts.statements,
    unseen: [...parts.unseen],
  };
}

const EXTERNAL: Branch = { kind: "external", boundary: ABSENT, trust: ABSENT };

/** The roles that a function may have, one for each way that the template can turn out. */
function branchesOf(ctx: Context, fn: LambdaFunction, written: Value, parts: RoleParts): readonly Branch[] {
  const exists = fn.resource.existsWhen ? [fn.resource.existsWhen] : [];
  const isConditional = written.kind === "choice";
  return worlds(written, exists).map(({ value, guards }) => {
    if (isGenerated(fn, value, isConditional)) return generated(ctx, fn, parts, isConditional ? guards : []);
    return given(ctx, value, parts, isConditional ? guards : []);
  });
}

/** SAM makes a role where none is given; `AWS::NoValue` counts as none only within `Fn::If`. */
function isGenerated({ dialect }: LambdaFunction, { kind, place, decidedAt }: Value, isConditional: boolean): boolean {
  if (dialect !== "sam") return false;
  return kind === "null" || (kind === "absent" && (place === undefined || isConditional || decidedAt !== undefined));
}

function generated(ctx: Context, fn: LambdaFunction, into: RoleParts, guards: readonly Guard[]): Branch {
  const own = ownParts(fn);
  const { grants } = ctx.grantsOf(fn);
  const parts: RoleParts = {
    managedPolicies: [...own.managedPolicies],
    statements: [...own.statements, ...grants.statements],
    unseen: new Set(own.unseen),
  };
  for (const it of grants.managedPolicies) addManaged(parts, withArn(it.value), it);
  addManagedContents(parts, ctx.template.resources);
  addAttached(parts, { id: `${fn.id}Role`, roleName: ABSENT }, ctx.policies);
  addUnder(into, parts, guards);
  const { properties } = fn.resource;
  return {
    kind: "generated",
    id: `${fn.id}Role`,
    boundary: property(properties, "PermissionsBoundary"),
    trust: property(properties, "AssumeRolePolicyDocument"),
  };
}

/** What the function itself gives to the role that SAM makes for it: found out once, for functions never change. */
function ownParts(fn: LambdaFunction): RoleParts {
  const known = owns.get(fn);
  if (known) return known;
  const parts = noParts();
  addFeaturePolicies(parts, fn);
  addFeatureStatements(parts, fn);
  addPolicies(parts, fn);
  const { open } = fn.resource.properties;
  if (open !== undefined) parts.unseen.add(`the properties of ${fn.id} are not all known: ${open}`);
  owns.set(fn, parts);
  return parts;
}

const owns = new WeakMap<LambdaFunction, RoleParts>();

/** The role that a value names. */
function given(ctx: Context, value: Value, into: RoleParts, guards: readonly Guard[]): Branch {
  const target = roleNamed(ctx, value);
  const resource = target === undefined ? undefined : ctx.template.resources.get(target);
  if (resource?.type === "AWS::IAM::Role") return declared(ctx, resource, into, guards);
  const owner = target === undefined || resource ? undefined : ctx.generated.get(target);
  if (owner && isGenerated(owner, property(owner.resource.properties, "Role"), false)) {
    return generated(ctx, owner, into, guards);
  }
  into.unseen.add(`the role is not in this template: ${elsewhere(value, resource)}`);
  return EXTERNAL;
}

function declared(ctx: Context, role: Resource, into: RoleParts, guards: readonly Guard[]): Branch {
  const parts = noParts();
  const { id, properties } = role;
  for (const { value, at } of settingsOf(property(properties, "ManagedPolicyArns"), ALWAYS)) {
    if (value.kind === "list" && value.open !== undefined) {
      parts.unseen.add(`the managed policies of ${id} are not all known: ${value.open}`);
    }
    for (const item of listed(value)) addManaged(parts, item, at);
  }
  addManagedContents(parts, ctx.template.resources);
  addInlinePolicies(parts, role);
  addAttached(parts, { id, roleName: property(properties, "RoleName") }, ctx.policies);
  if (role.broken) parts.unseen.add(`the role ${id} does not parse`);
  if (properties.open !== undefined) parts.unseen.add(`the properties of ${id} are not all known: ${properties.open}`);
  addUnder(into, parts, guards);
  return {
    kind: "declared",
    id,
    boundary: property(properties, "PermissionsBoundary"),
    trust: property(properties, "AssumeRolePolicyDocument"),
  };
}

function addInlinePolicies(parts: RoleParts, { id, properties, place }: Resource): void {
  for (const { value, at } of settingsOf(property(properties, "Policies"), ALWAYS)) {
    if (value.kind === "list" && value.open !== undefined) {
      parts.unseen.add(`the policies of ${id} are not all known: ${value.open}`);
    }
    for (const item of listed(value).flatMap((it) => settingsOf(it, at))) {
      const name = textOf(property(item.value, "PolicyName")) ?? id;
      const document = item.value.kind === "object" ? property(item.value, "PolicyDocument") : item.value;
      addDocument(parts, document, { kind: "inline", name, place: item.value.place ?? place }, item.at);
    }
  }
}

/** Adds what holds under the conditions of a branch. */
function addUnder(into: RoleParts, parts: RoleParts, guards: readonly Guard[]): void {
  const under = (own: readonly Guard[]) => (guards.length === 0 ? own : [...guards, ...own]);
  into.managedPolicies.push(...parts.managedPolicies.map((it) => ({ ...it, guards: under(it.guards) })));
  into.statements.push(...parts.statements.map((it) => ({ ...it, guards: under(it.guards) })));
  for (const it of parts.unseen) into.unseen.add(it);
}

function addGrants(parts: RoleParts, { managedPolicies, statements }: SourceGrants): void {
  parts.managedPolicies.push(...managedPolicies);
  parts.statements.push(...statements);
}

/** The logical id of the role that a value names: by reference, by an ARN that ends in one, or by its name. */
function roleNamed({ roleNames: names }: Context, value: Value): string | undefined {
  if (value.kind === "reference") return value.target;
  if (value.kind !== "known" && value.kind !== "concat") return undefined;
  const parts = value.kind === "concat" ? value.parts : [value];
  const last = parts.at(-1);
  if (
    last?.kind === "reference" &&
    (parts.length === 1 || /:role\/(?:.*\/)?$/.test(arnText({ kind: "concat", parts: parts.slice(0, -1) })))
  ) {
    return last.target;
  }
  const name = /:role\/(?:.*\/)?([^/]+)$/.exec(arnText(value))?.[1];
  return name === undefined ? undefined : names.get(name)?.id;
}

function roleNames(resources: ReadonlyMap<string, Resource>): ReadonlyMap<string, Resource> {
  const roles = [...resources.values()].filter((it) => it.type === "AWS::IAM::Role");
  return new Map(
    roles.flatMap((it) => {
      const name = textOf(property(it.properties, "RoleName"));
      return name === undefined ? [] : [[name, it] as const];
    }),
  );
}

/** Why a role is not here, in words. */
function elsewhere(value: Value, resource: Resource | undefined): string {
  switch (value.kind) {
    case "absent":
    case "null":
      return value.place ? "AWS::NoValue gives none" : "none is given";
    case "reference":
      return resource ? `${resource.id} is an ${resource.type}` : `nothing here is called ${value.target}`;
    case "known":
      return value.origin?.kind === "parameter" ? `the parameter ${value.origin.name} names it` : arnText(value);
    case "concat":
      return arnText(value);
    default:
      return reasonOf(value);
  }
}

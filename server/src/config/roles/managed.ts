import { managedPolicyArn, managedPolicyName } from "../../data/managedPolicies.js";
import type { Resource, Template } from "../../model/template.js";
import { property, type Value, worlds } from "../../model/value.js";
import type { RoleParts, Setting } from "./roleParts.js";
import { addDocument, reasonOf } from "./statements.js";

/** A managed policy that SAM writes itself. */
export function awsPolicy(name: string): Value {
  return { kind: "known", value: managedPolicyArn(name) ?? `arn:aws:iam::aws:policy/${name}` };
}

/** The name of a managed policy as SAM replaces it: by its ARN, where AWS uses the name. What is looked up stays. */
export function withArn(value: Value): Value {
  if (value.kind === "choice") {
    return { ...value, options: value.options.map((it) => ({ ...it, value: withArn(it.value) })) };
  }
  if (value.kind !== "known" || value.origin?.kind === "parameter") return value;
  return { ...value, value: managedPolicyArn(String(value.value)) ?? value.value };
}

/** Adds a managed policy, once. */
export function addManaged(parts: RoleParts, value: Value, { guards }: Pick<Setting, "guards">): void {
  const key = keyOf(value);
  if (key !== undefined && parts.managedPolicies.some((it) => keyOf(it.value) === key)) return;
  parts.managedPolicies.push({ value, place: value.place, guards });
}

/** Adds what the managed policies of a role say, as far as the template declares them. */
export function addManagedContents(parts: RoleParts, resources: Template["resources"]): void {
  for (const { value, guards } of parts.managedPolicies) {
    for (const world of worlds(value, guards)) {
      const at = { guards: world.guards, conditional: value.kind === "choice" };
      addContents(parts, world.value, at, resources);
    }
  }
}

/** The statements of a managed policy of the template. */
export function addPolicyResource(parts: RoleParts, resource: Resource, at: Setting): void {
  const from = { kind: "attached", name: resource.id, place: resource.place } as const;
  if (resource.broken) parts.unseen.add(`the policy ${resource.id} does not parse`);
  addDocument(parts, property(resource.properties, "PolicyDocument"), from, at);
}

function addContents(parts: RoleParts, value: Value, at: Setting, resources: Template["resources"]): void {
  switch (value.kind) {
    case "absent":
    case "null":
      return;
    case "known":
    case "concat": {
      const arn = arnText(value);
      if (managedPolicyName(arn) === undefined) parts.unseen.add(`the managed policy ${arn} is not known here`);
      return;
    }
    case "reference": {
      const resource = resources.get(value.target);
      if (resource?.type === "AWS::IAM::ManagedPolicy") addPolicyResource(parts, resource, at);
      else parts.unseen.add(`the managed policy that ${value.target} gives is not known here`);
      return;
    }
    default:
      parts.unseen.add(`a managed policy is not known: ${reasonOf(value)}`);
  }
}

/** The text of an ARN, its holes as `Fn::Sub` writes them, in the usual partition. */
export function arnText(value: Value): string {
  switch (value.kind) {
    case "known":
      return String(value.value);
    case "concat":
      return value.parts.map(arnText).join("");
    case "reference":
      if (value.target === "AWS::Partition") return "aws";
      return `\${${value.attribute === undefined ? value.target : `${value.target}.${value.attribute}`}}`;
    default:
      return "${?}";
  }
}

/** What two values have to share to be the same policy for certain. */
function keyOf(value: Value): string | undefined {
  if (value.kind === "reference") return arnText(value);
  // Equal defaults of two parameters are no equal values.
  return value.kind === "known" && value.origin === undefined ? `=${value.value}` : undefined;
}

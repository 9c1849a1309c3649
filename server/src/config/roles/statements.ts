import type { PolicySource } from "../../model/role.js";
import { type ObjectValue, property, type Value } from "../../model/value.js";
import { type RoleParts, type Setting, settingsOf } from "./roleParts.js";

/** Adds the statements of a policy document: one, or a list. */
export function addDocument(parts: RoleParts, document: Value, from: PolicySource, outer: Setting): void {
  for (const { value, at } of settingsOf(document, outer)) {
    switch (value.kind) {
      case "object":
        if (value.open !== undefined) parts.unseen.add(unread(from, value.open));
        addStatements(parts, property(value, "Statement"), from, at);
        break;
      case "absent":
      case "null":
        break;
      default:
        parts.unseen.add(unread(from, reasonOf(value)));
    }
  }
}

/** Why a policy is not known in full. */
export function unread({ name }: PolicySource, reason: string): string {
  return `the policy ${name} is not all known: ${reason}`;
}

export function reasonOf(value: Value): string {
  switch (value.kind) {
    case "unknown":
      return value.reason;
    case "reference":
      return `it is what ${value.target} gives`;
    default:
      return "it is not written as a policy";
  }
}

/** The items of a list; a single value is a list of one, as IAM reads it. */
export function listed(value: Value): readonly Value[] {
  if (value.kind === "absent" || value.kind === "null") return [];
  return value.kind === "list" ? value.items : [value];
}

function addStatements(parts: RoleParts, value: Value, from: PolicySource, outer: Setting): void {
  for (const { value: statements, at: setting } of settingsOf(value, outer)) {
    if (statements.kind === "list" && statements.open !== undefined) parts.unseen.add(unread(from, statements.open));
    for (const { value: it, at } of listed(statements).flatMap((item) => settingsOf(item, setting))) {
      if (it.kind === "object") addStatement(parts, it, from, at);
      else if (it.kind !== "absent" && it.kind !== "null") parts.unseen.add(unread(from, reasonOf(it)));
    }
  }
}

function addStatement(parts: RoleParts, statement: ObjectValue, from: PolicySource, at: Setting): void {
  const open = [statement, ...["Action", "NotAction", "Resource", "NotResource"].map((it) => property(statement, it))];
  for (const it of open) {
    if ((it.kind === "object" || it.kind === "list") && it.open !== undefined) parts.unseen.add(unread(from, it.open));
  }
  parts.statements.push({
    effect: property(statement, "Effect"),
    actions: listed(property(statement, "Action")),
    resources: listed(property(statement, "Resource")),
    notActions: listed(property(statement, "NotAction")),
    notResources: listed(property(statement, "NotResource")),
    condition: property(statement, "Condition"),
    from,
    place: statement.place,
    ...at,
  });
}

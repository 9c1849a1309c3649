import { environmentName, reservedNames } from "../../data/environment.js";
import type { Edit, Fix } from "../../model/finding.js";
import { at, type Entry } from "../../model/value.js";
import { defineRule, type LinkedFunction } from "../rule.js";
import { environmentEntries, presenceOf } from "./environment.js";

export const envName = defineRule({
  id: "limits/env-name",
  summary: "The name of an environment variable is not one that Lambda allows",
  rationale: `
The name of an environment variable begins with a letter, goes on with letters, digits and underscores, and has at least
two characters. AWS rejects a deploy with any other name. The name in the code has to change with it.
`,
  severity: "error",
  fixes: [
    "Rename the variable in the template and in the code, where every place is known that names it; in the template alone otherwise. Not applied by `check --fix`.",
  ],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          TABLE-NAME: orders
        # ^^^^^^^^^^ error: \`TABLE-NAME\` is no valid name of an environment variable (a letter, then letters, digits and underscores, at least two characters): AWS rejects the deploy
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          TABLE_NAME: orders
`,
  },

  *check(fn) {
    const entries = environmentEntries(fn);
    for (const entry of entries) {
      const { key, keyPlace } = entry;
      if (!keyPlace || environmentName.test(key) || reservedNames.has(key)) continue;
      const presence = presenceOf(fn, entry);
      if (!presence) continue;

      yield {
        place: keyPlace,
        message: `\`${key}\` is no valid name of an environment variable (a letter, then letters, digits and underscores, at least two characters): AWS rejects the deploy${presence.when}`,
        fixes: renaming(fn, entry, entries),
      };
    }
  },
});

/** Not safe: other code may read the old name, such as tests and libraries. */
function renaming(fn: LinkedFunction, entry: Entry, entries: readonly Entry[]): readonly Fix[] {
  const { key, keyPlace } = entry;
  const name = validName(key);
  if (!keyPlace || name === undefined || entries.some((it) => it.key === name)) return [];
  const edit: Edit = { kind: "rename-key", place: keyPlace, name };
  const references = isOwn(fn, entry) ? (fn.environmentReferences?.(key) ?? []) : [];
  const where = references.length > 0 ? "here and in the code" : "(here only)";
  const inCode = references.map((place): Edit => ({ kind: "text", place, newText: name }));
  return [{ title: `Rename ${key} to ${name} ${where}`, safe: false, edits: [edit, ...inCode] }];
}

/** Whether no other function of the template has the variable: it may run the same code. */
function isOwn(fn: LinkedFunction, { key, keyPlace }: Entry): boolean {
  if (keyPlace?.chunk !== fn.resource.place.chunk) return false;
  return fn.template.functions.every((it) => it.id === fn.id || at(it.environment, "Variables", key).kind === "absent");
}

function validName(name: string): string | undefined {
  const plain = name.replaceAll(/[^a-zA-Z0-9_]/g, "_").replace(/^_+/, "");
  const started = /^[0-9]/.test(plain) ? `ENV_${plain}` : plain;
  const res = started.length === 1 ? `${started}_` : started;
  return environmentName.test(res) && !reservedNames.has(res) ? res : undefined;
}

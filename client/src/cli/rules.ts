import { createColors } from "picocolors";
import { documentationUrl } from "../../../server/src/rules/documentation.js";
import { rules as allRules } from "../../../server/src/rules/index.js";
import type { Rule } from "../../../server/src/rules/rule.js";
import type { CommandLine } from "./commandLine.js";
import { colourOption, RULES_FORMATS } from "./commands.js";
import { type Terminal, wantsColours } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { counted } from "./words.js";

/** Runs `lamplight rules`; gives its exit code. */
export function rules(line: CommandLine, terminal: Terminal): number {
  const [extra] = line.positionals;
  if (extra !== undefined) throw new UsageError(`lamplight rules takes no path, but got ${extra}: leave it out`);
  const format = line.choice("format", RULES_FORMATS, "text");
  const colours = wantsColours(colourOption(line), terminal);
  terminal.out(format === "json" ? rulesJson(allRules) : rulesText(allRules, colours));
  return 0;
}

function rulesJson(rules: readonly Rule[]): string {
  const described = rules.map(
    ({ id, summary, severity, severities, scope, since, references, supersedes, rationale }) => ({
      id,
      summary,
      severity,
      severities,
      scope,
      since,
      documentation: documentationUrl(id),
      references,
      supersedes,
      rationale: rationale.trim(),
    }),
  );
  return `${JSON.stringify({ version: 1, rules: described }, undefined, 2)}\n`;
}

/** The rules by group, in columns. */
function rulesText(rules: readonly Rule[], colours: boolean): string {
  const paint = createColors(colours);
  const groups = [...new Set(rules.map(groupOf))];
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  const blocks = groups.map((group) => {
    const rows = rules
      .filter((it) => groupOf(it) === group)
      .map((it) => `  ${it.id.padEnd(width)}  ${paint.dim(it.severity.padEnd(11))}  ${it.summary}`);
    return [paint.bold(group), ...rows].join("\n");
  });
  return [...blocks, counted(rules.length, "rule")].join("\n\n").concat("\n");
}

function groupOf({ id }: Rule): string {
  return id.slice(0, id.indexOf("/"));
}

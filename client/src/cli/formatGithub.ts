import type { Severity } from "../../../server/src/model/finding.js";
import type { CheckReport, ReportedFinding } from "./report.js";

const COMMANDS = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
} as const satisfies Record<Severity, string>;

/** Workflow commands of GitHub Actions: annotations on the lines of a pull request. */
export function formatGithub({ findings }: CheckReport): string {
  // A finding that is the same for several functions is annotated once.
  const lines = new Set(findings.map(annotation));
  return [...lines].map((it) => `${it}\n`).join("");
}

function annotation({ severity, file, range, rule, message }: ReportedFinding): string {
  const { start, end } = range;
  // GitHub refuses columns of an annotation over several lines.
  const columns = start.line === end.line ? { col: start.character + 1, endColumn: end.character + 1 } : {};
  const properties = { file, line: start.line + 1, endLine: end.line + 1, ...columns, title: `Lamplight ${rule}` };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${COMMANDS[severity]} ${written.join(",")}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

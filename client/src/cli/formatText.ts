import { createColors } from "picocolors";
import { SEVERITIES, type Severity } from "../../../server/src/model/finding.js";
import { codeFrame, type FrameLine } from "./codeFrame.js";
import type { CheckReport, ReportedFinding } from "./report.js";
import { columnsOf, counted, printable } from "./words.js";

type Colours = ReturnType<typeof createColors>;

interface TextOptions {
  readonly colours: boolean;
  /** Width to wrap messages at; they are not wrapped without. */
  readonly columns?: number | undefined;
}

/** The report for people: findings by file with the code they are about, and a line that sums up. */
export function formatText(report: CheckReport, { colours, columns }: TextOptions): string {
  const paint = createColors(colours);
  const merged = mergeFunctions(report.findings);
  const files = [...new Set(merged.map((it) => it.file))];
  const blocks = files.flatMap((file) => [
    paint.bold(paint.underline(printable(file))),
    ...merged.filter((it) => it.file === file).map((it) => describe(it, report.source(file), paint, columns)),
  ]);
  return [...blocks, summary(merged, report, paint)].join("\n\n").concat("\n");
}

/** A finding that is the same for several functions is shown once. */
type MergedFinding = ReportedFinding & { readonly functions: readonly string[] };

function mergeFunctions(findings: readonly ReportedFinding[]): readonly MergedFinding[] {
  const res = new Map<string, MergedFinding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.file, finding.range, finding.rule, finding.message]);
    const functions = [
      ...(res.get(key)?.functions ?? []),
      ...(finding.function === undefined ? [] : [finding.function]),
    ];
    res.set(key, { ...finding, functions: [...new Set(functions)] });
  }
  return [...res.values()];
}

function describe(finding: MergedFinding, source: string | undefined, paint: Colours, columns?: number): string {
  const { severity, message, file, range, rule, functions } = finding;
  const frame = codeFrame(source, range);
  const margin = " ".repeat(Math.max(2, ...frame.map((it) => String(it.number ?? "").length)) + 2);
  const label = `${severity}: `;
  const [first = "", ...more] = wrap(printable(message), columns && columns - label.length - 2);
  const indent = " ".repeat(label.length + 2);
  const where = printable(`${file}:${range.start.line + 1}:${range.start.character + 1}`);
  const about = functions.length > 0 ? paint.dim(printable(`  ${functions.join(", ")}`)) : "";
  const head = [
    `  ${severityColour(severity, paint)(paint.bold(severity))}: ${paint.bold(first)}`,
    ...more.map((it) => `${indent}${paint.bold(it)}`),
    `${margin}${paint.dim("╭─")} ${paint.cyan(where)}  ${paint.dim(rule)}${about}`,
  ];
  return [
    ...head,
    ...frame.flatMap((it) => frameRows(it, margin, severity, paint)),
    ...notes(finding, margin, paint),
  ].join("\n");
}

function frameRows(
  { number, code, marks }: FrameLine,
  margin: string,
  severity: Severity,
  paint: Colours,
): readonly string[] {
  const label = String(number ?? "⋮").padStart(margin.length - 1);
  const row = `${paint.dim(`${label} │`)} ${marks === undefined ? paint.dim(code) : code}`.trimEnd();
  if (marks === undefined) return [row];
  return [row, `${margin}${paint.dim("│")} ${severityColour(severity, paint)(marks)}`];
}

function notes({ related, fixes }: MergedFinding, margin: string, paint: Colours): readonly string[] {
  const places = related.map(({ file, range: { start }, message }) => {
    const where = printable(`${file}:${start.line + 1}:${start.character + 1}`);
    return `${paint.cyan(where)}: ${printable(message)}`;
  });
  const safe = fixes.find((it) => it.safe);
  const offered = safe ?? fixes[0];
  const others = safe ? 0 : fixes.length - 1;
  const where = safe ? "fix available with --fix" : "fix available in the editor";
  const repairs = offered
    ? [`${paint.green(where)}: ${printable(offered.title)}${others > 0 ? ` (or ${counted(others, "other")})` : ""}`]
    : [];
  const all = [...places, ...repairs];
  if (all.length === 0) return [`${margin}${paint.dim("╰─")}`];
  return all.map((it, index) => `${margin}${paint.dim(index === all.length - 1 ? "╰─" : "├─")} ${it}`);
}

function severityColour(severity: Severity, paint: Colours): (text: string) => string {
  switch (severity) {
    case "error":
      return paint.red;
    case "warning":
      return paint.yellow;
    case "information":
      return paint.blue;
    case "hint":
      return paint.gray;
    default:
      return severity satisfies never;
  }
}

function wrap(text: string, width: number | undefined): readonly string[] {
  if (width === undefined || width < 40) return [text];
  const res: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && screenWidth(line) + 1 + screenWidth(word) > width) {
      res.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...res, line];
}

function screenWidth(text: string): number {
  return [...text].reduce((sum, it) => sum + columnsOf(it), 0);
}

function summary(
  findings: readonly MergedFinding[],
  { statistics, inBaseline, belowSeverity }: CheckReport,
  paint: Colours,
): string {
  const { functions, templates, files, durationMs } = statistics;
  const duration = durationMs < 10_000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
  const fixable = findings.filter((it) => it.fixes.some(({ safe }) => safe)).length;
  const hidden = [
    ...(inBaseline > 0 ? [`${inBaseline} in the baseline`] : []),
    ...(belowSeverity > 0 ? [`${belowSeverity} below the least severity`] : []),
  ];
  const parts = [
    found(findings, paint),
    `${counted(functions, "function")} in ${counted(templates, "template")}, ${counted(files, "file")} read, ${duration}`,
    ...(hidden.length > 0 ? [`not shown: ${hidden.join(", ")}`] : []),
    ...(fixable > 0 ? [paint.green(`${fixable} can be fixed with --fix`)] : []),
  ];
  return parts.join("; ");
}

function found(findings: readonly ReportedFinding[], paint: Colours): string {
  if (findings.length === 0) return paint.green(paint.bold("no problems"));
  const counts = SEVERITIES.toReversed().flatMap((severity) => {
    const count = findings.filter((it) => it.severity === severity).length;
    if (count === 0) return [];
    const words = severity === "information" ? `${count} information` : counted(count, severity);
    return [severityColour(severity, paint)(paint.bold(words))];
  });
  return `${counts.join(", ")} in ${counted(new Set(findings.map((it) => it.file)).size, "file")}`;
}

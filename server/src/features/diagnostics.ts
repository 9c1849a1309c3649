import { createHash } from "node:crypto";
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import type { LocatedFinding } from "../lamplight.js";
import type { Severity } from "../model/finding.js";
import type { FileId } from "../model/place.js";
import { documentationUrl } from "../rules/documentation.js";

/** How the client names a file. */
export type UriOf = (file: FileId) => string;

/** One squiggle, and the findings that it stands for: those of one span, rule and message. */
export interface Squiggle {
  readonly diagnostic: Diagnostic;
  readonly findings: readonly LocatedFinding[];
}

/** What is to be seen in one file. */
export interface FileReport {
  /** A hash of the diagnostics: equal exactly when the client would see the same. */
  readonly resultId: string;
  readonly squiggles: readonly Squiggle[];
}

export const SOURCE = "lamplight";

/** The report of a file without findings. */
export const EMPTY_REPORT: FileReport = { resultId: "empty", squiggles: [] };

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} satisfies Record<Severity, DiagnosticSeverity>;

/** The reports of all files that have findings. */
export function fileReports(findings: Iterable<LocatedFinding>, uriOf: UriOf): ReadonlyMap<FileId, FileReport> {
  const merged = new Map<FileId, Map<string, LocatedFinding[]>>();
  for (const finding of findings) {
    const { start, end } = finding.range;
    const key = JSON.stringify([start.line, start.character, end.line, end.character, finding.rule, finding.message]);
    const ofFile = merged.get(finding.file) ?? new Map<string, LocatedFinding[]>();
    merged.set(finding.file, ofFile);
    ofFile.set(key, [...(ofFile.get(key) ?? []), finding]);
  }
  return new Map([...merged].map(([file, groups]) => [file, reportOf([...groups.values()], uriOf)]));
}

function reportOf(groups: readonly (readonly LocatedFinding[])[], uriOf: UriOf): FileReport {
  const squiggles = groups.flatMap((findings) => squiggleOf(findings, uriOf));
  const diagnostics = JSON.stringify(squiggles.map(({ diagnostic }) => diagnostic));
  return { resultId: createHash("sha1").update(diagnostics).digest("base64"), squiggles };
}

function squiggleOf(findings: readonly LocatedFinding[], uriOf: UriOf): readonly Squiggle[] {
  const [first] = findings;
  if (!first) return [];
  const { rule, range, message } = first;
  const functions = [...new Set(findings.flatMap((it) => it.function ?? []))];
  const related = new Map(findings.flatMap((it) => it.related).map((it) => [JSON.stringify(it), it]));
  const diagnostic: Diagnostic = {
    range,
    message: functions.length > 1 ? `${message} (${functions.join(", ")})` : message,
    severity: Math.min(...findings.map((it) => SEVERITIES[it.severity])) as DiagnosticSeverity,
    source: SOURCE,
    code: rule,
    codeDescription: { href: documentationUrl(rule) },
    data: { ...first.data, functions },
  };
  if (rule === "lamplight/unused-suppression") diagnostic.tags = [DiagnosticTag.Unnecessary];
  if (related.size > 0) {
    diagnostic.relatedInformation = [...related.values()].map((it) => ({
      location: { uri: uriOf(it.file), range: it.range },
      message: it.message,
    }));
  }
  return [{ diagnostic, findings }];
}

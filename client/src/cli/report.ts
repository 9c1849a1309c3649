import type { LocatedFinding, Range } from "../../../server/src/lamplight.js";
import { SEVERITIES, type Severity } from "../../../server/src/model/finding.js";
import type { FileId } from "../../../server/src/model/place.js";

/** A finding as it is printed: files relative to the working directory, lines and characters zero-based. */
export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly range: Range;
  readonly function?: string | undefined;
  readonly template?: string | undefined;
  readonly data?: LocatedFinding["data"];
  readonly related: readonly { readonly file: string; readonly range: Range; readonly message: string }[];
  readonly fixes: readonly ReportedFix[];
}

export interface ReportedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly { readonly file: string; readonly range: Range; readonly newText: string }[];
}

interface Statistics {
  readonly functions: number;
  readonly templates: number;
  /** That were read. */
  readonly files: number;
  readonly durationMs: number;
}

/** What `check` found. */
export interface CheckReport {
  /** Sorted by file and place. */
  readonly findings: readonly ReportedFinding[];
  readonly statistics: Statistics;
  /** How many findings the baseline counts. */
  readonly inBaseline: number;
  /** How many are below the least severity to show. */
  readonly belowSeverity: number;
  /** The least severity that fails. */
  readonly failOn: Severity;
  /** Text of a file that a finding names. */
  readonly source: (file: string) => string | undefined;
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** Rewrites the files of a finding as `display` writes them. */
export function reported(finding: LocatedFinding, display: (file: FileId) => string): ReportedFinding {
  const { rule, severity, message, file, range, template, data, related, fixes } = finding;
  return {
    rule,
    severity,
    message,
    file: display(file),
    range,
    function: finding.function,
    template: template && display(template),
    data,
    related: related.map((it) => ({ file: display(it.file), range: it.range, message: it.message })),
    fixes: fixes.map(({ title, safe, edits }) => ({
      title,
      safe,
      edits: edits.map((it) => ({ file: display(it.file), range: it.range, newText: it.newText })),
    })),
  };
}

import type { CheckReport, ReportedFinding } from "../../../client/src/cli/report.js";

/** A finding of one word on line 3 (`Timeout: 901`), changed where a test needs it. */
export function finding(change: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    rule: "limits/timeout-range",
    severity: "error",
    message: "Timeout is 901, but a function runs for 900 seconds at most: set it to 900 or less",
    file: "template.yaml",
    range: { start: { line: 2, character: 15 }, end: { line: 2, character: 18 } },
    function: "Orders",
    template: "template.yaml",
    related: [],
    fixes: [],
    ...change,
  };
}

export const SOURCE = `  Orders:
    Properties:
      Timeout: 901
      MemorySize: 128
`;

/** A report of findings in files that all hold `source`. */
export function report(findings: readonly ReportedFinding[], source: string | undefined = SOURCE): CheckReport {
  return {
    findings,
    statistics: { functions: 4, templates: 1, files: 5, durationMs: 312 },
    inBaseline: 0,
    belowSeverity: 0,
    failOn: "warning",
    source: () => source,
  };
}

/** The fix that belongs to `finding()`. */
export const SET_900: ReportedFinding["fixes"][number] = {
  title: "Set Timeout to 900",
  safe: true,
  edits: [{ file: "template.yaml", range: finding().range, newText: "900" }],
};

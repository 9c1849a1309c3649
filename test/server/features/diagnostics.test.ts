import assert from "node:assert/strict";
import { test } from "node:test";
import { DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import { documentReport, workspaceReport } from "../../../server/src/features/diagnosticReports.js";
import { EMPTY_REPORT, type FileReport, fileReports } from "../../../server/src/features/diagnostics.js";
import type { LocatedFinding } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";

const template = "/template.yaml" as FileId;
const code = "/src/app.ts" as FileId;

test("findings of one span, rule and message are one squiggle that names the functions", () => {
  const report = reportOf(template, [finding({ function: "A" }), finding({ function: "B" })]);
  assert.deepEqual(
    report.squiggles.map((it) => it.diagnostic.message),
    ["Timeout is 901 (A, B)"],
  );
});

test("findings of one function, and findings of none, are not named", () => {
  const messages = (findings: LocatedFinding[]) =>
    reportOf(template, findings).squiggles.map((it) => it.diagnostic.message);
  assert.deepEqual(messages([finding({ function: "A" }), finding({ function: "A" })]), ["Timeout is 901"]);
  assert.deepEqual(messages([finding({}), finding({})]), ["Timeout is 901"]);
});

test("findings that differ in span, rule or message stay apart", () => {
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } };
  const findings = [finding({}), finding({ range }), finding({ rule: "limits/other" }), finding({ message: "Else" })];
  assert.equal(reportOf(template, findings).squiggles.length, 4);
});

test("a merged squiggle has the gravest severity", () => {
  const report = reportOf(template, [
    finding({ function: "A", severity: "hint" }),
    finding({ function: "B", severity: "error" }),
  ]);
  assert.equal(report.squiggles[0]?.diagnostic.severity, DiagnosticSeverity.Error);
});

test("a diagnostic says where it is from, where to read more, and what else is concerned", () => {
  const range = { start: { line: 7, character: 0 }, end: { line: 7, character: 3 } };
  const related = [{ file: code, range, message: "It is used here" }];
  const { squiggles } = reportOf(template, [finding({ function: "A", data: { value: 901 }, related })]);
  assert.deepEqual(squiggles[0]?.diagnostic, {
    range: finding({}).range,
    message: "Timeout is 901",
    severity: DiagnosticSeverity.Error,
    source: "lamplight",
    code: "limits/timeout-range",
    codeDescription: {
      href: "https://github.com/lamplight-lambda/lamplight/blob/main/docs/rules/limits/timeout-range.md",
    },
    data: { value: 901, functions: ["A"] },
    relatedInformation: [{ location: { uri: "file:///src/app.ts", range }, message: "It is used here" }],
  });
});

test("an unused suppression is greyed out", () => {
  const { squiggles } = reportOf(template, [finding({ rule: "lamplight/unused-suppression" })]);
  assert.deepEqual(squiggles[0]?.diagnostic.tags, [DiagnosticTag.Unnecessary]);
});

test("the result id changes with what is seen, and with nothing else", () => {
  const id = (findings: LocatedFinding[]) => reportOf(template, findings).resultId;
  const fixes = [{ title: "Set", safe: true, edits: [] }];
  assert.equal(id([finding({})]), id([finding({ fixes })]));
  assert.notEqual(id([finding({})]), id([finding({ severity: "hint" })]));
  assert.notEqual(id([finding({})]), EMPTY_REPORT.resultId);
});

test("a client that has a report already is told so, also when there is nothing to see", () => {
  const report = reportOf(template, [finding({})]);
  assert.equal(documentReport(report, undefined).kind, "full");
  assert.deepEqual(documentReport(report, report.resultId), { kind: "unchanged", resultId: report.resultId });
  assert.equal(documentReport(report, EMPTY_REPORT.resultId).kind, "full");
  assert.equal(documentReport(undefined, EMPTY_REPORT.resultId).kind, "unchanged");
  assert.deepEqual(documentReport(undefined, report.resultId), {
    kind: "full",
    resultId: EMPTY_REPORT.resultId,
    items: [],
  });
});

test("the workspace's report empties files that have no findings any more", () => {
  const reports = fileReports([finding({})], uriOf);
  const previous = [{ uri: "file:///src/app.ts", value: "old" }];
  const { items } = workspaceReport(reports, previous, uriOf, (uri) => (uri.endsWith(".yaml") ? 3 : null));
  assert.deepEqual(
    items.map((it) => [it.uri, it.version, it.kind, it.kind === "full" ? it.items.length : 0]),
    [
      ["file:///template.yaml", 3, "full", 1],
      ["file:///src/app.ts", null, "full", 0],
    ],
  );
});

function finding(change: Partial<LocatedFinding>): LocatedFinding {
  return {
    rule: "limits/timeout-range",
    severity: "error",
    message: "Timeout is 901",
    file: template,
    range: { start: { line: 4, character: 15 }, end: { line: 4, character: 18 } },
    related: [],
    fixes: [],
    ...change,
  };
}

function reportOf(file: FileId, findings: readonly LocatedFinding[]): FileReport {
  return fileReports(findings, uriOf).get(file) ?? EMPTY_REPORT;
}

function uriOf(file: FileId): string {
  return `file://${file}`;
}

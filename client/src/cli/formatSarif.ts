import type { Range } from "../../../server/src/lamplight.js";
import type { Severity } from "../../../server/src/model/finding.js";
import { documentationUrl } from "../../../server/src/rules/documentation.js";
import type { Rule } from "../../../server/src/rules/rule.js";
import type { CheckReport, ReportedFinding, ReportedFix } from "./report.js";

const LEVELS = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
} as const satisfies Record<Severity, string>;

/** SARIF 2.1.0, which code scanning takes: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function formatSarif({ findings }: CheckReport, rules: readonly Rule[], version: string): string {
  const run = {
    tool: {
      driver: {
        name: "Lamplight",
        semanticVersion: version,
        informationUri: "https://github.com/lamplight-lambda/lamplight",
        rules: rules.map(describeRule),
      },
    },
    columnKind: "utf16CodeUnits",
    results: findings.map((it) => result(it, rules)),
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function describeRule({ id, summary, rationale, severity }: Rule) {
  const [group = ""] = id.split("/");
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: rationale.trim() },
    help: { text: rationale.trim(), markdown: rationale.trim() },
    helpUri: documentationUrl(id),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [group] },
  };
}

function result(finding: ReportedFinding, rules: readonly Rule[]) {
  const { rule, severity, message, file, range, data, template, related, fixes } = finding;
  const index = rules.findIndex((it) => it.id === rule);
  return {
    ruleId: rule,
    ...(index >= 0 && { ruleIndex: index }),
    level: LEVELS[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: location(file, range),
        ...(finding.function !== undefined && { logicalLocations: [{ name: finding.function, kind: "resource" }] }),
      },
    ],
    ...(related.length > 0 && {
      relatedLocations: related.map((it, id) => ({
        id,
        physicalLocation: location(it.file, it.range),
        message: { text: it.message },
      })),
    }),
    ...(fixes.length > 0 && { fixes: fixes.map(describeFix) }),
    properties: { severity, ...(template !== undefined && { template }), ...(data && { data }) },
  };
}

function describeFix({ title, safe, edits }: ReportedFix) {
  const files = [...new Set(edits.map((it) => it.file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: edits
        .filter((it) => it.file === file)
        .map((it) => ({ deletedRegion: region(it.range), insertedContent: { text: it.newText } })),
    })),
    properties: { safe },
  };
}

function location(file: string, range: Range) {
  return { artifactLocation: artifact(file), region: region(range) };
}

function artifact(file: string) {
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

function region({ start, end }: Range) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

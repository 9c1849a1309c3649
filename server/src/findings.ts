import { TextDocument } from "vscode-languageserver-textdocument";
import type { TemplateReading } from "./config/reading.js";
import { textEdits } from "./config/write/write.js";
import type { FileRange, LocatedFinding, LocatedFix, TextEdit } from "./lamplight.js";
import type { Edit, Finding, Fix } from "./model/finding.js";
import { absolute, type ChunkOffset, type FileId, type Place } from "./model/place.js";
import type { RuleSetting, Settings } from "./model/settings.js";
import type { Suppression } from "./model/template.js";
import type { Report, Rule } from "./rules/rule.js";

/** The texts of one snapshot, and where the chunks of the files begin in them. */
interface Texts {
  text(file: FileId): string | undefined;
  readonly offsetOf: ChunkOffset;
}

/** The severity that the settings give a rule: its id wins over its group, and both over the report's own. */
function severityOf(rule: Rule, report: Report, settings: Settings): RuleSetting {
  const [group = ""] = rule.id.split("/");
  return settings.rules[rule.id] ?? settings.rules[group] ?? report.severity ?? rule.severity;
}

/** Completes what a rule reported; undefined when the rule is off. */
export function findingOf(
  rule: Rule,
  report: Report,
  settings: Settings,
  about: Pick<Finding, "function" | "template">,
): Finding | undefined {
  const severity = severityOf(rule, report, settings);
  if (severity === "off") return undefined;
  return {
    rule: rule.id,
    severity,
    place: report.place,
    message: report.message,
    function: report.function,
    data: report.data,
    related: report.related ?? [],
    fixes: report.fixes ?? [],
    ...about,
  };
}

/** Finds lines and characters in the texts of a snapshot. */
export class Locator {
  private readonly documents = new Map<FileId, TextDocument>();

  constructor(readonly texts: Texts) {}

  /** Undefined when the place's chunk or file is gone. */
  locate(place: Place): FileRange | undefined {
    const document = this.document(place.file);
    const span = absolute(place, this.texts.offsetOf);
    if (!document || !span) return undefined;
    return {
      file: place.file,
      range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
    };
  }

  /** The edits of a fix; undefined when they cannot be made surely. */
  edits(edits: readonly Edit[]): readonly TextEdit[] | undefined {
    const changes = textEdits(edits, this.texts);
    return changes?.flatMap(({ file, span, newText }) => {
      const document = this.document(file);
      if (!document) return [];
      const range = { start: document.positionAt(span.start), end: document.positionAt(span.end) };
      return [{ file, range, newText }];
    });
  }

  document(file: FileId): TextDocument | undefined {
    const known = this.documents.get(file);
    if (known) return known;
    const text = this.texts.text(file);
    if (text === undefined) return undefined;
    const res = TextDocument.create(file, "", 0, text);
    this.documents.set(file, res);
    return res;
  }
}

/** Brings findings to the edge: absolute, without duplicates, sorted by file, start, rule and function. */
export function locateAll(findings: readonly Finding[], locator: Locator): readonly LocatedFinding[] {
  const res = new Map<string, LocatedFinding>();
  for (const finding of findings) {
    const located = locateFinding(finding, locator);
    if (!located) continue;
    const { rule, file, range, message, data } = located;
    const key = JSON.stringify([rule, file, range, message, data, located.function]);
    if (!res.has(key)) res.set(key, located);
  }
  return [...res.values()].sort(compareFindings);
}

function locateFinding(finding: Finding, locator: Locator): LocatedFinding | undefined {
  const where = locator.locate(finding.place);
  if (!where) return undefined;
  let fixes: LocatedFinding["fixes"] | undefined;
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    function: finding.function,
    template: finding.template,
    data: finding.data,
    related: finding.related.flatMap(({ place, message }) => {
      const range = locator.locate(place);
      return range ? [{ ...range, message }] : [];
    }),
    ...where,
    // Edits are worked out only for those who ask: a keystroke wants the squiggle, not the fix.
    get fixes() {
      fixes ??= finding.fixes.flatMap((it) => locateFix(it, locator));
      return fixes;
    },
  };
}

function locateFix({ title, safe, edits, creates }: Fix, locator: Locator): readonly LocatedFix[] {
  const changed = edits.length > 0 ? locator.edits(edits) : [];
  const made = creates ? [{ file: creates.file, range: { start: TOP, end: TOP }, newText: creates.text }] : [];
  if (!changed || made.length + changed.length === 0) return [];
  return [{ title, safe, edits: [...made, ...changed], ...(creates && { creates: creates.file }) }];
}

const TOP = { line: 0, character: 0 };

function compareFindings(a: LocatedFinding, b: LocatedFinding): number {
  return (
    compare(a.file, b.file) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character ||
    compare(a.rule, b.rule) ||
    compare(a.function ?? "", b.function ?? "") ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What remains of the findings, and the suppressions that silenced nothing. */
interface Suppressed {
  readonly findings: readonly Finding[];
  readonly unused: readonly Suppression[];
}

/** Takes out the findings that comments or `Metadata` silence. */
export function suppress(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  locator: Locator,
): Suppressed {
  const used = new Set<Suppression>();
  const byFile = new Map<FileId, Suppression[]>();
  for (const it of suppressions) byFile.set(it.place.file, [...(byFile.get(it.place.file) ?? []), it]);
  const kept = findings.filter((finding) => {
    const files = new Set([finding.place.file, finding.template ?? finding.place.file]);
    const near = [...files].flatMap((it) => byFile.get(it) ?? []).filter((it) => isOfRule(it, finding.rule));
    if (near.length === 0) return true;
    const line = locator.locate(finding.place)?.range.start.line;
    const silencing = near.filter((it) => silences(it, finding, line));
    for (const it of silencing) used.add(it);
    return silencing.length === 0;
  });
  return { findings: kept, unused: suppressions.filter((it) => !used.has(it)) };
}

function isOfRule(suppression: Suppression, rule: string): boolean {
  return suppression.rule === rule || suppression.rule === rule.slice(0, rule.indexOf("/"));
}

function silences(suppression: Suppression, finding: Finding, line: number | undefined): boolean {
  const { scope, place } = suppression;
  switch (scope) {
    case "file":
      return place.file === finding.place.file;
    case "resource":
      // It speaks of the function wherever its findings lie: in the template or in its code.
      return place.file === finding.template && suppression.resource === finding.function;
    case "line":
    case "next-line":
      return place.file === finding.place.file && line !== undefined && line === suppression.line;
    default:
      return scope satisfies never;
  }
}

/** Suppressions in broken resources are not judged: what they silence may not have been read. */
export function judgedSuppressions(
  readings: readonly TemplateReading[],
  unused: readonly Suppression[],
): readonly Suppression[] {
  const broken = new Set(
    readings.flatMap(({ template }) =>
      [...template.resources.values()].some((it) => it.broken) || template.open.length > 0 ? [template.file] : [],
    ),
  );
  return unused.filter((it) => !broken.has(it.place.file));
}

import assert from "node:assert/strict";
import path from "node:path";
import { type Analysis, type LocatedFinding, openProject, type Project } from "../../server/src/lamplight.js";
import type { FileId } from "../../server/src/model/place.js";
import { DEFAULT_SETTINGS, type Settings } from "../../server/src/model/settings.js";
import type { Rule } from "../../server/src/rules/rule.js";
import { FIXTURE_ROOT, parseFixture } from "./fixture.js";
import { memoryDisk } from "./memoryDisk.js";

/** The date that fixtures are written for. */
export const TODAY = "2026-11-23";

/** Where `npm run build` puts the grammars. Tests run at the root of the repository. */
export const GRAMMARS = path.resolve("dist/wasm");

export interface CheckOptions {
  readonly date?: string;
  readonly settings?: Partial<Settings>;
}

/** Opens a project whose files are in memory, below `FIXTURE_ROOT`. */
export async function openFixture(files: ReadonlyMap<string, string>, options: CheckOptions = {}): Promise<Project> {
  const disk = new Map([...files].map(([name, text]) => [`${FIXTURE_ROOT}/${name}`, text]));
  return openProject(projectOptions(options), memoryDisk(disk));
}

export function projectOptions({ date = TODAY, settings = {} }: CheckOptions = {}) {
  return { roots: [FIXTURE_ROOT], settings: { ...DEFAULT_SETTINGS, ...settings }, date, grammars: GRAMMARS };
}

/** Checks that the rules find exactly what the fixture's markers say. */
export async function checkProject(source: string, options: CheckOptions = {}): Promise<void> {
  await checkFindings(source, options, () => true);
}

/** Checks that one rule finds exactly what the fixture's markers say, whatever others find. */
export async function checkRule(rule: Rule, source: string, options: CheckOptions = {}): Promise<void> {
  await checkFindings(source, options, (it) => it.rule === rule.id);
}

/** Checks what the fixture is after a fix of the rule: the first one, or the one with the title. */
export async function checkFix(rule: Rule, before: string, after: string, title?: string): Promise<void> {
  const { files } = parseFixture(before);
  const analysis = await (await openFixture(files)).analyse();
  const fixes = analysis.findings.filter((it) => it.rule === rule.id).flatMap((it) => it.fixes);
  const fix = title === undefined ? fixes[0] : fixes.find((it) => it.title === title);
  assert.ok(fix, `no such fix; there are: ${fixes.map((it) => it.title).join(" | ") || "none"}`);
  assert.deepEqual(Object.fromEntries(applyEdits(files, fix.edits)), Object.fromEntries(parseFixture(after).files));
}

/** The titles of all fixes of a rule in a fixture. */
export async function fixTitles(rule: Rule, source: string): Promise<readonly string[]> {
  const analysis = await (await openFixture(parseFixture(source).files)).analyse();
  return analysis.findings.filter((it) => it.rule === rule.id).flatMap((it) => it.fixes.map(({ title }) => title));
}

export function applyEdits(
  files: ReadonlyMap<string, string>,
  edits: LocatedFinding["fixes"][number]["edits"],
): ReadonlyMap<string, string> {
  const res = new Map(files);
  const fromTheEnd = [...edits].sort(
    (a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
  );
  for (const { file, range, newText } of fromTheEnd) {
    const name = nameOf(file);
    const text = res.get(name) ?? "";
    const lines = text.split("\n");
    const offset = (line: number, character: number) =>
      lines.slice(0, line).reduce((sum, it) => sum + it.length + 1, 0) + character;
    const start = offset(range.start.line, range.start.character);
    const end = offset(range.end.line, range.end.character);
    res.set(name, text.slice(0, start) + newText + text.slice(end));
  }
  return res;
}

async function checkFindings(
  source: string,
  options: CheckOptions,
  pick: (it: LocatedFinding) => boolean,
): Promise<void> {
  const { files, annotations } = parseFixture(source);
  const analysis = await (await openFixture(files, options)).analyse();
  assert.deepEqual(analysis.troubles, []);
  // Like the editor, one for all functions that a finding is about.
  const found = [...new Set(analysis.findings.filter(pick).map((it) => describe(it, analysis)))];
  const wanted = annotations.map((it) => `${it.file}:${it.line}:${it.start}-${it.end} ${it.text}`);
  assert.deepEqual(found.sort(), wanted.sort());
}

/** A finding as a marker states it: of a span over several lines, the part on the first. */
function describe({ file, range, severity, message }: LocatedFinding, analysis: Analysis): string {
  const { start, end } = range;
  const line = analysis.text(file)?.split("\n")[start.line] ?? "";
  const last = end.line === start.line ? end.character : line.length;
  return `${nameOf(file)}:${start.line}:${start.character}-${last} ${severity}: ${message}`;
}

function nameOf(file: FileId): string {
  return path.posix.relative(FIXTURE_ROOT, file);
}

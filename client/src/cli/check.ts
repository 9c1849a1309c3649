import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Analysis, type LocatedFinding, openProject } from "../../../server/src/lamplight.js";
import type { Severity } from "../../../server/src/model/finding.js";
import type { FileId } from "../../../server/src/model/place.js";
import type { Settings } from "../../../server/src/model/settings.js";
import { rules } from "../../../server/src/rules/index.js";
import {
  BASELINE_FILE,
  type Baseline,
  beyondBaseline,
  type Counted,
  countFindings,
  parseBaseline,
  printBaseline,
} from "./baseline.js";
import type { CommandLine } from "./commandLine.js";
import { CHECK_FORMATS, colourOption } from "./commands.js";
import type { AppliedFix } from "./fixes.js";
import { fixFiles } from "./fixFiles.js";
import { formatGithub } from "./formatGithub.js";
import { formatJson } from "./formatJson.js";
import { formatJunit } from "./formatJunit.js";
import { formatSarif } from "./formatSarif.js";
import { formatText } from "./formatText.js";
import { displayIn, fileIdOf, isInside, targetsOf } from "./paths.js";
import { type Plan, parametersOf, planProjects } from "./plan.js";
import { type CheckReport, isAtLeast, reported, SEVERITIES } from "./report.js";
import { type Terminal, wantsColours } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { version } from "./version.js";
import { counted } from "./words.js";
import { writeAtomically } from "./writeFile.js";

interface CheckOptions {
  readonly paths: readonly string[];
  readonly format: (typeof CHECK_FORMATS)[number];
  readonly minSeverity: Severity;
  readonly failOn: Severity;
  readonly date: string;
  readonly parameters: Settings["parameters"];
  /** As given; empty when the option has no value, undefined without the option. */
  readonly baseline: string | undefined;
  readonly updateBaseline: boolean;
  readonly fix: boolean;
  readonly colours: boolean;
}

/** A plan with the baseline that holds for it. */
interface BaselinedPlan extends Plan {
  readonly baselineFile: string | undefined;
  readonly baseline: Baseline;
}

/** What came of one project. */
interface Checked {
  readonly plan: BaselinedPlan;
  readonly analysis: Analysis;
  /** All that is severe enough to show or to fail, whether the baseline counts it or not. */
  readonly severe: readonly LocatedFinding[];
  /** Of those, what the baseline does not count. */
  readonly remaining: readonly LocatedFinding[];
  readonly applied: readonly AppliedFix[];
}

/** Runs `lamplight check`; gives its exit code. */
export async function check(line: CommandLine, terminal: Terminal): Promise<number> {
  const started = performance.now();
  const options = readOptions(line, terminal);
  const plans = planProjects(targetsOf(options.paths, terminal.cwd), options.parameters, terminal);
  const baselined = plans.map((it) => withBaseline(it, options, terminal));
  const checked: Checked[] = [];
  for (const plan of baselined) checked.push(await checkPlan(plan, options, terminal));
  tellTroubles(checked, terminal);
  tellFixes(checked, terminal);
  if (options.updateBaseline) {
    await updateBaselines(checked, terminal);
    return 0;
  }
  const report = reportOf(checked, options, terminal, performance.now() - started);
  terminal.out(format(report, options, terminal));
  const failing = checked.some(({ remaining }) => remaining.some((it) => isAtLeast(it.severity, options.failOn)));
  return failing ? 1 : 0;
}

function readOptions(line: CommandLine, terminal: Terminal): CheckOptions {
  const failOn = line.choice("fail-on", SEVERITIES, undefined);
  // What fails is shown, unless the user asks for less.
  const least = failOn !== undefined && !isAtLeast(failOn, "information") ? failOn : "information";
  return {
    paths: line.positionals,
    format: line.choice("format", CHECK_FORMATS, "text"),
    minSeverity: line.choice("min-severity", SEVERITIES, least),
    failOn: failOn ?? "warning",
    date: dateOf(line.text("date")) ?? terminal.today,
    parameters: parametersOf(line.all("parameter")),
    baseline: line.has("baseline") ? (line.text("baseline") ?? "") : undefined,
    updateBaseline: line.has("update-baseline"),
    fix: line.has("fix"),
    colours: wantsColours(colourOption(line), terminal),
  };
}

function dateOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 30 February for 1 March.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new UsageError(`--date ${text} is no day of the calendar: write it as YYYY-MM-DD, for example 2026-11-23`);
}

function withBaseline(plan: Plan, options: CheckOptions, { cwd }: Terminal): BaselinedPlan {
  const file = baselineFile(plan, options, cwd);
  if (file === undefined) return { ...plan, baselineFile: undefined, baseline: new Map() };
  const name = displayIn(cwd)(fileIdOf(file));
  if (!existsSync(file)) {
    if (options.updateBaseline) return { ...plan, baselineFile: file, baseline: new Map() };
    throw new UsageError(`there is no baseline ${name}: write it with lamplight check --update-baseline`);
  }
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`the baseline ${name} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return { ...plan, baselineFile: file, baseline: parseBaseline(text, name) };
}

function baselineFile({ folder, settings }: Plan, options: CheckOptions, cwd: string): string | undefined {
  if (options.baseline) return path.resolve(cwd, options.baseline);
  if (settings.baseline !== undefined) return path.resolve(folder, settings.baseline);
  return options.baseline === "" || options.updateBaseline ? path.join(folder, BASELINE_FILE) : undefined;
}

async function checkPlan(plan: BaselinedPlan, options: CheckOptions, terminal: Terminal): Promise<Checked> {
  const { targets, settings } = plan;
  const roots = targets.map((it) => it.file);
  const project = await openProject({ roots, settings, date: options.date, grammars: terminal.grammars });
  const shown = (analysis: Analysis) =>
    remainingOf(severeOf(analysis, options), plan).filter((it) => isAtLeast(it.severity, options.minSeverity));
  const first = await project.analyse();
  const fixed = options.fix ? await fixFiles(project, first, targets, terminal.cwd, shown) : undefined;
  for (const [file, refusal] of fixed?.refusals ?? [])
    terminal.complain(`${displayIn(terminal.cwd)(file)}: ${refusal}`);
  const analysis = fixed?.analysis ?? first;
  const severe = severeOf(analysis, options);
  return { plan, analysis, severe, remaining: remainingOf(severe, plan), applied: fixed?.applied ?? [] };
}

function severeOf({ findings }: Analysis, { minSeverity, failOn }: CheckOptions): readonly LocatedFinding[] {
  return findings.filter((it) => isAtLeast(it.severity, minSeverity) || isAtLeast(it.severity, failOn));
}

function remainingOf(findings: readonly LocatedFinding[], plan: BaselinedPlan): readonly LocatedFinding[] {
  const { baseline, baselineFile: file } = plan;
  return file === undefined ? findings : beyondBaseline(findings, baseline, (it) => countedIn(file, it));
}

/** Files in a baseline are relative to its folder, so that it holds wherever the command is run. */
function countedIn(file: string, finding: LocatedFinding): Counted {
  return { file: displayIn(path.dirname(file))(finding.file), rule: finding.rule };
}

function tellTroubles(checked: readonly Checked[], { cwd, complain }: Terminal): void {
  const display = displayIn(cwd);
  for (const { analysis, plan } of checked) {
    for (const { file, message } of analysis.troubles) complain(`${display(file)}: ${message}`);
    tellEmptyTargets(plan, analysis, complain);
  }
}

/** Says which of the targets hold no function at all: most often the wrong folder was named. */
export function tellEmptyTargets({ targets }: Plan, { functions }: Analysis, complain: Terminal["complain"]): void {
  for (const { file, given } of targets) {
    if (functions.some((it) => isInside(file, it.template.file))) continue;
    complain(`no Lambda functions found under ${given}`);
  }
}

function tellFixes(checked: readonly Checked[], { cwd, complain }: Terminal): void {
  const display = displayIn(cwd);
  const lines = checked
    .flatMap((it) => it.applied)
    .map(
      ({ finding: { file, range, rule }, title }) =>
        `fixed ${display(file)}:${range.start.line + 1}: ${title} (${rule})`,
    );
  const distinct = new Set(lines);
  for (const it of distinct) complain(it);
  if (distinct.size > 0) complain(`fixed ${counted(distinct.size, "problem")}`);
}

/** Counts of files that were not checked now stay as they are. */
async function updateBaselines(checked: readonly Checked[], { cwd, complain }: Terminal): Promise<void> {
  const files = new Set(checked.flatMap(({ plan }) => plan.baselineFile ?? []));
  for (const file of files) {
    const parts = checked.filter(({ plan }) => plan.baselineFile === file);
    const targets = parts.flatMap(({ plan }) => plan.targets);
    const present = countFindings(parts.flatMap(({ severe }) => severe.map((it) => countedIn(file, it))));
    const kept = [...(parts[0]?.plan.baseline ?? [])].filter(([name]) => {
      const counted = path.resolve(path.dirname(file), name);
      return existsSync(counted) && !targets.some((it) => isInside(it.file, counted));
    });
    const baseline = new Map([...kept, ...present]);
    await writeAtomically(file, printBaseline(baseline));
    const count = [...baseline.values()].flatMap((it) => [...it.values()]).reduce((sum, it) => sum + it, 0);
    complain(
      `wrote ${displayIn(cwd)(fileIdOf(file))}: ${counted(count, "finding")} in ${counted(baseline.size, "file")}`,
    );
  }
}

function reportOf(
  checked: readonly Checked[],
  options: CheckOptions,
  { cwd }: Terminal,
  durationMs: number,
): CheckReport {
  const display = displayIn(cwd);
  const sources = new Map<string, () => string | undefined>();
  const remaining = checked.flatMap(({ remaining, analysis }) => {
    for (const { file } of remaining) sources.set(display(file), () => analysis.text(file));
    return remaining;
  });
  const shown = remaining.filter((it) => isAtLeast(it.severity, options.minSeverity));
  const all = sum(checked, ({ analysis }) => analysis.findings.length);
  const severe = sum(checked, (it) => it.severe.length);
  return {
    findings: shown.toSorted((a, b) => compare(a.file, b.file)).map((it) => reported(it, display)),
    statistics: {
      functions: sum(checked, ({ analysis }) => analysis.functions.length),
      templates: sum(checked, ({ analysis }) => analysis.templates.length),
      files: sum(checked, ({ analysis }) => analysis.fileCount),
      durationMs: Math.round(durationMs),
    },
    inBaseline: severe - remaining.length,
    belowSeverity: all - severe + remaining.length - shown.length,
    failOn: options.failOn,
    source: (file) => sources.get(file)?.(),
  };
}

function format(report: CheckReport, options: CheckOptions, terminal: Terminal): string {
  switch (options.format) {
    case "text":
      return formatText(report, { colours: options.colours, columns: terminal.columns });
    case "json":
      return formatJson(report);
    case "sarif":
      return formatSarif(report, rules, version);
    case "github":
      return formatGithub(report);
    case "junit":
      return formatJunit(report);
    default:
      return options.format satisfies never;
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((res, it) => res + of(it), 0);
}

function compare(a: FileId, b: FileId): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import type { Analysis, LocatedFinding } from "../../../server/src/lamplight.js";
import { SEVERITIES, type Severity } from "../../../server/src/model/finding.js";
import type { FileId } from "../../../server/src/model/place.js";
import type { Settings } from "../../../server/src/model/settings.js";
import { rules } from "../../../server/src/rules/index.js";
import {
  type BaselinedPlan,
  type BaselineOptions,
  beyondBaselineOf,
  updateBaselines,
  withBaseline,
} from "./baselineFiles.js";
import type { CommandLine } from "./commandLine.js";
import { CHECK_FORMATS, colourOption } from "./commands.js";
import type { AppliedFix } from "./fixes.js";
import { fixFiles } from "./fixFiles.js";
import { formatGithub } from "./formatGithub.js";
import { formatJson } from "./formatJson.js";
import { formatJunit } from "./formatJunit.js";
import { formatSarif } from "./formatSarif.js";
import { formatText } from "./formatText.js";
import { displayIn, isInside, targetsOf } from "./paths.js";
import { openPlan, type Plan, parametersOf, planProjects } from "./plan.js";
import { type CheckReport, isAtLeast, reported } from "./report.js";
import { type Terminal, wantsColours } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { version } from "./version.js";
import { counted } from "./words.js";

interface CheckOptions extends BaselineOptions {
  readonly paths: readonly string[];
  readonly format: (typeof CHECK_FORMATS)[number];
  readonly minSeverity: Severity;
  readonly failOn: Severity;
  readonly date: string;
  readonly parameters: Settings["parameters"];
  readonly fix: boolean;
  readonly colours: boolean;
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
  const baselined = plans.map((it) => withBaseline(it, options, terminal.cwd));
  const checked: Checked[] = [];
  for (const plan of baselined) checked.push(await checkPlan(plan, options, terminal));
  tellTroubles(checked, terminal);
  tellFixes(checked, terminal);
  if (options.updateBaseline) {
    await updateBaselines(
      checked.map(({ plan, severe }) => ({ plan, findings: severe })),
      terminal,
    );
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

async function checkPlan(plan: BaselinedPlan, options: CheckOptions, terminal: Terminal): Promise<Checked> {
  const project = await openPlan(plan, options.date, terminal);
  const shown = (analysis: Analysis) =>
    beyondBaselineOf(severeOf(analysis, options), plan).filter((it) => isAtLeast(it.severity, options.minSeverity));
  const first = await project.analyse();
  const fixed = options.fix ? await fixFiles(project, first, plan.targets, terminal.cwd, shown) : undefined;
  for (const [file, refusal] of fixed?.refusals ?? [])
    terminal.complain(`${displayIn(terminal.cwd)(file)}: ${refusal}`);
  const analysis = fixed?.analysis ?? first;
  const severe = severeOf(analysis, options);
  return { plan, analysis, severe, remaining: beyondBaselineOf(severe, plan), applied: fixed?.applied ?? [] };
}

function severeOf({ findings }: Analysis, { minSeverity, failOn }: CheckOptions): readonly LocatedFinding[] {
  return findings.filter((it) => isAtLeast(it.severity, minSeverity) || isAtLeast(it.severity, failOn));
}

function tellTroubles(checked: readonly Checked[], { cwd, complain }: Terminal): void {
  const display = displayIn(cwd);
  for (const { analysis, plan } of checked) {
    for (const { file, message } of analysis.troubles) {
      // What is wrong with the baseline is told by what reads it here, unless it is about to be written.
      if (file !== plan.baselineFile) complain(`${display(file)}: ${message}`);
    }
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

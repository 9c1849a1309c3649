import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  BASELINE_FILE,
  type Baseline,
  beyondBaseline,
  type Counted,
  countFindings,
  InvalidBaseline,
  parseBaseline,
  printBaseline,
} from "../../../server/src/baseline.js";
import type { LocatedFinding } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";
import { fileIdOf } from "../../../server/src/workspace/uri.js";
import { displayIn, isInside } from "./paths.js";
import type { Plan } from "./plan.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { counted } from "./words.js";
import { writeAtomically } from "./writeFile.js";

export interface BaselineOptions {
  /** As given; empty when the option has no value, undefined without the option. */
  readonly baseline: string | undefined;
  readonly updateBaseline: boolean;
}

/** A plan with the baseline that holds for it. */
export interface BaselinedPlan extends Plan {
  readonly baselineFile: FileId | undefined;
  readonly baseline: Baseline;
}

/** What is to be counted for a plan. */
interface Accepted {
  readonly plan: BaselinedPlan;
  readonly findings: readonly LocatedFinding[];
}

/** @throws UsageError when the baseline is not there, unless it is about to be written, or is no baseline */
export function withBaseline(plan: Plan, options: BaselineOptions, cwd: string): BaselinedPlan {
  const file = baselineFile(plan, options, cwd);
  if (file === undefined) return { ...plan, baselineFile: undefined, baseline: new Map() };
  const name = displayIn(cwd)(file);
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
  try {
    return { ...plan, baselineFile: file, baseline: parseBaseline(text, name) };
  } catch (error) {
    throw error instanceof InvalidBaseline ? new UsageError(error.message) : error;
  }
}

/** What the baseline of a plan does not count. */
export function beyondBaselineOf(findings: readonly LocatedFinding[], plan: BaselinedPlan): readonly LocatedFinding[] {
  const { baseline, baselineFile: file } = plan;
  return file === undefined ? findings : beyondBaseline(findings, baseline, (it) => countedIn(file, it));
}

/** Counts of files that were not checked now stay as they are. */
export async function updateBaselines(checked: readonly Accepted[], { cwd, complain }: Terminal): Promise<void> {
  const files = new Set(checked.flatMap(({ plan }) => plan.baselineFile ?? []));
  for (const file of files) {
    const parts = checked.filter(({ plan }) => plan.baselineFile === file);
    const targets = parts.flatMap(({ plan }) => plan.targets);
    const present = countFindings(parts.flatMap(({ findings }) => findings.map((it) => countedIn(file, it))));
    const kept = [...(parts[0]?.plan.baseline ?? [])].filter(([name]) => {
      const source = path.resolve(path.dirname(file), name);
      return existsSync(source) && !targets.some((it) => isInside(it.file, source));
    });
    const baseline = new Map([...kept, ...present]);
    await writeAtomically(file, printBaseline(baseline));
    const count = [...baseline.values()].flatMap((it) => [...it.values()]).reduce((sum, it) => sum + it, 0);
    complain(`wrote ${displayIn(cwd)(file)}: ${counted(count, "finding")} in ${counted(baseline.size, "file")}`);
  }
}

function baselineFile({ folder, settings }: Plan, options: BaselineOptions, cwd: string): FileId | undefined {
  if (options.baseline) return fileIdOf(path.resolve(cwd, options.baseline));
  if (settings.baseline !== undefined) return fileIdOf(path.resolve(folder, settings.baseline));
  return options.baseline === "" || options.updateBaseline ? fileIdOf(path.join(folder, BASELINE_FILE)) : undefined;
}

/** Files in a baseline are relative to its folder, so that it holds wherever the command is run. */
function countedIn(file: string, finding: LocatedFinding): Counted {
  return { file: displayIn(path.dirname(file))(finding.file), rule: finding.rule };
}

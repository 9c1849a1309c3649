import type { Analysis } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";
import type { LinkedFunction } from "../../../server/src/rules/rule.js";
import type { CommandLine } from "./commandLine.js";
import { displayIn, targetsOf } from "./paths.js";
import { openPlan, parametersOf, planProjects } from "./plan.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { suggestion } from "./words.js";

export interface FoundFunction {
  readonly fn: LinkedFunction;
  readonly analysis: Analysis;
  /** The folder of the project: what its settings are relative to. */
  readonly folder: FileId;
}

/** The only function of the id, in the templates of the path or of `--template`. @throws UsageError */
export async function findFunction(
  id: string,
  path: string | undefined,
  line: CommandLine,
  terminal: Terminal,
): Promise<FoundFunction> {
  const template = line.text("template");
  if (path !== undefined && template !== undefined) {
    throw new UsageError(`both a path and --template say where the function is: leave out ${path}`);
  }
  const given = template ?? path;
  const targets = targetsOf(given === undefined ? [] : [given], terminal.cwd);
  const display = displayIn(terminal.cwd);
  const functions: FoundFunction[] = [];
  for (const plan of planProjects(targets, parametersOf(line.all("parameter")), terminal)) {
    const project = await openPlan(plan, terminal.today, terminal);
    const analysis = await project.analyse();
    for (const { file, message } of analysis.troubles) terminal.complain(`${display(file)}: ${message}`);
    functions.push(...analysis.functions.map((fn) => ({ fn, analysis, folder: plan.folder })));
  }
  const [found, ...others] = functions.filter(({ fn }) => fn.id === id);
  if (!found) throw noFunction(id, functions);
  if (others.length === 0) return found;
  const templates = [found, ...others].map(({ fn }) => display(fn.template.file)).sort();
  throw new UsageError(`several templates declare ${id}: choose one with --template, of ${templates.join(", ")}`);
}

function noFunction(id: string, functions: readonly FoundFunction[]): UsageError {
  const ids = [...new Set(functions.map(({ fn }) => fn.id))];
  return new UsageError(
    `there is no function ${id}: ${ids.length > 0 ? suggestion(id, ids) : "no template here declares one"}`,
  );
}

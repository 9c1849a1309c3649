import { assignmentOf } from "../../../server/src/events/setPath.js";
import { API_ALIAS, EVENT_SOURCES } from "../../../server/src/events/sources.js";
import { type EventRequest, type EventTarget, eventTarget, makeEvent } from "../../../server/src/features/events.js";
import type { LinkedFunction } from "../../../server/src/rules/rule.js";
import type { CommandLine } from "./commandLine.js";
import { displayIn, targetsOf } from "./paths.js";
import { openPlan, parametersOf, planProjects } from "./plan.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { suggestion } from "./words.js";

/** Runs `lamplight event`; gives its exit code. */
export async function event(line: CommandLine, terminal: Terminal): Promise<number> {
  const [source, path, extra] = line.positionals;
  if (source === undefined) throw new UsageError(`lamplight event needs a source: name one of ${SOURCES.join(", ")}`);
  if (!SOURCES.includes(source)) {
    throw new UsageError(`there is no source of events ${source}: ${suggestion(source, SOURCES)}`);
  }
  if (extra !== undefined) throw new UsageError(`lamplight event takes one path, but also got ${extra}`);
  const id = line.text("function");
  const request = { source, set: line.all("set").map(assignmentFrom), date: terminal.today };
  const target = id === undefined ? withoutFunction(line, path) : await functionTarget(id, line, terminal);
  terminal.out(eventText(request, target, terminal));
  return 0;
}

const SOURCES: readonly string[] = [API_ALIAS, ...EVENT_SOURCES.map(({ name }) => name)];

function assignmentFrom(text: string): NonNullable<EventRequest["set"]>[number] {
  const assignment = assignmentOf(text);
  if (assignment) return assignment;
  throw new UsageError(
    `--set ${text} is not of the form path=value: write for example --set body.orderId=1 or --set Records[0].body=hello`,
  );
}

function withoutFunction(line: CommandLine, path: string | undefined): undefined {
  const option = ["template", "parameter"].find((it) => line.has(it));
  const useless = path ?? (option && `--${option}`);
  if (useless === undefined) return undefined;
  throw new UsageError(`without a function, no template is read: add --function ID, or leave out ${useless}`);
}

/** The only function of the id, in the templates of the path. */
async function functionTarget(id: string, line: CommandLine, terminal: Terminal): Promise<EventTarget | undefined> {
  const [, path] = line.positionals;
  const template = line.text("template");
  if (path !== undefined && template !== undefined) {
    throw new UsageError(`both a path and --template say where the function is: leave out ${path}`);
  }
  const given = template ?? path;
  const targets = targetsOf(given === undefined ? [] : [given], terminal.cwd);
  const display = displayIn(terminal.cwd);
  const functions: { readonly fn: LinkedFunction; readonly target: EventTarget | undefined }[] = [];
  for (const plan of planProjects(targets, parametersOf(line.all("parameter")), terminal)) {
    const project = await openPlan(plan, terminal.today, terminal);
    const analysis = await project.analyse();
    for (const { file, message } of analysis.troubles) terminal.complain(`${display(file)}: ${message}`);
    functions.push(...analysis.functions.map((fn) => ({ fn, target: eventTarget(analysis, fn) })));
  }
  const [found, ...others] = functions.filter(({ fn }) => fn.id === id);
  if (!found) throw noFunction(id, functions);
  if (others.length === 0) return found.target;
  const templates = [found, ...others].map(({ fn }) => display(fn.template.file)).sort();
  throw new UsageError(`several templates declare ${id}: choose one with --template, of ${templates.join(", ")}`);
}

function pathText(path: readonly (string | number)[]): string {
  return path.map((it, index) => (typeof it === "number" ? `[${it}]` : index === 0 ? it : `.${it}`)).join("");
}

function noFunction(id: string, functions: readonly { readonly fn: LinkedFunction }[]): UsageError {
  const ids = [...new Set(functions.map(({ fn }) => fn.id))];
  return new UsageError(
    `there is no function ${id}: ${ids.length > 0 ? suggestion(id, ids) : "no template here declares one"}`,
  );
}

function eventText(
  request: Omit<EventRequest, "target">,
  target: EventTarget | undefined,
  { complain }: Terminal,
): string {
  const made = makeEvent({ ...request, target });
  switch (made.kind) {
    case "event":
      if (target && !made.own) {
        complain(`the template wires no ${request.source} to ${target.id}, so this event is made up`);
      }
      return made.text;
    case "not-set":
      throw new UsageError(`${made.reason}: correct --set ${pathText(made.assignment.path)}`);
    case "unknown-source":
      throw new UsageError(`there is no source of events ${request.source}: use one of ${SOURCES.join(", ")}`);
    default:
      return made satisfies never;
  }
}

import { assignmentOf } from "../../../server/src/events/setPath.js";
import { API_ALIAS, EVENT_SOURCES } from "../../../server/src/events/sources.js";
import { type EventRequest, type EventTarget, eventTarget, makeEvent } from "../../../server/src/features/events.js";
import type { CommandLine } from "./commandLine.js";
import { findFunction } from "./findFunction.js";
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
  const found = id === undefined ? withoutFunction(line, path) : await findFunction(id, path, line, terminal);
  const target = found && eventTarget(found.analysis, found.fn);
  terminal.out(eventText(request, target, terminal));
  return 0;
}

/** What `--event` and `lamplight event` take. */
export const SOURCES: readonly string[] = [API_ALIAS, ...EVENT_SOURCES.map(({ name }) => name)];

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

function pathText(path: readonly (string | number)[]): string {
  return path.map((it, index) => (typeof it === "number" ? `[${it}]` : index === 0 ? it : `.${it}`)).join("");
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

import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { createColors } from "picocolors";
import { eventOffers, eventTarget, makeEvent } from "../../../server/src/features/events.js";
import { functionSpec } from "../../../server/src/features/functionSpec.js";
import type { RunSettings } from "../../../server/src/model/settings.js";
import type { FunctionSpec } from "../../../server/src/protocol.js";
import { runSettingsOf, SETTINGS_FILE } from "../../../server/src/workspace/settings.js";
import { pathOf } from "../../../server/src/workspace/uri.js";
import { Invoker, Refused, type Run } from "../invoker/client.js";
import { eventProblem, unmarked } from "../invoker/event.js";
import type { AwsAccess, RunOptions } from "../invoker/messages.js";
import type { AwsCall, Invocation } from "../invoker/outcome.js";
import { readablePayload } from "../invoker/payload.js";
import { Refusal } from "../invoker/refusal.js";
import { readEvent } from "../invoker/savedEvents.js";
import { cacheFolder } from "./cacheFolder.js";
import type { CommandLine } from "./commandLine.js";
import { colourOption } from "./commands.js";
import { SOURCES } from "./event.js";
import { type FoundFunction, findFunction } from "./findFunction.js";
import { type Terminal, wantsColours } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { suggestion } from "./words.js";

/** Runs `lamplight invoke`; gives its exit code: 0, or 1 when the function failed. */
export async function invoke(line: CommandLine, terminal: Terminal): Promise<number> {
  const [id, given, extra] = line.positionals;
  if (!id?.trim()) throw new UsageError("lamplight invoke needs a function: name its logical id");
  if (extra !== undefined) throw new UsageError(`lamplight invoke takes one path, but also got ${extra}`);
  const found = await findFunction(id, given, line, terminal);
  const answer = functionSpec(found.analysis, found.fn, { date: terminal.today, pathOf });
  if (answer.kind === "problem") throw new UsageError(answer.message);
  const options = await optionsOf(line, answer.spec, found, terminal);
  const event = await eventOf(line.text("event"), found, terminal);
  const problem = eventProblem(event);
  if (problem !== undefined) throw new UsageError(problem);
  const invocation = await run(answer.spec, event, options, terminal);
  report(invocation, wantsColours(colourOption(line), terminal), terminal);
  return invocation.outcome.kind === "success" ? 0 : 1;
}

async function run(
  spec: FunctionSpec,
  event: string,
  options: RunOptions,
  { invoker: module, environment, complain, err }: Terminal,
): Promise<Invocation> {
  const invoker = new Invoker({ module, execPath: process.execPath, cacheFolder: cacheFolder(environment) });
  const running = invoker.run(spec, event, options, {
    started: ({ notes }) => {
      for (const note of notes) complain(note);
    },
    log: (text) => err(text),
  });
  const stopListening = cancelOnInterrupt(running);
  try {
    return await running.invocation;
  } catch (error) {
    throw error instanceof Refused ? new UsageError(error.message) : error;
  } finally {
    stopListening();
    await invoker.close();
  }
}

/** The first interrupt ends the function in good order; a second one ends everything. */
function cancelOnInterrupt(running: Run): () => void {
  const cancel = () => running.cancel();
  process.once("SIGINT", cancel);
  return () => process.off("SIGINT", cancel);
}

function report({ outcome, calls, fidelity }: Invocation, colours: boolean, { out, err, interactive }: Terminal): void {
  const paint = createColors(colours);
  for (const call of distinct(calls.map(callText))) err(`${paint.yellow(call)}\n`);
  err(`${paint.dim(fidelity)}\n`);
  if (outcome.kind === "cancelled") err("cancelled\n");
  else {
    const payload = outcome.kind === "success" ? outcome.payload : outcome.body;
    // A program gets it as it is.
    out(`${interactive ? readablePayload(payload) : payload}\n`);
  }
}

function callText({ service, operation, resource }: AwsCall): string {
  return `call blocked: ${service}:${operation}${resource ? ` on ${resource}` : ""}`;
}

async function optionsOf(
  line: CommandLine,
  { id }: FunctionSpec,
  { folder }: FoundFunction,
  { cwd }: Terminal,
): Promise<RunOptions> {
  const { run, problems } = await runSettingsOf(folder);
  if (problems.length > 0) throw new UsageError(`${SETTINGS_FILE}: ${problems.join("; ")}`);
  const timeout = timeoutOf(line.text("timeout")) ?? run.timeout;
  const envFile = line.text("env-file");
  const file = envFile === undefined ? run.envFile && path.resolve(folder, run.envFile) : path.resolve(cwd, envFile);
  const [nodePath, pythonPath] = [line.text("node"), line.text("python")];
  return {
    aws: accessOf(line, id, run),
    inherit: [...run.inherit, ...line.all("inherit")],
    ...(timeout !== "template" && { timeout }),
    ...(file && { variables: variablesOf(file) }),
    ...(nodePath && { nodePath }),
    ...(pythonPath && { pythonPath }),
    ...(line.has("strict-memory") && { strictMemory: true }),
  };
}

function accessOf(line: CommandLine, id: string, { aws }: RunSettings): AwsAccess {
  const profile = line.text("profile");
  const endpoint = line.text("endpoint");
  if (profile !== undefined && endpoint !== undefined) {
    throw new UsageError("--profile and --endpoint both say where calls to AWS go: leave one of them out");
  }
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new UsageError(`--endpoint ${endpoint} is no address: write for example --endpoint http://localhost:4566`);
  }
  const setting = Object.hasOwn(aws, id) ? aws[id] : aws["*"];
  if (profile !== undefined) return { kind: "profile", profile };
  if (endpoint !== undefined) return { kind: "endpoint", url: endpoint };
  if (!setting) return { kind: "blocked" };
  return "profile" in setting
    ? { kind: "profile", profile: setting.profile }
    : { kind: "endpoint", url: setting.endpoint };
}

function timeoutOf(text: string | undefined): number | "none" | undefined {
  if (text === undefined || text === "none") return text;
  const seconds = Number(text);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new UsageError(`--timeout cannot be ${text}: give seconds, or none`);
}

function variablesOf(file: string): Record<string, string> {
  try {
    return parseEnv(readFileSync(file, "utf8")) as Record<string, string>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the .env file cannot be read, name another: ${why}`);
  }
}

/** A file, standard input, or an event that is made; without an option, the one that the function's own trigger sends. */
async function eventOf(given: string | undefined, found: FoundFunction, terminal: Terminal): Promise<string> {
  if (given === "-") return unmarked(await terminal.input());
  if (given === undefined) return ownEvent(found, terminal);
  const file = path.resolve(terminal.cwd, given);
  if (!SOURCES.includes(given) || (existsSync(file) && statSync(file).isFile())) return fileEvent(file, given);
  return madeEvent(given, found, terminal);
}

function fileEvent(file: string, given: string): string {
  if (!existsSync(file)) {
    throw new UsageError(
      `there is no file ${given}, and no source of events of that name: ${suggestion(given, SOURCES)}`,
    );
  }
  try {
    return readEvent(file);
  } catch (error) {
    throw error instanceof Refusal ? new UsageError(error.message) : error;
  }
}

function ownEvent(found: FoundFunction, terminal: Terminal): string {
  const offers = eventOffers(eventTarget(found.analysis, found.fn), terminal.today);
  const own = offers.find((it) => it.trigger !== undefined);
  if (!own) {
    terminal.complain(
      "the event is {}, as the template gives the function no trigger that events are made of: choose one with --event",
    );
    return "{}";
  }
  terminal.complain(`the event is made from the trigger ${own.trigger} (${own.label}): choose another with --event`);
  return madeEvent(own.source, found, terminal, own.trigger);
}

function madeEvent(source: string, { analysis, fn }: FoundFunction, { today }: Terminal, trigger?: string): string {
  const made = makeEvent({ source, target: eventTarget(analysis, fn), date: today, trigger });
  if (made.kind === "event") return made.text;
  throw new UsageError(`there is no source of events ${source}: ${suggestion(source, SOURCES)}`);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

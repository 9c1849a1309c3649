import { check } from "./check.js";
import { type CommandLine, parseCommandLine } from "./commandLine.js";
import * as commands from "./commands.js";
import { event } from "./event.js";
import { explain } from "./explain.js";
import { invoke } from "./invoke.js";
import { rules } from "./rules.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { version } from "./version.js";
import { suggestion } from "./words.js";

type Run = (line: CommandLine, terminal: Terminal) => number | undefined | Promise<number | undefined>;

const RUNS: Readonly<Record<string, Run>> = { check, explain, event, invoke, rules, lsp };

/** Runs the command that the arguments name. Gives the exit code; undefined while it goes on serving. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number | undefined> {
  try {
    return await run(args, terminal);
  } catch (error) {
    terminal.complain(failureText(error));
    return 2;
  }
}

/** What the user did wrong and what the system refuses speak for themselves; all else is a bug of ours. */
function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `internal error: ${error}`;
  const isRefusal = error instanceof UsageError || ("code" in error && "syscall" in error);
  return isRefusal ? error.message : `internal error: ${error.stack ?? error.message}`;
}

async function run(args: readonly string[], terminal: Terminal): Promise<number | undefined> {
  const [first, ...rest] = args;
  if (first === undefined) throw new UsageError(`no command given\n\n${commands.help(undefined).trimEnd()}`);
  if (first === "--help" || first === "-h" || first === "help") return showHelp(rest[0], terminal);
  if (first === "--version" || first === "-v") {
    terminal.out(`${version}\n`);
    return 0;
  }
  const spec = commands.COMMANDS.find((it) => it.name === first);
  const runCommand = RUNS[first];
  if (!spec || !runCommand) throw unknownCommand(first);
  const line = parseCommandLine(spec, rest);
  return line.has("help") ? showHelp(first, terminal) : runCommand(line, terminal);
}

function showHelp(topic: string | undefined, { out }: Terminal): number {
  const spec = commands.COMMANDS.find((it) => it.name === topic);
  if (topic !== undefined && !spec) throw unknownCommand(topic);
  out(commands.help(spec));
  return 0;
}

function unknownCommand(name: string): UsageError {
  const names = commands.COMMANDS.map((it) => it.name);
  const what = name.startsWith("-") ? "option" : "command";
  const candidates = what === "option" ? ["--help", "--version"] : names;
  return new UsageError(`there is no ${what} ${name}: ${suggestion(name, candidates)} (see lamplight --help)`);
}

/** The server is loaded only for those who want it: `check` starts faster without. */
async function lsp(line: CommandLine): Promise<undefined> {
  if (!line.has("stdio")) {
    throw new UsageError("the server speaks over standard input and output only: run lamplight lsp --stdio");
  }
  const { runServer } = await import("../../../server/src/server.js");
  runServer();
}

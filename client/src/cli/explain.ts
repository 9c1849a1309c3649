import { createColors } from "picocolors";
import {
  type ExplainedFunction,
  type Explanation,
  explain as explainAnalysis,
  type Json,
} from "../../../server/src/features/explain.js";
import { tellEmptyTargets } from "./check.js";
import type { CommandLine } from "./commandLine.js";
import { colourOption, EXPLAIN_FORMATS } from "./commands.js";
import { displayIn, targetsOf } from "./paths.js";
import { openPlan, parametersOf, planProjects } from "./plan.js";
import { type Terminal, wantsColours } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { counted, printable, suggestion } from "./words.js";

/** Runs `lamplight explain`; gives its exit code. */
export async function explain(line: CommandLine, terminal: Terminal): Promise<number> {
  const format = line.choice("format", EXPLAIN_FORMATS, "text");
  if (format === "policy") {
    throw new UsageError(
      "--format policy is not possible yet: this version does not read which AWS operations the code calls; use json",
    );
  }
  const [, extra] = line.positionals;
  if (extra !== undefined) throw new UsageError(`lamplight explain takes one path, but also got ${extra}`);
  const explanation = await explainTargets(line, terminal);
  const picked = pick(explanation, line.text("function"));
  const colours = wantsColours(colourOption(line), terminal);
  terminal.out(format === "json" ? `${JSON.stringify(picked, undefined, 2)}\n` : explanationText(picked, colours));
  return 0;
}

async function explainTargets(line: CommandLine, terminal: Terminal): Promise<Explanation> {
  const display = displayIn(terminal.cwd);
  const plans = planProjects(targetsOf(line.positionals, terminal.cwd), parametersOf(line.all("parameter")), terminal);
  const functions: ExplainedFunction[] = [];
  for (const plan of plans) {
    const project = await openPlan(plan, terminal.today, terminal);
    const analysis = await project.analyse();
    for (const { file, message } of analysis.troubles) terminal.complain(`${display(file)}: ${message}`);
    tellEmptyTargets(plan, analysis, terminal.complain);
    functions.push(...explainAnalysis(analysis, display).functions);
  }
  return { version: 1, functions };
}

function pick(explanation: Explanation, id: string | undefined): Explanation {
  if (id === undefined) return explanation;
  const functions = explanation.functions.filter((it) => it.logicalId === id);
  if (functions.length > 0) return { ...explanation, functions };
  const ids = [...new Set(explanation.functions.map((it) => it.logicalId))];
  throw new UsageError(
    `there is no function ${id}: ${ids.length > 0 ? suggestion(id, ids) : "no template here declares one"}`,
  );
}

/** The functions for people: what is set, in the short form of YAML templates. */
function explanationText({ functions }: Explanation, colours: boolean): string {
  const paint = createColors(colours);
  const blocks = functions.map((fn) => {
    const title = `${paint.bold(printable(fn.logicalId))}  ${paint.dim(printable(`${fn.type}  ${fn.template}`))}`;
    const rows = rowsOf(fn);
    const width = Math.max(...rows.map(([name]) => name.length));
    return [title, ...rows.map(([name, text]) => `  ${paint.cyan(name.padEnd(width))}  ${printable(text)}`)].join("\n");
  });
  return blocks.map((it) => `${it}\n`).join("\n");
}

type Role = ExplainedFunction["role"];

const UNITS: Readonly<Record<string, string>> = { timeout: "s", memorySize: "MB", ephemeralStorage: "MB" };

function rowsOf({ runtime, handler, settings, environment, alias, role }: ExplainedFunction): [string, string][] {
  const set = (name: string, value: Json): [string, string][] => (value === null ? [] : [[name, short(value)]]);
  return [
    ...set("runtime", runtime),
    ["handler", handlerText(handler)],
    ...Object.entries(settings).flatMap(([name, value]): [string, string][] =>
      typeof value === "number" && UNITS[name] ? [[name, `${value} ${UNITS[name]}`]] : set(name, value),
    ),
    ...environmentRows(environment),
    ...set("alias", alias),
    ...roleRows(role),
  ];
}

/** The role, what it says in numbers, and why there may be more. */
function roleRows({ kind, id, unseen, managedPolicies, statements, conditionalStatements }: Role): [string, string][] {
  const all = statements.length + conditionalStatements.length;
  return [
    ["role", [kind, id, `with ${counted(all, "statement")}`].filter((it) => it !== null).join(" ")],
    ...managedPolicies.map((it, index): [string, string] => [index === 0 ? "managed" : "", short(it)]),
    ...unseen.map((it, index): [string, string] => [index === 0 ? "not seen" : "", it]),
  ];
}

function handlerText({ text, file, export: name }: ExplainedFunction["handler"]): string {
  const written = text === null ? "not set" : short(text);
  if (file === null) return `${written} (not linked to code)`;
  return name === null ? `${written} (no such export in ${file})` : `${written} → ${name} in ${file}`;
}

function environmentRows(environment: Json): [string, string][] {
  if (environment === null || !isRecord(environment))
    return environment === null ? [] : [["environment", short(environment)]];
  const [name] = Object.keys(environment);
  if (name !== undefined && (name === "Unknown" || name === "Ref" || name.startsWith("Fn::"))) {
    return [["environment", short(environment)]];
  }
  return Object.entries(environment).map(([key, value], index) => [
    index === 0 ? "environment" : "",
    `${key} = ${short(value)}`,
  ]);
}

/** The short form of a canonical value: `!Ref Table`. */
function short(value: Json): string {
  if (!isRecord(value)) return typeof value === "string" ? value : JSON.stringify(value);
  const [[name, argument] = [], ...more] = Object.entries(value);
  if (name === undefined || argument === undefined || more.length > 0) return JSON.stringify(value);
  if (name === "Unknown") return `unknown (${short(argument)})`;
  if (name === "Ref" && typeof argument === "string") return `!Ref ${argument}`;
  if (name === "Fn::Sub" && typeof argument === "string") return `!Sub ${argument}`;
  if (name === "Fn::GetAtt" && Array.isArray(argument)) return `!GetAtt ${argument.join(".")}`;
  if (name === "Fn::If" && Array.isArray(argument)) return `!If [${argument.map(short).join(", ")}]`;
  return JSON.stringify(value);
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import path from "node:path";
import type { Failure, Invocation, Outcome, StackFrame } from "../invoker/outcome.js";
import { readablePayload } from "../invoker/payload.js";

/** What is known of a run, so far or at its end. */
export interface RunState {
  readonly functionName: string;
  /** Folder of the workspace: files in it are shown without it. */
  readonly root: string;
  readonly runtime?: string | undefined;
  readonly notes: readonly string[];
  readonly log: string;
  readonly invocation?: Invocation | undefined;
  /** Why nothing was run. */
  readonly refused?: string | undefined;
}

/** The read-only document beside the code. Its lines are what `syntaxes/lambda-result` colours and folds. */
export function resultText(state: RunState): string {
  const { invocation, refused, log } = state;
  return [
    [headline(state)],
    ...(refused === undefined ? [] : [[refused]]),
    ...(invocation ? payloadSections(invocation.outcome, state.root) : []),
    section("AWS calls", callLines(invocation)),
    section("Log", log.trimEnd().split("\n")),
    section("Notes", [...state.notes, ...(invocation ? [invocation.fidelity] : [])]),
  ]
    .filter((it) => it.length > 0)
    .map((it) => it.join("\n"))
    .join("\n\n")
    .concat("\n");
}

/** `212 ms · 84 MB of 128 MB`, as the lens says it too. */
export function reportSummary({ report: { duration, maxMemoryUsed, memorySize } }: Invocation): string {
  return `${Math.max(1, Math.round(duration))} ms · ${maxMemoryUsed} MB of ${memorySize} MB`;
}

const OUTCOMES: Readonly<Record<Outcome["kind"], string>> = {
  success: "succeeded",
  error: "failed",
  "init-error": "failed to start",
  timeout: "timed out",
  exit: "exited",
  "out-of-memory": "ran out of memory",
  oversize: "answered too much",
  cancelled: "was cancelled",
};

function headline({ functionName, runtime, invocation, refused }: RunState): string {
  if (refused !== undefined) return `${functionName} was not run`;
  if (!invocation) return `${functionName} is running${runtime ? `  ${runtime}` : ""}`;
  const how = `${functionName} ${OUTCOMES[invocation.outcome.kind]}`;
  return [how, reportSummary(invocation), ...(runtime ? [runtime] : [])].join("  ");
}

function payloadSections(outcome: Outcome, root: string): readonly (readonly string[])[] {
  switch (outcome.kind) {
    case "cancelled":
      return [];
    case "success":
      return [section("Payload", readablePayload(outcome.payload).split("\n"))];
    default:
      return [
        section("Error", readablePayload(withoutStack(outcome)).split("\n")),
        section("Stack", stackLines(outcome.stack, root)),
      ];
  }
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 || (lines.length === 1 && lines[0] === "") ? [] : [title, ...lines];
}

/** The stack follows in lines that can be clicked. */
function withoutStack({ body, stack }: Failure): string {
  if (stack.length === 0) return body;
  return JSON.stringify(JSON.parse(body), (key, value) =>
    key === "trace" || key === "stackTrace" ? undefined : value,
  );
}

/** What packages did on the way is counted, not shown: nobody looks for the mistake there. */
function stackLines(stack: readonly StackFrame[], root: string): readonly string[] {
  const lines: string[] = [];
  let skipped = 0;
  for (const frame of stack) {
    if (isOfPackage(frame) && stack.some((it) => !isOfPackage(it))) {
      skipped += 1;
      continue;
    }
    if (skipped > 0) lines.push(skippedLine(skipped));
    skipped = 0;
    lines.push(frameLine(frame, root));
  }
  return skipped > 0 ? [...lines, skippedLine(skipped)] : lines;
}

function isOfPackage({ file }: StackFrame): boolean {
  return /[\\/](?:node_modules|site-packages)[\\/]/.test(file);
}

function skippedLine(count: number): string {
  return `    … ${count} ${count === 1 ? "frame" : "frames"} of packages`;
}

function frameLine({ function: name, file, line, column }: StackFrame, root: string): string {
  const relative = path.relative(root, file);
  const shown = relative.startsWith("..") || path.isAbsolute(relative) ? file : relative;
  const place = `${shown}:${line}${column === undefined ? "" : `:${column}`}`;
  return `    at ${name === undefined ? place : `${name} (${place})`}`;
}

function callLines(invocation: Invocation | undefined): readonly string[] {
  const lines = (invocation?.calls ?? []).map(
    ({ service, operation, resource }) => `blocked  ${service}:${operation}${resource ? ` on ${resource}` : ""}`,
  );
  return [...new Set(lines)];
}

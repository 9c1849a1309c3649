import { randomBytes, randomUUID } from "node:crypto";
import { ClockFile } from "./clockFile.js";
import { Deadline } from "./deadline.js";
import { exited, type PlatformFailure, responseTooLarge, timedOut, timeoutText } from "./failures.js";
import type { Launch } from "./launch.js";
import { changedFiles, type Loaded, noteFiles } from "./loadedFiles.js";
import { Log } from "./logs.js";
import { Mailbox } from "./mailbox.js";
import type { Failure, FailureKind, Outcome, Report } from "./outcome.js";
import type { Watch } from "./reaper.js";
import { JSON_LINES, type PlatformLines, type Status, TEXT_LINES } from "./reportLines.js";
import type { Answer } from "./runtimeApi.js";
import { type RuntimeEvent, RuntimeProcess } from "./runtimeProcess.js";
import { stackOf } from "./stack.js";

/** An initialisation gets ten seconds, and once more the function's timeout. Source: the developer guide, 2026-11. */
const INIT_MS = 10_000;
/** How long a runtime whose initialisation failed may take to exit by itself. */
const EXIT_MS = 1_000;

/** Who hears of an invocation while it runs. */
export interface Listener {
  log(text: string): void;
  debuggable(port: number, go: () => void): void;
}

export interface Ended {
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly report: Report;
}

/** Why an invocation is over: what is answered, and what REPORT says of it. */
interface Conclusion {
  readonly outcome: Outcome;
  readonly status?: Status | undefined;
  /** What the platform writes into the log. */
  readonly lines?: readonly string[] | undefined;
}

/** An execution environment: a process that is started when it is needed, and serves one invocation after the other. */
export class Environment {
  private mailbox = new Mailbox<RuntimeEvent>();
  private process: RuntimeProcess | undefined;
  /** MB; of the process that is there, or was last. */
  private maxMemory = 0;
  private deadline: Deadline | undefined;
  private loaded: Loaded = new Map();
  private listener: Listener | undefined;
  private readonly log = new Log((text) => this.listener?.log(text));
  private readonly clock: ClockFile;
  private readonly lines: PlatformLines;

  constructor(
    readonly launch: Launch,
    private readonly watch: Watch,
  ) {
    this.clock = new ClockFile(launch.clockFile);
    this.lines = launch.jsonLog ? JSON_LINES : TEXT_LINES;
  }

  /** A process is there that an invocation would reuse. */
  get isWarm(): boolean {
    return this.process?.isAlive === true;
  }

  /** Files of the user that were imported and are no longer as they were. */
  get changedFiles(): readonly string[] {
    return changedFiles(this.loaded);
  }

  /** Runs one invocation; the caller sees to it that it is the only one. */
  async invoke(event: string, listener: Listener): Promise<Ended> {
    this.listener = listener;
    this.log.begin();
    const requestId = randomUUID();
    const init = this.isWarm ? undefined : await this.initialise(requestId);
    const started = performance.now();
    const late = init?.kind === "late";
    if (!late) this.log.line(this.lines.start(requestId));
    const conclusion = init?.kind === "failed" ? init.conclusion : await this.perform(requestId, event, late);
    const duration = performance.now() - started;
    if (this.process) this.maxMemory = this.process.maxMemory;
    this.process?.rest();
    await this.log.settle();
    const report = this.report(duration, init?.kind === "ready" ? init.duration : undefined);
    for (const line of conclusion.lines ?? []) this.log.line(line);
    for (const line of this.lines.end(requestId)) this.log.line(line);
    this.log.line(this.lines.report(requestId, report, conclusion.status));
    this.listener = undefined;
    return { requestId, outcome: conclusion.outcome, report };
  }

  cancel(): void {
    this.mailbox.put({ kind: "cancelled" });
  }

  /** A debugger holds the function: no time passes. */
  pause(): void {
    this.deadline?.pause();
    this.clock.pause();
  }

  resume(): void {
    this.clock.resume();
    this.deadline?.resume();
  }

  end(): void {
    this.maxMemory = this.process?.maxMemory ?? this.maxMemory;
    this.process?.kill();
    this.process = undefined;
  }

  /** Starts a process and waits until it asks for work. A first attempt that is too slow is made once more, as on Lambda. */
  private async initialise(requestId: string): Promise<Init> {
    const began = performance.now();
    const first = await this.start(INIT_MS);
    if (first.kind === "ready") return { kind: "ready", duration: performance.now() - began };
    const conclusion = first.kind === "expired" ? undefined : await this.failedStart(requestId, first);
    const status: Status = conclusion?.status ?? { status: "timeout" };
    this.end();
    await this.log.settle();
    this.log.line(this.lines.initReport(performance.now() - began, "init", status));
    if (conclusion) return { kind: "failed", conclusion };
    this.log.line(this.lines.start(requestId));
    return { kind: "late" };
  }

  private async start(limit: number): Promise<RuntimeEvent> {
    this.mailbox = new Mailbox();
    this.loaded = new Map();
    this.log.line(this.lines.initStart(this.launch.runtimeName));
    this.process = await RuntimeProcess.start(this.launch, this.watch, this.log, this.mailbox);
    return this.within(limit, () => this.next());
  }

  private async failedStart(requestId: string, event: RuntimeEvent): Promise<Conclusion> {
    if (event.kind !== "init-failed") return this.concluded(requestId, event);
    await this.within(EXIT_MS, () => this.next());
    const { errorType = "Runtime.Unknown" } = event;
    return {
      outcome: this.failure("init-error", event.body, errorType),
      status: { status: "error", errorType },
    };
  }

  private async perform(requestId: string, event: string, late: boolean): Promise<Conclusion> {
    return this.within(this.launch.timeout * 1000, async () => {
      if (late) {
        const again = await this.start(Number.POSITIVE_INFINITY);
        if (again.kind !== "ready") return this.concluded(requestId, again);
      }
      // What a debugger held the initialisation is no time of the invocation.
      this.clock.reset();
      this.process?.deliver({
        requestId,
        event,
        deadline: Date.now() + Math.min(this.launch.timeout * 1000, FOREVER_MS),
        functionArn: this.launch.functionArn,
        traceId: traceId(),
      });
      return this.answer(requestId);
    });
  }

  /** The invocation is over once the runtime asks for more, exits, or runs out of time. */
  private async answer(requestId: string): Promise<Conclusion> {
    let answer: Answer | undefined;
    for (;;) {
      const event = await this.next();
      if (event.kind === "answered") answer ??= event.answer;
      else {
        if (event.kind !== "ready") this.end();
        if (event.kind === "cancelled" || !answer) return this.concluded(requestId, event);
        return this.answered(requestId, answer, event);
      }
    }
  }

  private answered(requestId: string, answer: Answer, end: RuntimeEvent): Conclusion {
    switch (answer.kind) {
      case "response":
        return { outcome: { kind: "success", payload: answer.payload }, lines: leftOutLines(answer.leftOut) };
      case "oversize":
        return this.platformFailure("oversize", responseTooLarge());
      case "error": {
        const lines = end.kind === "exited" ? exitLines(exited(requestId, end.code, end.signal)) : [];
        const { errorType } = answer;
        return {
          outcome: this.failure("error", answer.body, errorType ?? "Unhandled"),
          status: { status: "error", errorType, handled: true },
          lines,
        };
      }
      default:
        return answer satisfies never;
    }
  }

  /** What an invocation comes to that was not answered. */
  private concluded(requestId: string, event: RuntimeEvent): Conclusion {
    switch (event.kind) {
      case "cancelled":
        this.end();
        return { outcome: { kind: "cancelled" }, status: { status: "error", errorType: "Cancelled" } };
      case "expired": {
        const { timeout } = this.launch;
        this.end();
        const line = `${new Date().toISOString()} ${requestId} ${timeoutText(timeout)}`;
        return { ...this.platformFailure("timeout", timedOut(requestId, timeout)), lines: [line, ""] };
      }
      case "out-of-memory": {
        this.end();
        return this.killed(exited(requestId, null, "SIGKILL"));
      }
      case "exited": {
        const failure = exited(requestId, event.code, event.signal);
        if (this.log.outOfHeap) return this.killed(failure);
        return { ...this.platformFailure("exit", failure), lines: exitLines(failure) };
      }
      case "not-started":
        return this.platformFailure("exit", {
          errorType: "Runtime.InvalidEntrypoint",
          errorMessage: `RequestId: ${requestId} Error: ${event.error.message}`,
        });
      default:
        // The runtime asks for work and has not said what became of the last.
        return this.platformFailure("error", {
          errorType: "Runtime.Unknown",
          errorMessage: `RequestId: ${requestId} Error: the runtime asked for the next event without an answer to this one`,
        });
    }
  }

  private killed(failure: PlatformFailure): Conclusion {
    const { outcome } = this.platformFailure("out-of-memory", failure);
    return { outcome, status: { status: "error", errorType: "Runtime.OutOfMemory" }, lines: exitLines(failure) };
  }

  private platformFailure(kind: FailureKind, { errorType, errorMessage }: PlatformFailure): Conclusion {
    const status: Status = kind === "timeout" ? { status: "timeout" } : { status: "error", errorType };
    return {
      outcome: { kind, body: JSON.stringify({ errorType, errorMessage }), errorType, errorMessage, stack: [] },
      status,
    };
  }

  /** The failure that a runtime told, in its own words. */
  private failure(kind: FailureKind, body: string, fallback: string): Failure {
    const told = toldError(body);
    const stack = stackOf(body, (file) => file.startsWith(this.launch.bootstraps));
    return { kind, body, errorType: told.errorType ?? fallback, errorMessage: told.errorMessage ?? "", stack };
  }

  private async within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
    const outer = this.deadline;
    const deadline = new Deadline(milliseconds, () => this.mailbox.put({ kind: "expired" }));
    this.deadline = milliseconds === Number.POSITIVE_INFINITY && outer ? outer : deadline;
    if (this.deadline === deadline) deadline.resume();
    try {
      return await work();
    } finally {
      deadline.stop();
      this.deadline = outer;
    }
  }

  /** The next event that decides something. */
  private async next(): Promise<RuntimeEvent> {
    for (;;) {
      const event = await this.mailbox.take();
      if (event.kind === "loaded") this.loaded = noteFiles(this.loaded, event.files);
      else if (event.kind === "debuggable") this.waitForDebugger(event);
      else return event;
    }
  }

  /** What the debugger takes to attach is not the function's time. */
  private waitForDebugger({ port, go }: Extract<RuntimeEvent, { readonly kind: "debuggable" }>): void {
    const { deadline } = this;
    deadline?.pause();
    this.listener?.debuggable(port, () => {
      deadline?.resume();
      go();
    });
  }

  private report(duration: number, initDuration: number | undefined): Report {
    return {
      duration,
      // Since 2025-08 the time of an initialisation is billed too.
      billedDuration: Math.ceil(duration + (initDuration ?? 0)),
      memorySize: this.launch.memorySize,
      // A process can end before its memory was ever looked at.
      maxMemoryUsed: Math.max(1, this.maxMemory),
      ...(initDuration !== undefined && { initDuration }),
    };
  }
}

type Init =
  | { readonly kind: "ready"; readonly duration: number }
  /** It took too long, and is made again as a part of the invocation. */
  | { readonly kind: "late" }
  | { readonly kind: "failed"; readonly conclusion: Conclusion };

/** A deadline of a function that has none: far off, and still a number that a function can reckon with. */
const FOREVER_MS = 24 * 60 * 60 * 1000;

function leftOutLines(bytes: number): readonly string[] {
  return bytes > 0 ? [`... ${bytes} bytes of the streamed response are not shown`] : [];
}

function exitLines({ errorType, errorMessage }: PlatformFailure): readonly string[] {
  return [errorMessage, errorType];
}

function toldError(body: string): { readonly errorType?: string; readonly errorMessage?: string } {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null) return {};
    return {
      ...("errorType" in value && typeof value.errorType === "string" && { errorType: value.errorType }),
      ...("errorMessage" in value && typeof value.errorMessage === "string" && { errorMessage: value.errorMessage }),
    };
  } catch {
    return {};
  }
}

/** In the form of X-Ray's header; nothing is sampled. */
function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { FunctionSpec } from "../../../server/src/protocol.js";
import { eventProblem } from "./event.js";
import type { Language, Message, Request, RunOptions } from "./messages.js";
import type { Invocation } from "./outcome.js";

/** Where the invoker's process comes from. */
export interface InvokerOptions {
  /** `dist/invoker.js`. */
  readonly module: string;
  /** A Node to run it with: `process.execPath` of a terminal or of an editor alike. */
  readonly execPath: string;
  /** Kept from run to run; may be deleted at any time. */
  readonly cacheFolder: string;
}

/** Who hears of a run while it is under way. */
export interface RunListener {
  started?(run: { readonly runtime: string; readonly warm: boolean; readonly notes: readonly string[] }): void;
  log?(text: string): void;
  /** Resolves when the debugger is attached and its breakpoints are set. */
  debugger?(language: Language, port: number): Promise<void>;
}

/** Nothing was run. The message says what, why and what to do. */
export class Refused extends Error {}

/** An invocation that is under way. */
export interface Run {
  /** @throws Refused when nothing was run */
  readonly invocation: Promise<Invocation>;
  cancel(): void;
  /** The debugger holds the function: its deadline stands still. */
  paused(): void;
  resumed(): void;
}

function refusedRun(message: string): Run {
  const nothing = () => {};
  return { invocation: Promise.reject(new Refused(message)), cancel: nothing, paused: nothing, resumed: nothing };
}

interface Pending {
  readonly listener: RunListener;
  readonly resolve: (invocation: Invocation) => void;
  readonly reject: (error: Error) => void;
}

/** The client's end of the invoker's process, which is started at the first run and ends with `close`. */
export class Invoker {
  private child: ChildProcess | undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  constructor(private readonly options: InvokerOptions) {}

  run(spec: FunctionSpec, event: string, options: RunOptions, listener: RunListener = {}): Run {
    this.lastId += 1;
    const id = this.lastId;
    const problem = eventProblem(event);
    if (problem !== undefined) return refusedRun(problem);
    const invocation = new Promise<Invocation>((resolve, reject) => {
      this.pending.set(id, { listener, resolve, reject });
    });
    this.say({ kind: "invoke", id, spec, event, options });
    return {
      invocation,
      cancel: () => this.say({ kind: "cancel", id }),
      paused: () => this.say({ kind: "paused", id }),
      resumed: () => this.say({ kind: "resumed", id }),
    };
  }

  /** Ends every function that is running, and the process. Resolves when it is gone. */
  async close(): Promise<void> {
    const { child } = this;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.stdin?.end();
    await gone;
  }

  private say(request: Request): void {
    this.child ??= this.start();
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  private start(): ChildProcess {
    const { execPath, module, cacheFolder } = this.options;
    const child = spawn(execPath, [module, cacheFolder], {
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
      // The executable of an editor is a Node only when it is told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    });
    let complaints = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      complaints = `${complaints}${chunk}`.slice(-4096);
    });
    child.stdin?.on("error", () => {});
    if (child.stdout) {
      createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) =>
        this.hear(JSON.parse(line) as Message),
      );
    }
    child.once("error", (error) =>
      this.lost(child, `the invoker could not be started (${execPath}): ${error.message}`),
    );
    child.once("close", (code, signal) => {
      const why = complaints.trim() || `exit ${signal ?? code}`;
      this.lost(child, `the invoker ended while the function was running, run it again: ${why}`);
    });
    return child;
  }

  private lost(child: ChildProcess, message: string): void {
    if (this.child === child) this.child = undefined;
    for (const { reject } of this.pending.values()) reject(new Refused(message));
    this.pending.clear();
  }

  private hear(message: Message): void {
    const run = this.pending.get(message.id);
    if (!run) return;
    switch (message.kind) {
      case "started":
        run.listener.started?.(message);
        return;
      case "log":
        run.listener.log?.(message.text);
        return;
      case "debugger":
        void this.attach(message, run);
        return;
      case "done":
        this.pending.delete(message.id);
        run.resolve(message.invocation);
        return;
      case "refused":
        this.pending.delete(message.id);
        run.reject(new Refused(message.message));
        return;
      default:
        message satisfies never;
    }
  }

  /** A debugger that does not come ends the run. */
  private async attach({ id, language, port }: Extract<Message, { kind: "debugger" }>, run: Pending): Promise<void> {
    try {
      await run.listener.debugger?.(language, port);
      this.say({ kind: "attached", id });
    } catch (error) {
      this.pending.delete(id);
      this.say({ kind: "cancel", id });
      run.reject(new Refused(error instanceof Error ? error.message : String(error)));
    }
  }
}

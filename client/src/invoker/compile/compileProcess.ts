import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { killEnvironment, MARK_VARIABLE, type Watch } from "../reaper.js";
import type { CompileReply } from "./main.js";
import type { PrepareAnswer, PrepareRequest } from "./prepareSource.js";

/** The process that compiles was ended: it crashed, or did not come back in time. */
export class CompileFailure extends Error {}

interface Waiting {
  readonly resolve: (answer: PrepareAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** A process that keeps compilers loaded from run to run. The user's own run in it too, so that it may be ended any time. */
export class CompileProcess {
  /** Sources that the user's own tools failed at, with the reasons: they are not given to them again. */
  readonly failedSources = new Map<string, string>();
  private readonly mark = randomUUID();
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(
    private readonly module: string,
    private readonly watch: Watch,
  ) {}

  /** @throws CompileFailure */
  prepare(request: PrepareRequest, limit: number): Promise<PrepareAnswer> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.end(`nothing came back within ${limit / 1000} s`), limit);
      this.waiting.set(id, { resolve, reject, timer });
      this.child ??= this.start();
      this.child.send({ id, request });
    });
  }

  /** Ends it, and what it started. The next request starts another. */
  end(why = "it was ended"): void {
    const { child } = this;
    if (!child) return;
    this.lost(child, why);
    killEnvironment(child.pid, this.mark);
  }

  private start(): ChildProcess {
    const child = fork(this.module, {
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // A group of its own, so that the program that an esbuild starts can be ended with it.
      detached: process.platform !== "win32",
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", [MARK_VARIABLE]: this.mark },
    });
    let complaints = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      complaints = `${complaints}${chunk}`.slice(-4096);
    });
    child.on("message", (reply: CompileReply) => this.hear(reply));
    child.on("error", ({ message }) => this.lost(child, message));
    child.once("exit", (code, signal) => this.lost(child, complaints.trim() || `exit ${signal ?? code}`));
    if (child.pid !== undefined) this.watch.over(child.pid, this.mark);
    return child;
  }

  private hear(reply: CompileReply): void {
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    this.waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if ("answer" in reply) waiting.resolve(reply.answer);
    else waiting.reject(new CompileFailure(reply.error));
  }

  private lost(child: ChildProcess, why: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    if (child.pid !== undefined) this.watch.ended(child.pid, this.mark);
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new CompileFailure(why));
    }
    this.waiting.clear();
  }
}

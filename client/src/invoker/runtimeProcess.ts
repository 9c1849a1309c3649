import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Launch } from "./launch.js";
import type { Log } from "./logs.js";
import type { Mailbox } from "./mailbox.js";
import { MemoryWatch } from "./memory.js";
import { killEnvironment, MARK_VARIABLE, type Watch } from "./reaper.js";
import { type Answer, type Delivery, RuntimeApi } from "./runtimeApi.js";

/** What happens to an invocation, in the order in which it does. */
export type RuntimeEvent =
  | { readonly kind: "ready" }
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "init-failed"; readonly body: string; readonly errorType: string | undefined }
  | { readonly kind: "exited"; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  /** It could not be started at all. */
  | { readonly kind: "not-started"; readonly error: Error }
  | { readonly kind: "out-of-memory" }
  | { readonly kind: "loaded"; readonly files: readonly string[] }
  | { readonly kind: "debuggable"; readonly port: number; readonly go: () => void }
  /** These two come from outside. */
  | { readonly kind: "expired" }
  | { readonly kind: "cancelled" };

/** A process that runs a runtime, and the Runtime API that it talks to. */
export class RuntimeProcess {
  isAlive = true;
  private readonly mark = randomUUID();
  private readonly child: ChildProcess;
  private readonly memory: MemoryWatch | undefined;

  private constructor(
    private readonly api: RuntimeApi,
    launch: Launch,
    private readonly watch: Watch,
    log: Log,
    mailbox: Mailbox<RuntimeEvent>,
  ) {
    this.child = spawn(launch.command, launch.args, {
      cwd: launch.cwd,
      env: { ...launch.variables, AWS_LAMBDA_RUNTIME_API: api.address, [MARK_VARIABLE]: this.mark },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that whatever it starts can be ended with it.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const { pid, stdout, stderr } = this.child;
    if (stdout) log.follow(stdout);
    if (stderr) log.follow(stderr);
    this.child.once("error", (error) => {
      this.kill();
      mailbox.put({ kind: "not-started", error });
    });
    this.child.once("exit", (code, signal) => {
      this.kill();
      mailbox.put({ kind: "exited", code, signal });
    });
    if (pid === undefined) return;
    watch.over(pid, this.mark);
    const limit = launch.memorySize + launch.memoryAllowance;
    this.memory = new MemoryWatch(pid, limit, () => mailbox.put({ kind: "out-of-memory" }));
    this.memory.start();
  }

  static async start(launch: Launch, watch: Watch, log: Log, mailbox: Mailbox<RuntimeEvent>): Promise<RuntimeProcess> {
    const api = await RuntimeApi.listen({
      ready: () => mailbox.put({ kind: "ready" }),
      answered: (answer) => mailbox.put({ kind: "answered", answer }),
      initFailed: (body, errorType) => mailbox.put({ kind: "init-failed", body, errorType }),
      loaded: (files) => mailbox.put({ kind: "loaded", files }),
      debuggable: (port, go) => mailbox.put({ kind: "debuggable", port, go }),
    });
    return new RuntimeProcess(api, launch, watch, log, mailbox);
  }

  /** MB at most since it was started; 0 where that cannot be told. */
  get maxMemory(): number {
    return this.memory?.maximum ?? 0;
  }

  deliver(delivery: Delivery): void {
    this.memory?.start();
    this.api.deliver(delivery);
  }

  /** Nothing is asked of it until the next event. */
  rest(): void {
    this.memory?.stop();
  }

  /** Ends it, where it did not end by itself, and what it left behind. */
  kill(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.memory?.stop();
    this.api.close();
    const { pid } = this.child;
    if (pid === undefined) return;
    killEnvironment(pid, this.mark);
    this.watch.ended(pid, this.mark);
  }
}

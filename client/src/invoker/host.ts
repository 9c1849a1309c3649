import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FunctionSpec } from "../../../server/src/protocol.js";
import { CompileProcess } from "./compile/compileProcess.js";
import { Environment } from "./environment.js";
import { fidelityLine } from "./fidelity.js";
import type { Message, Request, RunOptions } from "./messages.js";
import { type Plan, planLaunch } from "./planLaunch.js";
import { Watch } from "./reaper.js";
import { Refusal } from "./refusal.js";

/** An environment that nobody used for so long is ended. */
const IDLE_MS = 10 * 60 * 1000;
/** As many are kept for a next invocation. */
const MAX_IDLE = 8;
/** As many run at once; beyond, Lambda throttles too. */
const MAX_RUNNING = 20;

export interface HostOptions {
  readonly cacheFolder: string;
  /** Folder of the bootstraps. */
  readonly bootstraps: string;
  /** The compiler that is shipped. */
  readonly typescript: string;
  readonly say: (message: Message) => void;
}

type Invoke = Extract<Request, { readonly kind: "invoke" }>;

/** An environment, and what it was made for. */
interface Slot {
  readonly environment: Environment;
  readonly plan: Plan;
  readonly folder: string;
  idleTimer?: NodeJS.Timeout | undefined;
}

/** Runs functions for one client, and keeps their environments warm. */
export class Host {
  private readonly watch: Watch;
  private readonly compiling: CompileProcess;
  private readonly idle: Slot[] = [];
  private readonly running = new Map<number, Slot>();
  private readonly waitingForDebugger = new Map<number, () => void>();
  /** Invocations that were cancelled before their environment was there. */
  private readonly cancelled = new Set<number>();
  private readonly folder: string;
  private readonly cacheFolder: string;

  constructor(private readonly options: HostOptions) {
    this.folder = mkdtempSync(path.join(tmpdir(), "lamplight-"));
    this.watch = new Watch(this.folder);
    this.cacheFolder = isWritable(options.cacheFolder) ? options.cacheFolder : path.join(this.folder, "cache");
    this.compiling = new CompileProcess(path.join(options.bootstraps, "compile.js"), this.watch);
  }

  hear(request: Request): void {
    switch (request.kind) {
      case "invoke":
        void this.invoke(request);
        return;
      case "attached":
        this.waitingForDebugger.get(request.id)?.();
        this.waitingForDebugger.delete(request.id);
        return;
      case "paused":
        this.running.get(request.id)?.environment.pause();
        return;
      case "resumed":
        this.running.get(request.id)?.environment.resume();
        return;
      case "cancel":
        this.cancel(request.id);
        return;
      default:
        request satisfies never;
    }
  }

  /** Ends every environment, at once. */
  end(): void {
    for (const slot of [...this.idle, ...this.running.values()]) slot.environment.end();
    this.compiling.end();
    this.watch.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async invoke(request: Invoke): Promise<void> {
    const { id } = request;
    try {
      const slot = await this.slotFor(request);
      this.running.set(id, slot);
      try {
        await this.run(request, slot);
      } finally {
        this.running.delete(id);
        this.rest(slot);
      }
    } catch (error) {
      const message = error instanceof Refusal ? error.message : `internal error: ${errorText(error)}`;
      this.options.say({ kind: "refused", id, message });
    } finally {
      this.cancelled.delete(id);
      this.waitingForDebugger.delete(id);
    }
  }

  private async run({ id, event }: Invoke, { environment, plan }: Slot): Promise<void> {
    const { say } = this.options;
    say({ kind: "started", id, runtime: plan.launch.runtimeName, warm: environment.isWarm, notes: plan.notes });
    const before = plan.calls().length;
    const running = environment.invoke(event, {
      log: (text) => say({ kind: "log", id, text }),
      debuggable: (port, go) => {
        this.waitingForDebugger.set(id, go);
        say({ kind: "debugger", id, language: plan.language, port });
      },
    });
    if (this.cancelled.has(id)) environment.cancel();
    const ended = await running;
    const calls = plan.calls().slice(before);
    say({ kind: "done", id, invocation: { ...ended, calls, fidelity: fidelityLine(plan) } });
  }

  private cancel(id: number): void {
    const slot = this.running.get(id);
    if (slot) slot.environment.cancel();
    else this.cancelled.add(id);
  }

  /** An idle environment that serves this invocation as well, or a new one. */
  private async slotFor({ spec, options }: Invoke): Promise<Slot> {
    if (this.running.size >= MAX_RUNNING) {
      throw new Refusal(`${MAX_RUNNING} functions are running already: wait for one of them, or cancel one`);
    }
    const key = keyOf(spec);
    const known = this.idle.find((it) => it.plan.key === key);
    if (known) this.idle.splice(this.idle.indexOf(known), 1);
    clearTimeout(known?.idleTimer);
    const changed = known?.environment.changedFiles ?? [];
    if (known && changed.length === 0 && known.plan.fingerprint === fingerprintOf(spec, options)) return known;
    if (known) this.dispose(known);
    return this.newSlot(spec, options, changed);
  }

  private async newSlot(spec: FunctionSpec, options: RunOptions, changed: readonly string[]): Promise<Slot> {
    const folder = mkdtempSync(path.join(this.folder, "environment-"));
    mkdirSync(path.join(folder, "tmp"));
    try {
      const plan = await planLaunch({
        spec,
        options,
        folder,
        changed,
        key: keyOf(spec),
        fingerprint: fingerprintOf(spec, options),
        host: { ...this.options, cacheFolder: this.cacheFolder, compiling: this.compiling },
      });
      return { environment: new Environment(plan.launch, this.watch), plan, folder };
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Keeps an environment for the next invocation. One that was debugged is not worth it: its inspector is open. */
  private rest(slot: Slot): void {
    if (slot.plan.isDebugged) {
      this.dispose(slot);
      return;
    }
    this.idle.push(slot);
    slot.idleTimer = setTimeout(() => this.drop(slot), IDLE_MS);
    const [oldest] = this.idle;
    if (this.idle.length > MAX_IDLE && oldest) this.drop(oldest);
  }

  private drop(slot: Slot): void {
    clearTimeout(slot.idleTimer);
    this.idle.splice(this.idle.indexOf(slot), 1);
    this.dispose(slot);
  }

  private dispose({ environment, plan, folder }: Slot): void {
    environment.end();
    plan.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a folder where there is none. A home that cannot be written to costs only what is kept from run to run. */
function isWritable(folder: string): boolean {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Node's own recursive way does not come back from a file system such as `/proc`. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may have made it at the same time.
    if (!existsSync(folder)) throw error;
  }
}

function keyOf({ template, root, id }: FunctionSpec): string {
  return JSON.stringify([template ?? root, id]);
}

function fingerprintOf({ revision }: FunctionSpec, options: RunOptions): string {
  return JSON.stringify([revision, options]);
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

import path from "node:path";
import * as vscode from "vscode";
import type {
  FUNCTION_REQUEST,
  FUNCTIONS_REQUEST,
  FunctionAnswer,
  FunctionParams,
  FunctionSpec,
  FunctionsParams,
  FunctionTarget,
  RUN_SETTINGS_REQUEST,
  RunnableFunction,
  RunSettings,
  RunSettingsParams,
} from "../../../server/src/protocol.js";
import { Invoker, type Run } from "../invoker/client.js";
import type { RunOptions } from "../invoker/messages.js";
import { readEvent } from "../invoker/savedEvents.js";
import { Debugging, debugpyFolder } from "./debugging.js";
import { Events, type Runnable } from "./events.js";
import { FailureMarks } from "./failureMarks.js";
import type { Requests } from "./requests.js";
import { ResultDocuments } from "./resultDocument.js";
import { type RunState, reportSummary } from "./resultText.js";
import { runOptions } from "./runSettings.js";

const functionRequest: typeof FUNCTION_REQUEST = "lamplight/function";
const runSettingsRequest: typeof RUN_SETTINGS_REQUEST = "lamplight/runSettings";
const functionsRequest: typeof FUNCTIONS_REQUEST = "lamplight/functions";

/** A run that takes longer says so, and can be cancelled there. */
const LONG_MS = 10_000;
/** Characters of log that a document holds. */
const MAX_LOG = 2 * 1024 * 1024;

interface Prepared extends Runnable {
  readonly key: string;
  readonly options: RunOptions;
}

interface RunningFunction {
  readonly run: Run;
  /** Resolves when nothing of the run is left to be shown. */
  readonly over: Promise<void>;
}

/** Everything that runs functions for the editor. Each command of the user is one method. */
export class Runs implements vscode.Disposable {
  private readonly invoker: Invoker;
  private readonly events: Events;
  private readonly results = new ResultDocuments();
  private readonly marks = new FailureMarks();
  private readonly debugging = new Debugging();
  private readonly log = vscode.window.createOutputChannel("Lambda Functions", "lambda-log");
  /** By function: what runs, and how the last run went. */
  private readonly running = new Map<string, RunningFunction>();
  private readonly summaries = new Map<string, string>();
  private last: FunctionTarget | undefined;

  constructor(
    context: vscode.ExtensionContext,
    private readonly requests: Requests,
    /** Called when a lens should say something else. */
    private readonly changed: () => void,
  ) {
    this.events = new Events(requests, context.workspaceState);
    this.invoker = new Invoker({
      module: context.asAbsolutePath(path.join("dist", "invoker.js")),
      execPath: process.execPath,
      cacheFolder: vscode.Uri.joinPath(context.globalStorageUri, "cache").fsPath,
    });
  }

  /** What the lens of a function says instead of its settings. */
  stateOf(target: FunctionTarget): { readonly running: boolean; readonly summary?: string | undefined } {
    const key = keyOf(target);
    return { running: this.running.has(key), summary: this.summaries.get(key) };
  }

  async run(target?: FunctionTarget, debug = false): Promise<void> {
    if (!(await isTrusted())) return;
    const picked = target ?? (await this.pick(debug ? "Debug" : "Run"));
    const prepared = picked && (await this.prepare(picked, debug));
    if (!prepared) return;
    const file = this.events.remembered(prepared) ?? (await this.events.choose(prepared));
    if (file !== undefined) await this.start(prepared, file);
  }

  debug(target?: FunctionTarget): Promise<void> {
    return this.run(target, true);
  }

  async runAgain(): Promise<void> {
    await this.run(this.last);
  }

  cancel(target?: FunctionTarget): void {
    for (const [key, { run }] of this.running) if (!target || key === keyOf(target)) run.cancel();
  }

  /** Picks another event and runs the function with it. */
  async chooseEvent(target?: FunctionTarget): Promise<void> {
    if (!(await isTrusted())) return;
    const picked = target ?? (await this.pick("Choose the event of"));
    const prepared = picked && (await this.prepare(picked, false));
    const file = prepared && (await this.events.choose(prepared));
    if (prepared && file !== undefined) await this.start(prepared, file);
  }

  async newEvent(target?: FunctionTarget): Promise<void> {
    const picked = target ?? (await this.pick("Make an event for"));
    const spec = picked && (await this.ask(picked));
    if (picked && spec) await this.events.create({ target: picked, spec });
  }

  async goTo(end: "resource" | "handler", target?: FunctionTarget): Promise<void> {
    const functions = await this.functions();
    const wanted = target ?? (await this.pick(end === "resource" ? "Go to the template of" : "Go to the handler of"));
    const location = functions.find((it) => wanted && keyOf(it.target) === keyOf(wanted))?.[end];
    if (!location) return;
    const { start, end: last } = location.range;
    const selection = new vscode.Range(start.line, start.character, last.line, last.character);
    await vscode.window.showTextDocument(vscode.Uri.parse(location.uri, true), {
      selection: new vscode.Range(selection.start, selection.start),
    });
  }

  dispose(): void {
    void this.invoker.close();
    for (const it of [this.results, this.marks, this.debugging, this.log]) it.dispose();
  }

  /** The function at the cursor, or one of all. */
  private async pick(verb: string): Promise<FunctionTarget | undefined> {
    const functions = await this.functions();
    const here = functions.filter((it) => it.here);
    const [only, ...others] = here.length > 0 ? here : functions;
    if (!only) {
      void vscode.window.showErrorMessage("No template here names a function, and no handler is at the cursor");
      return undefined;
    }
    if (others.length === 0) return only.target;
    const items = [only, ...others].map(({ label, description, target }) => ({ label, description, target }));
    return (await vscode.window.showQuickPick(items, { title: `${verb} a function` }))?.target;
  }

  private functions(): Promise<readonly RunnableFunction[]> {
    const editor = vscode.window.activeTextEditor;
    const params: FunctionsParams = editor
      ? { at: { uri: editor.document.uri.toString(), ...positionOf(editor.selection.active) } }
      : {};
    return this.requests.ask(functionsRequest, params);
  }

  /** The function as it is now, with what is typed saved: the run reads files. */
  private async prepare(target: FunctionTarget, debug: boolean): Promise<Prepared | undefined> {
    await vscode.workspace.saveAll(false);
    const spec = await this.ask(target);
    if (!spec) return undefined;
    try {
      const project = await this.requests.ask<RunSettingsParams, RunSettings>(runSettingsRequest, { root: spec.root });
      const options = { ...runOptions(spec, project), ...(debug && { debug, debugpyFolder: debugpyFolder() }) };
      return { target, key: keyOf(target), spec, options };
    } catch (error) {
      tellFailure(error);
      return undefined;
    }
  }

  private async ask(target: FunctionTarget): Promise<FunctionSpec | undefined> {
    const answer = await this.requests.ask<FunctionParams, FunctionAnswer>(functionRequest, { target });
    if (answer.kind === "spec") return answer.spec;
    void vscode.window.showErrorMessage(answer.message);
    return undefined;
  }

  /** A function runs once at a time: the run before is ended first. */
  private async start(prepared: Prepared, eventFile: string): Promise<void> {
    const { key, target, spec } = prepared;
    for (let before = this.running.get(key); before; before = this.running.get(key)) {
      before.run.cancel();
      await before.over;
    }
    this.last = target;
    this.marks.clear(key);
    let state: RunState = { functionName: spec.id, root: spec.root, notes: [], log: "" };
    const change = (more: Partial<RunState>) => {
      state = { ...state, ...more };
      this.results.update(key, state);
    };
    const over = this.conclude(prepared, eventFile, change, () => state);
    await this.results.show(key, state);
    await over;
  }

  private async conclude(
    prepared: Prepared,
    eventFile: string,
    change: (more: Partial<RunState>) => void,
    present: () => RunState,
  ): Promise<void> {
    const { key } = prepared;
    let finish = () => {};
    const over = new Promise<void>((resolve) => {
      finish = resolve;
    });
    try {
      const invocation = await this.invoke(prepared, readEvent(eventFile), over, change, present);
      change({ invocation });
      const { outcome } = invocation;
      if (outcome.kind !== "cancelled") this.summaries.set(key, reportSummary(invocation));
      if ("stack" in outcome) this.marks.mark(key, outcome);
    } catch (error) {
      change({ refused: error instanceof Error ? error.message : String(error) });
      tellFailure(error);
    } finally {
      await this.debugging.detach(key);
      this.running.delete(key);
      finish();
      this.changed();
    }
  }

  private async invoke(
    { key, spec, options }: Prepared,
    event: string,
    over: Promise<void>,
    change: (more: Partial<RunState>) => void,
    present: () => RunState,
  ) {
    const run = this.invoker.run(spec, event, options, {
      started: ({ runtime, notes }) => change({ runtime, notes }),
      log: (text) => {
        this.log.append(text);
        change({ log: `${present().log}${text}`.slice(-MAX_LOG) });
      },
      debugger: (language, port) =>
        this.debugging.attach(key, spec.id, language, port, () => this.running.get(key)?.run),
    });
    this.running.set(key, { run, over });
    this.changed();
    tellProgress(spec.id, run);
    return run.invocation;
  }
}

/** Said in the status bar at first, where nobody is disturbed; what takes long can be cancelled. */
function tellProgress(name: string, run: Run): void {
  const over = run.invocation.then(
    () => {},
    () => {},
  );
  void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `Running ${name}` }, () => over);
  const timer = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title: `Running ${name}`, cancellable: true };
    void vscode.window.withProgress(options, (_, token) => {
      token.onCancellationRequested(() => run.cancel());
      return over;
    });
  }, LONG_MS);
  void over.then(() => clearTimeout(timer));
}

/** A hidden command can still be called, so that the code asks too. In Restricted Mode the way to trust is shown. */
async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  await vscode.commands.executeCommand("workbench.trust.manage");
  return false;
}

function keyOf(target: FunctionTarget): string {
  return JSON.stringify(target);
}

function positionOf({ line, character }: vscode.Position): { readonly line: number; readonly character: number } {
  return { line, character };
}

function tellFailure(error: unknown): void {
  void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
}

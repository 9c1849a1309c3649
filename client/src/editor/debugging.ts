import * as vscode from "vscode";
import type { Run } from "../invoker/client.js";
import type { Language } from "../invoker/messages.js";

/** Our own debug type, for Python where no extension for it is installed. */
const PYTHON_TYPE = "lamplight-python";
const PYTHON_EXTENSION = "ms-python.debugpy";
/** A debugger that has not attached by then is not coming. */
const ATTACH_MS = 30_000;

/** Requests after which a stopped program runs on; an adapter need not tell of it by an event. */
const RUNS_ON = new Set([
  "continue",
  "next",
  "stepIn",
  "stepOut",
  "stepBack",
  "reverseContinue",
  "goto",
  "restartFrame",
]);

/** What a debug session and a run know of each other. */
interface Debugged {
  readonly key: string;
  readonly run: () => Run | undefined;
  readonly ready: () => void;
  /** The session itself, once it began; another may be the active one when the run is over. */
  session?: vscode.DebugSession;
}

/** Attaches the debuggers of the editor to functions that wait for one. */
export class Debugging implements vscode.Disposable {
  private readonly sessions = new Map<string, Debugged>();
  private count = 0;
  private readonly disposables: vscode.Disposable[];

  constructor() {
    this.disposables = [
      vscode.debug.registerDebugAdapterTrackerFactory("*", {
        createDebugAdapterTracker: (session) => this.track(session),
      }),
      vscode.debug.registerDebugAdapterDescriptorFactory(PYTHON_TYPE, {
        createDebugAdapterDescriptor: ({ configuration }) =>
          new vscode.DebugAdapterServer(Number(configuration["port"]), "127.0.0.1"),
      }),
      vscode.debug.onDidTerminateDebugSession((session) => this.terminated(session)),
    ];
  }

  /**
   * Attaches to the port. Resolves once the breakpoints are set; the function may then go on.
   * @throws when no debugger attaches
   */
  async attach(key: string, name: string, language: Language, port: number, run: () => Run | undefined): Promise<void> {
    this.count += 1;
    const id = String(this.count);
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no debugger attached to ${name} in time: debug it again`)),
        ATTACH_MS,
      );
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.sessions.set(id, { key, run, ready: done });
    });
    const configuration = { ...configurationOf(name, language, port), lamplight: id };
    if (!(await vscode.debug.startDebugging(undefined, configuration))) {
      this.sessions.delete(id);
      throw new Error(`the debugger did not start for ${name}: debug it again`);
    }
    await ready;
  }

  /** Ends the sessions of a run that is over. */
  async detach(key: string): Promise<void> {
    for (const [id, debugged] of [...this.sessions]) {
      if (debugged.key !== key) continue;
      this.sessions.delete(id);
      if (debugged.session) await vscode.debug.stopDebugging(debugged.session);
    }
  }

  dispose(): void {
    for (const it of this.disposables) it.dispose();
  }

  private debugged(session: vscode.DebugSession): Debugged | undefined {
    return this.sessions.get(String(rootOf(session).configuration["lamplight"]));
  }

  private track(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    const debugged = this.debugged(session);
    if (!debugged) return undefined;
    debugged.session = rootOf(session);
    return {
      onDidSendMessage: ({ type, event, command, success }: DapMessage) => {
        // The debugger of Node works in a child session; its parent only looks for processes.
        const isWorker =
          session.parentSession !== undefined || session.type === PYTHON_TYPE || session.type === "debugpy";
        if (type === "response" && command === "configurationDone" && success && isWorker) debugged.ready();
        if (type === "event" && event === "stopped") debugged.run()?.paused();
        if (type === "event" && event === "continued") debugged.run()?.resumed();
      },
      onWillReceiveMessage: ({ type, command }: DapMessage) => {
        if (type === "request" && command !== undefined && RUNS_ON.has(command)) debugged.run()?.resumed();
      },
    };
  }

  /** Who stops the debugger stops the function. */
  private terminated(session: vscode.DebugSession): void {
    if (session.parentSession) return;
    const id = String(session.configuration["lamplight"]);
    this.sessions.get(id)?.run()?.cancel();
    this.sessions.delete(id);
  }
}

/** Of the messages of the Debug Adapter Protocol, what is looked at. */
interface DapMessage {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
}

/** Folder with the package `debugpy` that the Python Debugger extension brings. */
export function debugpyFolder(): string | undefined {
  const extension = vscode.extensions.getExtension(PYTHON_EXTENSION);
  return extension && vscode.Uri.joinPath(extension.extensionUri, "bundled", "libs").fsPath;
}

function configurationOf(name: string, language: Language, port: number): vscode.DebugConfiguration {
  if (language === "node") {
    return {
      type: "node",
      request: "attach",
      name,
      address: "127.0.0.1",
      port,
      continueOnAttach: true,
      sourceMaps: true,
      pauseForSourceMap: true,
      resolveSourceMapLocations: null,
      skipFiles: ["<node_internals>/**"],
      autoAttachChildProcesses: false,
    };
  }
  if (vscode.extensions.getExtension(PYTHON_EXTENSION)) {
    return { type: "debugpy", request: "attach", name, connect: { host: "127.0.0.1", port }, justMyCode: true };
  }
  return { type: PYTHON_TYPE, request: "attach", name, port, justMyCode: true };
}

function rootOf(session: vscode.DebugSession): vscode.DebugSession {
  return session.parentSession ? rootOf(session.parentSession) : session;
}

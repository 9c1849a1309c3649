import path from "node:path";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import type { InitializationOptions, STATUS_NOTIFICATION, Status } from "../../../server/src/protocol.js";
import { CrashLimit } from "./crashLimit.js";
import { FILES } from "./files.js";
import { RunLenses } from "./runLenses.js";
import { Runs } from "./runs.js";
import { StatusItem } from "./statusItem.js";

export interface RunningClient {
  readonly runs: Runs;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Held to the protocol by its type alone: the editor takes no code from the server. */
const statusNotification: typeof STATUS_NOTIFICATION = "lamplight/status";

/** What the server may put into lenses and actions. */
const COMMANDS = [
  "lamplight.showDocumentation",
  "lamplight.run",
  "lamplight.debug",
  "lamplight.goToTemplate",
  "lamplight.goToHandler",
] as const;

/** Starts the server. What goes wrong is told by the status item and the log, so that this never rejects. */
export async function startClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Promise<RunningClient> {
  const status = new StatusItem();
  context.subscriptions.push(status);
  const crashes = new CrashLimit();
  const lenses = new RunLenses();
  const options = clientOptions(log, errorHandler(crashes, status), lenses);
  const client = new QuietClient("lamplight", "Lamplight", serverOptions(context), options);
  const runs = new Runs(context, { ask: (method, params) => client.sendRequest(method, params) }, () =>
    lenses.refresh(client),
  );
  lenses.follow(runs);
  context.subscriptions.push(runs);
  client.onNotification(statusNotification, (it: Status) => {
    status.show(it);
    void vscode.commands.executeCommand("setContext", "lamplight.hasFunctions", it.functions > 0);
  });
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Starting) status.starting();
  });

  const start = async () => {
    try {
      await client.start();
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      status.failed("the language server did not start");
    }
  };
  await start();
  return {
    runs,
    async restart() {
      crashes.forget();
      await stop(client);
      await start();
    },
    stop: () => stop(client),
  };
}

/** The library notifies of failures of its own accord in places that no option covers; all of it belongs to the log. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }

  override info(message: string, data?: unknown): void {
    super.info(message, data, false);
  }
}

/** `handled` says that the user was told, which keeps the library from notifying. */
function errorHandler(crashes: CrashLimit, status: StatusItem): ErrorHandler {
  return {
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed() {
      if (crashes.mayRestart(Date.now())) return { action: CloseAction.Restart, handled: true };

      status.failed("the language server keeps stopping");
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

function serverOptions(context: vscode.ExtensionContext): ServerOptions {
  const module = context.asAbsolutePath(path.join("dist", "server.js"));
  return {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ["--nolazy", "--inspect=127.0.0.1:6009"] } },
  };
}

function clientOptions(
  log: vscode.LogOutputChannel,
  errorHandler: ErrorHandler,
  lenses: RunLenses,
): LanguageClientOptions {
  return {
    documentSelector: [...FILES],
    diagnosticCollectionName: "lamplight",
    outputChannel: log,
    traceOutputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler,
    initializationFailedHandler: () => false,
    initializationOptions: { commands: [...COMMANDS] } satisfies InitializationOptions,
    middleware: lenses.middleware,
  };
}

/** A server that is gone, or that never came, is as stopped as one can wish. */
async function stop(client: LanguageClient): Promise<void> {
  if (client.state === State.Stopped) return;

  try {
    await client.stop();
  } catch (error) {
    client.warn("the language server did not stop in time", error);
  }
}

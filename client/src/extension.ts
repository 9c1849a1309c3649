import * as vscode from "vscode";
import type { FunctionTarget } from "../../server/src/protocol.js";
import type { RunningClient } from "./editor/client.js";
import type { Runs } from "./editor/runs.js";

/** The commands about functions; without a target, they are about the one at the cursor. */
const RUN_COMMANDS: Readonly<Record<string, (runs: Runs, target?: FunctionTarget) => unknown>> = {
  run: (runs, target) => runs.run(target),
  debug: (runs, target) => runs.debug(target),
  runAgain: (runs) => runs.runAgain(),
  cancelRun: (runs, target) => runs.cancel(target),
  chooseEvent: (runs, target) => runs.chooseEvent(target),
  newEvent: (runs, target) => runs.newEvent(target),
  goToTemplate: (runs, target) => runs.goTo("resource", target),
  goToHandler: (runs, target) => runs.goTo("handler", target),
};

let running: Promise<RunningClient> | undefined;

/**
 * The cheap half: commands and one listener. The half that knows the language client is a bundle of its own,
 * loaded only once analysis is wanted, so that it costs no window that has Lamplight disabled.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Lamplight", { log: true });
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("lamplight.showLog", () => log.show()),
    vscode.commands.registerCommand("lamplight.showDocumentation", showDocumentation),
    vscode.commands.registerCommand("lamplight.openWalkthrough", openWalkthrough),
    vscode.commands.registerCommand("lamplight.restartServer", () => restart(context, log)),
    ...Object.entries(RUN_COMMANDS).map(([name, command]) =>
      vscode.commands.registerCommand(`lamplight.${name}`, async (target?: FunctionTarget) => {
        running ??= start(context, log);
        const { runs } = await running;
        try {
          await command(runs, target);
        } catch (error) {
          log.error(error instanceof Error ? error : String(error));
          void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
        }
      }),
    ),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("lamplight.enable")) startIfWanted(context, log);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => startIfWanted(context, log)),
  );
  startIfWanted(context, log);
}

export async function deactivate(): Promise<void> {
  await (await running)?.stop();
}

function startIfWanted(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): void {
  if (running || !isWanted()) return;

  running = start(context, log);
}

/** Each folder decides for itself; a file opened without a folder follows the user's settings. */
function isWanted(): boolean {
  const folders: readonly (vscode.WorkspaceFolder | undefined)[] = vscode.workspace.workspaceFolders ?? [undefined];
  return folders.some((it) => vscode.workspace.getConfiguration("lamplight", it?.uri).get("enable", true));
}

async function start(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<RunningClient> {
  const { startClient } = await import("./editor/client.js");
  return startClient(context, log);
}

async function restart(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<void> {
  if (running) await (await running).restart();
  else running = start(context, log);
}

/** Called by the quick fix of the same name; a caller without an address is answered by nothing. */
async function showDocumentation(address: unknown): Promise<void> {
  if (typeof address === "string") await vscode.env.openExternal(vscode.Uri.parse(address, true));
}

async function openWalkthrough(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", "lamplight.lamplight#lamplight.start");
}

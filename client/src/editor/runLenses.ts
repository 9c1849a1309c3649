import * as vscode from "vscode";
import type { LanguageClient, Middleware } from "vscode-languageclient/node";
import type { FunctionTarget } from "../../../server/src/protocol.js";
import type { Runs } from "./runs.js";

/** The server says where lenses stand; how the last run went, only the editor knows. */
export class RunLenses {
  private runs: Runs | undefined;

  readonly middleware: Middleware = {
    provideCodeLenses: async (document, token, next) => {
      const lenses = await next(document, token);
      return lenses?.map((it) => this.withState(it));
    },
  };

  follow(runs: Runs): void {
    this.runs = runs;
  }

  /** Has the lenses of all visible editors asked for again. */
  refresh(client: LanguageClient): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      const provider = client.getFeature("textDocument/codeLens").getProvider(document);
      provider?.onDidChangeCodeLensEmitter.fire();
    }
  }

  /** While a function runs, its first lens ends it; after a run, the last one tells how it went. */
  private withState(lens: vscode.CodeLens): vscode.CodeLens {
    const { command } = lens;
    if (!command || !this.runs) return lens;
    const target = command.arguments?.[0] as FunctionTarget | undefined;
    const state = target && this.runs.stateOf(target);
    if (state?.running && command.command === "lamplight.run") {
      return new vscode.CodeLens(lens.range, { ...command, title: "Cancel", command: "lamplight.cancelRun" });
    }
    if (state?.summary && command.command === "lamplight.goToTemplate") {
      return new vscode.CodeLens(lens.range, { ...command, title: state.summary });
    }
    return lens;
  }
}

import * as vscode from "vscode";
import type { Failure } from "../invoker/outcome.js";

/** Marks the line on which a function failed, until it is run again or the line is edited. */
export class FailureMarks implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("inputValidation.errorBackground"),
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.errorForeground"),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    after: { color: new vscode.ThemeColor("errorForeground"), margin: "0 0 0 2em" },
  });
  /** By function. */
  private readonly marks = new Map<string, Mark>();
  private readonly disposables: vscode.Disposable[] = [
    this.decoration,
    vscode.window.onDidChangeVisibleTextEditors(() => this.render()),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.forget(({ file }) => file === document.uri.fsPath);
    }),
  ];

  /** The innermost frame that lies in the workspace is where the user looks. */
  mark(key: string, { errorType, errorMessage, stack }: Failure): void {
    const frame = stack.find(({ file }) => isOwn(file));
    if (!frame) return;
    const [firstLine] = errorMessage.split("\n");
    this.marks.set(key, { file: frame.file, line: frame.line - 1, message: `${errorType}: ${firstLine}` });
    this.render();
  }

  clear(key: string): void {
    if (this.marks.delete(key)) this.render();
  }

  dispose(): void {
    for (const it of this.disposables) it.dispose();
  }

  private forget(isStale: (mark: Mark) => boolean): void {
    const stale = [...this.marks].filter(([, mark]) => isStale(mark));
    for (const [key] of stale) this.marks.delete(key);
    if (stale.length > 0) this.render();
  }

  private render(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const here = [...this.marks.values()].filter(({ file }) => file === editor.document.uri.fsPath);
      editor.setDecorations(
        this.decoration,
        here.filter(({ line }) => line < editor.document.lineCount).map((it) => decorationOf(it, editor.document)),
      );
    }
  }
}

interface Mark {
  readonly file: string;
  /** Zero-based. */
  readonly line: number;
  readonly message: string;
}

function isOwn(file: string): boolean {
  return (
    vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) !== undefined && !/[\\/]node_modules[\\/]/.test(file)
  );
}

function decorationOf({ line, message }: Mark, document: vscode.TextDocument): vscode.DecorationOptions {
  return {
    range: document.lineAt(line).range,
    hoverMessage: new vscode.MarkdownString().appendText(message),
    renderOptions: { after: { contentText: message.length > 120 ? `${message.slice(0, 117)}...` : message } },
  };
}

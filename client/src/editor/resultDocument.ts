import path from "node:path";
import * as vscode from "vscode";
import { resultFolds } from "./resultFolds.js";
import { type RunState, resultText } from "./resultText.js";

const SCHEME = "lamplight-result";
const LANGUAGE = "lambda-result";
/** Texts change at most so often while a function writes its log. */
const REFRESH_MS = 100;
/** Results that are kept; the oldest document then reads as empty. */
const MAX_RESULTS = 20;

/** An absolute place in the text of a log: Node's, or Python's. */
const PLACE =
  /(?<file>(?:\/|[A-Za-z]:[\\/])[^\s():"'<>|*?]+?\.\w{1,4})(?::|", line )(?<line>\d+)(?::(?<column>\d+))?/dg;
/** A frame of our own section, whose place can be relative and have spaces. */
const FRAME = /^ {4}at (?:[^(\n]*\()?(?<file>.+?):(?<line>\d+)(?::(?<column>\d+))?\)?$/dgm;

/** The read-only documents of results: one for each function, beside its code. */
export class ResultDocuments
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly states = new Map<string, RunState>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly disposables: vscode.Disposable[];
  readonly onDidChange = this.changes.event;

  constructor() {
    this.disposables = [
      this.changes,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
      vscode.languages.registerFoldingRangeProvider(
        { scheme: SCHEME },
        {
          provideFoldingRanges: (document) => resultFolds(document.getText().split(/\r?\n/)),
        },
      ),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const state = this.states.get(uri.toString());
    return state ? resultText(state) : "";
  }

  /** Each place of code in a stack opens at its line. */
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const root = this.states.get(document.uri.toString())?.root ?? "";
    const text = document.getText();
    const links = [...text.matchAll(FRAME), ...text.matchAll(PLACE)].flatMap((match) => {
      const { file, line, column } = match.groups ?? {};
      const [start, end] = [match.indices?.groups?.["file"]?.[0], match.index + match[0].replace(/\)$/, "").length];
      if (file === undefined || line === undefined || start === undefined) return [];
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const fragment = `L${line}${column === undefined ? "" : `,${column}`}`;
      return [new vscode.DocumentLink(range, vscode.Uri.file(path.resolve(root, file)).with({ fragment }))];
    });
    return links.filter((it, index) => links.findIndex((other) => other.range.intersection(it.range)) === index);
  }

  /** Opens the document of a function beside the code, where it is not open yet; the focus stays with the code. */
  async show(key: string, state: RunState): Promise<void> {
    const uri = uriOf(key, state);
    this.set(uri, state);
    const isVisible = vscode.window.visibleTextEditors.some((it) => it.document.uri.toString() === uri.toString());
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.languageId !== LANGUAGE) await vscode.languages.setTextDocumentLanguage(document, LANGUAGE);
    if (isVisible) return;
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: false,
    });
  }

  /** Changes what the document says: soon, while the function runs, and at once at its end. */
  update(key: string, state: RunState): void {
    this.set(uriOf(key, state), state);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const it of this.disposables) it.dispose();
  }

  private set(uri: vscode.Uri, state: RunState): void {
    const id = uri.toString();
    this.states.delete(id);
    this.states.set(id, state);
    const [oldest] = this.states.keys();
    if (this.states.size > MAX_RESULTS && oldest !== undefined) this.states.delete(oldest);
    const isOver = state.invocation !== undefined || state.refused !== undefined;
    const fire = () => {
      clearTimeout(this.timers.get(id));
      this.timers.delete(id);
      this.changes.fire(uri);
    };
    if (isOver) fire();
    else if (!this.timers.has(id)) this.timers.set(id, setTimeout(fire, REFRESH_MS));
  }
}

/** The key tells functions of one name in two templates apart. */
function uriOf(key: string, { functionName }: RunState): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${functionName} result`, query: key });
}

import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";

/** The extension under test, by the name that the Marketplace knows it by. */
export const EXTENSION = "lamplight.lamplight";

export function fileUri(relativePath: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "the window has no folder");
  return vscode.Uri.joinPath(folder.uri, relativePath);
}

export async function open(relativePath: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fileUri(relativePath));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

export function findings(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter((it) => it.source === "lamplight");
}

export function finding(document: vscode.TextDocument, rule: string): vscode.Diagnostic | undefined {
  return findings(document).find((it) => ruleOf(it) === rule);
}

function ruleOf(diagnostic: vscode.Diagnostic): unknown {
  return typeof diagnostic.code === "object" ? diagnostic.code.value : diagnostic.code;
}

/** Where `text` is for the first time in the document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert.notEqual(start, -1, `not in the document: ${text}`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

export async function replace(document: vscode.TextDocument, text: string, by: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, text), by);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Asks until the answer is neither false nor undefined. Everything in an editor happens a little later. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  deadlineMs = 30_000,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`did not happen in ${deadlineMs} ms: ${what}`);
    await wait(50);
  }
}

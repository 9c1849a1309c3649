import * as vscode from "vscode";
import type { Status } from "../../../server/src/protocol.js";
import { FILES } from "./files.js";

/** The one place where Lamplight speaks of itself; VS Code shows it only beside a file of ours. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("lamplight.status", [...FILES]);

  constructor() {
    this.item.name = "Lamplight";
    this.item.command = { command: "lamplight.showLog", title: "Show Log" };
    this.starting();
  }

  starting(): void {
    this.set("Lambda", "starting", vscode.LanguageStatusSeverity.Information, true);
  }

  show(status: Status): void {
    if (status.kind === "failed") {
      this.failed(status.message ?? "analysis failed");
      return;
    }
    const functions = counted(status.functions, "function");
    const text = `Lambda: ${functions} in ${counted(status.templates, "template")}`;
    this.set(text, "", vscode.LanguageStatusSeverity.Information, status.kind === "analysing");
  }

  failed(message: string): void {
    this.set("Lambda", message, vscode.LanguageStatusSeverity.Error, false);
  }

  dispose(): void {
    this.item.dispose();
  }

  private set(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy: boolean): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.busy = busy;
    this.item.accessibilityInformation = { label: detail === "" ? text : `${text}: ${detail}` };
  }
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

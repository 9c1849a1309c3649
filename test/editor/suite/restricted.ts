import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { fileUri, finding, open, until } from "./window.js";

describe("a folder in Restricted Mode", () => {
  it("is not trusted", () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("is analyzed all the same", async () => {
    const template = await open("template.yaml");
    const found = await until("a finding", () => finding(template, "limits/timeout-range"));
    assert.equal(template.getText(found.range), "901");
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("runs nothing, even when the command is called, and shows the way to trust", async () => {
    const template = await open("template.yaml");
    const lens = await until("a lens", async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        template.uri,
        10,
      );
      return found.find(({ command }) => command?.title === "Run")?.command;
    });
    for (const command of ["lamplight.run", "lamplight.debug", "lamplight.chooseEvent", "lamplight.runAgain"]) {
      await vscode.commands.executeCommand(command, ...(lens.arguments ?? []));
    }
    await until("the page about trust", () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ label }) => label.includes("Trust")),
    );
    assert.equal(existsSync(fileUri("ran.txt").fsPath), false);
    assert.ok(vscode.workspace.textDocuments.every(({ uri }) => uri.scheme !== "lamplight-result"));
  });
});

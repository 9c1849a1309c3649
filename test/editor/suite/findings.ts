import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import { EXTENSION, finding, open, rangeOf, replace, until } from "./window.js";

const TIMEOUT = "limits/timeout-range";
const CALLBACK = "correctness/callback-on-node24";

describe("a folder with a broken template", () => {
  afterEach(async () => {
    // VS Code has documents of its own, which are none of ours to revert.
    const isOurs = ({ uri }: vscode.TextDocument) => vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    for (const document of vscode.workspace.textDocuments.filter((it) => it.isDirty && isOurs(it))) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand("workbench.action.files.revert");
    }
  });

  it("activates the extension by itself", async () => {
    await until("the extension is active", () => vscode.extensions.getExtension(EXTENSION)?.isActive);
  });

  it("shows a squiggle under the wrong value, linked to the rule's page", async () => {
    const template = await open("template.yaml");
    const found = await until("a finding", () => finding(template, TIMEOUT));
    assert.equal(template.getText(found.range), "901");
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    assert.ok(typeof found.code === "object" && found.code.target.path.endsWith(`/docs/rules/${TIMEOUT}.md`));
  });

  it("tells the limit when its property is hovered", async () => {
    const template = await open("template.yaml");
    const { start } = rangeOf(template, "Timeout");
    const text = await until("a hover", async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        template.uri,
        start,
      );
      const contents = hovers.flatMap((it) => it.contents).map((it) => (typeof it === "string" ? it : it.value));
      return contents.find((it) => it.includes("900"));
    });
    assert.match(text, /hard|adjustable|cannot be raised/i);
  });

  it("links the handler to its export", async () => {
    const template = await open("template.yaml");
    const { start } = rangeOf(template, "app.handler");
    const target = await until("a definition", async () => {
      const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        template.uri,
        start,
      );
      return found.map(targetOf).find((it) => it.uri.path.endsWith("/src/app.js"));
    });
    const source = await vscode.workspace.openTextDocument(target.uri);
    assert.equal(target.range.start.line, 0);
    assert.match(source.lineAt(0).text, /exports\.handler/);

    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      template.uri,
      10,
    );
    const link = links.find((it) => template.getText(it.range).includes("app.handler"));
    assert.ok(link?.target?.path.endsWith("/src/app.js"), "no link on the handler");
  });

  it("takes the finding of an open handler away when the template changes, and brings it back", async () => {
    const source = await open("src/app.js");
    const template = await open("template.yaml");
    await until("a finding in the handler", () => finding(source, CALLBACK));

    await replace(template, "nodejs24.x", "nodejs22.x");
    await until("the finding is gone", () => finding(source, CALLBACK) === undefined);

    await replace(template, "nodejs22.x", "nodejs24.x");
    const found = await until("the finding is back", () => finding(source, CALLBACK));
    assert.match(source.getText(found.range), /callback/);
  });

  it("finds again after a restart of the language server", async () => {
    const template = await open("template.yaml");
    await until("a finding", () => finding(template, TIMEOUT));
    await vscode.commands.executeCommand("lamplight.restartServer");
    await replace(template, "901", "902");
    await until("a finding of the new server", () => finding(template, TIMEOUT)?.message.includes("902"));
  });

  it("repairs the value by its quick fix, and the file on the disk is right", async () => {
    const template = await open("template.yaml");
    const found = await until("a finding", () => finding(template, TIMEOUT));
    const action = await until("a quick fix", async () => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        template.uri,
        found.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      return actions.find((it) => it.isPreferred);
    });
    assert.ok(action.edit);
    const before = template.getText();
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.ok(await template.save());
    assert.equal(readFileSync(template.uri.fsPath, "utf8"), before.replace("901", "900"));
    await until("the finding is gone", () => finding(template, TIMEOUT) === undefined);
  });
});

function targetOf(it: vscode.Location | vscode.LocationLink): vscode.Location {
  return "targetUri" in it ? new vscode.Location(it.targetUri, it.targetRange) : it;
}

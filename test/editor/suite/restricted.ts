import assert from "node:assert/strict";
import * as vscode from "vscode";
import { finding, open, until } from "./window.js";

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
});

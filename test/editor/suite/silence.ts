import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import { EXTENSION, findings, open } from "./window.js";

/** Longer than the extension takes to activate and to find something where there is something. */
const PATIENCE_MS = 8000;

describe("a folder of a React app", () => {
  it("does not activate the extension, nor shows anything", async () => {
    const source = await open("src/App.jsx");
    const manifest = await open("package.json");
    await wait(PATIENCE_MS);
    assert.equal(vscode.extensions.getExtension(EXTENSION)?.isActive, false);
    assert.deepEqual([...findings(source), ...findings(manifest)], []);
  });
});

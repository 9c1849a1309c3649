import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";
import { fileUri, open, rangeOf, until } from "./window.js";

describe("a folder with functions", () => {
  afterEach(async () => {
    await vscode.debug.stopDebugging();
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  });

  it("shows one line of lenses above a handler, and one above its function", async () => {
    const source = await open("src/getOrder.ts");
    const titles = (await lensesOf(source)).map(({ command }) => command?.title);
    assert.deepEqual(titles, ["Run", "Debug", "GetOrder · 3 s · 128 MB"]);
    const template = await open("template.yaml");
    const lenses = await lensesOf(template);
    const { start } = rangeOf(template, "GetOrder:");
    const above = lenses.filter(({ range }) => range.start.line === start.line).map(({ command }) => command?.title);
    assert.deepEqual(above, ["Run", "Debug", "src/getOrder.ts"]);
  });

  it("runs a TypeScript handler from its lens with the event of its route, and keeps the event", async () => {
    const source = await open("src/getOrder.ts");
    await press(source, "Run", { picks: true });
    const result = await resultOf("GetOrder succeeded");
    assert.match(result.getText(), /"body": ".+ is open in local-Table"/);
    assert.match(result.getText(), /\nREPORT RequestId: .*Max Memory Used: /);
    assert.equal(result.languageId, "lambda-result");
    const [saved] = savedEvents("GetOrder");
    assert.ok(saved, "no event was saved");
    const event: unknown = JSON.parse(readFileSync(saved, "utf8"));
    assert.match(JSON.stringify(event), /"routeKey":"GET \/orders\/\{orderId\}"/);
  });

  it("uses the kept event again, and tells in the lens how the run went", async () => {
    const source = await open("src/getOrder.ts");
    const before = await resultOf("GetOrder succeeded");
    const text = before.getText();
    await press(source, "Run");
    await until(
      "another result",
      () => textOfResult("GetOrder succeeded") !== text && textOfResult("GetOrder succeeded"),
    );
    assert.equal(savedEvents("GetOrder").length, 1);
    await until("the lens tells of the run", async () =>
      (await lensesOf(source)).some(({ command }) => /^\d+ ms · \d+ MB of 128 MB$/.test(command?.title ?? "")),
    );
  });

  it("shows what a function threw, with the place in its code as a link", async () => {
    const source = await open("src/fails.js");
    await press(source, "Run", { picks: true });
    const result = await resultOf("Fails failed");
    assert.match(result.getText(), /"errorMessage": "no such order"/);
    assert.match(result.getText(), /about to fail/);
    const links = await until("links", async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        "vscode.executeLinkProvider",
        result.uri,
        10,
      );
      return found.length > 0 && found;
    });
    assert.ok(links.some(({ target }) => target?.path.endsWith("/src/fails.js") && target.fragment.startsWith("L3")));
  });

  it("ends a busy function when the run is cancelled", async () => {
    const source = await open("src/busy.js");
    await press(source, "Run", { picks: true });
    await until("the function is busy", () => textOfResult("Busy is running")?.includes("busy now"));
    await press(source, "Cancel");
    await resultOf("Busy was cancelled");
  });

  it("runs a function once at a time: another run ends the one before", async () => {
    const source = await open("src/busy.js");
    const run = await until("the lens", async () =>
      (await lensesOf(source)).find(({ command }) => command?.title === "Run"),
    );
    for (const _ of [1, 2]) {
      void vscode.commands.executeCommand("lamplight.run", ...(run.command?.arguments ?? []));
      await until("the function is busy", () => textOfResult("Busy is running")?.includes("busy now"));
    }
    await vscode.commands.executeCommand("lamplight.cancelRun");
    await resultOf("Busy was cancelled");
  });

  it("stops at a breakpoint in TypeScript, whose time the deadline does not count", async () => {
    const source = await open("src/getOrder.ts");
    const { line } = rangeOf(source, "const text").start;
    breakAt(source, line);
    await press(source, "Debug");
    const frame = await stopped();
    assert.match(frame.path, /\/src\/getOrder\.ts$/);
    assert.equal(frame.line, line + 1);
    // Longer than the function may run.
    await setTimeout(4000);
    await goOn();
    await resultOf("GetOrder succeeded");
  });

  it("stops at a breakpoint in Python", async () => {
    const source = await open("python/archive.py");
    const { line } = rangeOf(source, "return {").start;
    breakAt(source, line);
    await press(source, "Debug", { picks: true });
    const frame = await stopped();
    assert.match(frame.path, /\/python\/archive\.py$/);
    assert.equal(frame.line, line + 1);
    await goOn();
    const result = await resultOf("Archive succeeded");
    assert.match(result.getText(), /"name": "Archive"/);
  });
});

async function lensesOf(document: vscode.TextDocument): Promise<readonly vscode.CodeLens[]> {
  return until("lenses", async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
      50,
    );
    return lenses.length > 0 && lenses;
  });
}

/** Clicks the first lens of that title; where the list of events comes, takes the first of it. */
async function press(document: vscode.TextDocument, title: string, { picks = false } = {}): Promise<void> {
  const lens = await until(`the lens ${title}`, async () =>
    (await lensesOf(document)).find(({ command }) => command?.title === title),
  );
  assert.ok(lens.command);
  let isDone = false;
  const run = Promise.resolve(vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? [])));
  void run.finally(() => {
    isDone = true;
  });
  if (!picks) return;
  const name = resultsNow().length;
  await until("the event is picked", async () => {
    if (isDone || resultsNow().length > name) return true;
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    return false;
  });
}

function resultsNow(): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === "lamplight-result");
}

function textOfResult(headline: string): string | undefined {
  return resultsNow()
    .find((it) => it.getText().startsWith(headline))
    ?.getText();
}

function resultOf(headline: string): Promise<vscode.TextDocument> {
  return until(`a result: ${headline}`, () => resultsNow().find((it) => it.getText().startsWith(headline)));
}

function savedEvents(id: string): readonly string[] {
  const folder = fileUri("events").fsPath;
  return readdirSync(folder)
    .filter((it) => it.startsWith(id))
    .map((it) => path.join(folder, it));
}

function breakAt(document: vscode.TextDocument, line: number): void {
  vscode.debug.addBreakpoints([
    new vscode.SourceBreakpoint(new vscode.Location(document.uri, new vscode.Position(line, 0))),
  ]);
}

/** Lets the function go on until it is over. Its debugger may be gone before the answer comes. */
async function goOn(): Promise<void> {
  await until("the debugger ended", async () => {
    if (vscode.debug.activeStackItem instanceof vscode.DebugStackFrame) {
      await Promise.resolve(vscode.commands.executeCommand("workbench.action.debug.continue")).catch(() => {});
    }
    return vscode.debug.activeDebugSession === undefined;
  });
}

async function stopped(): Promise<{ readonly path: string; readonly line: number }> {
  const item = await until("the debugger stopped", () => {
    const active = vscode.debug.activeStackItem;
    return active instanceof vscode.DebugStackFrame && active;
  });
  const { stackFrames } = await item.session.customRequest("stackTrace", { threadId: item.threadId, levels: 1 });
  return { path: stackFrames[0].source.path, line: stackFrames[0].line };
}

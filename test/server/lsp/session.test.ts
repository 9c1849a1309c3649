import assert from "node:assert/strict";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type {
  CodeAction,
  DocumentLink,
  Hover,
  Location,
  LocationLink,
  MarkupContent,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { HANDLER, SERVER, startClient, template, VSCODE } from "./client.js";

const FILES = { "template.yaml": template({ Timeout: 901 }), "src/app.mjs": HANDLER };

test("a plain client goes from initialize to diagnostics, a fix, a hover, a definition and shutdown", async (t) => {
  const client = await startClient(t, FILES);
  await client.open("template.yaml", FILES["template.yaml"]);
  const [diagnostic, ...others] = await client.diagnostics("template.yaml");
  assert.ok(diagnostic);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [diagnostic.code, diagnostic.range],
    ["limits/timeout-range", { start: { line: 8, character: 15 }, end: { line: 8, character: 18 } }],
  );

  const textDocument = { uri: client.uri("template.yaml") };
  const context = { diagnostics: [diagnostic] };
  const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument,
    range: diagnostic.range,
    context,
  });
  const [fix] = actions[0]?.edit?.documentChanges ?? [];
  assert.ok(fix && "edits" in fix);
  const document = TextDocument.create(textDocument.uri, "yaml", 1, FILES["template.yaml"]);
  const fixed = TextDocument.applyEdits(document, fix.edits as Parameters<typeof TextDocument.applyEdits>[1]);
  assert.equal(fixed, template({ Timeout: 900 }));
  await client.edit("template.yaml", fixed);
  assert.deepEqual(await client.rules("template.yaml"), []);

  const hover = await client.connection.sendRequest<Hover>("textDocument/hover", {
    textDocument,
    position: { line: 8, character: 8 },
  });
  assert.match((hover.contents as MarkupContent).value, /\*\*Timeout\*\*: 1 to 900 s\. Hard limit\. Default: 3 s\./);

  const links = await client.connection.sendRequest<LocationLink[]>("textDocument/definition", {
    textDocument,
    position: { line: 6, character: 20 },
  });
  assert.deepEqual(
    links.map((it) => [it.targetUri, it.targetSelectionRange.start]),
    [[client.uri("src/app.mjs"), { line: 0, character: 13 }]],
  );
  assert.equal(await client.shutdown(), 0);
});

test("a handler's name links to its export, and the export's name leads back to the template", async (t) => {
  const client = await startClient(t, FILES, { capabilities: { textDocument: { diagnostic: {} } } });
  const links = await client.connection.sendRequest<DocumentLink[]>("textDocument/documentLink", {
    textDocument: { uri: client.uri("template.yaml") },
  });
  assert.deepEqual(
    links.map((it) => [it.range.start, it.target]),
    [[{ line: 6, character: 15 }, `${client.uri("src/app.mjs")}#L1,14`]],
  );
  const back = await client.connection.sendRequest<Location[]>("textDocument/definition", {
    textDocument: { uri: client.uri("src/app.mjs") },
    position: { line: 0, character: 16 },
  });
  assert.deepEqual(back, [
    {
      uri: client.uri("template.yaml"),
      range: { start: { line: 6, character: 15 }, end: { line: 6, character: 26 } },
    },
  ]);
});

test("hovering a runtime tells when it ends, counted from the date that the client gives", async (t) => {
  const client = await startClient(
    t,
    { "template.yaml": template({ Runtime: "nodejs22.x" }) },
    { initializationOptions: { date: "2027-04-20" } },
  );
  const hover = await client.connection.sendRequest<Hover>("textDocument/hover", {
    textDocument: { uri: client.uri("template.yaml") },
    position: { line: 7, character: 18 },
  });
  assert.match((hover.contents as MarkupContent).value, /`nodejs22\.x`: deprecated from 2027-04-30 \(in 10 days\)/);
});

test("nothing is said where nothing is limited", async (t) => {
  const client = await startClient(t, FILES);
  const textDocument = { uri: client.uri("template.yaml") };
  for (const position of [
    { line: 0, character: 3 },
    { line: 3, character: 6 },
    { line: 90, character: 0 },
  ]) {
    assert.equal(await client.connection.sendRequest("textDocument/hover", { textDocument, position }), null);
  }
  assert.deepEqual(
    await client.connection.sendRequest("textDocument/codeAction", {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [] },
    }),
    [],
  );
});

test("the actions of a finding come in one order: fixes, disabling for the line and in the file, documentation", async (t) => {
  const client = await startClient(t, FILES, {
    initializationOptions: { commands: ["lamplight.showDocumentation"] },
  });
  const [diagnostic] = await client.diagnostics("template.yaml");
  assert.ok(diagnostic);
  const request = { textDocument: { uri: client.uri("template.yaml") }, range: diagnostic.range };
  const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
    ...request,
    context: { diagnostics: [diagnostic] },
  });
  assert.deepEqual(
    actions.slice(1).map((it) => it.title),
    [
      "Disable limits/timeout-range for this line",
      "Disable limits/timeout-range in this file",
      "Show documentation for limits/timeout-range",
    ],
  );
  assert.deepEqual(actions.at(-1)?.command?.arguments, [diagnostic.codeDescription?.href]);
  const sources = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
    ...request,
    context: { diagnostics: [], only: ["source.fixAll"] },
  });
  assert.ok(sources.every((it) => it.kind === "source.fixAll.lamplight"));
});

test("a suppression that the editor inserts silences the finding", async (t) => {
  const client = await startClient(t, FILES);
  const [diagnostic] = await client.diagnostics("template.yaml");
  assert.ok(diagnostic);
  const textDocument = { uri: client.uri("template.yaml") };
  const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument,
    range: diagnostic.range,
    context: { diagnostics: [diagnostic] },
  });
  for (const title of ["Disable limits/timeout-range for this line", "Disable limits/timeout-range in this file"]) {
    const [change] = actions.find((it) => it.title === title)?.edit?.documentChanges ?? [];
    assert.ok(change && "edits" in change);
    const document = TextDocument.create(textDocument.uri, "yaml", 1, FILES["template.yaml"]);
    const text = TextDocument.applyEdits(document, change.edits as Parameters<typeof TextDocument.applyEdits>[1]);
    assert.match(text, /lamplight-disable/);
    client.write("template.yaml", text);
    await client.changed("template.yaml");
    assert.deepEqual(await client.rules("template.yaml"), []);
  }
});

test("the editor's client is served over IPC", async (t) => {
  const client = await startClient(t, FILES, { transport: "ipc" });
  assert.deepEqual(await client.rules("template.yaml"), ["limits/timeout-range"]);
  assert.equal(await client.shutdown(), 0);
});

test("the packaged server runs from another folder", async (t) => {
  const elsewhere = mkdtempSync(path.join(tmpdir(), "lamplight-dist-"));
  t.after(() => rmSync(elsewhere, { recursive: true, force: true }));
  cpSync(path.dirname(SERVER), elsewhere, { recursive: true });
  const client = await startClient(t, FILES, {
    server: path.join(elsewhere, "server.js"),
    cwd: path.parse(elsewhere).root,
  });
  const [diagnostic] = await client.diagnostics("template.yaml");
  assert.equal(diagnostic?.code, "limits/timeout-range");
  const links = await client.connection.sendRequest<LocationLink[]>("textDocument/definition", {
    textDocument: { uri: client.uri("template.yaml") },
    position: { line: 6, character: 20 },
  });
  assert.equal(links.length, 1);
});

test("a request that is cancelled is answered as cancelled, and the next one as usual", async (t) => {
  const client = await startClient(t, FILES, { capabilities: VSCODE });
  const { CancellationTokenSource, LSPErrorCodes } = await import("vscode-languageserver/node");
  const source = new CancellationTokenSource();
  const answer = client.connection.sendRequest("workspace/diagnostic", { previousResultIds: [] }, source.token);
  source.cancel();
  await assert.rejects(answer, { code: LSPErrorCodes.RequestCancelled });
  assert.deepEqual(await client.rules("template.yaml"), ["limits/timeout-range"]);
});

test("files that are none of ours, and documents that are no files, are answered with nothing", async (t) => {
  const client = await startClient(t, FILES);
  assert.deepEqual(await client.diagnostics("missing.yaml"), []);
  const textDocument = { uri: "untitled:Untitled-1", languageId: "yaml", version: 1, text: FILES["template.yaml"] };
  await client.connection.sendNotification("textDocument/didOpen", { textDocument });
  const report = await client.connection.sendRequest<{ items: unknown[] }>("textDocument/diagnostic", { textDocument });
  assert.deepEqual(report.items, []);
});

test("a request that a feature cannot bear is logged and answered with nothing, and the next one as usual", async (t) => {
  const client = await startClient(t, FILES);
  const textDocument = { uri: client.uri("template.yaml") };
  assert.equal(await client.connection.sendRequest("textDocument/hover", { textDocument }), null);
  assert.equal(client.logs.length, 1);
  assert.match(client.logs[0] ?? "", /TypeError/);
  assert.deepEqual(await client.rules("template.yaml"), ["limits/timeout-range"]);
});

test("the server ends when its client is gone", async (t) => {
  const client = await startClient(t, FILES);
  const exited = once(client.server, "exit");
  client.server.stdin?.end();
  await exited;
});

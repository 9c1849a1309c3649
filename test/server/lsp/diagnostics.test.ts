import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Diagnostic, WorkspaceDiagnosticReport } from "vscode-languageserver/node";
import { HANDLER, startClient, template, VSCODE } from "./client.js";

const FILES = { "template.yaml": template(), "src/app.mjs": HANDLER };
const TIMEOUT = ["limits/timeout-range"];
const EXPORT = ["correctness/handler-export-missing"];

test("a report that the client has already is only called unchanged", async (t) => {
  const client = await startClient(t, { ...FILES, "template.yaml": template({ Timeout: 901 }) });
  const textDocument = { uri: client.uri("template.yaml") };
  const ask = (previousResultId?: string) =>
    client.connection.sendRequest<{ kind: string; resultId: string }>("textDocument/diagnostic", {
      textDocument,
      previousResultId,
    });
  const { resultId } = await ask();
  assert.deepEqual(await ask(resultId), { kind: "unchanged", resultId });
  await client.open("template.yaml", template({ Timeout: 902 }));
  assert.equal((await ask(resultId)).kind, "full");
});

test("the workspace's report holds closed files, and what became of those that were reported", async (t) => {
  const client = await startClient(t, { ...FILES, "template.yaml": template({ Timeout: 901 }) });
  const ask = (previousResultIds: readonly { uri: string; value: string }[]) =>
    client.connection.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds });
  const first = await ask([]);
  assert.deepEqual(
    first.items.map((it) => [it.uri, it.kind]),
    [[client.uri("template.yaml"), "full"]],
  );
  const previous = first.items.map((it) => ({ uri: it.uri, value: it.resultId ?? "" }));
  assert.deepEqual(
    (await ask(previous)).items.map((it) => it.kind),
    ["unchanged"],
  );
  client.write("template.yaml", template({ Timeout: 30 }));
  await client.changed("template.yaml");
  const last = await ask(previous);
  assert.deepEqual(
    last.items.map((it) => it.kind === "full" && it.items),
    [[]],
  );
});

test("a client is asked to refresh when an edit changes the findings of another file, and only then", async (t) => {
  const client = await startClient(t, FILES);
  await client.open("template.yaml", FILES["template.yaml"]);
  await client.open("src/app.mjs", HANDLER, "javascript");
  assert.deepEqual(await client.rules("template.yaml"), []);

  await client.edit("template.yaml", template({ Timeout: 901 }));
  assert.deepEqual(await client.rules("template.yaml"), TIMEOUT);
  await client.edit("template.yaml", template());
  assert.deepEqual(await client.rules("template.yaml"), []);
  await client.edit("src/app.mjs", `// a comment\n${HANDLER}`);
  assert.deepEqual(await client.rules("src/app.mjs"), []);
  assert.equal(client.refreshes, 0);

  await client.edit("src/app.mjs", HANDLER.replace("handler", "main"));
  await client.until(() => client.refreshes === 1, "a refresh");
  assert.deepEqual(await client.rules("template.yaml"), EXPORT);
  await client.edit("src/app.mjs", HANDLER);
  await client.until(() => client.refreshes === 2, "a second refresh");
  assert.deepEqual(await client.rules("template.yaml"), []);
});

test("a client is asked to refresh when a file changes on the disk and findings with it", async (t) => {
  const client = await startClient(t, FILES);
  assert.deepEqual(await client.rules("template.yaml"), []);
  client.write("src/app.mjs", `${HANDLER}// changed\n`);
  await client.changed("src/app.mjs");
  assert.deepEqual(await client.rules("template.yaml"), []);
  assert.equal(client.refreshes, 0);
  rmSync(path.join(client.root, "src/app.mjs"));
  client.write("src/other.mjs", HANDLER);
  await client.changed("src/app.mjs");
  await client.changed("src/other.mjs");
  await client.until(() => client.refreshes > 0, "a refresh");
  assert.deepEqual(await client.rules("template.yaml"), ["correctness/handler-file-missing"]);
});

test("an open document is laid over the disk, and lifted when it is closed", async (t) => {
  const client = await startClient(t, FILES);
  await client.open("template.yaml", template({ Timeout: 901 }));
  assert.deepEqual(await client.rules("template.yaml"), TIMEOUT);
  await client.close("template.yaml");
  assert.deepEqual(await client.rules("template.yaml"), []);
});

test("a client that does not ask is told: of all files at first, then of those that changed", async (t) => {
  const client = await startClient(
    t,
    { ...FILES, "template.yaml": template({ Timeout: 901 }) },
    { capabilities: {}, initializationOptions: { settings: {} } },
  );
  assert.equal(client.initialized.capabilities.diagnosticProvider, undefined);
  await client.until(() => client.published.size > 0, "diagnostics");
  const rules = (name: string) => client.published.get(client.uri(name))?.map((it: Diagnostic) => it.code);
  assert.deepEqual(rules("template.yaml"), TIMEOUT);
  assert.equal(client.published.size, 1);

  await client.open("template.yaml", template());
  await client.until(() => rules("template.yaml")?.length === 0, "no more diagnostics");
  await client.open("src/app.mjs", HANDLER.replace("handler", "main"), "javascript");
  await client.until(() => rules("template.yaml")?.length === 1, "diagnostics of another file");
  assert.deepEqual(rules("template.yaml"), EXPORT);
});

test("typing faster than analysis ends with the answer for what was typed last", async (t) => {
  const client = await startClient(t, FILES, { capabilities: VSCODE });
  await client.open("template.yaml", FILES["template.yaml"]);
  const answers: Promise<readonly Diagnostic[]>[] = [];
  for (let seconds = 890; seconds <= 905; seconds += 1) {
    await client.edit("template.yaml", template({ Timeout: seconds }));
    answers.push(client.diagnostics("template.yaml"));
  }
  const last = (await Promise.all(answers)).at(-1);
  assert.deepEqual(
    last?.map((it) => it.code),
    TIMEOUT,
  );
  assert.match(String(last?.[0]?.message), /905/);
});

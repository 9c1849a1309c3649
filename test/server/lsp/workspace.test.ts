import assert from "node:assert/strict";
import { test } from "node:test";
import { HANDLER, startClient, template } from "./client.js";

const BROKEN = template({ Timeout: 901 });
const FILES = { "template.yaml": BROKEN, "src/app.mjs": HANDLER };
const TIMEOUT = ["limits/timeout-range"];

test("each folder of a workspace is a project with settings of its own", async (t) => {
  const files = {
    "a/template.yaml": BROKEN,
    "a/src/app.mjs": HANDLER,
    "b/template.yaml": BROKEN,
    "b/src/app.mjs": HANDLER,
    "b/.lamplight.json": '{ "rules": { "limits/timeout-range": "off" } }',
    "c/template.yaml": BROKEN,
  };
  const client = await startClient(t, files, { folders: ["a", "b"] });
  assert.deepEqual(await client.rules("a/template.yaml"), TIMEOUT);
  assert.deepEqual(await client.rules("b/template.yaml"), []);
  assert.deepEqual(await client.rules("c/template.yaml"), []);
});

test("folders come and go", async (t) => {
  const files = {
    "a/template.yaml": BROKEN,
    "a/src/app.mjs": HANDLER,
    "b/template.yaml": BROKEN,
    "b/src/app.mjs": HANDLER,
  };
  const client = await startClient(t, files, { folders: ["a"] });
  assert.deepEqual(await client.rules("b/template.yaml"), []);
  await client.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: { added: [{ uri: client.uri("b"), name: "b" }], removed: [{ uri: client.uri("a"), name: "a" }] },
  });
  assert.deepEqual(await client.rules("a/template.yaml"), []);
  assert.deepEqual(await client.rules("b/template.yaml"), TIMEOUT);
  assert.equal(client.refreshes, 1);
});

test("a template that is opened without a folder is a project of its own", async (t) => {
  const client = await startClient(t, FILES, { folders: [] });
  await client.until(() => client.statuses.at(-1)?.kind === "idle", "rest");
  assert.deepEqual(await client.rules("template.yaml"), []);
  await client.open("template.yaml", BROKEN);
  assert.deepEqual(await client.rules("template.yaml"), TIMEOUT);
  await client.close("template.yaml");
  assert.deepEqual(await client.rules("template.yaml"), []);
});

test("the status tells how much was found", async (t) => {
  const client = await startClient(t, FILES);
  await client.until(() => client.statuses.at(-1)?.kind === "idle", "rest");
  assert.deepEqual(client.statuses, [
    { kind: "analysing", templates: 0, functions: 0 },
    { kind: "idle", templates: 1, functions: 1 },
  ]);
});

test("settings are asked for, and asked for again when they change", async (t) => {
  let severity = "off";
  const client = await startClient(t, FILES, { settings: () => ({ rules: { "limits/timeout-range": severity } }) });
  assert.deepEqual(await client.rules("template.yaml"), []);
  severity = "hint";
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  assert.deepEqual(
    (await client.diagnostics("template.yaml")).map((it) => it.severity),
    [4],
  );
});

test("a client that is not asked for settings sends them", async (t) => {
  const client = await startClient(t, FILES, {
    capabilities: { textDocument: { diagnostic: {} } },
    initializationOptions: { settings: { enable: false } },
  });
  assert.deepEqual(await client.rules("template.yaml"), []);
  const settings = { lamplight: { enable: true } };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings });
  assert.deepEqual(await client.rules("template.yaml"), TIMEOUT);
});

test("a wrong value among the settings is logged and costs only itself", async (t) => {
  const settings = { rules: { limits: "hint", "limits/timeout-range": "loud" }, templates: 7 };
  const client = await startClient(t, FILES, { settings: () => settings });
  assert.deepEqual(
    (await client.diagnostics("template.yaml")).map((it) => it.severity),
    [4],
  );
  assert.deepEqual(client.logs, [
    'setting lamplight.rules["limits/timeout-range"] is ignored: expected one of off, hint, information, warning, error, got "loud"',
    "setting lamplight.templates is ignored: expected a list of globs, got 7",
  ]);
});

test("initialization options that are no object are none", async (t) => {
  const client = await startClient(t, FILES, { initializationOptions: { commands: 7, date: "tomorrow" } });
  assert.deepEqual(await client.rules("template.yaml"), TIMEOUT);
});

test("the files that analysis reads are watched", async (t) => {
  const client = await startClient(t, FILES);
  await client.rules("template.yaml");
  assert.deepEqual(client.registrations, ["workspace/didChangeWatchedFiles"]);
});

test("changes inside node_modules are not looked at", async (t) => {
  const client = await startClient(t, FILES);
  assert.deepEqual(await client.rules("template.yaml"), TIMEOUT);
  const before = client.statuses.length;
  client.write("node_modules/x/template.yaml", BROKEN);
  await client.changed("node_modules/x/template.yaml");
  assert.deepEqual(await client.rules("node_modules/x/template.yaml"), []);
  assert.equal(client.statuses.length, before);
});

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { type CodeLens, CodeLensRefreshRequest } from "vscode-languageserver/node";
import {
  DEBUG_COMMAND,
  FUNCTION_REQUEST,
  FUNCTIONS_REQUEST,
  type FunctionAnswer,
  GO_TO_HANDLER_COMMAND,
  GO_TO_TEMPLATE_COMMAND,
  RUN_COMMAND,
  type RunnableFunction,
} from "../../../server/src/protocol.js";
import { type Client, type ClientOptions, HANDLER, startClient, template, VSCODE } from "./client.js";

const FILES = { "template.yaml": template(), "src/app.mjs": HANDLER };

const COMMANDS = [RUN_COMMAND, DEBUG_COMMAND, GO_TO_TEMPLATE_COMMAND, GO_TO_HANDLER_COMMAND];

test("a client that runs the commands is offered lenses above the handler and the resource", async (t) => {
  const client = await start(t, FILES);
  assert.deepEqual(client.initialized.capabilities.codeLensProvider, { resolveProvider: false });
  await client.open("src/app.mjs", HANDLER, "javascript");
  assert.deepEqual(await lenses(client, "src/app.mjs"), ["0 Run", "0 Debug", "0 OrdersFunction · 3 s · 128 MB"]);
  await client.open("template.yaml", FILES["template.yaml"]);
  assert.deepEqual(await lenses(client, "template.yaml"), ["2 Run", "2 Debug", "2 src/app.mjs"]);
  const [run] = await codeLenses(client, "template.yaml");
  assert.deepEqual(run?.command?.arguments, [
    { kind: "template", template: client.uri("template.yaml"), id: "OrdersFunction" },
  ]);
});

test("a client that does not run the commands is offered no lenses", async (t) => {
  const client = await startClient(t, FILES);
  assert.equal(client.initialized.capabilities.codeLensProvider, undefined);
});

test("the setting hides lenses, and shows those above handlers that no template names", async (t) => {
  let mode = "all";
  const other = "export const tidyHandler = async (event, context) => {};\n";
  const files = { ...FILES, "src/other.mjs": other };
  const client = await start(t, files, { settings: () => ({ codeLens: mode }) });
  const { refreshes } = countRefreshes(client);
  await client.open("src/app.mjs", HANDLER, "javascript");
  await client.open("src/other.mjs", other, "javascript");
  assert.deepEqual(await lenses(client, "src/other.mjs"), ["0 Run", "0 Debug"]);
  assert.equal((await lenses(client, "src/app.mjs")).length, 3);
  const answer = await spec(client, { kind: "export", file: client.uri("src/other.mjs"), export: "tidyHandler" });
  assert.ok(answer.kind === "spec");
  assert.deepEqual([answer.spec.handler, answer.spec.runtime], ["src/other.tidyHandler", "nodejs24.x"]);
  const found = await functions(client, { uri: client.uri("src/other.mjs"), line: 0, character: 30 });
  assert.deepEqual(
    found.map((it) => [it.label, it.here]),
    [
      ["tidyHandler", true],
      ["OrdersFunction", false],
    ],
  );

  for (const [next, expected] of [
    ["linked", 3],
    ["off", 0],
  ] as const) {
    const before = refreshes();
    mode = next;
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await client.until(() => refreshes() > before, "a refresh");
    assert.deepEqual(await lenses(client, "src/other.mjs"), []);
    assert.equal((await lenses(client, "src/app.mjs")).length, expected);
  }
});

test("a client is told to ask again when an edit of the template changes the lens of a handler, and only then", async (t) => {
  const client = await start(t, FILES);
  const { refreshes } = countRefreshes(client);
  await client.open("template.yaml", FILES["template.yaml"]);
  await client.open("src/app.mjs", HANDLER, "javascript");
  await lenses(client, "src/app.mjs");
  await client.edit("template.yaml", `${FILES["template.yaml"]}# a comment\n`);
  assert.deepEqual(await client.rules("template.yaml"), []);
  assert.equal(refreshes(), 0);
  await client.edit("template.yaml", template({ Timeout: 20 }));
  await client.until(() => refreshes() === 1, "a refresh");
  assert.deepEqual(await lenses(client, "src/app.mjs"), ["0 Run", "0 Debug", "0 OrdersFunction · 20 s · 128 MB"]);
  await client.edit("src/app.mjs", `\n${HANDLER}`);
  assert.deepEqual(await lenses(client, "src/app.mjs"), ["1 Run", "1 Debug", "1 OrdersFunction · 20 s · 128 MB"]);
  await client.edit("template.yaml", "Resources: {}\n");
  await client.until(() => refreshes() === 2, "a refresh");
  assert.deepEqual(await lenses(client, "src/app.mjs"), []);
});

test("lenses outlast the moments in which the file does not parse", async (t) => {
  const text = `const before = 1;\n${HANDLER}`;
  const client = await start(t, { ...FILES, "src/app.mjs": text });
  await client.open("src/app.mjs", text, "javascript");
  const all = ["1 Run", "1 Debug", "1 OrdersFunction · 3 s · 128 MB"];
  assert.deepEqual(await lenses(client, "src/app.mjs"), all);
  for (const typed of ["import {", "function x() {", "const y = `", "if (", "/*", "class A {"]) {
    await client.edit("src/app.mjs", `${typed}\n${HANDLER}`);
    assert.deepEqual(await lenses(client, "src/app.mjs"), all, typed);
  }
  await client.open("template.yaml", FILES["template.yaml"]);
  const resource = ["2 Run", "2 Debug", "2 src/app.mjs"];
  assert.deepEqual(await lenses(client, "template.yaml"), resource);
  for (const typed of ["      Timeout", "      Environment: {", "    Metadata: [", "  X: *", '      A: "']) {
    await client.edit("template.yaml", `${FILES["template.yaml"]}${typed}`);
    assert.deepEqual(await lenses(client, "template.yaml"), resource, typed);
  }
});

test("the spec of a function follows what is typed, and names the problem of one that is gone", async (t) => {
  const client = await start(t, FILES);
  await client.open("template.yaml", FILES["template.yaml"]);
  const target = { kind: "template", template: client.uri("template.yaml"), id: "OrdersFunction" };
  const before = await spec(client, target);
  assert.ok(before.kind === "spec");
  assert.deepEqual(before.spec.code, {
    kind: "folder",
    root: path.join(client.root, "src"),
    source: { file: path.join(client.root, "src", "app.mjs"), export: "handler" },
    built: false,
  });
  assert.equal(before.spec.root, client.root);
  await client.edit("template.yaml", template({ Timeout: 20 }));
  const after = await spec(client, target);
  assert.ok(after.kind === "spec");
  assert.equal(after.spec.timeout, 20);
  assert.notEqual(after.spec.revision, before.spec.revision);
  await client.edit("template.yaml", template().replace("OrdersFunction", "Renamed"));
  assert.deepEqual(await spec(client, target), {
    kind: "problem",
    message: "there is no such function any more, for its file was changed; choose it again: OrdersFunction",
  });
});

test("a function of a template without a folder can be run too", async (t) => {
  const client = await start(t, FILES, { folders: [] });
  await client.open("template.yaml", FILES["template.yaml"]);
  const answer = await spec(client, {
    kind: "template",
    template: client.uri("template.yaml"),
    id: "OrdersFunction",
  });
  assert.ok(answer.kind === "spec");
  assert.equal(answer.spec.root, client.root);
});

test("requests that make no sense are answered, and the server lives on", async (t) => {
  const client = await start(t, FILES);
  for (const params of [null, {}, { target: null }, { target: { kind: "template" } }, { target: { kind: "export" } }]) {
    const answer = await client.connection.sendRequest<FunctionAnswer>(FUNCTION_REQUEST, params);
    assert.equal(answer.kind, "problem");
  }
  for (const file of ["src/missing.mjs", "template.yaml"]) {
    const answer = await spec(client, { kind: "export", file: client.uri(file), export: "handler" });
    assert.equal(answer.kind, "problem");
  }
  assert.deepEqual(await lenses(client, "src/never-opened.mjs"), []);
  assert.deepEqual(
    (await client.connection.sendRequest<RunnableFunction[]>(FUNCTIONS_REQUEST, null)).map((it) => it.label),
    ["OrdersFunction"],
  );
  assert.equal(await client.shutdown(), 0);
});

test("a handler file that vanishes takes its lens away", async (t) => {
  const client = await start(t, FILES);
  await client.open("template.yaml", FILES["template.yaml"]);
  assert.equal((await lenses(client, "template.yaml")).length, 3);
  rmSync(path.join(client.root, "src", "app.mjs"));
  await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: client.uri("src/app.mjs"), type: 3 }],
  });
  assert.deepEqual(await lenses(client, "template.yaml"), ["2 Run", "2 Debug"]);
});

function start(t: TestContext, files: Readonly<Record<string, string>>, options: ClientOptions = {}) {
  const capabilities = {
    ...VSCODE,
    workspace: {
      ...VSCODE.workspace,
      codeLens: { refreshSupport: true },
      didChangeConfiguration: { dynamicRegistration: true },
    },
  };
  return startClient(t, files, { capabilities, initializationOptions: { commands: COMMANDS }, ...options });
}

/** Counts before the server can send any. */
function countRefreshes(client: Client): { readonly refreshes: () => number } {
  let count = 0;
  client.connection.onRequest(CodeLensRefreshRequest.type, () => {
    client.note(() => {
      count += 1;
    });
  });
  return { refreshes: () => count };
}

async function codeLenses(client: Client, name: string): Promise<readonly CodeLens[]> {
  return client.connection.sendRequest("textDocument/codeLens", { textDocument: { uri: client.uri(name) } });
}

/** Line and title. */
async function lenses(client: Client, name: string): Promise<readonly string[]> {
  return (await codeLenses(client, name)).map((it) => `${it.range.start.line} ${it.command?.title}`);
}

function spec(client: Client, target: unknown): Promise<FunctionAnswer> {
  return client.connection.sendRequest(FUNCTION_REQUEST, { target });
}

function functions(client: Client, at: unknown): Promise<readonly RunnableFunction[]> {
  return client.connection.sendRequest(FUNCTIONS_REQUEST, { at });
}

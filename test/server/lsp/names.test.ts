import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  ClientCapabilities,
  CompletionItem,
  DocumentHighlight,
  DocumentSymbol,
  Location,
  SymbolInformation,
  WorkspaceEdit,
} from "vscode-languageserver/node";
import { HANDLER, startClient, VSCODE } from "./client.js";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Table:
    Type: AWS::DynamoDB::Table
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: nodejs24.x
      Environment: { Variables: { TABLE: !Ref Table } }
`;
const FILES = { "template.yaml": TEMPLATE, "src/app.mjs": HANDLER };
const AT_TABLE = { line: 2, character: 3 };

const FULL: ClientCapabilities = {
  ...VSCODE,
  textDocument: {
    ...VSCODE.textDocument,
    rename: { prepareSupport: true },
    completion: { completionItem: { snippetSupport: true } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

test("a name is found, highlighted and renamed over the protocol", async (t) => {
  const client = await startClient(t, FILES, { capabilities: FULL });
  await client.open("template.yaml", TEMPLATE);
  const at = { textDocument: { uri: client.uri("template.yaml") }, position: AT_TABLE };
  const locations = await client.connection.sendRequest<Location[]>("textDocument/references", {
    ...at,
    context: { includeDeclaration: false },
  });
  assert.deepEqual(
    locations.map((it) => [it.uri, it.range.start.line]),
    [[client.uri("template.yaml"), 10]],
  );
  const highlights = await client.connection.sendRequest<DocumentHighlight[]>("textDocument/documentHighlight", at);
  assert.equal(highlights.length, 2);

  const range = { start: { line: 2, character: 2 }, end: { line: 2, character: 7 } };
  const prepared = await client.connection.sendRequest("textDocument/prepareRename", at);
  assert.deepEqual(prepared, { range, placeholder: "Table" });
  const edit = await client.connection.sendRequest<WorkspaceEdit>("textDocument/rename", { ...at, newName: "Store" });
  const [change] = edit.documentChanges ?? [];
  assert.ok(change && "edits" in change);
  assert.deepEqual(change.textDocument, { uri: client.uri("template.yaml"), version: 1 });
  assert.deepEqual(
    change.edits.map((it) => ("newText" in it ? [it.range.start.line, it.newText] : [])),
    [
      [2, "Store"],
      [10, "Store"],
    ],
  );
});

test("a rename that is refused tells the client why", async (t) => {
  const client = await startClient(t, FILES, { capabilities: FULL });
  const at = { textDocument: { uri: client.uri("template.yaml") }, position: AT_TABLE };
  await assert.rejects(
    client.connection.sendRequest("textDocument/rename", { ...at, newName: "Orders" }),
    /The name is taken by a resource of this template; choose another name than Orders/,
  );
  await assert.rejects(
    client.connection.sendRequest("textDocument/prepareRename", { ...at, position: { line: 0, character: 0 } }),
    /Put the cursor on a logical id/,
  );
});

test("what is typed is completed as soon as it is typed, with snippets for those who know them", async (t) => {
  for (const snippets of [true, false]) {
    const client = await startClient(t, FILES, { capabilities: snippets ? FULL : {} });
    await client.open("template.yaml", TEMPLATE);
    const textDocument = { uri: client.uri("template.yaml") };
    await client.edit("template.yaml", `${TEMPLATE}      Role: !GetAtt Table.\n`);
    const names = await client.connection.sendRequest<CompletionItem[]>("textDocument/completion", {
      textDocument,
      position: { line: 11, character: 26 },
    });
    assert.deepEqual(
      names.map((it) => it.label),
      ["Arn", "StreamArn"],
    );
    await client.edit("template.yaml", `${TEMPLATE}      Policies:\n        - \n`);
    const policies = await client.connection.sendRequest<CompletionItem[]>("textDocument/completion", {
      textDocument,
      position: { line: 12, character: 10 },
    });
    const edit = policies.find((it) => it.label === "DynamoDBReadPolicy")?.textEdit;
    const wanted = `DynamoDBReadPolicy:\n            TableName: !Ref ${snippets ? "${1:Table}" : "Table"}`;
    assert.equal(edit?.newText, wanted);
  }
});

test("the outline is a tree for those who show trees, and flat for others", async (t) => {
  const textDocument = (client: { uri(name: string): string }) => ({
    textDocument: { uri: client.uri("template.yaml") },
  });
  const tree = await startClient(t, FILES, { capabilities: FULL });
  const [, resources] = await tree.connection.sendRequest<DocumentSymbol[]>(
    "textDocument/documentSymbol",
    textDocument(tree),
  );
  assert.deepEqual(
    resources?.children?.map((it) => it.name),
    ["Table", "Orders"],
  );
  const flat = await startClient(t, FILES);
  const symbols = await flat.connection.sendRequest<SymbolInformation[]>(
    "textDocument/documentSymbol",
    textDocument(flat),
  );
  assert.deepEqual(
    symbols.map((it) => [it.name, it.containerName]),
    [
      ["Transform", undefined],
      ["Resources", undefined],
      ["Table", "Resources"],
      ["Orders", "Resources"],
    ],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type DocumentSymbol, SymbolKind } from "vscode-languageserver";
import { documentSymbols, flatSymbols } from "../../../server/src/features/documentSymbols.js";
import { contains } from "../../../server/src/features/ranges.js";
import type { FileId } from "../../../server/src/model/place.js";
import { openFixture } from "../../support/check.js";
import { sampleTemplates } from "../../support/corpus.js";
import { FIXTURE_ROOT } from "../../support/fixture.js";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Work: { Type: SQS }
  Queue:
    Type: AWS::SQS::Queue
Outputs:
  Url: { Value: !Ref Queue }
`;

test("the outline shows sections, resources with their types, and functions with their events", async () => {
  assert.deepEqual(outline(await symbols(TEMPLATE)), [
    "Transform AWS::Serverless-2016-10-31",
    "Parameters",
    "  Stage String",
    "Resources",
    "  Orders AWS::Serverless::Function",
    "    Work SQS",
    "  Queue AWS::SQS::Queue",
    "Outputs",
    "  Url",
  ]);
});

test("each kind of thing has a symbol of its own", async () => {
  const resources = (await symbols(TEMPLATE)).find((it) => it.name === "Resources")?.children ?? [];
  assert.deepEqual(
    resources.map((it) => it.kind),
    [SymbolKind.Function, SymbolKind.Object],
  );
  assert.equal(resources[0]?.children?.[0]?.kind, SymbolKind.Event);
});

test("JSON has the same outline", async () => {
  const json = '{ "Resources": { "F": { "Type": "AWS::Lambda::Function" } }, "Outputs": {} }';
  const res = await symbols(json, "template.json");
  assert.deepEqual(outline(res), ["Resources", "  F AWS::Lambda::Function", "Outputs"]);
  assert.deepEqual(res[0]?.selectionRange, { start: { line: 0, character: 2 }, end: { line: 0, character: 13 } });
});

test("a client without trees gets the symbols on one level, each with what holds it", async () => {
  const flat = flatSymbols(await symbols(TEMPLATE), "file:///template.yaml");
  assert.deepEqual(
    flat.filter((it) => it.containerName === "Orders").map((it) => it.name),
    ["Work"],
  );
});

test("every symbol of public projects lies in what holds it, its name within its range", async () => {
  for (const { text } of sampleTemplates()) {
    const name = text.trimStart().startsWith("{") ? "template.json" : "template.yaml";
    check(await symbols(text, name));
  }

  function check(level: readonly DocumentSymbol[], parent?: DocumentSymbol): void {
    for (const it of level) {
      assert.ok(contains(it.range, it.selectionRange.start) && contains(it.range, it.selectionRange.end), it.name);
      if (parent) assert.ok(contains(parent.range, it.range.start) && contains(parent.range, it.range.end), it.name);
      check(it.children ?? [], it);
    }
  }
});

async function symbols(text: string, name = "template.yaml") {
  const analysis = await (await openFixture(new Map([[name, text]]))).analyse();
  return documentSymbols(analysis, `${FIXTURE_ROOT}/${name}` as FileId);
}

function outline(level: readonly DocumentSymbol[], indent = ""): readonly string[] {
  return level.flatMap((it) => [
    `${indent}${it.name}${it.detail ? ` ${it.detail}` : ""}`,
    ...outline(it.children ?? [], `${indent}  `),
  ]);
}

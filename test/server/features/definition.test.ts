import assert from "node:assert/strict";
import { test } from "node:test";
import { definitions } from "../../../server/src/features/definition.js";
import { documentLinks } from "../../../server/src/features/documentLinks.js";
import type { Analysis } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";
import { openFixture } from "../../support/check.js";
import { FIXTURE_ROOT } from "../../support/fixture.js";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs24.x
    CodeUri: src
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.orders
  Payments:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.payments
`;
const CODE = "export const orders = async () => {};\n";

test("a handler leads to its export, and to the top of the file when that has no such export", async () => {
  const analysis = await analyse({ "template.yaml": TEMPLATE, "src/app.mjs": CODE });
  assert.deepEqual(targets(analysis, "template.yaml", 9, 18), ["src/app.mjs:0:13"]);
  assert.deepEqual(targets(analysis, "template.yaml", 13, 18), ["src/app.mjs:0:0"]);
  assert.deepEqual(targets(analysis, "template.yaml", 9, 8), []);
});

test("an export leads back to every function that it handles, and only the name does", async () => {
  const both = TEMPLATE.replace("app.payments", "app.orders");
  const analysis = await analyse({ "template.yaml": both, "src/app.mjs": CODE });
  assert.deepEqual(targets(analysis, "src/app.mjs", 0, 15), ["template.yaml:9:15", "template.yaml:13:15"]);
  assert.deepEqual(targets(analysis, "src/app.mjs", 0, 0), []);
  assert.deepEqual(targets(analysis, "src/app.mjs", 0, 30), []);
});

test("handlers are underlined as links to the line of the export", async () => {
  const analysis = await analyse({ "template.yaml": TEMPLATE, "src/app.mjs": CODE });
  const links = documentLinks(analysis, fileId("template.yaml"), uriOf);
  assert.deepEqual(
    links.map((it) => [it.range.start.line, it.target]),
    [
      [9, "src/app.mjs#L1,14"],
      [13, "src/app.mjs#L1,1"],
    ],
  );
  assert.deepEqual(documentLinks(analysis, fileId("src/app.mjs"), uriOf), []);
});

test("a Handler of Globals is a link when it means one file, and none when it means several", async () => {
  const shared = TEMPLATE.replace("CodeUri: src", "Handler: app.orders").replaceAll(
    /Handler: app\.\w+\n {2}P/g,
    "CodeUri: a\n  P",
  );
  const same = shared.replace("Handler: app.payments", "CodeUri: a");
  const different = shared.replace("Handler: app.payments", "CodeUri: b");
  const files = { "a/app.mjs": CODE, "b/app.mjs": CODE };
  const links = async (template: string) =>
    documentLinks(await analyse({ ...files, "template.yaml": template }), fileId("template.yaml"), uriOf);
  assert.deepEqual(
    (await links(same)).map((it) => it.target),
    ["a/app.mjs#L1,14"],
  );
  assert.deepEqual(await links(different), []);
  const analysis = await analyse({ ...files, "template.yaml": different });
  assert.deepEqual(targets(analysis, "template.yaml", 4, 15), ["a/app.mjs:0:13", "b/app.mjs:0:13"]);
});

async function analyse(files: Readonly<Record<string, string>>): Promise<Analysis> {
  return (await openFixture(new Map(Object.entries(files)))).analyse();
}

function targets(analysis: Analysis, name: string, line: number, character: number): readonly string[] {
  return definitions(analysis, fileId(name), { line, character }, uriOf).map(
    ({ targetUri, targetSelectionRange: { start } }) => `${targetUri}:${start.line}:${start.character}`,
  );
}

function fileId(name: string): FileId {
  return `${FIXTURE_ROOT}/${name}` as FileId;
}

function uriOf(file: FileId): string {
  return file.slice(FIXTURE_ROOT.length + 1);
}

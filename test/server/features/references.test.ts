import assert from "node:assert/strict";
import { test } from "node:test";
import { DocumentHighlightKind } from "vscode-languageserver";
import { definitions } from "../../../server/src/features/definition.js";
import { highlights } from "../../../server/src/features/highlights.js";
import { references } from "../../../server/src/features/references.js";
import type { Range } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";
import { openFixture } from "../../support/check.js";
import { FIXTURE_ROOT } from "../../support/fixture.js";
import { marked } from "../../support/marked.js";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Mappings:
  Sizes: { prod: { memory: 512 } }
Resources:
  Table: { Type: AWS::DynamoDB::Table, Condition: IsProd }
  Orders:
    Type: AWS::Serverless::Function
    DependsOn: Table
    Properties:
      Runtime: nodejs24.x
      CodeUri: src/
      Handler: app.handler
      MemorySize: !FindInMap [Sizes, prod, memory]
      Environment: { Variables: { A: !GetAtt Table.Arn, B: !Sub "\${Stage}-\${own}" } }
  Again: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, CodeUri: src/, Handler: app.handler } }
Outputs:
  Role: { Value: !GetAtt OrdersRole.Arn }
  Text: { Value: !Sub ["\${own}", { own: 1 }] }
`;
const CODE = "export const handler = async () => {};\n";
const FILE = `${FIXTURE_ROOT}/template.yaml` as FileId;
const SOURCE = `${FIXTURE_ROOT}/src/app.mjs` as FileId;

const targets: readonly { from: string; to: string | undefined }[] = [
  { from: "!Ref St<|>age", to: "  >Stage: {" },
  { from: "!GetAtt Table<|>.Arn", to: "  >Table: {" },
  { from: "!GetAtt Table.A<|>rn", to: "  >Table: {" },
  { from: "DependsOn: <|>Table", to: "  >Table: {" },
  { from: "${Stage<|>}", to: "  >Stage: {" },
  { from: "Condition: Is<|>Prod", to: "  >IsProd:" },
  { from: "[Si<|>zes", to: "  >Sizes:" },
  { from: "[Sizes, pr<|>od", to: "{ >prod:" },
  { from: "prod, mem<|>ory]", to: "{ >memory:" },
  { from: "OrdersRo<|>le.Arn", to: "  >Orders:" },
  { from: 'Sub ["${ow<|>n}', to: "{ >own:" },
  { from: "-${ow<|>n}", to: undefined },
  { from: "Runtime: node<|>js24", to: undefined },
];

for (const { from, to } of targets) {
  test(`the definition at \`${from}\` is ${to === undefined ? "nowhere" : "where it is declared"}`, async () => {
    const { analysis, position } = await at(from);
    const links = definitions(analysis, FILE, position, (it) => it);
    const wanted = to === undefined ? [] : [startOf(TEMPLATE, to)];
    assert.deepEqual(
      links.map((it) => it.targetSelectionRange.start),
      wanted,
    );
  });
}

test("a reference leads from its own characters to those of the name", async () => {
  const { analysis, position } = await at("!GetAtt Table.A<|>rn");
  const [link] = definitions(analysis, FILE, position, (it) => it);
  assert.deepEqual(
    [link?.originSelectionRange, link?.targetSelectionRange].map((it) => it && textOf(TEMPLATE, it)),
    ["Arn", "Table"],
  );
});

test("the references of a name are all of its uses, with the declaration when that is asked for", async () => {
  const { analysis, position } = await at("  Ta<|>ble: {");
  const lines = (declaration: boolean) =>
    references(analysis, FILE, position, declaration).map(({ range }) => [range.start.line, textOf(TEMPLATE, range)]);
  assert.deepEqual(lines(false), [
    [11, "Table"],
    [17, "Table"],
  ]);
  assert.deepEqual(lines(true)[0], [8, "Table"]);
});

test("the references of a function count what SAM names after it, by the part that is its name", async () => {
  const { analysis, position } = await at("  Or<|>ders:");
  const [only, ...others] = references(analysis, FILE, position, false);
  assert.deepEqual(others, []);
  assert.deepEqual([only?.range.start.line, only && textOf(TEMPLATE, only.range)], [20, "Orders"]);
});

test("the references of an export are the handlers that mean it, from either end", async () => {
  const { analysis, position } = await at("Handler: app<|>.handler");
  const fromTemplate = references(analysis, FILE, position, true);
  const fromCode = references(analysis, SOURCE, { line: 0, character: 15 }, true);
  assert.deepEqual(fromCode, fromTemplate);
  assert.deepEqual(
    fromTemplate.map((it) => [it.file, it.range.start.line]),
    [
      [SOURCE, 0],
      [FILE, 15],
      [FILE, 18],
    ],
  );
});

test("a name is highlighted where it is written and where it is read, in its template alone", async () => {
  const { analysis, position } = await at("!Ref St<|>age");
  assert.deepEqual(
    highlights(analysis, FILE, position).map((it) => [it.range.start.line, it.kind]),
    [
      [2, DocumentHighlightKind.Write],
      [4, DocumentHighlightKind.Read],
      [17, DocumentHighlightKind.Read],
    ],
  );
  assert.deepEqual(highlights(analysis, SOURCE, { line: 0, character: 15 }), []);
});

test("what is no name of the template has no references and no highlights", async () => {
  for (const from of ["-${ow<|>n}", "Runtime: node<|>js24"]) {
    const { analysis, position } = await at(from);
    assert.deepEqual(references(analysis, FILE, position, true), []);
    assert.deepEqual(highlights(analysis, FILE, position), []);
  }
});

async function at(mark: string) {
  const found = mark.replace("<|>", "");
  assert.ok(TEMPLATE.includes(found), mark);
  const { position } = marked(TEMPLATE.replace(found, () => mark));
  const files = new Map([
    ["template.yaml", TEMPLATE],
    ["src/app.mjs", CODE],
  ]);
  return { analysis: await (await openFixture(files)).analyse(), position };
}

/** Where the character behind `>` stands. */
function startOf(text: string, mark: string) {
  return marked(text.replace(mark.replace(">", ""), () => mark.replace(">", "<|>"))).position;
}

function textOf(text: string, { start, end }: Range): string {
  return text.split("\n")[start.line]?.slice(start.character, end.character) ?? "";
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { completions } from "../../../server/src/features/completion.js";
import { definitions } from "../../../server/src/features/definition.js";
import { references } from "../../../server/src/features/references.js";
import { rename } from "../../../server/src/features/rename.js";
import type { FileId } from "../../../server/src/model/place.js";
import { applyEdits, openFixture } from "../../support/check.js";
import { FIXTURE_ROOT } from "../../support/fixture.js";
import { marked } from "../../support/marked.js";

const PARENT = `Transform: AWS::Serverless-2016-10-31
Resources:
  Child:
    Type: AWS::Serverless::Application
    Properties:
      Location: ./nested/template.yaml
      Parameters:
        Stage: prod
        "Size": 3
  Remote:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: https://example.com/template.yaml, Parameters: { Stage: prod } }
  F:
    Type: AWS::Serverless::Function
    Properties:
      Value: !GetAtt Child.Outputs.Name
`;
const CHILD = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String }
  Size: { Type: Number }
Resources:
  F: { Type: AWS::Serverless::Function, Properties: { Value: !Ref Stage, Other: !Ref Size } }
Outputs:
  Name: { Value: !Ref F }
  Arn: { Value: !GetAtt F.Arn }
`;
const FILES = new Map([
  ["template.yaml", PARENT],
  ["nested/template.yaml", CHILD],
]);

test("a parameter of a nested stack is found from where it is given", async () => {
  assert.deepEqual(await definitionAt("template.yaml", "        St<|>age: prod"), [
    ["nested/template.yaml", { line: 2, character: 2 }],
  ]);
});

test("an output of a nested stack is found from where it is used, and its stack from its id", async () => {
  assert.deepEqual(await definitionAt("template.yaml", "Child.Outputs.Na<|>me"), [
    ["nested/template.yaml", { line: 7, character: 2 }],
  ]);
  assert.deepEqual(await definitionAt("template.yaml", "!GetAtt Chi<|>ld"), [
    ["template.yaml", { line: 2, character: 2 }],
  ]);
});

test("what is given to a template from elsewhere leads nowhere", async () => {
  assert.deepEqual(await definitionAt("template.yaml", "Parameters: { St<|>age"), []);
});

test("the references of a parameter are found in the templates that give it, from both ends", async () => {
  for (const [name, mark] of [
    ["nested/template.yaml", "  Si<|>ze: { Type"],
    ["template.yaml", '"Si<|>ze"'],
  ] as const) {
    const { analysis, file, position } = await at(name, mark);
    assert.deepEqual(
      references(analysis, file, position, false).map((it) => [nameOf(it.file), it.range.start.line]),
      [
        ["nested/template.yaml", 5],
        ["template.yaml", 8],
      ],
    );
  }
});

test("a parameter is renamed in the templates that give it too", async () => {
  const { analysis, file, position } = await at("nested/template.yaml", "  Si<|>ze: { Type");
  const res = rename(analysis, file, position, "Count");
  const after = applyEdits(FILES, res.kind === "edits" ? res.edits : []);
  assert.equal(after.get("template.yaml"), PARENT.replace('"Size"', '"Count"'));
  assert.equal(after.get("nested/template.yaml"), CHILD.replaceAll("Size", "Count"));
});

test("a parameter is not renamed to what the other template gives already", async () => {
  const parent = PARENT.replace("Stage: prod\n", "Stage: prod\n        Count: 3\n");
  const { analysis, file, position } = await at(
    "nested/template.yaml",
    "  Si<|>ze: { Type",
    new Map([...FILES, ["template.yaml", parent]]),
  );
  const res = rename(analysis, file, position, "Count");
  assert.match(res.kind === "refused" ? res.message : "", /^A template that nests this one .*: template\.yaml$/);
});

test("the outputs of a nested stack are offered behind its id", async () => {
  const text = PARENT.replace("Child.Outputs.Name", "Child.<|>");
  const { text: parent, position } = marked(text);
  const files = new Map([...FILES, ["template.yaml", parent]]);
  const analysis = await (await openFixture(files)).analyse();
  const items = completions(analysis, fileOf("template.yaml"), position, { snippets: true });
  assert.deepEqual(
    items.map((it) => it.label).filter((it) => it.startsWith("Outputs.")),
    ["Outputs.Name", "Outputs.Arn"],
  );
});

async function definitionAt(name: string, mark: string) {
  const { analysis, file, position } = await at(name, mark);
  const links = definitions(analysis, file, position, (it) => nameOf(it));
  return links.map((it) => [it.targetUri, it.targetSelectionRange.start]);
}

async function at(name: string, mark: string, files: ReadonlyMap<string, string> = FILES) {
  const found = mark.replace("<|>", "");
  const source = files.get(name) ?? "";
  assert.ok(source.includes(found), mark);
  const { position } = marked(source.replace(found, () => mark));
  return { analysis: await (await openFixture(files)).analyse(), file: fileOf(name), position };
}

function fileOf(name: string): FileId {
  return `${FIXTURE_ROOT}/${name}` as FileId;
}

function nameOf(file: FileId): string {
  return file.slice(FIXTURE_ROOT.length + 1);
}

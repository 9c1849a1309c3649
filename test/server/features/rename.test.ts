import assert from "node:assert/strict";
import { test } from "node:test";
import { rename, renameable } from "../../../server/src/features/rename.js";
import type { FileId } from "../../../server/src/model/place.js";
import { applyEdits, openFixture } from "../../support/check.js";
import { sampleTemplates } from "../../support/corpus.js";
import { FIXTURE_ROOT } from "../../support/fixture.js";
import { marked } from "../../support/marked.js";

const ROLE = "OrdersRole";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Mappings:
  Sizes: { prod: { memory: 512 }, dev: { memory: 128 } }
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Condition: IsProd
    Properties:
      TableName: Table
  Orders:
    Type: AWS::Serverless::Function
    DependsOn: [Table]
    Properties:
      Handler: app.handler
      MemorySize: !FindInMap [Sizes, !Ref Stage, memory]
      Environment:
        Variables:
          TABLE: !Ref Table
          ARN: { "Fn::GetAtt": [Table, Arn] }
          TEXT: !Sub |
            Table is \${Table},
              and \${Stage} # \${ Table.Arn }
          MAYBE: !If [IsProd, "Table", !Ref AWS::NoValue]
      Policies:
        - DynamoDBCrudPolicy: { TableName: !Ref "Table" }
Outputs:
  Role: { Condition: IsProd, Value: !GetAtt ${ROLE}.Arn }
`;

const cases: readonly { what: string; at: string; to: string; lines: readonly string[] }[] = [
  {
    what: "a resource, from its declaration",
    at: "  <|>Table:",
    to: "Orders2",
    lines: [
      "  Orders2:",
      "    DependsOn: [Orders2]",
      "          TABLE: !Ref Orders2",
      '          ARN: { "Fn::GetAtt": [Orders2, Arn] }',
      "            Table is ${Orders2},",
      "              and ${Stage} # ${ Orders2.Arn }",
      '        - DynamoDBCrudPolicy: { TableName: !Ref "Orders2" }',
    ],
  },
  {
    what: "a parameter, from a reference to it",
    at: "Equals [!Ref Sta<|>ge",
    to: "Environment",
    lines: [
      "  Environment: { Type: String, Default: dev }",
      "  IsProd: !Equals [!Ref Environment, prod]",
      "      MemorySize: !FindInMap [Sizes, !Ref Environment, memory]",
      "              and ${Environment} # ${ Table.Arn }",
    ],
  },
  {
    what: "a condition",
    at: "Condition: <|>IsProd",
    to: "Production",
    lines: [
      "  Production: !Equals [!Ref Stage, prod]",
      "    Condition: Production",
      '          MAYBE: !If [Production, "Table", !Ref AWS::NoValue]',
      `  Role: { Condition: Production, Value: !GetAtt ${ROLE}.Arn }`,
    ],
  },
  {
    what: "a mapping",
    at: "FindInMap [Sizes<|>",
    to: "Memory",
    lines: [
      "  Memory: { prod: { memory: 512 }, dev: { memory: 128 } }",
      "      MemorySize: !FindInMap [Memory, !Ref Stage, memory]",
    ],
  },
  {
    what: "a function, with the role that SAM names after it",
    at: "  Or<|>ders:",
    to: "Purchases",
    lines: ["  Purchases:", "  Role: { Condition: IsProd, Value: !GetAtt PurchasesRole.Arn }"],
  },
];

for (const { what, at, to, lines } of cases) {
  test(`renames ${what}, and nothing but it`, async () => {
    const { edits, text } = await renamed(mark(TEMPLATE, at), to);
    const before = TEMPLATE.split("\n");
    const changed = text.split("\n").filter((line, i) => line !== before[i]);
    assert.deepEqual(changed, lines);
    assert.equal(
      edits.every((it) => it.newText === to),
      true,
    );
  });
}

const refusals: readonly { why: string; at: string; to: string; says: RegExp; template?: string }[] = [
  { why: "a taken name", at: "  <|>Table:", to: "Orders", says: /^The name is taken by a resource .* than Orders$/ },
  { why: "the name of a parameter for a resource", at: "  <|>Table:", to: "Stage", says: /taken by a parameter/ },
  { why: "a name that SAM gives", at: "  <|>Table:", to: ROLE, says: /^SAM gives this name .* makes for Orders;/ },
  { why: "a name with signs", at: "  <|>Table:", to: "my-table", says: /letters and digits only, .* than "my-table"$/ },
  { why: "an empty name", at: "  <|>Table:", to: "", says: /letters and digits only/ },
  { why: "a name too long", at: "  <|>Table:", to: "T".repeat(256), says: /at most 255 characters/ },
  { why: "a name that YAML reads as a boolean", at: "  <|>Table:", to: "Yes", says: /^YAML reads this as/ },
  { why: "a name that YAML reads as a number", at: "  <|>Table:", to: "1e3", says: /^YAML reads this as/ },
  { why: "an attribute", at: "OrdersRole.Ar<|>n", to: "Name", says: /^The type of the resource gives .*: Arn$/ },
  {
    why: "a function whose role would be another resource",
    at: "  Ord<|>ers:",
    to: "Buyer",
    says: /^SAM would make a second resource with the name BuyerRole; .* than Buyer$/,
    template: TEMPLATE.replace("Outputs:", "  BuyerRole: { Type: AWS::IAM::Role }\nOutputs:"),
  },
  { why: "a pseudo parameter", at: "AWS::No<|>Value", to: "None", says: /^AWS gives this parameter its name/ },
  { why: "what is no name", at: "Handler: app<|>", to: "None", says: /^Put the cursor on/ },
  {
    why: "a name that nothing declares",
    at: "!Ref <|>Tabel",
    to: "Table2",
    says: /declares no such name; .*: Tabel$/,
    template: TEMPLATE.replace("TABLE: !Ref Table", "TABLE: !Ref Tabel"),
  },
  {
    why: "a template that does not parse",
    at: "  <|>Table:",
    to: "Table2",
    says: /cannot be read, .*: Resources\/Broken does not parse$/,
    template: TEMPLATE.replace("Outputs:", '  Broken:\n    Type: "AWS::SQS\nOutputs:'),
  },
  {
    why: "a name inside escapes",
    at: "  <|>Table:",
    to: "Table2",
    says: /escapes or folded lines/,
    template: TEMPLATE.replace('!Ref "Table"', '!Ref "T\\x61ble"'),
  },
  {
    why: "a name that a variable would hide",
    at: "  <|>Table:",
    to: "Hidden",
    says: /would not mean the same/,
    template: TEMPLATE.replace('!Ref "Table"', '!Sub ["${Table}${Hidden}", { Hidden: a }]'),
  },
  {
    why: "one of two resources of the same name",
    at: "TABLE: !Ref <|>Table",
    to: "Table2",
    says: /would not mean the same/,
    template: TEMPLATE.replace("Outputs:", "  Table: { Type: AWS::SQS::Queue }\nOutputs:"),
  },
];

for (const { why, at, to, says, template = TEMPLATE } of refusals) {
  test(`refuses ${why} and says what to do`, async () => {
    const { text, position } = marked(mark(template, at));
    const analysis = await (await openFixture(new Map([["template.yaml", text]]))).analyse();
    const res = rename(analysis, FILE, position, to);
    assert.match(res.kind === "refused" ? res.message : "", says);
  });
}

test("what would be renamed is the name under the cursor, also inside a text", async () => {
  const { text, position } = marked(mark(TEMPLATE, "${ Tab<|>le.Arn }"));
  const analysis = await (await openFixture(new Map([["template.yaml", text]]))).analyse();
  const line = text.split("\n").findIndex((it) => it.includes("${ Table.Arn }"));
  assert.deepEqual(renameable(analysis, FILE, position), {
    kind: "name",
    range: { start: { line, character: 32 }, end: { line, character: 37 } },
    name: "Table",
  });
});

test("a function with a role of its own may be renamed to what that role is named after", async () => {
  const text = `Resources:
  Or<|>ders: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt BuyerRole.Arn } }
  BuyerRole: { Type: AWS::IAM::Role }
`;
  assert.equal((await renamed(text, "Buyer")).text, text.replace("Or<|>ders", "Buyer"));
});

test("what stands behind an anchor is renamed once, and its aliases are left", async () => {
  const text = `Resources:
  Ta<|>ble: { Type: AWS::DynamoDB::Table }
  A: { Type: AWS::Lambda::Function, DependsOn: &needs [Table], Properties: { A: &name !Ref Table } }
  B: { Type: AWS::Lambda::Function, DependsOn: *needs, Properties: { A: *name } }
`;
  assert.equal(
    (await renamed(text, "Store")).text,
    text.replace("<|>", "").replaceAll("Table", (it, at) => (at > 60 || at < 20 ? "Store" : it)),
  );
});

test("lines that end with a carriage return are renamed alike", async () => {
  const text = TEMPLATE.replace("  Table:", "  <|>Table:");
  const windows = await renamed(text.replaceAll("\n", "\r\n"), "Store");
  assert.equal(windows.text.replaceAll("\r\n", "\n"), (await renamed(text, "Store")).text);
});

test("JSON is renamed with its quotes and escapes kept", async () => {
  const json = `{
  "Resources": {
    "Table": { "Type": "AWS::DynamoDB::Table" },
    "F": {
      "Type": "AWS::Lambda::Function", "DependsOn": ["Table"],
      "Properties": { "A": { "Fn::Sub": "\\"\${Table}\\"\\n\${Table.Arn}" }, "B": { "Ref": "Table<|>" } }
    }
  }
}
`;
  const { text } = await renamed(json, "Orders", "template.json");
  assert.equal(
    text,
    json.replace("<|>", "").replace(/\bTable(?!")|(?<=[^:])"Table"/g, (it) => it.replace("Table", "Orders")),
  );
});

test("every resource of public projects is renamed to a template that says the same, or not at all", async () => {
  let count = 0;
  for (const { text } of sampleTemplates().filter((_, i) => i % 6 === 0)) {
    const name = text.trimStart().startsWith("{") ? "template.json" : "template.yaml";
    const analysis = await (await openFixture(new Map([[name, text]]))).analyse();
    const file = `${FIXTURE_ROOT}/${name}` as FileId;
    for (const { id, place } of analysis.templates[0]?.template.resources.values() ?? []) {
      const start = analysis.locate(place)?.range.start;
      const res = start && rename(analysis, file, { ...start, character: start.character + 1 }, "Renamed7");
      if (res?.kind !== "edits") continue;
      const after = applyEdits(new Map([[name, text]]), res.edits).get(name) ?? "";
      const again = await (await openFixture(new Map([[name, after]]))).analyse();
      const ids = (it: typeof analysis) => [...(it.templates[0]?.template.resources.keys() ?? [])];
      assert.deepEqual(
        ids(again),
        ids(analysis).map((it) => (it === id ? "Renamed7" : it)),
      );
      count += 1;
    }
  }
  assert.ok(count > 0);
});

const FILE = `${FIXTURE_ROOT}/template.yaml` as FileId;

/** The text with a cursor where `at`, that text around it, stands first. */
function mark(text: string, at: string): string {
  const found = at.replace("<|>", "");
  assert.ok(text.includes(found), at);
  return text.replace(found, () => at);
}

async function renamed(source: string, to: string, name = "template.yaml") {
  const { text, position } = marked(source);
  const files = new Map([[name, text]]);
  const analysis = await (await openFixture(files)).analyse();
  const res = rename(analysis, `${FIXTURE_ROOT}/${name}` as FileId, position, to);
  if (res.kind === "refused") throw new Error(res.message);
  return { edits: res.edits, text: applyEdits(files, res.edits).get(name) ?? "" };
}

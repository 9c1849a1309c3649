import assert from "node:assert/strict";
import { test } from "node:test";
import type { CompletionItem } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { completions } from "../../../server/src/features/completion.js";
import type { FileId } from "../../../server/src/model/place.js";
import { openFixture } from "../../support/check.js";
import { sampleTemplates } from "../../support/corpus.js";
import { FIXTURE_ROOT } from "../../support/fixture.js";
import { marked } from "../../support/marked.js";
import { randomFrom } from "../../support/random.js";

const HEAD = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsBig: !Not [!Condition IsProd]
Mappings:
  Sizes: { prod: { memory: 512 }, dev: { memory: 128, disk: 1 } }
Resources:
  Table:
    Type: AWS::DynamoDB::Table
  Queue:
    Type: AWS::SQS::Queue
`;

/** A function whose `Properties`, and what stands beside them, are given. */
const yaml = (properties: string, attributes = ""): string => `${HEAD}  Orders:
    Type: AWS::Serverless::Function
${attributes}    Properties:
      Runtime: nodejs24.x
${properties}
  Last:
    Type: AWS::SQS::Queue
`;

const VALUES = ["Stage", "Table", "Queue", "Orders", "Last", "AWS::AccountId"];
const RESOURCES = ["Table", "Queue", "Orders", "Last"];

const cases: readonly { where: string; text: string; offers: readonly string[] }[] = [
  { where: "behind !Ref", text: yaml("      Value: !Ref <|>"), offers: VALUES },
  { where: "in a word behind !Ref", text: yaml("      Value: !Ref Ta<|>"), offers: VALUES },
  { where: "behind Ref in the long form", text: yaml("      Value: { Ref: <|> }"), offers: VALUES },
  { where: "in the quotes behind !Ref", text: yaml('      Value: !Ref "<|>'), offers: VALUES },
  { where: "in a half-typed hole of !Sub", text: yaml("      Value: !Sub a-${<|>"), offers: VALUES },
  { where: "in a word in a hole of !Sub", text: yaml('      Value: !Sub "a-${Ta<|>'), offers: VALUES },
  {
    where: "in a hole in the lines below !Sub",
    text: yaml("      Value: !Sub |\n        a:\n          b: ${<|>\n      Other: 1"),
    offers: VALUES,
  },
  {
    where: "in a hole below Fn::Sub as a list",
    text: yaml("      Value:\n        Fn::Sub:\n          - a ${<|>}\n          - {}"),
    offers: VALUES,
  },
  { where: "in a hole of a text that is no Sub", text: yaml("      Value: a-${<|>"), offers: [] },
  { where: "behind a resource in a hole", text: yaml("      Value: !Sub ${Table.<|>"), offers: ["Arn", "StreamArn"] },
  { where: "behind !GetAtt", text: yaml("      Value: !GetAtt <|>"), offers: RESOURCES },
  { where: "behind the dot of !GetAtt", text: yaml("      Value: !GetAtt Table.<|>"), offers: ["Arn", "StreamArn"] },
  { where: "in a word behind the dot", text: yaml("      Value: !GetAtt Table.A<|>"), offers: ["Arn", "StreamArn"] },
  { where: "first in a list of !GetAtt", text: yaml("      Value: !GetAtt [<|>"), offers: RESOURCES },
  {
    where: "second in a list of Fn::GetAtt",
    text: yaml("      Value:\n        Fn::GetAtt: [Table, <|>"),
    offers: ["Arn", "StreamArn"],
  },
  {
    where: "second in a list over lines",
    text: yaml("      Value:\n        Fn::GetAtt:\n          - Table\n          - <|>"),
    offers: ["Arn", "StreamArn"],
  },
  { where: "behind the dot of what is no resource", text: yaml("      Value: !GetAtt Nothing.<|>"), offers: [] },
  { where: "behind DependsOn", text: yaml("", "    DependsOn: <|>\n"), offers: ["Table", "Queue", "Last"] },
  {
    where: "in a list of DependsOn",
    text: yaml("", "    DependsOn: [Table, <|>]\n"),
    offers: ["Table", "Queue", "Last"],
  },
  {
    where: "in a list of DependsOn over lines",
    text: yaml("", "    DependsOn:\n      - Table\n      - <|>\n"),
    offers: ["Table", "Queue", "Last"],
  },
  { where: "behind the Condition of a resource", text: yaml("", "    Condition: <|>\n"), offers: ["IsProd", "IsBig"] },
  { where: "first in !If", text: yaml("      Value: !If [<|>"), offers: ["IsProd", "IsBig"] },
  {
    where: "behind the Condition of a statement",
    text: yaml("      Policies:\n        - Statement:\n            - Condition: <|>"),
    offers: [],
  },
  {
    where: "in another condition",
    text: yaml("").replace("!Condition IsProd", "!Condition <|>"),
    offers: ["IsProd"],
  },
  { where: "first in !FindInMap", text: yaml("      Value: !FindInMap [<|>"), offers: ["Sizes"] },
  { where: "second in !FindInMap", text: yaml("      Value: !FindInMap [Sizes, <|>"), offers: ["prod", "dev"] },
  {
    where: "third in !FindInMap",
    text: yaml("      Value: !FindInMap [Sizes, dev, <|>]"),
    offers: ["memory", "disk"],
  },
  {
    where: "third in !FindInMap behind a reference",
    text: yaml("      Value: !FindInMap [Sizes, !Ref Stage, <|>]"),
    offers: ["memory", "disk"],
  },
  { where: "in a comment", text: yaml("      # Value: !Ref <|>"), offers: [] },
  { where: "in a plain value", text: yaml("      Value: Ta<|>"), offers: [] },
];

for (const { where, text, offers } of cases) {
  test(`${where} ${offers.length === 0 ? "nothing is offered" : "the names that fit are offered"}`, async () => {
    const labels = (await itemsAt(text)).map((it) => it.label);
    // Of the pseudo parameters, the first stands for all.
    assert.deepEqual(
      labels.filter((it) => !it.startsWith("AWS::") || it === "AWS::AccountId"),
      offers,
    );
  });
}

test("lines that end with a carriage return are completed alike", async () => {
  for (const { where, text } of cases) {
    const labels = async (source: string) => (await itemsAt(source)).map((it) => it.label);
    assert.deepEqual(await labels(text.replaceAll("\n", "\r\n")), await labels(text), where);
  }
});

test("what is chosen takes the place of the word that is half typed", async () => {
  assert.equal(await chosen(yaml('      Value: !Sub "a-${Ta<|>"'), "Table"), yaml('      Value: !Sub "a-${Table"'));
  assert.equal(
    await chosen(yaml("      Value: !GetAtt Table.St<|>"), "StreamArn"),
    yaml("      Value: !GetAtt Table.StreamArn"),
  );
});

const json = (value: string): string => `{
  "Resources": {
    "Table": { "Type": "AWS::DynamoDB::Table" },
    "F": { "Type": "AWS::Serverless::Function", "DependsOn": [], "Properties": {
      "Value": ${value}
`;

test("half-typed JSON is completed, with quotes where there are none", async () => {
  const rest = "\n    } }\n  }\n}\n";
  const at = async (value: string, label: string) => chosen(json(value) + rest, label, "template.json");
  assert.equal(await at('{ "Ref": "Ta<|>" }', "Table"), json('{ "Ref": "Table" }') + rest);
  assert.equal(await at('{ "Ref": <|> }', "Table"), json('{ "Ref": "Table" }') + rest);
  assert.equal(
    await at('{ "Fn::GetAtt": ["Table", "<|>"] }', "Arn"),
    json('{ "Fn::GetAtt": ["Table", "Arn"] }') + rest,
  );
  assert.equal(await at('{ "Fn::Sub": "${Table.<|>" }', "Arn"), json('{ "Fn::Sub": "${Table.Arn" }') + rest);
});

test("a policy template comes with its parameters, and resources that they can be", async () => {
  const text = yaml("      Policies:\n        - Dyn<|>");
  assert.equal(
    await chosen(text, "DynamoDBCrudPolicy"),
    yaml("      Policies:\n        - DynamoDBCrudPolicy:\n            TableName: !Ref ${1:Table}"),
  );
  assert.equal(
    await chosen(text, "SQSPollerPolicy"),
    yaml("      Policies:\n        - SQSPollerPolicy:\n            QueueName: !GetAtt ${1|Queue,Last|}.QueueName"),
  );
  assert.equal(
    await chosen(text, "CloudWatchPutMetricPolicy"),
    yaml("      Policies:\n        - CloudWatchPutMetricPolicy: {}"),
  );
});

test("a policy template is offered in JSON", async () => {
  const text = `{ "Resources": {
  "Table": { "Type": "AWS::DynamoDB::Table" },
  "F": { "Type": "AWS::Serverless::Function", "Properties": { "Policies": [{ "Dyn<|>" }] } } } }
`;
  assert.equal(
    await chosen(text, "DynamoDBReadPolicy", "template.json"),
    text.replace('"Dyn<|>"', '"DynamoDBReadPolicy": { "TableName": { "Ref": "${1:Table}" } }'),
  );
});

test("policies of a resource that takes no policy templates are left alone", async () => {
  const text = yaml("").replace(
    "  Last:",
    "  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - <|>\n  Last:",
  );
  assert.deepEqual(await itemsAt(text), []);
});

test("an event type comes with the properties that it cannot do without", async () => {
  const events = (lines: string) => yaml(`      Events:\n        Work:\n          ${lines}`);
  assert.equal(
    await chosen(events("Type: S<|>"), "SQS"),
    events("Type: SQS\n          Properties:\n            Queue: !GetAtt ${1|Queue,Last|}.Arn"),
  );
  assert.equal(
    await chosen(events("Type: <|>"), "DynamoDB"),
    events(
      "Type: DynamoDB\n          Properties:\n            Stream: !GetAtt ${1:Table}.StreamArn\n            StartingPosition: ${2|TRIM_HORIZON,LATEST|}",
    ),
  );
});

test("an event that has properties gets the type alone", async () => {
  const text = yaml("      Events:\n        Work:\n          Type: <|>\n          Properties: { Queue: a }");
  assert.equal(await chosen(text, "SQS"), text.replace("<|>", "SQS"));
});

test("a new event is offered as a whole", async () => {
  const text = yaml("      Events:\n        <|>");
  assert.equal(
    await chosen(text, "Schedule"),
    text.replace(
      "<|>",
      "${1:ScheduleEvent}:\n          Type: Schedule\n          Properties:\n            Schedule: ${2:rate(1 day)}",
    ),
  );
});

test("a client without snippets gets plain text", async () => {
  const text = yaml("      Events:\n        <|>");
  assert.equal(
    await chosen(text, "SQS", "template.yaml", false),
    text.replace("<|>", "SQSEvent:\n          Type: SQS\n          Properties:\n            Queue: !GetAtt Queue.Arn"),
  );
});

test("completion answers everywhere in templates that are cut off there", async () => {
  const random = randomFrom(11);
  for (const { text } of sampleTemplates()) {
    const name = text.trimStart().startsWith("{") ? "template.json" : "template.yaml";
    const typed = random.pick(["!Ref ", "!GetAtt ", "${", '"', "Fn::GetAtt: [", "- ", "Type: ", "DependsOn:\n  - "]);
    const at = random.below(text.length);
    const source = `${text.slice(0, at)}${typed}<|>${random.below(2) === 0 ? "" : text.slice(at)}`.replaceAll(
      /<\|>(?=.*<\|>)/gs,
      "",
    );
    for (const it of await itemsAt(source, name)) assert.ok(it.label !== "");
  }
});

async function itemsAt(source: string, name = "template.yaml", snippets = true): Promise<readonly CompletionItem[]> {
  const { text, position } = marked(source);
  const analysis = await (await openFixture(new Map([[name, text]]))).analyse();
  return completions(analysis, `${FIXTURE_ROOT}/${name}` as FileId, position, { snippets });
}

/** The text once an item is chosen, placeholders left as they are. */
async function chosen(source: string, label: string, name = "template.yaml", snippets = true): Promise<string> {
  const item = (await itemsAt(source, name, snippets)).find((it) => it.label === label);
  if (!item?.textEdit || !("range" in item.textEdit)) throw new Error(`not offered: ${label}`);
  return TextDocument.applyEdits(TextDocument.create("", "", 0, marked(source).text), [item.textEdit]);
}

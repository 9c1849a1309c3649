import assert from "node:assert/strict";
import test from "node:test";
import type { NamePlace } from "../../../server/src/config/references/names.js";
import { readNames } from "../../../server/src/config/references/readNames.js";
import { ChunkCache } from "../../../server/src/config/syntax/chunkCache.js";
import { parseTemplate } from "../../../server/src/config/syntax/document.js";
import type { FileId } from "../../../server/src/model/place.js";
import { sampleTemplates } from "../../support/corpus.js";
import { randomFrom } from "../../support/random.js";

function read(text: string, file = "/template.yaml") {
  return readNames(text, parseTemplate(file as FileId, text, new ChunkCache()));
}

/** Uses of names: kind, name, attribute; with a tilde where the span is not certain. */
function uses(text: string, file?: string): readonly string[] {
  return read(text, file)
    .places.filter((it) => !it.declares)
    .map(described);
}

function described({ kind, name, attribute, exact, generated }: NamePlace): string {
  const maker = generated === undefined ? "" : ` (${generated})`;
  return `${exact ? "" : "~"}${kind} ${name}${attribute ? `.${attribute.name}` : ""}${maker}`;
}

/** A template with a table, a parameter and a condition, and what uses them. */
function template(properties: string, attributes = ""): string {
  return `Parameters:
  Stage: { Type: String }
Conditions:
  IsProd: !Equals [a, b]
Mappings:
  Sizes:
    prod: { memory: 512 }
Resources:
  Table:
    Type: AWS::DynamoDB::Table
  Orders:
    Type: AWS::Serverless::Function
${attributes}    Properties:
      Value: ${properties}
`;
}

const cases: readonly { where: string; text: string; names: readonly string[] }[] = [
  { where: "Ref", text: template("!Ref Table"), names: ["resource Table"] },
  { where: "Ref in the long form", text: template("{ Ref: Stage }"), names: ["parameter Stage"] },
  { where: "Ref in quotes", text: template('!Ref "Table"'), names: ["resource Table"] },
  { where: "Ref of a pseudo parameter", text: template("!Ref AWS::Region"), names: ["pseudo-parameter AWS::Region"] },
  { where: "Ref of what SAM adds", text: template("!Ref Orders.Version"), names: ["resource Orders.Version"] },
  { where: "Ref of nothing", text: template("!Ref Tabel"), names: ["unknown Tabel"] },
  { where: "GetAtt", text: template("!GetAtt Table.Arn"), names: ["resource Table.Arn"] },
  { where: "GetAtt of a nested attribute", text: template("!GetAtt Table.A.B"), names: ["resource Table.A.B"] },
  { where: "GetAtt as a list", text: template("!GetAtt [Table, Arn]"), names: ["resource Table.Arn"] },
  { where: "GetAtt in the long form", text: template("{ 'Fn::GetAtt': [Table, Arn] }"), names: ["resource Table.Arn"] },
  {
    where: "Sub",
    text: template('!Sub "${Table}-${ Stage }-${AWS::Region}-${!Table}-${Table.Arn}"'),
    names: ["resource Table", "parameter Stage", "pseudo-parameter AWS::Region", "resource Table.Arn"],
  },
  {
    where: "Sub with variables of its own",
    text: template('!Sub ["${Table}-${Stage}", { Stage: !GetAtt Table.Arn }]'),
    names: ["resource Table", "variable Stage", "resource Table.Arn"],
  },
  {
    where: "Sub over several lines",
    text: template("!Sub |\n        first ${Table}\n\n          # not a comment ${Stage}\n        last"),
    names: ["resource Table", "parameter Stage"],
  },
  {
    where: "Sub with escapes beside the names",
    text: template('!Sub "\\t\\u0041 ${Table} \\" ${Stage}"'),
    names: ["resource Table", "parameter Stage"],
  },
  { where: "Sub with escapes inside a name", text: template('!Sub "${Tab\\x6ce}"'), names: ["~resource Table"] },
  { where: "If", text: template("!If [IsProd, !Ref Table, Stage]"), names: ["condition IsProd", "resource Table"] },
  {
    where: "FindInMap",
    text: template("!FindInMap [Sizes, prod, memory]"),
    names: ["mapping Sizes", "mapping-key Sizes/prod", "mapping-key Sizes/prod/memory"],
  },
  {
    where: "FindInMap by a parameter",
    text: template("!FindInMap [Sizes, !Ref Stage, memory]"),
    names: ["mapping Sizes", "parameter Stage"],
  },
  { where: "DependsOn", text: template("1", "    DependsOn: Table\n"), names: ["resource Table"] },
  {
    where: "DependsOn as a list, and Condition",
    text: template("1", "    DependsOn:\n      - Table\n      - Nothing\n    Condition: IsProd\n"),
    names: ["resource Table", "unknown Nothing", "condition IsProd"],
  },
  {
    where: "a statement with conditions, which are no conditions of the template",
    text: template("{ Effect: Allow, Condition: IsProd }"),
    names: [],
  },
  {
    where: "a role that SAM makes",
    text: template("!GetAtt OrdersRole.Arn"),
    names: ["resource Orders.Arn (OrdersRole)"],
  },
  { where: "a name that only begins alike", text: template("!Ref OrdersBucket"), names: ["unknown OrdersBucket"] },
  {
    where: "an alias, whose names stand at its anchor",
    text: template("[&name !Sub '${Table}', *name]"),
    names: ["resource Table"],
  },
  {
    where: "an alias as an argument",
    text: template("[&text 'a ${Table}', !Sub [*text, {}]]"),
    names: ["resource Table"],
  },
  {
    where: "a merge key",
    text: template("1", "    <<: { DependsOn: Table, Condition: IsProd }\n"),
    names: ["resource Table", "condition IsProd"],
  },
  {
    where: "the ends of a connector",
    text: template(
      "1",
      "    Connectors:\n      Use: { Properties: { Destination: { Id: Table }, Permissions: [Read] } }\n",
    ),
    names: ["resource Table"],
  },
  { where: "text that only looks like a name", text: template("[Table, '${Table}', !Base64 Table]"), names: [] },
];

for (const { where, text, names } of cases) {
  test(`the names in ${where} are told`, () => {
    assert.deepEqual(uses(text), names);
  });
}

test("conditions refer to each other and to parameters", () => {
  const text = `Parameters: { Stage: { Type: String } }
Conditions:
  A: !Equals [!Ref Stage, prod]
  B: !Not [!Condition A]
  C: { "Fn::And": [{ Condition: A }, { Condition: B }] }
  D: { Condition: C }
Resources: {}
`;
  assert.deepEqual(uses(text), ["parameter Stage", "condition A", "condition A", "condition B", "condition C"]);
});

test("outputs and the groups of the console name things too", () => {
  const text = `Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups: [{ Parameters: [Stage] }]
    ParameterLabels: { Stage: { default: The stage } }
Parameters: { Stage: { Type: String } }
Conditions: { A: !Equals [a, b] }
Outputs:
  Out: { Condition: A, Value: !Ref Stage }
`;
  assert.deepEqual(uses(text), ["parameter Stage", "parameter Stage", "condition A", "parameter Stage"]);
});

test("the variable of a loop is its own, and names made with it are none of the template", () => {
  const text = `Parameters: { Names: { Type: CommaDelimitedList } }
Resources:
  Fn::ForEach::Tables:
    - Name
    - !Ref Names
    - Table\${Name}:
        Type: AWS::DynamoDB::Table
        DependsOn: Queue
        Properties: { TableName: !Sub "\${Name}-\${Queue}", A: !Ref Name, B: !GetAtt ["Table\${Name}", Arn] }
  Queue: { Type: AWS::SQS::Queue }
`;
  assert.deepEqual(uses(text), [
    "parameter Names",
    "variable Name",
    "resource Queue",
    "variable Name",
    "resource Queue",
    "variable Name",
    "variable Name",
  ]);
});

test("JSON is read as YAML is", () => {
  const json = JSON.stringify(
    {
      Parameters: { Stage: { Type: "String" } },
      Conditions: { IsProd: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] } },
      Resources: {
        Table: { Type: "AWS::DynamoDB::Table", Condition: "IsProd" },
        Orders: {
          Type: "AWS::Serverless::Function",
          DependsOn: ["Table"],
          Properties: { A: { "Fn::GetAtt": ["Table", "Arn"] }, B: { "Fn::Sub": '"${Table}"\n${Stage}' } },
        },
      },
    },
    undefined,
    2,
  );
  const names = [
    "parameter Stage",
    "condition IsProd",
    "resource Table",
    "resource Table.Arn",
    "resource Table",
    "parameter Stage",
  ];
  assert.deepEqual(uses(json, "/template.json"), names);
  assert.deepEqual(uses(JSON.stringify(JSON.parse(json)), "/template.json"), names);
});

test("a name spans its own characters in every template of public projects", () => {
  const samples = sampleTemplates();
  assert.ok(samples.length > 0);
  for (const { name, text } of samples) {
    for (const it of read(text, name).places) {
      const written = text.slice(it.start, it.end);
      if (it.exact && it.kind !== "mapping-key") assert.equal(written, it.name, name);
      if (it.attribute) assert.equal(text.slice(it.attribute.start, it.attribute.end), it.attribute.name, name);
    }
  }
});

test("templates whose lines are cut, doubled and shuffled are read without an error", () => {
  const random = randomFrom(7);
  for (const { name, text } of sampleTemplates()) {
    const lines = text.split("\n");
    for (let step = 0; step < 6; step++) {
      const shuffled = lines.flatMap((line) => {
        const choice = random.below(12);
        if (choice === 0) return [];
        if (choice === 1) return [line, line];
        if (choice === 2) return [line.slice(0, random.below(line.length + 1))];
        return choice === 3 ? [random.pick(lines)] : [line];
      });
      const cut = shuffled.join("\n");
      for (const it of read(cut, name).places) assert.ok(it.start <= it.end && it.end <= cut.length, name);
    }
  }
});

import assert from "node:assert/strict";
import test from "node:test";
import { readTemplate } from "../../../server/src/config/read.js";
import { ChunkCache } from "../../../server/src/config/syntax/chunkCache.js";
import type { FileId } from "../../../server/src/model/place.js";
import { property } from "../../../server/src/model/value.js";
import { functionNamed, read, show, textAt } from "./show.js";

const HEAD = `Parameters:
  Stage: { Type: String, Default: dev }
  Name: { Type: String }
  Zones: { Type: CommaDelimitedList, Default: "a, b" }
  Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: /path }
Mappings:
  Sizes:
    dev: { Memory: 128 }
    prod: { Memory: 1024 }
  Regions:
    eu-west-1: { Memory: 1 }
    us-east-1: { Memory: 2 }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  NotProd: !Not [!Condition IsProd]
  Always: !Equals ["a", a]
  Never: !Not [Condition: Always]
  Both: !And [!Condition IsProd, !Condition Never]
  Either: !Or [!Condition IsProd, !Condition Always]
  Loop: !Not [!Condition Loop]
  Vague: !Equals [yes, true]
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Value: `;

function evaluated(source: string, parameters: Record<string, string> = {}): string {
  return show(property(functionNamed(read(HEAD + source, { parameters }), "F").resource.properties, "Value"));
}

const cases: readonly (readonly [source: string, expected: string])[] = [
  ["12", "12"],
  ["'12'", '"12"'],
  ["012345678901", '"012345678901"'],
  ["1.10", '"1.10"'],
  ["2012-10-17", '"2012-10-17"'],
  ["1e3", "?a number in an unusual notation: 1e3"],
  ["yes", "true"],
  ["", "null"],
  ["!Ref Stage", '"dev"'],
  ["!Ref Name", "?Name has no default"],
  ["!Ref Stored", "?the value of Stored is looked up"],
  ["!Ref Zones", '["a", "b"]'],
  ["!Ref Table", "<Table>"],
  ["!Ref AWS::Region", "<AWS::Region>"],
  ["!Ref AWS::NoValue", "-"],
  ["{ Ref: Stage }", '"dev"'],
  ["!GetAtt Table.Stream.Arn", "<Table.Stream.Arn>"],
  ["!GetAtt [Table, Arn]", "<Table.Arn>"],
  ["{ Fn::GetAtt: [Table, Arn] }", "<Table.Arn>"],
  ["{ Fn::GetAtt: [Table, !Ref Name] }", "?Fn::GetAtt"],
  ["!Sub 5", '"5"'],
  ['!Sub "${Stage}"', '"dev"'],
  ['!Sub "a-${Stage}-${!Literal}"', '"a-dev-${Literal}"'],
  ['!Sub "${Table.Arn}/*"', '<Table.Arn> + "/*"'],
  ['!Sub ["${x}-${Stage}", { x: !Ref Table }]', '<Table> + "-dev"'],
  ['!Sub "${Zones}"', "?list in a text"],
  ["!Join ['-', [a, !Ref Stage]]", '"a-dev"'],
  ["!Join ['-', !Ref Zones]", '"a-b"'],
  ["!Join ['', [a, !Ref Table]]", '"a" + <Table>'],
  ["!Join ['-', [a, !If [IsProd, b, !Ref AWS::NoValue]]]", "?Fn::Join"],
  ["!Select [1, !Ref Zones]", '"b"'],
  ["!Select [0, !Split ['/', 'a/b']]", '"a"'],
  ["!Select [9, [a]]", "?Fn::Select"],
  ["!If [IsProd, 1, 2]", "(IsProd: 1 | !IsProd: 2)"],
  ["!If [NotProd, 1, 2]", "(!IsProd: 1 | IsProd: 2)"],
  ["!If [Always, 1, 2]", "1"],
  ["!If [Never, 1, 2]", "2"],
  ["!If [Both, 1, 2]", "2"],
  ["!If [Either, 1, 2]", "1"],
  ["!If [Vague, 1, 2]", "(Vague: 1 | !Vague: 2)"],
  ["!If [Loop, 1, 2]", "(Loop: 1 | !Loop: 2)"],
  ["!If [IsProd, 1]", "?Fn::If"],
  ["!If [IsProd, 1, !Ref AWS::NoValue]", "(IsProd: 1 | !IsProd: -)"],
  ["!Sub ['a${x}', { x: !If [IsProd, 1, 2] }]", '(IsProd: "a1" | !IsProd: "a2")'],
  ["!FindInMap [Sizes, !Ref Stage, Memory]", "128"],
  ["!FindInMap [Sizes, !If [IsProd, prod, dev], Memory]", "(IsProd: 1024 | !IsProd: 128)"],
  ["!FindInMap [Regions, !Ref AWS::Region, Memory]", "(1 | 2)"],
  ["!FindInMap [Sizes, !Ref Name, Memory]", "?Fn::FindInMap"],
  ["!FindInMap [Sizes, test, Memory]", "?no entry in Sizes"],
  ["'{{resolve:ssm:/a}}'", "?a dynamic reference"],
  ["'a{{resolve:ssm:/a}}'", '"a" + ?a dynamic reference'],
  ["[a, !Ref AWS::NoValue]", '["a"]'],
  ["!ImportValue x", "?Fn::ImportValue"],
  ["{ Fn::Cidr: [a, 1, 2] }", "?Fn::Cidr"],
  ["!Cidr [10.0.3.0/16, 3, 8]", '["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]'],
  ["!Cidr [10.0.0.0/30, 9, 2]", "?Fn::Cidr"],
  ["!Select [1, !Cidr [10.0.0.0/16, 2, 8]]", '"10.0.1.0/24"'],
  ["!GetAZs ''", "?Fn::GetAZs"],
  ["!Base64 ab", '"YWI="'],
  ["{ Fn::Base64: !Ref Name }", "?Fn::Base64"],
  ["{ Fn::Transform: { Name: AWS::Include, Parameters: { Location: a.yaml } } }", "?Fn::Transform"],
  ["!If [Always, 1, 2, 3]", "?Fn::If"],
  ["{ a: 1, a: 2 }", "{a: 2}"],
  ["{ a: 1, Fn::Transform: { Name: x } }", "{a: 1, ...}"],
];

for (const [source, expected] of cases) {
  test(`\`${source}\` is read as ${expected}`, () => assert.equal(evaluated(source), expected));
}

test("an explicit parameter value overrules the default and decides conditions", () => {
  assert.equal(evaluated("!Ref Stage", { Stage: "prod" }), '"prod"');
  assert.equal(evaluated("!If [IsProd, 1, 2]", { Stage: "prod" }), "1");
  assert.equal(evaluated("!If [IsProd, 1, 2]", { Stage: "test" }), "2");
});

test("a value from a parameter says where it is used and where its default is written", () => {
  const text = `${HEAD}!Ref Stage`;
  const reading = read(text);
  const value = property(functionNamed(reading, "F").resource.properties, "Value");
  assert.equal(textAt(reading, text, value.place), "!Ref Stage");
  assert.equal(value.origin?.kind, "parameter");
  assert.equal(textAt(reading, text, value.origin?.place), "dev");
});

test("a text that a parameter goes into keeps the parameter as its origin, at its own place", () => {
  const text = `${HEAD}!Sub "nodejs\${Stage}"`;
  const reading = read(text);
  const value = property(functionNamed(reading, "F").resource.properties, "Value");
  assert.deepEqual([value.origin?.kind, value.origin?.name], ["parameter", "Stage"]);
  assert.equal(textAt(reading, text, value.origin?.place), '!Sub "nodejs${Stage}"');
});

test("a value from a mapping says where its cell is", () => {
  const text = `${HEAD}!FindInMap [Sizes, prod, Memory]`;
  const reading = read(text);
  const value = property(functionNamed(reading, "F").resource.properties, "Value");
  assert.equal(value.origin?.kind, "mapping");
  assert.equal(textAt(reading, text, value.origin?.place), "1024");
});

test("what another stack exports keeps the name of the export", () => {
  const value = property(
    functionNamed(read(`${HEAD}!ImportValue { "Fn::Sub": "\${Stage}-table" }`), "F").resource.properties,
    "Value",
  );
  assert.ok(value.kind === "unknown" && value.exportName);
  assert.equal(show(value.exportName), '"dev-table"');
});

test("JSON reads the same long forms", () => {
  const text = JSON.stringify({
    Parameters: { Stage: { Type: "String", Default: "dev" } },
    Resources: {
      F: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Value: { "Fn::Join": ["-", ["a", { Ref: "Stage" }, { "Fn::GetAtt": ["T", "Arn"] }, "12", 12, true]] },
        },
      },
    },
  });
  const reading = read(text, { file: "/project/template.json" as FileId });
  const value = property(functionNamed(reading, "F").resource.properties, "Value");
  assert.equal(show(value), '"a-dev-" + <T.Arn> + "-12-12-true"');
});

test("a bomb of aliases is unknown, and read at once", () => {
  const levels = Array.from({ length: 30 }, (_, i) => `        - &a${i + 1} [*a${i}, *a${i}, *a${i}]`);
  const text = `${HEAD.replace("      Value: ", "      Bomb:\n        - &a0 [x, x, x]\n")}${levels.join("\n")}\n      Value: 1\n`;
  const reading = read(text);
  const { properties } = functionNamed(reading, "F").resource;
  assert.equal(show(property(properties, "Value")), "1");
  assert.match(JSON.stringify(property(properties, "Bomb")), /too many aliases/);
});

test("an alias within its own anchor ends", () => {
  assert.match(JSON.stringify(evaluated("&a [*a]")), /too many aliases|nested too deeply/);
});

test("nesting without end gives a smaller model, not an exception", () => {
  const parse = (file: string, text: string) =>
    readTemplate(file as FileId, text, { parameters: {}, cache: new ChunkCache() });
  for (const depth of [300, 1_000, 20_000]) {
    const opened = "[".repeat(depth);
    const closed = opened + "]".repeat(depth);
    const json = `{"Resources":{"F":{"Type":"AWS::Lambda::Function","Properties":{"V":${closed}}}}}`;
    assert.doesNotThrow(() => parse("/t.yaml", HEAD + opened));
    assert.doesNotThrow(() => parse("/t.yaml", HEAD + closed));
    assert.doesNotThrow(() => parse("/t.json", json));
  }
});

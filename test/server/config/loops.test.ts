import assert from "node:assert/strict";
import { test } from "node:test";
import { ChunkCache } from "../../../server/src/config/syntax/chunkCache.js";
import { property } from "../../../server/src/model/value.js";
import { functionNamed, read, show, textAt } from "./show.js";

const EXTENDED = "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n";

const HEAD = `Parameters:
  Names: { Type: CommaDelimitedList, Default: "a, b" }
  Given: { Type: CommaDelimitedList }
  Table: { Type: String, Default: T }
Mappings:
  Sizes:
    dev: { Memory: 128 }
Conditions:
  Fn::ForEach::Is:
    - Name
    - [Orders, Users]
    - Is\${Name}: !Equals [!Sub "\${Name}", Orders]
`;

function withFunction(value: string, transform = EXTENDED): string {
  const body = `Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Value: ${value}\n`;
  return transform + HEAD + body;
}

function evaluated(value: string, transform = EXTENDED): string {
  return show(property(functionNamed(read(withFunction(value, transform)), "F").resource.properties, "Value"));
}

const cases: readonly (readonly [source: string, extended: string, plain: string])[] = [
  ["{ Fn::Length: [a, b, c] }", "3", "?Fn::Length"],
  ["{ Fn::Length: !Ref Names }", "2", "?Fn::Length"],
  ["{ Fn::Length: !Ref Given }", "?Fn::Length", "?Fn::Length"],
  ["{ Fn::Length: !Split ['|', 'a|b'] }", "2", "?Fn::Length"],
  [
    "{ Fn::ToJsonString: { a: [1, true], b: 'x\"' } }",
    String.raw`"{\"a\":[1,true],\"b\":\"x\\\"\"}"`,
    "?Fn::ToJsonString",
  ],
  ["{ Fn::ToJsonString: { a: !GetAtt T.Arn } }", String.raw`"{\"a\":\"" + <T.Arn> + "\"}"`, "?Fn::ToJsonString"],
  ["{ Fn::ToJsonString: { a: !Ref Given } }", "?Fn::ToJsonString", "?Fn::ToJsonString"],
  ["!FindInMap [Sizes, test, Memory, { DefaultValue: 256 }]", "256", "?Fn::FindInMap"],
  ["!FindInMap [Sizes, dev, Memory, { DefaultValue: 256 }]", "128", "?Fn::FindInMap"],
  ["!FindInMap [Nowhere, dev, Memory, { DefaultValue: 256 }]", "256", "?Fn::FindInMap"],
  ["!FindInMap [Sizes, !Ref AWS::Region, Memory, { DefaultValue: 256 }]", "(128 | 256)", "?Fn::FindInMap"],
  ["{ Ref: !Sub '${Table}x' }", "<Tx>", "?Ref of no name"],
  ["{ Fn::GetAtt: [!Ref Table, Arn] }", "<T.Arn>", "?Fn::GetAtt"],
  ["!If [IsOrders, 1, 2]", "1", "(IsOrders: 1 | !IsOrders: 2)"],
  ["!If [IsUsers, 1, 2]", "2", "(IsUsers: 1 | !IsUsers: 2)"],
  ["{ Fn::ForEach::E: [N, [a, b], { 'k${N}': !Ref N }] }", '{ka: "a", kb: "b"}', "{, ...}"],
  ["{ Fn::ForEach::E: [N, !Ref Names, { 'k${N}': !Sub '${N}-${Table}' }] }", '{ka: "a-T", kb: "b-T"}', "{, ...}"],
  ["{ Fn::ForEach::E: [N, ['10.0', 'x_1'], { 'k&{N}': '${N}' }] }", '{k100: "10.0", kx1: "x_1"}', "{, ...}"],
  [
    "{ Fn::ForEach::E: [N, [a, b], { Fn::ForEach::I: [M, [1, 2], { '${N}${M}': !Ref M }] }] }",
    '{a1: "1", a2: "2", b1: "1", b2: "2"}',
    "{, ...}",
  ],
  ["{ z: 1, Fn::ForEach::E: [N, !Ref Given, { 'k${N}': 1 }] }", "{z: 1, ...}", "{z: 1, ...}"],
  ["{ z: 1, Fn::ForEach::E: [N, [], { 'k${N}': 1 }] }", "{z: 1}", "{z: 1, ...}"],
  ["{ z: 1, Fn::ForEach::E: [N, [a]] }", "{z: 1, ...}", "{z: 1, ...}"],
  ["{ z: 1, Fn::ForEach::E: }", "{z: 1, ...}", "{z: 1, ...}"],
];

for (const [source, extended, plain] of cases) {
  test(`\`${source}\` is read with the language extensions and without`, () => {
    assert.deepEqual([evaluated(source), evaluated(source, "")], [extended, plain]);
  });
}

const LOOP = `${EXTENDED}Resources:
  Fn::ForEach::Functions:
    - Name
    - [Orders, Users]
    - \${Name}Function:
        Type: AWS::Serverless::Function
        Properties:
          Handler: !Sub "\${Name}.handler"
          Runtime: nodejs24.x
          MemorySize: 128
  Plain:
    Type: AWS::Lambda::Function
`;

test("a loop over resources gives the resources, in the places of its body", () => {
  const reading = read(LOOP);
  const { functions, open } = reading.template;
  assert.deepEqual(
    functions.map((it) => [it.id, show(it.handler)]),
    [
      ["OrdersFunction", '"Orders.handler"'],
      ["UsersFunction", '"Users.handler"'],
      ["Plain", "-"],
    ],
  );
  assert.deepEqual(open, []);
  const { resource, memorySize, handler } = functionNamed(reading, "UsersFunction");
  assert.equal(textAt(reading, LOOP, resource.place), "${Name}Function");
  assert.equal(textAt(reading, LOOP, memorySize.place), "128");
  assert.equal(textAt(reading, LOOP, handler.place), '!Sub "${Name}.handler"');
});

test("a loop over resources that cannot be expanded leaves the template open", () => {
  for (const text of [LOOP.replace(EXTENDED, ""), LOOP.replace("[Orders, Users]", "!Ref Given")]) {
    const { functions, open } = read(text).template;
    assert.deepEqual([functions.map((it) => it.id), open], [["Plain"], ["Fn::ForEach::Functions"]]);
  }
});

test("a loop whose body has an alias in it is not expanded, for the anchor stands elsewhere", () => {
  const text = LOOP.replace("MemorySize: 128", "MemorySize: *size").replace("Resources:", "X: &size 128\nResources:");
  assert.deepEqual(read(text).template.open, ["Fn::ForEach::Functions"]);
});

test("JSON has the same loops", () => {
  const text = JSON.stringify({
    Transform: "AWS::LanguageExtensions",
    Resources: {
      "Fn::ForEach::L": [
        "N",
        ["A", "B"],
        { "F${N}": { Type: "AWS::Lambda::Function", Properties: { Handler: { Ref: "N" } } } },
      ],
    },
  });
  const { functions } = read(text).template;
  assert.deepEqual(
    functions.map((it) => [it.id, show(it.handler)]),
    [
      ["FA", '"A"'],
      ["FB", '"B"'],
    ],
  );
});

test("an edit beside a loop does not evaluate what the loop writes", () => {
  const cache = new ChunkCache();
  read(LOOP, { cache });
  const before = cache.evaluated;
  read(`${LOOP}    Properties: { Timeout: 3 }\n`, { cache });
  assert.equal(cache.evaluated - before, 1);
});

test("loops in loops end at a bound, and what they would write is open", () => {
  const list = `[${Array.from({ length: 50 }, (_, i) => `i${i}`).join(", ")}]`;
  let body = "{ '${A}${B}${C}${D}': 1 }";
  for (const name of ["D", "C", "B", "A"]) body = `{ Fn::ForEach::${name}: [${name}, ${list}, ${body}] }`;
  const shown = evaluated(body);
  assert.ok(shown.endsWith(", ...}"));
  assert.ok(shown.length < 1_000_000);
});

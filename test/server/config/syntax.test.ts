import assert from "node:assert/strict";
import test from "node:test";
import { looksLikeTemplate, readTemplate } from "../../../server/src/config/read.js";
import { ChunkCache } from "../../../server/src/config/syntax/chunkCache.js";
import type { FileId } from "../../../server/src/model/place.js";
import { at, type Value } from "../../../server/src/model/value.js";
import { functionNamed, read, show, TEMPLATE, textAt } from "./show.js";

function resource(id: string, body = "Timeout: 3"): string {
  return `  ${id}:\n    Type: AWS::Lambda::Function\n    Properties:\n      ${body}\n`;
}

test("an error stays in its resource", () => {
  const wrong = [
    "Value: [a",
    "Value: {a: b",
    'Value: "a',
    "Value: 'a",
    "\tValue: a",
    'Value: !Sub "a',
    "Value: a: b",
    "Value: @a",
    "Value: a\n      Value",
  ];
  for (const body of wrong) {
    const text = `Resources:\n${resource("A")}${resource("B", body)}${resource("C")}`;
    const { resources } = read(text).template;
    assert.deepEqual([...resources.keys()], ["A", "B", "C"], body);
    assert.deepEqual(
      [...resources.values()].map((it) => it.broken),
      [false, true, false],
      body,
    );
  }
});

test("a resource whose name is being typed breaks none of its neighbours", () => {
  const { resources, open } = read(`Resources:\n${resource("A")}  Ord\n${resource("C")}`).template;
  assert.deepEqual(
    [...resources.values()].map((it) => [it.id, it.broken]),
    [
      ["A", false],
      ["C", false],
    ],
  );
  assert.equal(open.length, 1);
});

const layouts: readonly (readonly [name: string, text: string])[] = [
  ["block style", `Resources:\n${resource("F", "Value: x")}`],
  ["a flow map", "Resources: { F: { Type: AWS::Lambda::Function, Properties: { Value: x } } }"],
  ["a flow document", "{ Resources: { F: { Type: AWS::Lambda::Function, Properties: { Value: x } } } }"],
  [
    "JSON in a YAML file",
    '{ "Resources": { "F": { "Type": "AWS::Lambda::Function", "Properties": { "Value": "x" } } } }',
  ],
  ["an indented document", `  Resources:\n    F:\n      Type: AWS::Lambda::Function\n      Properties: { Value: x }\n`],
  ["CRLF", `Description: d\r\nResources:\r\n${resource("F", "Value: x").replaceAll("\n", "\r\n")}`],
  ["a byte order mark", `\uFEFFResources:\n${resource("F", "Value: x")}`],
  ["a document marker", `%YAML 1.1\n---\nResources:\n${resource("F", "Value: x")}---\nResources:\n${resource("G")}`],
  ["four spaces", `Resources:\n    F:\n        Type: AWS::Lambda::Function\n        Properties:\n            Value: x`],
  ["quoted keys", `"Resources":\n  'F':\n    "Type": AWS::Lambda::Function\n    Properties: { "Value": "x" }\n`],
  [
    "a comment in column 0",
    `Resources:\n# c\n  F: # d\n# e\n    Type: AWS::Lambda::Function\n    Properties:\n# f\n      Value: x\n`,
  ],
  ["duplicate resources", `Resources:\n${resource("F", "Value: y")}${resource("F", "Value: x")}`],
  ["duplicate keys", `Resources:\n${resource("F", "Value: y\n      Value: x")}`],
  ["an anchor in the resource", `Resources:\n${resource("F", "Other: &a x\n      Value: *a")}`],
  ["an anchor in another chunk", `Metadata:\n  m: &a x\nResources:\n${resource("F", "Value: *a")}`],
  ["a merge key", `Metadata:\n  m: &a { Value: x }\nResources:\n${resource("F", "<<: *a")}`],
  ["a folded scalar", `Resources:\n${resource("F", "Value: >-\n        x")}`],
];

for (const [name, text] of layouts) {
  test(`${name} is read, with right spans`, () => {
    const reading = read(text);
    assert.deepEqual([...reading.template.resources.keys()], ["F"]);
    const fn = functionNamed(reading, "F");
    assert.equal(fn.resource.broken, false);
    const value = at(fn.resource.properties, "Value");
    assert.equal(show(value), '"x"');
    assert.match(textAt(reading, text, value.place) ?? "", /^(?:x|"x"|\*a|&a x|>-\s+x)$/);
    assert.match(textAt(reading, text, fn.resource.place) ?? "", /^["']?F["']?$/);
  });
}

const deployed: readonly (readonly [name: string, value: string, expected: string])[] = [
  ["a closing bracket under its key", 'Value: [\n      a,\n      !Sub "b"\n      ]', '["a", "b"]'],
  ["lines in column 0", "Value: [\na, # one, two ]\n'b'\n]", '["a", "b"]'],
  ["a closing brace in column 0", "Value: {\n  a: 1,\n  b: [2]\n}", "{a: 1, b: [2]}"],
  ["a key over several lines", "Value: [ a:\n b ]", '[{a: "b"}]'],
  ["a plain text over several lines", "Value: [ a\n  b\n]", '["a b"]'],
  ["quoted text under its key", 'Value: "{\n    a\n  }"', '"{ a }"'],
  ["a tab after the value", "Value: a\t", '"a"'],
];

for (const [name, body, expected] of deployed) {
  test(`AWS reads ${name}, and so do we`, () => {
    const text = `Resources:\n${resource("F", `${body}\n      Next: last`)}${resource("G")}`;
    const reading = read(text);
    const { resource: found } = functionNamed(reading, "F");
    assert.equal(found.broken, false);
    assert.equal(show(at(found.properties, "Value")), expected);
    assert.equal(textAt(reading, text, at(found.properties, "Next").place), "last");
    assert.ok(reading.template.resources.has("G"));
  });
}

test("a scalar's place covers its tag, and its quotes", () => {
  const text = `Resources:\n${resource("F", "A: !Ref  b # c\n      B: &x !Sub 'c'\n      C: \n        !Join # !no\n        - a\n        - [b]\n      D:\n        - !Ref x")}`;
  const reading = read(text);
  const { properties } = functionNamed(reading, "F").resource;
  const covered = (value: Value) => textAt(reading, text, value.place);
  assert.equal(covered(at(properties, "A")), "!Ref  b");
  assert.equal(covered(at(properties, "B")), "&x !Sub 'c'");
  assert.equal(covered(at(properties, "C")), "!Join # !no\n        - a\n        - [b]");
  const list = at(properties, "D");
  assert.equal(list.kind === "list" && list.items[0] && covered(list.items[0]), "!Ref x");
});

test("an edit in one resource parses that resource alone, and moves no place in the others", () => {
  const cache = new ChunkCache();
  const text = `Resources:\n${resource("A")}\n# about B\n${resource("B")}${resource("C")}`;
  const before = read(text, { cache });
  const { parsed, evaluated } = cache;
  assert.equal(evaluated, 3);
  read(text, { cache });
  assert.equal(cache.parsed, parsed);

  const after = read(text.replace("# about B", "# a longer comment\n# about B"), { cache });
  assert.equal(cache.parsed, parsed);
  assert.deepEqual(after.template, before.template);

  read(text.replace("A:\n", "A:\n    DeletionPolicy: Retain\n"), { cache });
  assert.equal(cache.parsed, parsed + 1);
  assert.equal(cache.evaluated, evaluated + 1);
});

test("a resource is evaluated again when what it refers to changes", () => {
  const cache = new ChunkCache();
  const text = `Parameters:\n  P: { Type: String, Default: a }\nResources:\n${resource("F", "Value: !Ref P")}`;
  const valueIn = (source: string, parameters = {}) =>
    show(at(functionNamed(read(source, { cache, parameters }), "F").resource.properties, "Value"));
  assert.equal(valueIn(text), '"a"');
  assert.equal(valueIn(text.replace("Default: a", "Default: b")), '"b"');
  assert.equal(valueIn(text, { P: "c" }), '"c"');
  const anchored = `Metadata: &m x\nResources:\n${resource("F", "Value: *m")}`;
  assert.equal(valueIn(anchored), '"x"');
  assert.equal(valueIn(anchored.replace("&m x", "&m y")), '"y"');
});

test("the cache forgets the least recently used text", () => {
  const cache = new ChunkCache(2);
  const parse = (text: string) =>
    cache.parse("yaml", text, () => ({ root: undefined, errors: [], anchors: new Map() }));
  for (const text of ["a", "b", "a", "c", "a"]) parse(text);
  assert.equal(cache.parsed, 3);
  parse("b");
  assert.equal(cache.parsed, 4);
});

function jsonTemplate(body: string): string {
  const resources = ["A", "B", "C"].map((id) => {
    const properties = id === "B" ? body : '"Timeout": 3';
    return `    "${id}": {\n      "Type": "AWS::Lambda::Function",\n      "Properties": {\n        ${properties}\n      }\n    }`;
  });
  return `{\n  "Description": "d",\n  "Resources": {\n${resources.join(",\n")}\n  },\n  "Outputs": {}\n}\n`;
}

test("an error in a JSON template stays in its resource", () => {
  const wrong = [
    '"Value": ',
    '"Value": [1',
    '"Value": { "a": 1',
    '"Value": "a',
    '"Value" 3',
    '"Val',
    "}",
    "]",
    '"a": 1 "b": 2',
  ];
  for (const body of wrong) {
    const { resources } = read(jsonTemplate(body), { file: "/t.json" as FileId }).template;
    const found = [...resources.values()].map((it) => `${it.id}${it.broken ? " broken" : ""}`);
    assert.deepEqual(found, ["A", "B broken", "C"], body);
  }
});

test("an edit in one resource of a JSON template parses that resource alone", () => {
  const cache = new ChunkCache();
  const file = "/t.json" as FileId;
  const text = jsonTemplate('"Value": "x"');
  const reading = read(text, { file, cache });
  const value = at(functionNamed(reading, "B").resource.properties, "Value");
  assert.equal(textAt(reading, text, value.place), '"x"');
  const { parsed, evaluated } = cache;
  read(jsonTemplate('"Value": "y"'), { file, cache });
  assert.deepEqual([cache.parsed, cache.evaluated], [parsed + 1, evaluated + 1]);
});

test("a JSON resource on one line that does not parse leaves those before it intact", () => {
  const text = `{ "Resources": { "A": { "Type": "AWS::Lambda::Function" }, "B": { "Type": "AWS::Lambda::Function", "Properties": { "Timeout": } } } }`;
  const { resources } = read(text, { file: "/t.json" as FileId }).template;
  assert.deepEqual(
    [...resources.values()].map((it) => it.broken),
    [false, true],
  );
});

test("a text without SAM or Lambda resources is no template", () => {
  const parse = (text: string) => readTemplate(TEMPLATE, text, { parameters: {}, cache: new ChunkCache() });
  assert.equal(parse("a: 1"), undefined);
  assert.equal(parse("Resources:\n  B:\n    Type: AWS::S3::Bucket\n    X: AWS::Lambda::Function"), undefined);
  assert.equal(parse("resources:\n  Resources:\n    B:\n      Type: AWS::Lambda::Function"), undefined);
  assert.equal(looksLikeTemplate("Resources: AWS::Lambda::Function"), true);
  assert.equal(looksLikeTemplate("AWS::Lambda::Function"), false);
});

test("a template cut anywhere, or typed into, is read without an exception", () => {
  const text = `Parameters:\n  P: { Type: String, Default: "a" }\nGlobals:\n  Function: { Timeout: 3 }\nResources:\n${resource("A", 'V: !Sub\n        - "${P}"\n        - { P: &x [a, *x] }')}${resource("B", "L: !Join [',', [a, !If [C, b, c]]]")}`;
  for (let i = 0; i <= text.length; i++) {
    for (const typed of ["", "[", "{", '"', "'", "*", "&", "!", ":", "\t", "- ", "|\n", "\0", "\uD800"]) {
      const cache = new ChunkCache();
      assert.doesNotThrow(() => readTemplate(TEMPLATE, text.slice(0, i) + typed, { parameters: {}, cache }));
      if (i % 7 === 0) {
        const changed = text.slice(0, i) + typed + text.slice(i);
        assert.doesNotThrow(() => readTemplate(TEMPLATE, changed, { parameters: {}, cache }));
      }
    }
  }
});

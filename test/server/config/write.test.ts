import assert from "node:assert/strict";
import { test } from "node:test";
import { textEdits } from "../../../server/src/config/write/write.js";
import type { Edit } from "../../../server/src/model/finding.js";
import type { FileId, Place } from "../../../server/src/model/place.js";

type EditIn = (text: string, file: FileId) => readonly Edit[];

interface Row {
  readonly name: string;
  readonly before: string;
  readonly edit: EditIn;
  /** Undefined when the edit is to be refused. */
  readonly after: string | undefined;
  readonly file?: string;
}

/** The text after edits; undefined when they are refused. */
function edited(text: string, edit: EditIn, name = "/project/template.yaml"): string | undefined {
  const file = name as FileId;
  const changes = textEdits(edit(text, file), { text: () => text, offsetOf: () => 0 });
  if (!changes) return undefined;
  let res = text;
  for (const { span, newText } of [...changes].reverse()) {
    res = res.slice(0, span.start) + newText + res.slice(span.end);
  }
  return res;
}

function placeOf(text: string, file: FileId, part: string): Place {
  const start = text.indexOf(part);
  assert.ok(start >= 0 && text.indexOf(part, start + 1) === -1, `occurs exactly once: ${part}`);
  return { file, chunk: "", start, end: start + part.length };
}

function setScalar(part: string, value: string | number): EditIn {
  return (text, file) => [{ kind: "set-scalar", place: placeOf(text, file, part), value }];
}

function remove(part: string): EditIn {
  return (text, file) => [{ kind: "remove", place: placeOf(text, file, part) }];
}

function rename(part: string, name: string): EditIn {
  return (text, file) => [{ kind: "rename-key", place: placeOf(text, file, part), name }];
}

function setProperty(path: string, value: string | number): EditIn {
  return (_, file) => [{ kind: "set-property", file, resource: "Fn", path: path.split("."), value }];
}

function all(...edits: readonly EditIn[]): EditIn {
  return (text, file) => edits.flatMap((it) => it(text, file));
}

/** A resource `Fn` with a block of properties. */
function fn(properties: string): string {
  const lines = properties.split("\n").map((it) => (it === "" ? it : `      ${it}`));
  return `Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n${lines.join("\n")}\n`;
}

function row(name: string, before: string, edit: EditIn, after: string | undefined): Row {
  return { name, before: fn(before), edit, after: after === undefined ? undefined : fn(after) };
}

function json(name: string, before: string, edit: EditIn, after: string | undefined): Row {
  return { name, before, edit, after, file: "/project/template.json" };
}

function check(rows: readonly Row[]): void {
  for (const { name, before, edit, after, file } of rows) {
    test(name, () => {
      assert.equal(edited(before, edit, file), after);
    });
  }
}

const ENVIRONMENT = "Environment.Variables.TABLE";

check([
  row(
    "a plain scalar is replaced and its comment stays",
    "Timeout: 901 # s",
    setScalar("901", 900),
    "Timeout: 900 # s",
  ),
  row("single quotes are kept", "Timeout: '901'", setScalar("'901'", 900), "Timeout: '900'"),
  row("double quotes are kept", 'Runtime: "old"', setScalar('"old"', 'a"b'), 'Runtime: "a\\"b"'),
  row("a quote within single quotes is doubled", "Handler: 'a'", setScalar("'a'", "it's"), "Handler: 'it''s'"),
  row("a scalar in a flow map", "Size: { a: 1, b: 2 }", setScalar("2", 3), "Size: { a: 1, b: 3 }"),
  row("a scalar in a flow list", "Layers: [one, two]", setScalar("one", "three"), "Layers: [three, two]"),
  row("a scalar in a block list", "Layers:\n  - one\n  - two", setScalar("two", "x"), "Layers:\n  - one\n  - x"),
  row("a string that reads as something else is quoted", "Handler: app", setScalar("app", "on"), 'Handler: "on"'),
  row("a number in the place of a plain string is plain", "Timeout: soon", setScalar("soon", 3), "Timeout: 3"),
  row("a block scalar is refused", "Code: |\n  one\n  two", setScalar("|\n        one\n        two", "x"), undefined),
  row("a span that is no value is refused", "Timeout: 901", setScalar("90", 9), undefined),
  row("a span of the key is refused", "Timeout: 901", setScalar("Timeout", "x"), undefined),
  row("an anchored scalar is refused", "Timeout: &t 901", setScalar("&t 901", 900), undefined),
  row("an alias is refused", "A: &t 901\nTimeout: *t", setScalar("*t", 900), undefined),
  row("a map with a merge key is refused", "A: &a {}\nB:\n  <<: *a\n  C: 1", setScalar("1", 2), undefined),
  row("a value inside an anchored map is refused", "A: &a\n  C: 1", setScalar("1", 2), undefined),
  row("a tagged value goes with its tag", "Timeout: !Ref Seconds # s", setScalar("!Ref Seconds", 9), "Timeout: 9 # s"),
  row("a tagged list goes with its tag", "Role: !GetAtt [A, Arn]", setScalar("!GetAtt [A, Arn]", "x"), "Role: x"),
  row("a value without its tag is refused", "Timeout: !Ref Seconds", setScalar("Seconds", 900), undefined),
  row("a function in long form is refused", "Timeout:\n  Ref: Seconds", setScalar("Ref: Seconds", 900), undefined),
  row(
    "an item of a function is replaced",
    "Timeout: !If [C, 901, 3]",
    setScalar("901", 900),
    "Timeout: !If [C, 900, 3]",
  ),
  row("an error in the resource is refused", "Timeout: 901\nBad: [", setScalar("901", 900), undefined),
]);

check([
  {
    name: "an error in another resource does not matter",
    before: `${fn("Timeout: 901")}  Other:\n    Bad: [\n    - "\n`,
    edit: setScalar("901", 900),
    after: `${fn("Timeout: 900")}  Other:\n    Bad: [\n    - "\n`,
  },
  {
    name: "a value in Globals is replaced",
    before: `Globals:\n  Function:\n    Timeout: 901\n${fn("Timeout: 1")}`,
    edit: setScalar("901", 900),
    after: `Globals:\n  Function:\n    Timeout: 900\n${fn("Timeout: 1")}`,
  },
  {
    name: "only the first document is a template",
    before: `---\n${fn("Timeout: 1")}---\nFn:\n  Timeout: 901\n`,
    edit: setProperty("Properties.Timeout", 900),
    after: `---\n${fn("Timeout: 900")}---\nFn:\n  Timeout: 901\n`,
  },
]);

for (const [value, written] of [
  ["app.handler", "app.handler"],
  ["src/app.lambda_handler", "src/app.lambda_handler"],
  ["arn:aws:sns:eu-west-1:1:t", "arn:aws:sns:eu-west-1:1:t"],
  ["nodejs22.x", "nodejs22.x"],
  ["3 GB", "3 GB"],
  ["on", '"on"'],
  ["Yes", '"Yes"'],
  ["null", '"null"'],
  ["", '""'],
  ["1.0", '"1.0"'],
  ["012", '"012"'],
  ["2012-10-17", '"2012-10-17"'],
  ["12:30:45", '"12:30:45"'],
  ["@scope/name", '"@scope/name"'],
  ["a: b", '"a: b"'],
  ["a:", '"a:"'],
  ["a #b", '"a #b"'],
  ["*all", '"*all"'],
  ["- a", '"- a"'],
  ["a, b", '"a, b"'],
  [" a", '" a"'],
  ["a\nb", '"a\\nb"'],
  ["<<", '"<<"'],
  ["~", '"~"'],
] as const) {
  test(`the string ${JSON.stringify(value)} is written so that it stays a string`, () => {
    const res = edited(fn("A: x"), setProperty("Properties.B", value));
    assert.equal(res, fn(`A: x\nB: ${written}`));
  });
}

check([
  row("a property that exists is replaced", "Timeout: 1 # s", setProperty("Properties.Timeout", 2), "Timeout: 2 # s"),
  row(
    "a property is added at the end",
    "A: 1\nB:\n  C: 2 # c\n",
    setProperty("Properties.D", 3),
    "A: 1\nB:\n  C: 2 # c\nD: 3\n",
  ),
  row(
    "maps are created on the way",
    "A: 1",
    setProperty(`Properties.${ENVIRONMENT}`, "x"),
    "A: 1\nEnvironment:\n  Variables:\n    TABLE: x",
  ),
  row(
    "the comment below the last property stays below",
    "A: 1\n# B: 2",
    setProperty("Properties.C", 3),
    "A: 1\nC: 3\n# B: 2",
  ),
  row("after a block scalar", "A: |\n  x\n\n  y\n", setProperty("Properties.B", 1), "A: |\n  x\n\n  y\nB: 1\n"),
  row(
    "after a block scalar that keeps its line breaks is refused",
    "A: |+\n  x\n\n",
    setProperty("Properties.B", 1),
    undefined,
  ),
  row("after a list", "A:\n- x\n- y", setProperty("Properties.B", 1), "A:\n- x\n- y\nB: 1"),
  row("after a quoted scalar of two lines", 'A: "x\n  y"', setProperty("Properties.B", 1), 'A: "x\n  y"\nB: 1'),
  row("into an empty value", "Timeout: # later", setProperty("Properties.Timeout", 3), "Timeout: 3 # later"),
  row(
    "into an empty map on the way",
    "Environment:\nA: 1",
    setProperty(`Properties.${ENVIRONMENT}`, "x"),
    "Environment:\n  Variables:\n    TABLE: x\nA: 1",
  ),
  row(
    "into empty braces",
    "Environment: {}",
    setProperty(`Properties.${ENVIRONMENT}`, "x"),
    "Environment: { Variables: { TABLE: x } }",
  ),
  row("at the end of a flow map", "S: { a: 1, b: 2 }", setProperty("Properties.S.c", 3), "S: { a: 1, b: 2, c: 3 }"),
  row("at the end of a tight flow map", "S: {a: 1,b: 2}", setProperty("Properties.S.c", 3), "S: {a: 1,b: 2,c: 3}"),
  row("after a trailing comma", "S: { a: 1, }", setProperty("Properties.S.c", 3), "S: { a: 1, c: 3, }"),
  row("with quotes where all keys have them", 'S: {"a": 1}', setProperty("Properties.S.c", 3), 'S: {"a": 1, "c": 3}'),
  row(
    "in a flow map of several lines",
    "S: {\n  a: 1 # one\n  }",
    setProperty("Properties.S.c", 3),
    "S: {\n  a: 1, # one\n  c: 3\n  }",
  ),
  row(
    "in a flow map whose brace follows the entry",
    "S: { a: 1,\n  b: 2 }",
    setProperty("Properties.S.c", 3),
    "S: { a: 1,\n  b: 2,\n  c: 3 }",
  ),
  row("a path through a scalar is refused", "A: 1", setProperty("Properties.A.B", 2), undefined),
  row("a path through a list is refused", "A: [b]", setProperty("Properties.A.B", 2), undefined),
  row("a path through a null is refused", "A: null", setProperty("Properties.A.B", 2), undefined),
  row("a path through a function is refused", "A:\n  Fn::If: [c, {}, {}]", setProperty("Properties.A.B", 2), undefined),
  row("a path through a Ref is refused", "A:\n  Ref: c", setProperty("Properties.A.B", 2), undefined),
  row(
    "a path through a tagged map is refused",
    "A: !Transform { Name: x }",
    setProperty("Properties.A.B", 2),
    undefined,
  ),
  row("a tagged value is not overwritten", "A: !Ref b", setProperty("Properties.A", 2), undefined),
  row("a map is not overwritten", "A: { b: 1 }", setProperty("Properties.A", 2), undefined),
  row("a block scalar is not overwritten", "A: |\n  x", setProperty("Properties.A", 2), undefined),
  row("an anchored map is refused", "A: &a\n  B: 1", setProperty("Properties.A.C", 2), undefined),
  row(
    "a map with a merge key is refused an entry",
    "A:\n  <<: *a\n  B: 1",
    setProperty("Properties.A.C", 2),
    undefined,
  ),
  row("a key that is there twice is refused", "A: 1\nA: 2", setProperty("Properties.A", 3), undefined),
  row("an explicit key is refused", "? A\n: 1", setProperty("Properties.B", 3), undefined),
  row("single quotes where the file has only these", "A: 'x'", setProperty("Properties.B", "on"), "A: 'x'\nB: 'on'"),
]);

check([
  {
    name: "Properties are added to a resource that has none",
    before: "Resources:\n  Fn:\n    Type: T\n  Other:\n    Type: T\n",
    edit: setProperty("Properties.Timeout", 3),
    after: "Resources:\n  Fn:\n    Type: T\n    Properties:\n      Timeout: 3\n  Other:\n    Type: T\n",
  },
  {
    name: "Properties without a value are filled",
    before: "Resources:\n  Fn:\n    Type: T\n    Properties:\n",
    edit: setProperty("Properties.Timeout", 3),
    after: "Resources:\n  Fn:\n    Type: T\n    Properties:\n      Timeout: 3\n",
  },
  {
    name: "an indentation of four columns is followed",
    before: "Resources:\n    Fn:\n        Type: T\n        Properties:\n            A: 1\n",
    edit: setProperty("Properties.B.C", 3),
    after:
      "Resources:\n    Fn:\n        Type: T\n        Properties:\n            A: 1\n            B:\n                C: 3\n",
  },
  {
    name: "a file without a final line break stays without",
    before: "Resources:\n  Fn:\n    Type: T",
    edit: setProperty("Properties.B", 3),
    after: "Resources:\n  Fn:\n    Type: T\n    Properties:\n      B: 3",
  },
  {
    name: "line breaks are those of the file",
    before: "Resources:\r\n  Fn:\r\n    Properties:\r\n      A: 1 # a\r\n    Type: T\r\n",
    edit: all(setProperty("Properties.B.C", 3), setScalar("1", 2)),
    after: "Resources:\r\n  Fn:\r\n    Properties:\r\n      A: 2 # a\r\n      B:\r\n        C: 3\r\n    Type: T\r\n",
  },
  {
    name: "a template in flow style is edited as a whole",
    before: "Resources: { Fn: { Type: T, Properties: { A: 1 } } }\n",
    edit: setProperty("Properties.B", 3),
    after: "Resources: { Fn: { Type: T, Properties: { A: 1, B: 3 } } }\n",
  },
  {
    name: "a resource with an anchor is refused",
    before: "Resources:\n  Fn: &fn\n    Type: T\n",
    edit: setProperty("Properties.B", 3),
    after: undefined,
  },
  {
    name: "a section with an anchor is refused",
    before: "Resources: &all\n  Fn:\n    Type: T\n",
    edit: setProperty("Properties.B", 3),
    after: undefined,
  },
  {
    name: "a resource that is declared twice is refused",
    before: "Resources:\n  Fn:\n    Type: T\n  Fn:\n    Type: U\n",
    edit: setProperty("Properties.B", 3),
    after: undefined,
  },
  {
    name: "a resource that is not there is refused",
    before: "Resources:\n  Other:\n    Type: T\n",
    edit: setProperty("Properties.B", 3),
    after: undefined,
  },
  {
    name: "a quoted logical id is found, and blank lines and comments between resources stay",
    before: "Resources:\n\n  # the function\n  'Fn':\n    Type: T\n\n  # other\n  Other:\n    Type: T\n",
    edit: setProperty("Properties.B", 3),
    after:
      "Resources:\n\n  # the function\n  'Fn':\n    Type: T\n    Properties:\n      B: 3\n\n  # other\n  Other:\n    Type: T\n",
  },
]);

check([
  row("a line is removed", "A: 1\nB: 2 # two\nC: 3", remove("B: 2"), "A: 1\nC: 3"),
  row("the comment above stays", "A: 1\n# about B\nB: 2", remove("B: 2"), "A: 1\n# about B"),
  row("the first entry", "A: 1\nB: 2", remove("A: 1"), "B: 2"),
  row("an entry of several lines", "A:\n  X: 1\n  Y: 2\nB: 2", remove("A:\n        X: 1\n        Y: 2"), "B: 2"),
  row("an entry with a block scalar", "A: |\n  x\n\nB: 2", remove("A: |\n        x\n"), "\nB: 2"),
  row("an entry said to end with its comment", "A:\n  X: 1 # x\nB: 2", remove("A:\n        X: 1 # x\n"), "B: 2"),
  row("an entry without a value", "A:\nB: 2", remove("A:"), "B: 2"),
  row("what is left empty goes too", "A: 1\nEnvironment:\n  Variables:\n    T: x # t", remove("T: x"), "A: 1"),
  row("braces left empty go too", "A: 1\nEnvironment: { Variables: { T: x } }", remove("T: x"), "A: 1"),
  row("a list left empty goes too", "A: 1\nLayers:\n  - x", remove("x"), "A: 1"),
  row("an item of a block list", "Layers:\n- one\n- two # 2\n- three", remove("two"), "Layers:\n- one\n- three"),
  row("a map in a block list", "L:\n  - A: 1\n    B: 2\n  - C: 3", remove("A: 1\n          B: 2"), "L:\n  - C: 3"),
  row("the first entry beside a dash", "L:\n  - A: 1\n    B: 2", remove("A: 1"), "L:\n  - B: 2"),
  row("the second entry below a dash", "L:\n  - A: 1\n    B: 2", remove("B: 2"), "L:\n  - A: 1"),
  row(
    "the first entry beside a dash with a comment is refused",
    "L:\n  - A: 1 # a\n    B: 2",
    remove("A: 1"),
    undefined,
  ),
  row("the first of a flow map", "S: { a: 1, b: 2, c: 3 }", remove("a: 1"), "S: { b: 2, c: 3 }"),
  row("one in the middle of a flow map", "S: { a: 1, b: 2, c: 3 }", remove("b: 2"), "S: { a: 1, c: 3 }"),
  row("the last of a flow map", "S: { a: 1, b: 2, c: 3 }", remove("c: 3"), "S: { a: 1, b: 2 }"),
  row("the only one of a flow map", "A: 1\nS: { a: 1 }", remove("a: 1"), "A: 1"),
  row("an item of a flow list", "A: [one, two]", remove("two"), "A: [one]"),
  row("a tagged item of a list", "A: [!Ref one, two]", remove("!Ref one"), "A: [two]"),
  row(
    "an entry of a flow map of several lines",
    "S: {\n  a: 1, # one\n  b: 2\n  }",
    remove("b: 2"),
    "S: {\n  a: 1 # one\n  }",
  ),
  row("an item of a function is refused", "A: !If [c, one, two]", remove("two"), undefined),
  row("an item of a function in long form is refused", "A:\n  Fn::Join: [c, [two]]", remove("two"), undefined),
  row(
    "a function's last argument is not removed with what it holds",
    "A: !If\n  - c\n  - { B: 1 }",
    remove("B: 1"),
    undefined,
  ),
  row("a merge key is refused", "A: &a {}\nB:\n  <<: *a\n  C: 1", remove("<<: *a"), undefined),
  row("what holds an anchor is refused", "A: &a 1\nB: *a", remove("A: &a 1"), undefined),
  row("an entry of an anchored map is refused", "A: &a\n  B: 1\n  C: 2\nD: *a", remove("B: 1"), undefined),
  row("half an entry is refused", "A: 1\nTimeout: 900", remove("Timeout: 90"), undefined),
  row("a comment beside a value goes", "A: 1  # lamplight", remove("# lamplight"), "A: 1"),
  row("a comment on its own line goes with the line", "A: 1\n# lamplight\nB: 2", remove("# lamplight"), "A: 1\nB: 2"),
  row("what only looks like a comment is refused", "A: |\n  x\n  # lamplight\nB: 2", remove("# lamplight"), undefined),
]);

check([
  {
    name: "Properties left empty go, for CloudFormation takes a resource without",
    before: "Resources:\n  Fn:\n    Type: T\n    Properties:\n      A: 1\n  Other:\n    Type: T\n",
    edit: remove("A: 1"),
    after: "Resources:\n  Fn:\n    Type: T\n  Other:\n    Type: T\n",
  },
  {
    name: "a resource does not go with its last property",
    before: "Resources:\n  Fn:\n    Properties:\n      A: 1\n  Other:\n    Type: T\n",
    edit: remove("A: 1"),
    after: undefined,
  },
  {
    name: "a parameter does not go with its last property",
    before: "Parameters:\n  P:\n    Default: 1\n  Q:\n    Type: String\nResources:\n  Fn:\n    Type: T\n",
    edit: remove("Default: 1"),
    after: undefined,
  },
  {
    name: "Globals left empty go",
    before: "Globals:\n  Function:\n    Timeout: 3\nResources:\n  Fn:\n    Type: T\n",
    edit: remove("Timeout: 3"),
    after: "Resources:\n  Fn:\n    Type: T\n",
  },
  {
    name: "a resource is removed when that is asked",
    before: "Resources:\n  Fn:\n    Type: T\n  Other:\n    Type: U\n",
    edit: remove("Fn:\n    Type: T"),
    after: "Resources:\n  Other:\n    Type: U\n",
  },
  {
    name: "the only resource is not removed",
    before: "Resources:\n  Fn:\n    Type: T\n",
    edit: remove("Fn:\n    Type: T"),
    after: undefined,
  },
  {
    name: "the last line of a file without a final line break",
    before: "Resources:\r\n  Fn:\r\n    Type: T\r\n    Condition: C",
    edit: remove("Condition: C"),
    after: "Resources:\r\n  Fn:\r\n    Type: T",
  },
  {
    name: "a comment above the first section",
    before: "# lamplight\nResources:\n  Fn:\n    Type: T\n",
    edit: remove("# lamplight"),
    after: "Resources:\n  Fn:\n    Type: T\n",
  },
  {
    name: "a comment in source code",
    before: "export const a = 1; // lamplight\n",
    edit: remove("// lamplight"),
    after: "export const a = 1;\n",
    file: "/project/src/app.ts",
  },
  {
    name: "source code that is no comment is refused",
    before: "export const a = 1;\n",
    edit: remove("a = 1"),
    after: undefined,
    file: "/project/src/app.ts",
  },
]);

check([
  row("a key is renamed and all else stays", "TimeOut: 3 # s", rename("TimeOut", "Timeout"), "Timeout: 3 # s"),
  row("a quoted key keeps its quotes", "'TimeOut': 3", rename("'TimeOut'", "Timeout"), "'Timeout': 3"),
  row("a key in a flow map", "S: { a: 1, b: 2 }", rename("b", "c"), "S: { a: 1, c: 2 }"),
  row("a name that needs quotes gets them", "Old: 3", rename("Old", "on"), '"on": 3'),
  row("a name that is taken is refused", "Old: 1\nB: 2", rename("Old", "B"), undefined),
  row("a key of an anchored map is refused", "M: &a\n  Old: 1", rename("Old", "B"), undefined),
  row("a merge key is refused a name", "M:\n  <<: *a\n  A: 1", rename("<<", "B"), undefined),
]);

const JSON_LINES = `{
\t"Resources": {
\t\t"Fn": {
\t\t\t"Type": "T",
\t\t\t"Properties": {
\t\t\t\t"Timeout": 901,
\t\t\t\t"Size": "1",
\t\t\t\t"Env": {}
\t\t\t}
\t\t}
\t}
}
`;

check([
  json("a number in JSON", JSON_LINES, setScalar("901", 900), JSON_LINES.replace("901", "900")),
  json("a quoted number in JSON stays quoted", JSON_LINES, setScalar('"1"', 2), JSON_LINES.replace('"1"', '"2"')),
  json("a string in the place of a number", JSON_LINES, setScalar("901", 'a"b'), JSON_LINES.replace("901", '"a\\"b"')),
  json(
    "the first entry in JSON",
    JSON_LINES,
    remove('"Timeout": 901'),
    JSON_LINES.replace('\t\t\t\t"Timeout": 901,\n', ""),
  ),
  json(
    "one in the middle in JSON",
    JSON_LINES,
    remove('"Size": "1"'),
    JSON_LINES.replace('\t\t\t\t"Size": "1",\n', ""),
  ),
  json("the last entry in JSON", JSON_LINES, remove('"Env": {}'), JSON_LINES.replace(',\n\t\t\t\t"Env": {}', "")),
  json(
    "a property is added to JSON with its tabs",
    JSON_LINES,
    setProperty("Properties.A.B", 1),
    JSON_LINES.replace('"Env": {}', '"Env": {},\n\t\t\t\t"A": {\n\t\t\t\t\t"B": 1\n\t\t\t\t}'),
  ),
  json(
    "empty braces in JSON are opened",
    JSON_LINES,
    setProperty("Properties.Env.A", "on"),
    JSON_LINES.replace("{}", '{\n\t\t\t\t\t"A": "on"\n\t\t\t\t}'),
  ),
  json("a key in JSON", JSON_LINES, rename('"Size"', "Length"), JSON_LINES.replace('"Size"', '"Length"')),
  json(
    "JSON of one line stays one line",
    '{"Resources":{"Fn":{"Type":"T","Properties":{}}}}',
    setProperty("Properties.A.B", 1),
    '{"Resources":{"Fn":{"Type":"T","Properties":{"A":{"B":1}}}}}',
  ),
  json(
    "an entry is added to JSON of one line",
    '{"Resources": {"Fn": {"Type": "T"}}}',
    setProperty("Properties.A", 1),
    '{"Resources": {"Fn": {"Type": "T", "Properties": {"A": 1}}}}',
  ),
  json(
    "what is left empty in JSON goes too",
    '{"Resources": {"Fn": {"Type": "T", "Properties": {"Env": {"A": 1}}}}}',
    remove('"A": 1'),
    '{"Resources": {"Fn": {"Type": "T"}}}',
  ),
  json(
    "JSON with an error is refused",
    '{"Resources": {"Fn": {"Type": "T" "A": 901}}}',
    setScalar("901", 1),
    undefined,
  ),
  json(
    "JSON that only YAML reads is read as YAML",
    '{"Resources": {"Fn": {"Type": "T", "A": 901}} # c\n}',
    setScalar("901", 900),
    '{"Resources": {"Fn": {"Type": "T", "A": 900}} # c\n}',
  ),
  json(
    "a function in JSON is refused as a scalar",
    '{"Resources": {"Fn": {"Type": {"Ref": "P"}}}}',
    setScalar('{"Ref": "P"}', 1),
    undefined,
  ),
]);

check([
  row(
    "several edits of one file",
    "Old: 1\nB: 2\nC: 3",
    all(setScalar("3", 4), remove("B: 2"), rename("Old", "Z"), setProperty("Properties.D", 5)),
    "Z: 1\nC: 4\nD: 5",
  ),
  row(
    "two properties in their order",
    "A: 1",
    all(setProperty("Properties.B", 2), setProperty("Properties.C", 3)),
    "A: 1\nB: 2\nC: 3",
  ),
  row("edits that overlap are refused", "A: { b: 1 }\nC: 2", all(setScalar("1", 2), remove("A: { b: 1 }")), undefined),
  row(
    "edits that together empty a map are refused",
    "A:\n  B: 1\n  C: 2",
    all(remove("B: 1"), remove("C: 2")),
    undefined,
  ),
  row(
    "the same map created twice is refused",
    "A: 1",
    all(setProperty("Properties.B.C", 1), setProperty("Properties.B.D", 1)),
    undefined,
  ),
  row(
    "text is taken as it is",
    "A: 1",
    (text, file) => [{ kind: "text", place: placeOf(text, file, "1"), newText: "{ [" }],
    "A: { [",
  ),
]);

test("changes are absolute, sorted, and say their file", () => {
  const file = "/project/template.yaml" as FileId;
  const text = fn("Timeout: 901\nMemorySize: 127");
  const base = text.indexOf("Fn:");
  const setAt = (part: string, value: number): Edit => {
    const { start, end } = placeOf(text, file, part);
    return { kind: "set-scalar", place: { file, chunk: "Resources/Fn", start: start - base, end: end - base }, value };
  };
  const sources = {
    text: () => text,
    offsetOf: (_: FileId, chunk: string) => (chunk === "Resources/Fn" ? base : undefined),
  };
  assert.deepEqual(textEdits([setAt("127", 128), setAt("901", 900)], sources), [
    { file, span: { start: text.indexOf("901"), end: text.indexOf("901") + 3 }, newText: "900" },
    { file, span: { start: text.indexOf("127"), end: text.indexOf("127") + 3 }, newText: "128" },
  ]);
});

test("an edit whose chunk or file is gone is refused", () => {
  const file = "/project/template.yaml" as FileId;
  const edit: Edit = { kind: "text", place: { file, chunk: "x", start: 0, end: 0 }, newText: "" };
  assert.equal(textEdits([edit], { text: () => "a", offsetOf: () => undefined }), undefined);
  assert.equal(textEdits([edit], { text: () => undefined, offsetOf: () => 0 }), undefined);
  assert.equal(textEdits([edit], { text: () => "", offsetOf: () => 1 }), undefined);
});

test("nesting deeper than any template's is refused, not an exception", () => {
  for (const depth of [250, 5_000, 50_000]) {
    const lists = "[".repeat(depth) + "]".repeat(depth);
    assert.equal(edited(`{"Resources": ${lists}, "A": 901}`, setScalar("901", 900)), undefined);
    assert.equal(edited(`Resources:\n  Fn: ${lists}\n  A: 901\n`, setProperty("B", 900)), undefined);
  }
});

test("a template that is cut anywhere gets an edit that reads or none, and no exception", () => {
  const text = `${fn('A: { b: 1, "c": [x] }\nB:\n  - !Ref x\n  - D: |\n      y\nTimeout: 901 # s')}  Other:\n    Type: T\n`;
  for (const before of [text, JSON_LINES, text.replaceAll("\n", "\r\n")]) {
    for (let end = 0; end <= before.length; end += 1) {
      const cut = before.slice(0, end);
      const after = edited(cut, setProperty("Properties.New", 900));
      assert.ok(after === undefined || after.includes(`New`), cut);
      const at = cut.indexOf("901");
      if (at >= 0 && after !== undefined) assert.ok(edited(cut, setScalar("901", 900)) !== undefined, cut);
    }
  }
});

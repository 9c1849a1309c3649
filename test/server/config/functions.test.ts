import assert from "node:assert/strict";
import test from "node:test";
import type { FileId } from "../../../server/src/model/place.js";
import { at } from "../../../server/src/model/value.js";
import { functionNamed, read, show, textAt } from "./show.js";

const GLOBALS = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 10
    MemorySize: 256
    Role: ignored
    Layers: [a, b]
    Environment:
      Variables:
        SHARED: one
        BOTH: global
    VpcConfig: !If [X, {}, !Ref AWS::NoValue]
Resources:
  F:
    Type: AWS::Serverless::Function
`;

function properties(rest: string): string {
  return show(functionNamed(read(GLOBALS + rest), "F").resource.properties);
}

test("globals come first, maps merge, lists are appended, scalars and intrinsics are replaced", () => {
  const own = `    Properties:
      Handler: app.handler
      Timeout: 20
      Layers: [b]
      Environment:
        Variables:
          BOTH: local
          OWN: two
      VpcConfig: { SubnetIds: [s] }
`;
  assert.equal(
    properties(own),
    '{Timeout: 20, MemorySize: 256, Layers: ["a", "b", "b"], ' +
      'Environment: {Variables: {SHARED: "one", BOTH: "local", OWN: "two"}}, ' +
      'VpcConfig: {SubnetIds: ["s"]}, Handler: "app.handler"}',
  );
});

test("a resource without properties has the globals alone", () => {
  assert.match(properties(""), /^\{Timeout: 10, MemorySize: 256, Layers: \["a", "b"\], Environment/);
});

test("an explicit null removes a global, and IgnoreGlobals keeps it away", () => {
  const text = `${GLOBALS}    IgnoreGlobals: [MemorySize]
    Properties:
      Timeout:
`;
  const fn = functionNamed(read(text), "F");
  assert.equal(fn.timeout.kind, "absent");
  assert.equal(fn.memorySize.kind, "absent");
  assert.equal(fn.layers.kind, "list");
  assert.equal(properties("    IgnoreGlobals: '*'\n    Properties: { Handler: a.b }\n"), '{Handler: "a.b"}');
});

test("a map of the one key Condition replaces instead of merging, as SAM has it", () => {
  const merged = properties("    Properties:\n      Environment: { Condition: x }\n");
  assert.match(merged, /Environment: \{Condition: "x"\}/);
});

test("a value from Globals has its place there and says so", () => {
  const text = GLOBALS;
  const reading = read(text);
  const { timeout, environment } = functionNamed(reading, "F");
  assert.equal(timeout.place?.chunk, "Globals");
  assert.equal(timeout.origin?.kind, "globals");
  assert.equal(textAt(reading, text, timeout.place), "10");
  assert.equal(at(environment, "Variables", "SHARED").origin?.kind, "globals");
});

test("globals do not reach CloudFormation functions", () => {
  const text = GLOBALS.replace("AWS::Serverless::Function", "AWS::Lambda::Function");
  assert.equal(functionNamed(read(text), "F").timeout.kind, "absent");
});

test("while Globals do not parse, what a function lacks is unknown", () => {
  const fn = functionNamed(read(GLOBALS.replace("    Timeout: 10\n", '    Timeout: "10\n')), "F");
  assert.equal(fn.runtime.kind, "unknown");
});

const sources: readonly (readonly [type: string, body: string, expected: string])[] = [
  ["Serverless", "CodeUri: src/", "/project/app/src"],
  ["Serverless", "CodeUri: .", "/project/app"],
  ["Serverless", "CodeUri: ../shared/", "/project/shared"],
  ["Serverless", "CodeUri: s3://bucket/key", "elsewhere: a bucket"],
  ["Serverless", "CodeUri: { Bucket: b, Key: k }", "elsewhere: a bucket"],
  ["Serverless", "CodeUri: src\n      InlineCode: x", "inline"],
  ["Serverless", "InlineCode: !If [C, x, y]", "inline"],
  [
    "Serverless",
    "CodeUri: !If [C, !Ref AWS::NoValue, src]\n      InlineCode: !If [C, x, !Ref AWS::NoValue]",
    "elsewhere: InlineCode depends on a condition",
  ],
  ["Serverless", "CodeUri: src\n      Fn::Transform: { Name: AWS::Include }", "elsewhere: Fn::Transform"],
  ["Serverless", "PackageType: Image", "elsewhere: a container image"],
  ["Serverless", "ImageUri: x", "elsewhere: a container image"],
  ["Serverless", "Handler: a.b", "elsewhere: no CodeUri"],
  ["Serverless", "CodeUri: !If [X, a, b]", "elsewhere: CodeUri depends on a condition"],
  ["Lambda", "Code: ./src", "/project/app/src"],
  ["Lambda", "Code: { ZipFile: x }", "inline"],
  [
    "Lambda",
    "Code: { ZipFile: !If [C, x, !Ref AWS::NoValue], S3Bucket: !If [C, !Ref AWS::NoValue, b] }",
    "elsewhere: ZipFile depends on a condition",
  ],
  ["Lambda", "Code: { S3Bucket: b, S3Key: k }", "elsewhere: a bucket"],
  ["Lambda", "Code: { ImageUri: x }", "elsewhere: a container image"],
  ["Lambda", "Runtime: x", "elsewhere: no Code"],
];

for (const [type, body, expected] of sources) {
  test(`the code of ${type} with \`${body.replace(/\s+/g, " ")}\` is ${expected}`, () => {
    const text = `Resources:\n  F:\n    Type: AWS::${type}::Function\n    Properties:\n      ${body}\n`;
    const { code } = functionNamed(read(text, { file: "/project/app/template.yaml" as FileId }), "F");
    const shown = code.kind === "local" ? code.path : code.kind === "inline" ? "inline" : `elsewhere: ${code.reason}`;
    assert.equal(shown, expected);
  });
}

test("a resource whose condition is decided and false is excluded", () => {
  const text = `Parameters:
  Stage: { Type: String, Default: dev }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  F:
    Type: AWS::Lambda::Function
    Condition: IsProd
`;
  assert.equal(functionNamed(read(text), "F").resource.excluded, undefined);
  assert.equal(functionNamed(read(text, { parameters: { Stage: "dev" } }), "F").resource.excluded, true);
});

test("what can add resources makes the template open", () => {
  const open = (head: string, rest = "") =>
    read(`${head}Resources:\n  F:\n    Type: AWS::Lambda::Function\n${rest}`).template.open;
  assert.deepEqual(open("Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n"), []);
  assert.deepEqual(open("Transform: Mine\n"), ["the macro Mine"]);
  assert.deepEqual(open("Transform: { Name: AWS::Include }\n"), ["the macro of the Transform section"]);
  assert.deepEqual(open("", "  Fn::ForEach::Topics: [T, [a], {}]\n"), ["Fn::ForEach::Topics"]);
  assert.deepEqual(open("", "  Fn::Transform: { Name: AWS::Include }\n"), ["Fn::Transform"]);
});

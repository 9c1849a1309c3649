import assert from "node:assert/strict";
import { test } from "node:test";
import { lamplight, project } from "../../support/cli.js";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Base: { Type: String, Default: /orders }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: "exports.handler = async () => {};"
      Events:
        Post: { Type: Api, Properties: { Method: POST, Path: !Sub "\${Base}/{id}" } }
`;

function event(cwd: string, ...args: readonly string[]) {
  return lamplight(cwd, "event", ...args);
}

test("an event is printed as indented JSON, with what was set", (t) => {
  const { status, stdout, stderr } = event(
    project(t, {}),
    "sqs",
    "--set",
    "Records[0].body.id=7",
    "--set=Records[0].x=y",
  );
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^\{\n {2}"Records": \[\n/);
  const [record] = JSON.parse(stdout).Records;
  assert.deepEqual([JSON.parse(record.body), record.x], [{ message: "hello", id: 7 }, "y"]);
});

test("an event of a function is that of its own trigger", (t) => {
  const folder = project(t, { "infra/template.yaml": TEMPLATE });
  const { status, stdout, stderr } = event(folder, "api", "--function", "Orders");
  assert.deepEqual([status, stderr], [0, ""]);
  assert.equal(JSON.parse(stdout).resource, "/orders/{id}");
  const given = event(folder, "api", "infra", "--function", "Orders", "--parameter", "Base=/invoices");
  assert.equal(JSON.parse(given.stdout).resource, "/invoices/{id}");
});

test("an event that no trigger of the function sends is said to be made up", (t) => {
  const { status, stdout, stderr } = event(project(t, { "template.yaml": TEMPLATE }), "s3", "--function", "Orders");
  assert.equal(status, 0);
  assert.equal(stderr, "lamplight: the template wires no s3 to Orders, so this event is made up\n");
  assert.equal(JSON.parse(stdout).Records[0].eventSource, "aws:s3");
});

test("of several templates the option says which", (t) => {
  const folder = project(t, { "a/template.yaml": TEMPLATE, "b/template.yaml": TEMPLATE.replace("/orders", "/b") });
  const { status, stderr } = event(folder, "api", "--function", "Orders");
  assert.equal(status, 2);
  assert.equal(
    stderr,
    "lamplight: several templates declare Orders: choose one with --template, of a/template.yaml, b/template.yaml\n",
  );
  const chosen = event(folder, "api", "--function", "Orders", "--template", "b/template.yaml");
  assert.equal(JSON.parse(chosen.stdout).resource, "/b/{id}");
});

for (const [args, message] of [
  [[], /^lamplight: lamplight event needs a source: name one of api, rest-api, http-api, .* viewer-response\n$/],
  [["sqss"], /^lamplight: there is no source of events sqss: did you mean sqs\?\n$/],
  [["sqs", "--function", "Order"], /^lamplight: there is no function Order: did you mean Orders\?\n$/],
  [["sqs", "template.yaml"], /^lamplight: without a function, no template is read: .* leave out template\.yaml\n$/],
  [["sqs", "--template", "template.yaml"], /leave out --template\n$/],
  [["sqs", "a", "b"], /^lamplight: lamplight event takes one path, but also got b\n$/],
  [["sqs", ".", "--template", "template.yaml", "--function", "Orders"], /: leave out \.\n$/],
  [["sqs", "gone", "--function", "Orders"], /^lamplight: there is no file or folder "gone" in /],
  [["sqs", "--set", "Records"], /^lamplight: --set Records is not of the form path=value: write for example --set /],
  [["sqs", "--set", "Records[3].a=1"], /^lamplight: the list has 1 item, .*: correct --set Records\[3\]\.a\n$/],
  [["sqs", "--sett", "a=1"], /^lamplight: lamplight event has no option --sett: did you mean --set\?/],
] as const) {
  test(`lamplight event ${args.join(" ")} is refused`, (t) => {
    const { status, stdout, stderr } = event(project(t, { "template.yaml": TEMPLATE }), ...args);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, message);
  });
}

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { CLI, lamplight, lamplightWith, project } from "../../support/cli.js";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
  Password: { Type: String, NoEcho: true }
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Timeout: 5
      Environment:
        Variables:
          STAGE: !Ref Stage
          TABLE: !Ref Table
          PASSWORD: !Ref Password
      Events:
        Get: { Type: HttpApi, Properties: { Method: GET, Path: "/orders/{id}" } }
  Table:
    Type: AWS::DynamoDB::Table
`;
const CODE = `exports.handler = async (event) => {
  console.log("a log line");
  if (event.fail) throw new RangeError("asked to fail");
  const { STAGE, TABLE, PASSWORD, HOME, SECRET_OF_MINE } = process.env;
  return { event, STAGE, TABLE, PASSWORD, hasHome: HOME !== undefined, SECRET_OF_MINE };
};
`;

function functionProject(t: TestContext, more: Readonly<Record<string, string>> = {}): string {
  return project(t, { "template.yaml": TEMPLATE, "index.js": CODE, ...more });
}

test("invoke prints the payload on standard output and the log on standard error", (t) => {
  const folder = functionProject(t, { "event.json": '\uFEFF{"a":1}' });
  const { status, stdout, stderr } = lamplight(folder, "invoke", "Echo", "--event", "event.json");
  assert.deepEqual(JSON.parse(stdout), { event: { a: 1 }, STAGE: "dev", TABLE: "local-Table", hasHome: true });
  assert.match(stderr, /\ta log line\nEND RequestId: .*\nREPORT RequestId: /);
  assert.match(stderr, /lamplight: PASSWORD is not set: /);
  assert.match(stderr, /enforced: timeout 5 s, /);
  assert.equal(status, 0);
});

test("without an event, invoke makes the one that the function's own trigger sends", (t) => {
  const { status, stdout, stderr } = lamplight(functionProject(t), "invoke", "Echo");
  assert.equal(JSON.parse(stdout).event.routeKey, "GET /orders/{id}");
  assert.match(stderr, /the event is made from the trigger Get \(HTTP API\)/);
  assert.equal(status, 0);
});

test("without a trigger that events are made of, the event is empty, and that is told", (t) => {
  const template = TEMPLATE.replace("{ Type: HttpApi, ", "{ Type: AlexaSkill, ");
  const { stdout, stderr } = lamplight(functionProject(t, { "template.yaml": template }), "invoke", "Echo");
  assert.deepEqual(JSON.parse(stdout).event, {});
  assert.match(stderr, /lamplight: the event is \{\}, as the template gives the function no trigger that events are/);
});

test("an event comes from standard input, or from a source", (t) => {
  const folder = functionProject(t);
  const piped = lamplightWith({ input: '\uFEFF"piped"' }, folder, "invoke", "Echo", "--event", "-");
  assert.equal(JSON.parse(piped.stdout).event, "piped");
  const made = lamplight(folder, "invoke", "Echo", "--event", "sqs");
  assert.equal(JSON.parse(made.stdout).event.Records[0].eventSource, "aws:sqs");
});

test("a function that fails gives its error on standard output and exit code 1", (t) => {
  const { status, stdout, stderr } = lamplightWith(
    { input: '{"fail":true}' },
    functionProject(t),
    "invoke",
    "Echo",
    "--event=-",
  );
  const { errorType, errorMessage } = JSON.parse(stdout);
  assert.deepEqual([errorType, errorMessage], ["RangeError", "asked to fail"]);
  assert.match(stderr, /\tERROR\tInvoke Error/);
  assert.equal(status, 1);
});

test("variables come from a .env file, and of the user's own only those that are listed", (t) => {
  const folder = functionProject(t, { "my.env": 'STAGE=test\nPASSWORD="p"\n' });
  const own = { SECRET_OF_MINE: "mine" };
  const first = lamplightWith(
    { variables: own, input: "1" },
    folder,
    "invoke",
    "Echo",
    "--event=-",
    "--env-file",
    "my.env",
  );
  const { STAGE, PASSWORD, SECRET_OF_MINE } = JSON.parse(first.stdout);
  assert.deepEqual([STAGE, PASSWORD, SECRET_OF_MINE], ["test", "p", undefined]);
  assert.doesNotMatch(first.stderr, /PASSWORD/);
  const second = lamplightWith(
    { variables: own, input: "1" },
    folder,
    "invoke",
    "Echo",
    "--event=-",
    "--inherit",
    "SECRET_OF_MINE",
  );
  assert.equal(JSON.parse(second.stdout).SECRET_OF_MINE, "mine");
});

test("the project file says how functions are run, and the command line wins", (t) => {
  const folder = functionProject(t, {
    ".lamplight.json": '{ "run": { "envFile": "project.env", "timeout": 7 } }',
    "project.env": "STAGE=project",
    "my.env": "STAGE=mine",
  });
  const first = lamplightWith({ input: "1" }, folder, "invoke", "Echo", "--event=-");
  assert.equal(JSON.parse(first.stdout).STAGE, "project");
  assert.match(first.stderr, /timeout 7 s/);
  const second = lamplightWith(
    { input: "1" },
    folder,
    "invoke",
    "Echo",
    "--event=-",
    "--env-file=my.env",
    "--timeout=none",
  );
  assert.equal(JSON.parse(second.stdout).STAGE, "mine");
  assert.doesNotMatch(second.stderr, /timeout/);
});

const MISTAKES: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [[], /invoke needs a function/],
  [[""], /invoke needs a function/],
  [["Ecko"], /there is no function Ecko: did you mean Echo\?/],
  [["Echo", "--event", "none.json"], /there is no file none\.json, and no source of events of that name/],
  [["Echo", "--event", "broken.json"], /the event is not JSON, correct it: /],
  [["Echo", "--event", "empty.json"], /the event is not JSON, correct it: it is empty/],
  [["Echo", "--event", "huge.json"], /the event has 100\.0 MB, and Lambda takes 6 MB/],
  [["Echo", "--profile", "a", "--endpoint", "http://localhost:1"], /leave one of them out/],
  [["Echo", "--endpoint", "localhost"], /--endpoint localhost is no address/],
  [["Echo", "--timeout", "soon"], /--timeout cannot be soon: give seconds, or none/],
  [["Echo", "--node", "./no-node", "--event", "empty-object.json"], /no-node/],
  [["Java", "--event", "empty-object.json"], /Java cannot be run: local runs are for Node\.js and Python/],
];

for (const [args, message] of MISTAKES) {
  test(`lamplight invoke ${args.join(" ")}: exit code 2 and a clear message`, (t) => {
    const folder = functionProject(t, {
      "broken.json": '{"a":',
      "empty.json": " ",
      "huge.json": `"${"x".repeat(100 * 1024 * 1024)}"`,
      "empty-object.json": "{}",
      "java.yaml": `Resources:
  Java:
    Type: AWS::Serverless::Function
    Properties: { Runtime: java21, Handler: a.B::c, CodeUri: . }
`,
    });
    const { status, stdout, stderr } = lamplight(folder, "invoke", ...args);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /internal error|\n {4}at /);
    assert.deepEqual([status, stdout], [2, ""]);
  });
}

test("a .env file that is not there is told", (t) => {
  const { status, stderr } = lamplight(functionProject(t), "invoke", "Echo", "--env-file", "none.env");
  // Node 20 looks for the option in the arguments of the program too, and refuses before the program can.
  assert.match(stderr, /the \.env file cannot be read, name another: |none\.env: not found/);
  assert.notEqual(status, 0);
});

test("a handler file that is not there is the function's own failure", (t) => {
  const folder = project(t, { "template.yaml": TEMPLATE });
  const { status, stdout } = lamplightWith({ input: "{}" }, folder, "invoke", "Echo", "--event=-");
  assert.equal(JSON.parse(stdout).errorType, "Runtime.ImportModuleError");
  assert.equal(status, 1);
});

test("an interrupt ends the function and the command", { timeout: 20_000 }, async (t) => {
  const folder = functionProject(t, { "index.js": 'exports.handler = () => { console.log("busy"); for (;;); };' });
  const child = spawn(process.execPath, [CLI, "invoke", "Echo", "--event=sqs", "--timeout=60"], { cwd: folder });
  let log = "";
  child.stderr.on("data", (chunk) => {
    if (!log.includes("busy") && `${log}${chunk}`.includes("busy")) child.kill("SIGINT");
    log += chunk;
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  assert.equal(code, 1);
  assert.match(log, /cancelled/);
});

test("a function runs where no cache can be kept", { timeout: 30_000 }, (t) => {
  const folder = functionProject(t, { file: "" });
  for (const place of [path.join(folder, "file"), "/proc"]) {
    const variables = { XDG_CACHE_HOME: place };
    const { status, stdout } = lamplightWith({ input: "1", variables }, folder, "invoke", "Echo", "--event=-");
    assert.equal(JSON.parse(stdout).event, 1);
    assert.equal(status, 0);
  }
});

test("what a run leaves behind is its cache and nothing else", (t) => {
  const folder = functionProject(t);
  const cache = path.join(folder, "caches");
  lamplightWith({ input: "{}", variables: { XDG_CACHE_HOME: cache } }, folder, "invoke", "Echo", "--event=-");
  assert.ok(existsSync(path.join(cache, "lamplight")));
});

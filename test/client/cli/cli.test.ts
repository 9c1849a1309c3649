import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { CLI, lamplight, project } from "../../support/cli.js";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: "exports.handler = async () => {};"
      Timeout: 901
`;
const HEALTHY = TEMPLATE.replace("901", "900");

function findingsOf({ stdout }: { readonly stdout: string }): readonly string[] {
  const { findings } = JSON.parse(stdout);
  return findings.map((it: { file: string; rule: string }) => `${it.file} ${it.rule}`);
}

test("check prints the findings of the working directory and fails", (t) => {
  const { status, stdout, stderr } = lamplight(
    project(t, { "infra/template.yaml": TEMPLATE }),
    "check",
    "--date",
    "2026-11-23",
  );
  assert.equal(stderr, "");
  assert.match(stdout, /^infra\/template\.yaml\n\n {2}error: Timeout/);
  assert.match(stdout, / infra\/template\.yaml:9:16 {2}limits\/timeout-range {2}Orders\n/);
  assert.match(stdout, /\n {2}9 │ {7}Timeout: 901\n {4}│ {16}\^\^\^\n/);
  assert.match(
    stdout,
    /\n1 error in 1 file; 1 function in 1 template, 1 file read, \d+ ms; 1 can be fixed with --fix\n$/,
  );
  assert.equal(status, 1);
});

test("check of a sound project succeeds", (t) => {
  const { status, stdout, stderr } = lamplight(
    project(t, { "template.yaml": HEALTHY }),
    "check",
    "--date",
    "2026-11-23",
  );
  assert.match(stdout, /^no problems; 1 function/);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("files in JSON are relative to the working directory, and lines zero-based", (t) => {
  const folder = project(t, { "a/template.yaml": TEMPLATE, "b/.keep": "" });
  const { status, stdout } = lamplight(path.join(folder, "b"), "check", "../a/template.yaml", "--format", "json");
  const { version, findings, stats } = JSON.parse(stdout);
  assert.equal(version, 1);
  assert.deepEqual(Object.keys(stats), ["functions", "files", "durationMs"]);
  const [finding] = findings;
  assert.equal(finding.file, "../a/template.yaml");
  assert.equal(finding.template, "../a/template.yaml");
  assert.equal(finding.function, "Orders");
  assert.deepEqual(finding.range, { start: { line: 8, character: 15 }, end: { line: 8, character: 18 } });
  assert.deepEqual(finding.fixes[0].edits, [{ file: "../a/template.yaml", range: finding.range, newText: "900" }]);
  assert.equal(status, 1);
});

test("every format is printed for the same findings", (t) => {
  const folder = project(t, { "template.yaml": TEMPLATE });
  const starts = {
    text: /^template\.yaml\n/,
    json: /^\{/,
    sarif: /^\{/,
    github: /^::error file=template/,
    junit: /^<\?xml/,
  };
  for (const [format, start] of Object.entries(starts)) {
    const { status, stdout, stderr } = lamplight(folder, "check", "--format", format);
    assert.match(stdout, start);
    assert.equal(stderr, "");
    assert.equal(status, 1, format);
  }
});

test("--fail-on and --min-severity say what fails and what is shown", (t) => {
  const settings = JSON.stringify({ rules: { "limits/timeout-range": "information" } });
  const folder = project(t, { "template.yaml": TEMPLATE, ".lamplight.json": settings });
  const results = (...args: readonly string[]) => {
    const { status, stdout } = lamplight(folder, "check", "--format", "json", ...args);
    return [status, findingsOf({ stdout }).length];
  };
  assert.deepEqual(results(), [0, 1]);
  assert.deepEqual(results("--fail-on", "information"), [1, 1]);
  assert.deepEqual(results("--min-severity", "warning"), [0, 0]);
  assert.deepEqual(results("--min-severity", "warning", "--fail-on", "information"), [1, 0]);
});

test("--date decides what is deprecated", (t) => {
  const folder = project(t, { "template.yaml": HEALTHY.replace("nodejs24.x", "nodejs20.x") });
  const on = (date: string) => findingsOf(lamplight(folder, "check", "--format", "json", "--date", date));
  assert.deepEqual(on("2025-01-01"), []);
  assert.deepEqual(on("2026-11-23"), ["template.yaml limits/runtime-deprecated"]);
});

test("--parameter overrules a default", (t) => {
  const text = `Parameters:\n  Seconds: { Type: Number, Default: 30 }\n${TEMPLATE.replace("901", "!Ref Seconds")}`;
  const folder = project(t, { "template.yaml": text });
  assert.equal(lamplight(folder, "check").status, 0);
  assert.equal(lamplight(folder, "check", "--parameter", "Seconds=901").status, 1);
});

test("--fix changes the file in place, with its line ends, mode and byte order mark", (t) => {
  const before = `\uFEFF# é\r\n${TEMPLATE.replaceAll("\n", "\r\n")}`;
  const folder = project(t, { "template.yaml": before });
  const file = path.join(folder, "template.yaml");
  chmodSync(file, 0o640);
  const { status, stdout, stderr } = lamplight(folder, "check", "--fix");
  assert.equal(readFileSync(file, "utf8"), before.replace("901", "900"));
  assert.equal(statSync(file).mode & 0o777, 0o640);
  assert.match(stderr, /^lamplight: fixed template\.yaml:10: Set Timeout to 900 \(limits\/timeout-range\)\n/);
  assert.match(stdout, /^no problems/);
  assert.equal(status, 0);
});

test("--fix leaves a file alone that a link leads to outside of what is checked", (t) => {
  const folder = project(t, { "elsewhere/template.yaml": TEMPLATE, "project/.keep": "" });
  symlinkSync("../elsewhere/template.yaml", path.join(folder, "project", "template.yaml"));
  const { status, stderr } = lamplight(folder, "check", "project", "--fix");
  assert.equal(readFileSync(path.join(folder, "elsewhere/template.yaml"), "utf8"), TEMPLATE);
  assert.match(stderr, /project\/template\.yaml: it was not fixed: it is .*elsewhere\/template\.yaml, outside/);
  assert.equal(status, 1);
});

test("--fix leaves a file alone that it could not write back byte for byte", (t) => {
  const folder = project(t, {});
  const file = path.join(folder, "template.yaml");
  const latin1 = Buffer.from(`# caf\u00E9\n${TEMPLATE}`, "latin1");
  writeFileSync(file, latin1);
  const { status, stderr } = lamplight(folder, "check", "--fix");
  assert.deepEqual(readFileSync(file), latin1);
  assert.match(stderr, /^lamplight: template\.yaml: it was not fixed: .*not UTF-8/);
  assert.equal(status, 1);
});

test("a baseline hides what it counts until there is more", (t) => {
  const folder = project(t, { "template.yaml": TEMPLATE });
  const written = lamplight(folder, "check", "--update-baseline");
  assert.equal(written.status, 0);
  assert.match(written.stderr, /wrote lamplight-baseline\.json: 1 finding in 1 file\n$/);
  assert.deepEqual(JSON.parse(readFileSync(path.join(folder, "lamplight-baseline.json"), "utf8")), {
    version: 1,
    findings: { "template.yaml": { "limits/timeout-range": 1 } },
  });
  assert.equal(lamplight(folder, "check").status, 1);
  const hidden = lamplight(path.join(folder, ".."), "check", folder, "--baseline");
  assert.match(hidden.stdout, /^no problems; .*; not shown: 1 in the baseline\n$/);
  assert.equal(hidden.status, 0);

  const more = TEMPLATE.split("Resources:\n")[1]?.replace("Orders", "Others");
  writeFileSync(path.join(folder, "template.yaml"), `${TEMPLATE}${more}`);
  assert.equal(findingsOf(lamplight(folder, "check", "--baseline", "--format", "json")).length, 2);
});

test("updating a baseline for one folder keeps the counts of the others", (t) => {
  const folder = project(t, { "a/template.yaml": TEMPLATE, "b/template.yaml": TEMPLATE });
  lamplight(folder, "check", "--update-baseline");
  writeFileSync(path.join(folder, "a/template.yaml"), HEALTHY);
  lamplight(folder, "check", "a", "--update-baseline", "--baseline", "lamplight-baseline.json");
  const { findings } = JSON.parse(readFileSync(path.join(folder, "lamplight-baseline.json"), "utf8"));
  assert.deepEqual(Object.keys(findings), ["b/template.yaml"]);
});

test("a project file above the path holds too, and the baseline that it names is used", (t) => {
  const folder = project(t, {
    "services/a/template.yaml": TEMPLATE,
    ".lamplight.json": '{ "baseline": "old.json" }',
    "old.json": '{ "version": 1, "findings": { "services/a/template.yaml": { "limits/timeout-range": 1 } } }',
  });
  const { status, stderr } = lamplight(folder, "check", "services/a");
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("the baseline that a project file names can be written for the first time", (t) => {
  const folder = project(t, { "template.yaml": TEMPLATE, ".lamplight.json": '{ "baseline": "old.json" }' });
  assert.match(lamplight(folder, "check").stderr, /^lamplight: there is no baseline old\.json/);
  const { status, stderr } = lamplight(folder, "check", "--update-baseline");
  assert.equal(stderr, "lamplight: wrote old.json: 1 finding in 1 file\n");
  assert.equal(status, 0);
  assert.equal(lamplight(folder, "check").status, 0);
});

test("a folder without functions is no failure, but is told", (t) => {
  const { status, stdout, stderr } = lamplight(
    project(t, { "docker.yaml": "services: {}\n" }),
    "check",
    ".",
    "--format",
    "json",
  );
  assert.equal(stderr, "lamplight: no Lambda functions found under .\n");
  assert.deepEqual(JSON.parse(stdout).findings, []);
  assert.equal(status, 0);
});

test("a rule that the project file names and that does not exist is told", (t) => {
  const settings = '{ "rules": { "limits/timeout-rage": "off" } }';
  const folder = project(t, { "template.yaml": HEALTHY, ".lamplight.json": settings });
  const { status, stderr } = lamplight(folder, "check");
  assert.match(
    stderr,
    /\.lamplight\.json: there is no rule or group "limits\/timeout-rage": did you mean limits\/timeout-range\?/,
  );
  assert.equal(status, 0);
});

for (const [args, message] of [
  [[], /no command given/],
  [["chek"], /there is no command chek: did you mean check\?/],
  [["--verison"], /there is no option --verison: did you mean --version\?/],
  [["check", "nowhere"], /there is no file or folder "nowhere"/],
  [["check", ""], /there is no file or folder ""/],
  [["check", "x".repeat(300)], /there is no file or folder "x+"/],
  [["check", "--format", "xml"], /--format cannot be xml: use one of text, json, sarif, github, junit/],
  [["check", "--min-severity", "warn"], /--min-severity cannot be warn: use one of hint, information, warning, error/],
  [["check", "--date", "2026-02-30"], /--date 2026-02-30 is no day of the calendar/],
  [["check", "--date", "today"], /--date today is no day of the calendar/],
  [["check", "--parameter", "Stage"], /--parameter Stage is not of the form NAME=VALUE/],
  [["check", "--baseline"], /there is no baseline lamplight-baseline\.json: write it with/],
  [["check", "--baseline=template.yaml"], /template\.yaml is not a baseline/],
  [["check", "--baseline=template.yaml", "--update-baseline"], /template\.yaml is not a baseline/],
  [["check", "--baseline=no/such/folder.json", "--update-baseline"], /no such file or directory.*no\/such/],
  [["check", "--fixx"], /lamplight check has no option --fixx: did you mean --fix\?/],
  [["explain", "--format", "policy"], /--format policy is not possible yet/],
  [["explain", "--function", "Order"], /there is no function Order: did you mean Orders\?/],
  [["explain", "a", "b"], /takes one path, but also got b/],
  [["rules", "x"], /takes no path, but got x/],
  [["lsp"], /run lamplight lsp --stdio/],
] as const) {
  test(`refuses ${["lamplight", ...args].join(" ")}`, (t) => {
    const { status, stdout, stderr } = lamplight(project(t, { "template.yaml": HEALTHY }), ...args);
    assert.match(stderr, message);
    assert.ok(!stderr.includes("internal error"), stderr);
    assert.equal(stdout, "");
    assert.equal(status, 2);
  });
}

test("refuses a path that is a cycle of links", (t) => {
  const folder = project(t, {});
  symlinkSync("b", path.join(folder, "a"));
  symlinkSync("a", path.join(folder, "b"));
  const { status, stderr } = lamplight(folder, "check", "a");
  assert.match(stderr, /^lamplight: a cannot be read \(ELOOP\)/);
  assert.equal(status, 2);
});

test("refuses a project file that says what settings cannot be", (t) => {
  const folder = project(t, { "template.yaml": HEALTHY, ".lamplight.json": '{ "rules": [] }' });
  const { status, stderr } = lamplight(folder, "check");
  assert.match(stderr, /^lamplight: \.lamplight\.json: "rules" must be an object/);
  assert.equal(status, 2);
});

test("helps with the program and with each command", (t) => {
  const folder = project(t, {});
  for (const args of [
    ["--help"],
    ["help"],
    ["check", "--help"],
    ["help", "explain"],
    ["rules", "-h"],
    ["lsp", "--help"],
  ]) {
    const { status, stdout } = lamplight(folder, ...args);
    assert.match(stdout, /\nUsage: lamplight /);
    assert.equal(status, 0);
  }
  assert.equal(lamplight(folder, "--version").stdout, `${JSON.parse(readFileSync("package.json", "utf8")).version}\n`);
});

test("explain prints functions as the contract says", (t) => {
  const folder = project(t, {
    "template.yaml": HEALTHY.concat("      Environment: { Variables: { STAGE: prod, TABLE: !GetAtt Table.Arn } }\n"),
  });
  const { status, stdout } = lamplight(folder, "explain", "--format", "json");
  const { version, functions } = JSON.parse(stdout);
  assert.equal(version, 1);
  const [fn] = functions;
  assert.equal(fn.template, "template.yaml");
  assert.equal(fn.logicalId, "Orders");
  assert.equal(fn.type, "AWS::Serverless::Function");
  assert.equal(fn.runtime, "nodejs24.x");
  assert.equal(fn.handler.text, "index.handler");
  assert.equal(fn.settings.timeout, 900);
  assert.equal(fn.settings.memorySize, null);
  assert.deepEqual(fn.environment, { STAGE: "prod", TABLE: { "Fn::GetAtt": ["Table", "Arn"] } });
  assert.deepEqual(fn.role, {
    kind: "generated",
    id: "OrdersRole",
    unseen: [],
    managedPolicies: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
    statements: [],
    conditionalStatements: [],
    boundary: null,
    trust: null,
  });
  for (const name of ["permissions", "eventSourceMappings", "triggers", "operations", "required", "missing"]) {
    assert.deepEqual(fn[name], [], name);
  }
  assert.equal(status, 0);
  assert.match(lamplight(folder, "explain", "--function", "Orders").stdout, /^Orders {2}AWS::Serverless::Function/);
});

test("explain follows a handler to its code", (t) => {
  const folder = project(t, {
    "app/template.yaml": HEALTHY.replace(/InlineCode: .*/, "CodeUri: src/"),
    "app/src/index.js": "exports.handler = async () => {};\n",
  });
  const [fn] = JSON.parse(lamplight(folder, "explain", "app", "--format", "json").stdout).functions;
  assert.deepEqual(fn.handler, { text: "index.handler", file: "app/src/index.js", export: "handler" });
  assert.match(lamplight(folder, "explain", "app").stdout, /index\.handler → handler in app\/src\/index\.js\n/);
});

test("rules lists the rules", (t) => {
  const folder = project(t, {});
  const { version, rules } = JSON.parse(lamplight(folder, "rules", "--format", "json").stdout);
  assert.equal(version, 1);
  assert.ok(rules.some((it: { id: string }) => it.id === "limits/timeout-range"));
  assert.match(lamplight(folder, "rules").stdout, /\n {2}limits\/timeout-range +error/);
});

test("NO_COLOR, FORCE_COLOR and the options decide about colour", (t) => {
  const folder = project(t, { "template.yaml": TEMPLATE });
  const coloured = (environment: Readonly<Record<string, string>>, ...args: readonly string[]) => {
    const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
    const env = { ...inherited, ...environment };
    return spawnSync(process.execPath, [CLI, "check", ...args], { cwd: folder, env, encoding: "utf8" }).stdout.includes(
      "\u001B",
    );
  };
  assert.equal(coloured({}), false);
  assert.equal(coloured({ FORCE_COLOR: "1" }), true);
  assert.equal(coloured({ FORCE_COLOR: "0" }), false);
  assert.equal(coloured({ FORCE_COLOR: "1", NO_COLOR: "1" }), false);
  assert.equal(coloured({ NO_COLOR: "1" }, "--color"), true);
  assert.equal(coloured({ FORCE_COLOR: "1" }, "--no-color"), false);
});

test("a reader that has seen enough is no failure", async (t) => {
  const functions = Array.from({ length: 400 }, (_, index) =>
    TEMPLATE.split("Resources:\n")[1]?.replace("Orders", `F${index}`),
  );
  const folder = project(t, { "template.yaml": `Resources:\n${functions.join("")}` });
  const child = spawn(process.execPath, [CLI, "check", "--format", "json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill());
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.once("exit", resolve));
  assert.equal(complaints, "");
  assert.equal(status, 0);
});

test("lsp serves a client over the standard streams", async (t) => {
  const child = spawn(process.execPath, [CLI, "lsp", "--stdio"], { cwd: project(t, {}) });
  t.after(() => child.kill());
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { processId: null, rootUri: null, capabilities: {} },
  });
  child.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  const answer = await new Promise<string>((resolve) =>
    child.stdout.once("data", (it: Buffer) => resolve(it.toString())),
  );
  assert.match(answer, /^Content-Length: \d+/);
});

test("the command is a program that the system can start", { skip: process.platform === "win32" }, () => {
  assert.ok(existsSync(CLI));
  assert.match(readFileSync(CLI, "utf8"), /^#!\/usr\/bin\/env node\n/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Analysis, openProject } from "../../server/src/lamplight.js";
import type { FileId } from "../../server/src/model/place.js";
import { checkProject, openFixture, projectOptions } from "../support/check.js";
import { FIXTURE_ROOT, parseFixture } from "../support/fixture.js";
import { memoryDisk } from "../support/memoryDisk.js";

const TWO_TIMEOUTS = `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 901
  Invoices:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 902
`;

async function analysed(source: string) {
  return (await openFixture(parseFixture(source).files)).analyse();
}

test("findings that the baseline of the project file counts do not remain", async () => {
  const analysis = await analysed(`${TWO_TIMEOUTS}
//- .lamplight.json
{ "baseline": "accepted.json" }
//- accepted.json
{ "version": 1, "findings": { "template.yaml": { "limits/timeout-range": 2 } } }
`);
  assert.equal(analysis.findings.length, 2);
  assert.deepEqual(analysis.remaining, []);
});

test("all findings of a rule in a file remain once there is one more than the baseline counts", async () => {
  const analysis = await analysed(`${TWO_TIMEOUTS}
//- .lamplight.json
{ "baseline": "accepted.json" }
//- accepted.json
{ "version": 1, "findings": { "template.yaml": { "limits/timeout-range": 1 } } }
`);
  assert.equal(analysis.remaining.length, 2);
});

test("a baseline that is missing or broken hides nothing and is told", async () => {
  for (const [text, why] of [
    ["", /does not exist/],
    ["//- accepted.json\n[]\n", /is not a baseline/],
  ] as const) {
    const analysis = await analysed(`${TWO_TIMEOUTS}\n//- .lamplight.json\n{ "baseline": "accepted.json" }\n${text}`);
    assert.equal(analysis.remaining.length, 2);
    assert.match(analysis.troubles.map((it) => it.message).join(), why);
  }
});

test("the project file sets severities, and what is given from outside overrules it", async () => {
  const source = `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 901
      #        ^^^ hint: Timeout of 901 s is above the maximum of 900 s: split the work or use Step Functions; AWS rejects the deploy
      MemorySize: 1
//- .lamplight.json
{ "rules": { "limits": "off", "limits/timeout-range": "warning" } }
`;
  await checkProject(source, { settings: { rules: { "limits/timeout-range": "hint" } } });
});

test("suppressions silence their rule on their line, in their file and in their resource", async () => {
  await checkProject(`
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      # lamplight-disable-next-line limits/timeout-range -- it never gets that far
      Timeout: 901
      MemorySize: 1 # lamplight-disable-line limits
      EphemeralStorage:
        Size: 1
        #     ^ error: EphemeralStorage.Size of 1 MB is below the minimum of 512 MB: AWS rejects the deploy
  Invoices:
    Type: AWS::Serverless::Function
    Metadata:
      Lamplight:
        disable: [limits/tmp-range]
    Properties:
      EphemeralStorage:
        Size: 1
`);
});

test("a broken resource is left alone, and the others are checked", async () => {
  await checkProject(`
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 901
      Environment: { Variables: [
  Invoices:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 902
      #        ^^^ error: Timeout of 902 s is above the maximum of 900 s: split the work or use Step Functions; AWS rejects the deploy
`);
});

test("a template that is only in an open document is analysed, and no longer once it is closed", async () => {
  const project = await openProject(projectOptions(), memoryDisk(new Map()));
  const file = `${FIXTURE_ROOT}/new.yaml` as FileId;
  project.overlay(file, TWO_TIMEOUTS);
  assert.equal((await project.analyse()).findings.length, 2);
  project.overlay(file, undefined);
  assert.equal((await project.analyse()).findings.length, 0);
});

test("an analysis whose signal is aborted rejects, and the next one answers", async () => {
  const project = await openFixture(parseFixture(TWO_TIMEOUTS).files);
  await assert.rejects(project.analyse(AbortSignal.abort()), { name: "Cancelled" });
  assert.equal((await project.analyse()).findings.length, 2);
});

test("an edit during an analysis is in its answer", async () => {
  const project = await openFixture(parseFixture(TWO_TIMEOUTS).files);
  const answer = project.analyse();
  project.overlay(`${FIXTURE_ROOT}/template.yaml` as FileId, TWO_TIMEOUTS.replace("901", "900"));
  assert.equal((await answer).findings.length, 1);
});

function functionNamed(id: string, handler: string, variable: string): string {
  return `
  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: ${handler}
      Runtime: nodejs24.x
      Environment:
        Variables:
          ${variable}: orders`;
}

const THREE_FUNCTIONS = `Resources:${functionNamed("Orders", "orders.handler", "TABLE-NAME")}${functionNamed("Invoices", "invoices.handler", "OTHER")}${functionNamed("Lost", "lost.handler", "WRAPPER")}
//- src/orders.mjs
export const handler = async () => process.env["TABLE-NAME"];
//- src/invoices.mjs
export const handler = async () => {};
`;

for (const [change, from, to] of [
  ["a wrapper script that loads another handler", "WRAPPER", "AWS_LAMBDA_EXEC_WRAPPER"],
  ["a variable that another function has too", "OTHER", "TABLE-NAME"],
  ["a macro that may add anything", "Resources:", "Transform: Mine\nResources:"],
] as const) {
  test(`an edit of the template is in the findings and fixes of all functions: ${change}`, async () => {
    const { files } = parseFixture(THREE_FUNCTIONS);
    const edited = (files.get("template.yaml") ?? "").replace(from, to);
    const project = await openFixture(files);
    const before = await project.analyse();
    project.overlay(`${FIXTURE_ROOT}/template.yaml` as FileId, edited);
    const after = await project.analyse();
    const fresh = await (await openFixture(new Map([...files, ["template.yaml", edited]]))).analyse();
    assert.notDeepEqual(fixesOf(fresh), fixesOf(before));
    assert.deepEqual(fixesOf(after), fixesOf(fresh));
    assert.ok(after.functions.every((it) => after.templates.some(({ template }) => template === it.template)));
  });
}

/** The findings with their fixes, one to a line. */
function fixesOf({ findings }: Analysis): readonly string[] {
  return findings.flatMap((it) => [it.message, ...it.fixes.map(({ title }) => `${it.range.start.line}: ${title}`)]);
}

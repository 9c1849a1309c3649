import assert from "node:assert/strict";
import { test } from "node:test";
import type { MarkupContent } from "vscode-languageserver";
import { hover } from "../../../server/src/features/hover.js";
import type { FileId } from "../../../server/src/model/place.js";
import { openFixture, TODAY } from "../../support/check.js";
import { FIXTURE_ROOT } from "../../support/fixture.js";

const SAM = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    MemorySize: 256
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 30
      Environment:
        Variables:
          TABLE: orders
      Layers:
        - arn:aws:lambda:eu-west-1:123456789012:layer:tools:1
      InlineCode: |
        exports.handler = async () => {};
      Events:
        Nightly: { Type: Schedule, Properties: { Schedule: rate(1 day) } }
        News: { Type: SNS, Properties: { Topic: arn:aws:sns:eu-west-1:123456789012:news } }
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      Timeout: 30
`;

const cases: readonly { at: string; says: RegExp | undefined; where: string }[] = [
  {
    where: "the key of a limited property",
    at: "Timeout: 30",
    says: /^\*\*Timeout\*\*: 1 to 900 s\. Hard limit\. Default: 3 s\./,
  },
  { where: "its value", at: "30", says: /^\*\*Timeout\*\*/ },
  { where: "a property of Globals", at: "MemorySize", says: /^\*\*Memory\*\*: 128 to 10,240 MB\. Hard limit/ },
  { where: "a variable, which counts into the environment", at: "orders", says: /at most 4,096 bytes/ },
  { where: "an item of a list", at: "arn:aws", says: /^\*\*Layers\*\*: at most 5 layers/ },
  { where: "the key of a program", at: "InlineCode", says: /^\*\*Inline code\*\*/ },
  { where: "the runtime of Globals", at: "nodejs22.x", says: /^`nodejs22\.x`: deprecated from 2027-04-30/ },
  { where: "another resource's property", at: "VisibilityTimeout", says: /^\*\*Visibility timeout of a queue\*\*/ },
  { where: "the inside of a program", at: "exports.handler", says: undefined },
  { where: "the type of a resource", at: "AWS::SQS::Queue", says: undefined },
  { where: "a logical id", at: "Orders:", says: undefined },
  { where: "the rate of a schedule", at: "rate(1", says: /^\*\*Schedule\*\*: every day, counted from the deploy$/ },
  { where: "what is not limited", at: "arn:aws:sns", says: undefined },
  { where: "a property of that name where it means nothing", at: "Timeout: 30\n\n", says: undefined },
];

for (const { where, at, says } of cases) {
  test(`hovering ${where} ${says ? "tells the limit" : "tells nothing"}`, async () => {
    const text = `${SAM}\n`;
    const line = text.slice(0, text.indexOf(at)).split("\n");
    const position = { line: line.length - 1, character: (line.at(-1)?.length ?? 0) + 1 };
    const told = await hoverAt("template.yaml", text, position);
    if (says) assert.match(told ?? "", says);
    else assert.equal(told, undefined);
  });
}

test("a limit comes with its source and the day on which that was read", async () => {
  const told = await hoverAt("template.yaml", SAM, { line: 9, character: 8 });
  assert.match(
    told ?? "",
    /\[AWS documentation\]\(https:\/\/docs\.aws\.amazon\.com\/lambda\/\S+\), as of \d{4}-\d\d-\d\d$/,
  );
});

const NEXT_RUNS = `**Schedule**: next runs from 2026-11-23 on, in UTC

- Mon 2026-11-23 12:00
- Tue 2026-11-24 12:00
- Wed 2026-11-25 12:00
- Thu 2026-11-26 12:00
- Fri 2026-11-27 12:00`;

test("hovering a cron expression or its key tells the next five runs", async () => {
  const line = '        Noon: { Type: Schedule, Properties: { Schedule: "cron(0 12 * * ? *)" } }';
  const text = SAM.replace(/ {8}Nightly: .*/, line);
  for (const part of ["cron(0", "Schedule: "]) {
    const position = { line: text.split("\n").indexOf(line), character: line.indexOf(part) + 1 };
    assert.equal(await hoverAt("template.yaml", text, position), NEXT_RUNS);
  }
});

/** What hovering the expression of a schedule of EventBridge Scheduler tells, beside its limit. */
async function scheduleHover(...properties: readonly string[]): Promise<string> {
  const lines = properties.map((it) => `      ${it}\n`).join("");
  const text = `Resources:
  F:
    Type: AWS::Lambda::Function
  S:
    Type: AWS::Scheduler::Schedule
    Properties:
${lines}`;
  const line = text.split("\n").findIndex((it) => it.includes("ScheduleExpression:"));
  const told = await hoverAt("template.yaml", text, { line, character: 30 });
  return told?.split("\n\n**Expression of a schedule**")[0] ?? "";
}

test("the runs of a schedule are told by the clock of its time zone", async () => {
  const told = await scheduleHover("ScheduleExpression: cron(0 9 ? * MON *)", "ScheduleExpressionTimezone: Asia/Tokyo");
  assert.match(told, /^\*\*Schedule\*\*: next runs from 2026-11-23 on, in Asia\/Tokyo\n\n- Mon 2026-11-23 09:00\n/);
});

test("a schedule that does not run any more says so", async () => {
  const told = await scheduleHover("ScheduleExpression: at(2020-01-01T00:00:00)");
  assert.equal(told, "**Schedule**: no runs from 2026-11-23 on");
});

test("nothing is told of the runs of a wrong expression, and of one in a time zone that is not known", async () => {
  assert.doesNotMatch(await scheduleHover("ScheduleExpression: cron(0 9 * * *)"), /runs/);
  const unknown = ["ScheduleExpression: cron(0 9 * * ? *)", "ScheduleExpressionTimezone: !Ref Zone"];
  assert.doesNotMatch(await scheduleHover(...unknown), /runs/);
});

test("JSON templates are hovered alike", async () => {
  const json = JSON.stringify(
    { Resources: { F: { Type: "AWS::Lambda::Function", Properties: { MemorySize: 128 } } } },
    undefined,
    2,
  );
  const line = json.split("\n").findIndex((it) => it.includes("MemorySize"));
  assert.match((await hoverAt("template.json", json, { line, character: 12 })) ?? "", /^\*\*Memory\*\*/);
});

test("a position behind the end of the text is answered with nothing", async () => {
  assert.equal(await hoverAt("template.yaml", SAM, { line: 400, character: 3 }), undefined);
});

async function hoverAt(name: string, text: string, position: { line: number; character: number }) {
  const project = await openFixture(new Map([[name, text]]));
  const res = hover(await project.analyse(), `${FIXTURE_ROOT}/${name}` as FileId, position, TODAY);
  return res && (res.contents as MarkupContent).value;
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { cronGrammar } from "../../../../server/src/rules/schedule/cronGrammar.js";
import { ratePlural } from "../../../../server/src/rules/schedule/ratePlural.js";
import { unixCron } from "../../../../server/src/rules/schedule/unixCron.js";
import { checkFix, checkRule, fixTitles } from "../../../support/check.js";
import { samFunction } from "../template.js";

function event(type: string, ...properties: readonly string[]): string {
  const lines = properties.flatMap((it) => it.split("\n")).map((it) => (it.startsWith("#") ? it : `      ${it}`));
  return ["Events:", "  Nightly:", `    Type: ${type}`, "    Properties:", ...lines].join("\n");
}

function rule(...lines: readonly string[]): string {
  return ["Resources:", "  F:", "    Type: AWS::Lambda::Function", ...lines, ""].join("\n");
}

const UNIX_DAYS = "One of the day of month and the day of week must be `?`: write";
const REJECTS = "EventBridge rejects the deploy";

/** A function with an event of this one line, and below it a marker for each part of the line with its finding. */
function scheduled(line: string, ...marks: readonly (readonly [part: string, text: string])[]): string {
  const column = 12;
  const markers = marks.map(([part, text]) => {
    return `#${" ".repeat(column + line.lastIndexOf(part) - 1)}${"^".repeat(part.length)} ${text}`;
  });
  const text = samFunction(event("Schedule", "LINE"));
  return text.replace("            LINE", [" ".repeat(column) + line, ...markers].join("\n"));
}

test("the failing field is underlined, each one by itself, within quotes too", async () => {
  const hour = `error: \`25\` is no hour, which is 0 to 23: ${REJECTS}`;
  const minute = `error: \`61\` is no minute, which is 0 to 59: ${REJECTS}`;
  await checkRule(cronGrammar, scheduled('Schedule: "cron(61 25 ? * MON *)"', ["61", minute], ["25", hour]));
  await checkRule(cronGrammar, scheduled("Schedule: cron(0 25 * * ? *)", ["25", hour]));
});

test("two stars are a habit of Unix, and one beside a day is a slip", async () => {
  const days = (corrected: string) => `error: ${UNIX_DAYS} \`${corrected}\`; ${REJECTS}`;
  await checkRule(unixCron, scheduled("Schedule: cron(0 12 * * * 2027)", ["* * *", days("cron(0 12 * * ? 2027)")]));
  await checkRule(cronGrammar, scheduled("Schedule: cron(0 12 * * * *)"));
  await checkRule(cronGrammar, scheduled("Schedule: cron(0 12 * * MON *)", ["* * MON", days("cron(0 12 ? * MON *)")]));
  await checkRule(unixCron, scheduled("Schedule: cron(0 12 * * MON *)"));
});

test("a rule, a schedule and the events of a state machine are read, whatever they start", async () => {
  const problem = `error: A rate must be at least 1: `;
  await checkRule(
    ratePlural,
    rule(
      "  R:",
      "    Type: AWS::Events::Rule",
      "    Properties:",
      "      ScheduleExpression: rate(0 hours)",
      `      #                   ^^^^^^^^^^^^^ ${problem}${REJECTS}`,
      "  S:",
      "    Type: AWS::Scheduler::Schedule",
      "    Properties:",
      "      ScheduleExpression: rate(0 hours)",
      `      #                   ^^^^^^^^^^^^^ ${problem}EventBridge Scheduler rejects the deploy`,
      "  M:",
      "    Type: AWS::Serverless::StateMachine",
      "    Properties:",
      "      Events:",
      "        E:",
      "          Type: Schedule",
      "          Properties:",
      "            Schedule: rate(0 hours)",
      `            #         ^^^^^^^^^^^^^ ${problem}${REJECTS}`,
    ),
  );
});

test("what EventBridge Scheduler takes beyond a rule is left alone", async () => {
  for (const expression of ["rate(1 minutes)", "cron(0 12 * * ?)", "at(2027-01-01T00:00:00)"]) {
    const source = samFunction(event("ScheduleV2", `ScheduleExpression: ${expression}`));
    for (const it of [cronGrammar, unixCron, ratePlural]) await checkRule(it, source);
  }
});

test("a schedule that is not all known is left alone", async () => {
  for (const expression of ['!Sub "cron(0 ${Hour} * * *)"', "!Ref When", '"{{resolve:ssm:/cron}}"', '""']) {
    const source = samFunction(event("Schedule", `Schedule: ${expression}`));
    for (const it of [cronGrammar, unixCron, ratePlural]) await checkRule(it, source);
  }
});

test("the default of a parameter is a warning, for a deploy may overrule it", async () => {
  const source = scheduled("Schedule: !Ref When", [
    "!Ref When",
    "warning: A rate of 1 takes the singular, `hour`: write `rate(1 hour)`; EventBridge rejects the deploy (the default of parameter When)",
  ]);
  await checkRule(ratePlural, `Parameters:\n  When:\n    Type: String\n    Default: rate(1 hours)\n${source}`);
});

test("a schedule that fails under a condition says so", async () => {
  const source = scheduled("Schedule: !If [Often, rate(1 minutes), rate(1 hour)]", [
    "rate(1 minutes)",
    "error: A rate of 1 takes the singular, `minute`: write `rate(1 minute)`; EventBridge rejects the deploy when Often is true",
  ]);
  await checkRule(ratePlural, `Conditions:\n  Often: !Equals [!Ref Stage, prod]\n${source}`);
});

test("a year out of the documented range is no error", async () => {
  const text = "information: `2500` is no year, which is 1970 to 2199: it is not documented to work";
  await checkRule(cronGrammar, scheduled("Schedule: cron(0 20 * * ? 2500)", ["2500", text]));
});

test("the fix writes a Unix expression in six fields, and keeps the quotes", async () => {
  await checkFix(
    unixCron,
    samFunction(event("Schedule", 'Schedule: "cron(0 12 * * 1-5)"')),
    samFunction(event("Schedule", 'Schedule: "cron(0 12 ? * MON-FRI *)"')),
    "Set the schedule to `cron(0 12 ? * MON-FRI *)`",
  );
});

test("the fix writes the number of a rate's unit", async () => {
  const before = samFunction(event("Schedule", "Schedule: rate(5 minute)"));
  await checkFix(ratePlural, before, samFunction(event("Schedule", "Schedule: rate(5 minutes)")));
});

test("a text that is put together from others has no fix", async () => {
  const source = samFunction(event("Schedule", 'Schedule: !Sub ["cron(0 ${Hour} * * *)", { Hour: 1 }]'));
  assert.deepEqual(await fixTitles(unixCron, source), []);
});

test("days that AWS cannot combine have no fix", async () => {
  const source = samFunction(event("Schedule", "Schedule: cron(0 12 1 * 1)"));
  assert.deepEqual(await fixTitles(unixCron, source), []);
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(ratePlural, samFunction(event("Schedule", "Schedule: rate(0 hours)"), "Tags: { A: [b"));
});

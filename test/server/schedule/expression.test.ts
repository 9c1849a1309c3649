import assert from "node:assert/strict";
import { test } from "node:test";
import { readSchedule, type ScheduleService } from "../../../server/src/schedule/expression.js";

const GOOD: readonly string[] = [
  "cron(0 12 * * ? *)",
  "cron(0 8 1 * ? *)",
  "cron(0/15 * ? * MON-FRI *)",
  "cron(*/5 8-17 ? * mon-fri *)",
  "cron(0 9 ? * 6L *)",
  "cron(0 9 ? * L *)",
  "cron(0 9 ? * 3#2 *)",
  "cron(0 9 ? * TUE#5 *)",
  "cron(0 9 LW * ? *)",
  "cron(0 9 L * ? *)",
  "cron(0 9 15W * ? *)",
  "cron(0,30 0-23/2 1,15 JAN,JUN-AUG ? 2026-2028)",
  "cron(59 23 31 12 ? 1970)",
  "rate(1 hour)",
  "rate(5 minutes)",
  "rate(2 days)",
];

test("what AWS takes has no problem, and its runs can be told", () => {
  for (const expression of GOOD) {
    const { problems, schedule } = readSchedule(expression, "events");
    assert.deepEqual(problems, [], expression);
    assert.ok(schedule, expression);
    assert.deepEqual(readSchedule(expression, "scheduler").problems, [], expression);
  }
});

/** Not documented, so that nobody can tell whether AWS takes them. */
for (const expression of [
  "cron(/5 8-17 ? * MON-FRI *)",
  "cron(0 9 ? * FRI-MON *)",
  "cron(0 22-6 * * ? *)",
  "cron(*/0 * * * ? *)",
  "cron(0 9 L-3 * ? *)",
  "cron(0,,30 9 * * ? *)",
]) {
  test(`nothing is said of ${expression}`, () => {
    assert.deepEqual(readSchedule(expression, "events"), { problems: [], schedule: undefined });
  });
}

/** The failing part of an expression, the family of the problem and the correction. */
const BAD: readonly (readonly [expression: string, family: string, part: string | undefined, correction?: string])[] = [
  ["cron(61 12 * * ? *)", "grammar", "61"],
  ["cron(0 24 * * ? *)", "grammar", "24"],
  ["cron(0 12 0 * ? *)", "grammar", "0"],
  ["cron(0 12 32 * ? *)", "grammar", "32"],
  ["cron(0 12 * 13 ? *)", "grammar", "13"],
  ["cron(0 12 ? * 0 *)", "grammar", "0"],
  ["cron(0 12 ? * 8 *)", "grammar", "8"],
  ["cron(0 12 ? * MONDAY *)", "grammar", "MONDAY"],
  ["cron(0,60 12 * * ? *)", "grammar", "60"],
  ["cron(0-60 12 * * ? *)", "grammar", "0-60"],
  ["cron(*/x 12 * * ? *)", "grammar", "*/x"],
  ["cron(? 12 * * ? *)", "grammar", "?"],
  ["cron(0 9 3#2 * ? *)", "grammar", "3#2"],
  ["cron(0 9 ? * 3#6 *)", "grammar", "3#6"],
  ["cron(0 9 ? * 3#1,6#3 *)", "grammar", "3#1,6#3"],
  ["cron(0 12 ? * ? *)", "grammar", "? * ?", "cron(0 12 * * ? *)"],
  ["cron(0 12 * * MON *)", "grammar", "* * MON", "cron(0 12 ? * MON *)"],
  ["cron(0 12 1 * * *)", "grammar", "1 * *", "cron(0 12 1 * ? *)"],
  ["cron(0 12 1 * MON *)", "grammar", "1 * MON"],
  ["cron(0 12 * * * *)", "unix", "* * *", "cron(0 12 * * ? *)"],
  ["cron(0 12 * *)", "grammar", undefined],
  ["cron(0 0 12 * * ? *)", "grammar", undefined],
  ["cron()", "grammar", undefined],
  ["cron(0 12 * * ? *", "grammar", undefined],
  ["0 12 * * ? *", "grammar", undefined, "cron(0 12 * * ? *)"],
  ["5 minutes", "grammar", undefined, "rate(5 minutes)"],
  ["@daily", "grammar", undefined],
  ["every 5 minutes", "grammar", undefined],
  ["at(2027-01-01T00:00:00)", "grammar", undefined],
  ["cron(0 12 * * *)", "unix", undefined, "cron(0 12 * * ? *)"],
  ["cron(0 12 * * ?)", "unix", undefined, "cron(0 12 * * ? *)"],
  ["cron(0 12 ? * 2)", "unix", undefined, "cron(0 12 ? * 2 *)"],
  ["cron(0 12 * * 1-5)", "unix", undefined, "cron(0 12 ? * MON-FRI *)"],
  ["cron(0 12 * * 0,6)", "unix", undefined, "cron(0 12 ? * SUN,SAT *)"],
  ["cron(0 12 * * mon)", "unix", undefined, "cron(0 12 ? * MON *)"],
  ["cron(0 12 * * 7)", "unix", undefined, "cron(0 12 ? * SUN *)"],
  ["cron(0 12 1 * 1)", "unix", undefined],
  ["0 12 * * *", "unix", undefined, "cron(0 12 * * ? *)"],
  ["*/5 * * * *", "unix", undefined, "cron(*/5 * * * ? *)"],
  ["rate(1 minutes)", "rate", undefined, "rate(1 minute)"],
  ["rate(5 minute)", "rate", undefined, "rate(5 minutes)"],
  ["rate(1 days)", "rate", undefined, "rate(1 day)"],
  ["rate(0 minutes)", "rate", undefined],
  ["rate(-1 minutes)", "rate", undefined],
  ["rate(1.5 hours)", "rate", undefined],
  ["rate(30 seconds)", "rate", undefined],
  ["rate(2 months)", "rate", undefined],
  ["rate(5 min)", "rate", undefined, "rate(5 minutes)"],
  ["rate(hour)", "rate", undefined],
];

for (const [expression, family, part, correction] of BAD) {
  test(`a rule of EventBridge does not take ${expression}`, () => {
    const { problems, schedule } = readSchedule(expression, "events");
    assert.equal(schedule, undefined);
    assert.deepEqual(
      problems.map((it) => ({
        family: it.family,
        part: it.span && expression.slice(it.span.start, it.span.end),
        correction: it.correction?.text,
      })),
      [{ family, part, correction }],
    );
    assert.match(problems[0]?.reason ?? "", /^[A-Z`].*[^.]$/);
  });
}

test("each failing field is a problem of its own", () => {
  const { problems } = readSchedule("cron(61 25 ? * MON *)", "events");
  assert.deepEqual(
    problems.map((it) => it.reason),
    ["`61` is no minute, which is 0 to 59", "`25` is no hour, which is 0 to 23"],
  );
});

test("a year out of the documented range is taken all the same", () => {
  const { problems } = readSchedule("cron(0 20 * * ? 2500)", "events");
  assert.deepEqual(
    problems.map((it) => it.unenforced),
    [true],
  );
});

test("only a correction that there is no other for is sure", () => {
  const sure = (expression: string) => readSchedule(expression, "events").problems[0]?.correction?.sure;
  assert.equal(sure("cron(0 12 * * *)"), true);
  assert.equal(sure("cron(0 12 * * 1-5)"), false);
  assert.equal(sure("cron(0 12 ? * ? *)"), false);
  assert.equal(sure("rate(1 minutes)"), true);
  assert.equal(sure("rate(5 min)"), false);
});

/** Measured at the service. */
const SCHEDULER: readonly (readonly [expression: string, isGood: boolean])[] = [
  ["rate(1 minutes)", true],
  ["rate(5 minute)", true],
  ["rate(5minutes)", true],
  ["rate(0 minutes)", false],
  ["rate(5 weeks)", false],
  ["cron(0 12 * * ?)", true],
  ["cron(0 12 * * *)", false],
  ["cron(0 12 * *)", false],
  ["cron(0 12 * * ? * *)", false],
  ["cron(0 12 * * * *)", false],
  ["AT(2027-01-01T00:00:00)", true],
  ["at(2027-01-01T00:00)", true],
  ["at(2027-01-01T00:00:00Z)", false],
  ["at(2027-01-01 00:00:00)", false],
  ["at(2027-01-01T00:00:00.000)", false],
  ["at(2027-13-01T00:00:00)", false],
  ["at(2027-02-30T00:00:00)", false],
  ["at(2027-01-01T25:00:00)", false],
];

for (const [expression, isGood] of SCHEDULER) {
  test(`EventBridge Scheduler ${isGood ? "takes" : "does not take"} ${expression}`, () => {
    const { problems } = readSchedule(expression, "scheduler" satisfies ScheduleService);
    assert.equal(problems.length === 0, isGood);
  });
}

test("what is no expression at all ends quickly", () => {
  for (const text of ["", "(", "cron", `cron(${"*,".repeat(50_000)} * * * ? *)`, `rate(${"9".repeat(50_000)} days)`]) {
    assert.ok(readSchedule(text, "events"));
  }
});

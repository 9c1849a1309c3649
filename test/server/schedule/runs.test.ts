import assert from "node:assert/strict";
import { test } from "node:test";
import { readSchedule } from "../../../server/src/schedule/expression.js";
import { nextRuns } from "../../../server/src/schedule/runs.js";

const FROM = "2026-11-23";

/** The first runs of an expression, `MM-DD hh:mm` in the year of the date. */
function runs(expression: string, { count = 3, zone = "UTC", from = FROM } = {}): readonly string[] | undefined {
  const { schedule } = readSchedule(expression, "scheduler");
  assert.ok(schedule, expression);
  return nextRuns(schedule, from, count, zone)?.map(({ year, month, day, hour, minute }) => {
    const time = new Date(Date.UTC(year, month - 1, day, hour, minute)).toISOString();
    return `${year === Number(from.slice(0, 4)) ? "" : `${year}-`}${time.slice(5, 10)} ${time.slice(11, 16)}`;
  });
}

const CASES: readonly (readonly [expression: string, ...runs: readonly string[]])[] = [
  ["cron(0 12 * * ? *)", "11-23 12:00", "11-24 12:00", "11-25 12:00"],
  ["cron(15,45 8-9 ? * TUE *)", "11-24 08:15", "11-24 08:45", "11-24 09:15"],
  ["cron(0 9 ? * 2 *)", "11-23 09:00", "11-30 09:00", "12-07 09:00"],
  ["cron(0/25 0 1 * ? *)", "12-01 00:00", "12-01 00:25", "12-01 00:50"],
  ["cron(0 9 L * ? *)", "11-30 09:00", "12-31 09:00", "2027-01-31 09:00"],
  ["cron(0 9 LW * ? *)", "11-30 09:00", "12-31 09:00", "2027-01-29 09:00"],
  ["cron(0 9 15W * ? *)", "12-15 09:00", "2027-01-15 09:00", "2027-02-15 09:00"],
  ["cron(0 9 1W * ? *)", "12-01 09:00", "2027-01-01 09:00", "2027-02-01 09:00"],
  ["cron(0 9 ? * 6L *)", "11-27 09:00", "12-25 09:00", "2027-01-29 09:00"],
  ["cron(0 9 ? * 3#2 *)", "12-08 09:00", "2027-01-12 09:00", "2027-02-09 09:00"],
  ["cron(0 9 ? * L *)", "11-28 09:00", "12-05 09:00", "12-12 09:00"],
  ["cron(0 9 31 * ? *)", "12-31 09:00", "2027-01-31 09:00", "2027-03-31 09:00"],
  ["cron(0 9 29 2 ? *)", "2028-02-29 09:00", "2032-02-29 09:00", "2036-02-29 09:00"],
  ["cron(0 9 1 1 ? 2027)", "2027-01-01 09:00"],
  ["cron(0 9 1 1 ? 2020)"],
  ["cron(0 9 30 2 ? *)"],
  ["at(2027-01-01T00:00:00)", "2027-01-01 00:00"],
  ["at(2026-11-22T23:59:59)"],
];

for (const [expression, ...expected] of CASES) {
  test(`${expression} runs ${expected.length === 0 ? "never again" : `at ${expected.join(", ")}`}`, () => {
    assert.deepEqual(runs(expression), expected);
  });
}

test("the workday nearest to a Saturday on the first is the Monday after", () => {
  assert.deepEqual(runs("cron(0 9 1W 8 ? *)", { from: "2026-07-20", count: 1 }), ["08-03 09:00"]);
});

test("the workday nearest to a Sunday on the last is the Friday before", () => {
  assert.deepEqual(runs("cron(0 9 31W 1 ? *)", { from: "2027-01-02", count: 1 }), ["01-29 09:00"]);
});

test("a rate has no runs that can be told, for it counts from its deploy", () => {
  assert.equal(runs("rate(5 minutes)"), undefined);
});

test("a zone that nobody knows has no runs", () => {
  assert.equal(runs("cron(0 12 * * ? *)", { zone: "Europe/Atlantis" }), undefined);
});

test("the clock of the zone counts, and an hour that it skips in spring has no run", () => {
  const spring = { zone: "Europe/Berlin", from: "2027-03-27" };
  assert.deepEqual(runs("cron(30 2 * * ? *)", spring), ["03-27 02:30", "03-29 02:30", "03-30 02:30"]);
  assert.deepEqual(runs("cron(30 2 * * ? *)", { ...spring, zone: "UTC" })?.[1], "03-28 02:30");
});

test("an hour that the zone repeats in autumn has one run", () => {
  const autumn = { zone: "America/New_York", from: "2026-11-01", count: 2 };
  assert.deepEqual(runs("cron(30 1 * * ? *)", autumn), ["11-01 01:30", "11-02 01:30"]);
});

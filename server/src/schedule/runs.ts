import type { Cron, CronDays, MonthDay, WeekDay } from "./cron.js";
import type { Schedule } from "./expression.js";

/** A run, as the clock on the wall shows it in the zone of the schedule. */
export interface Run {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** The rarest day, the fifth Monday of a leap February, comes every 28 years, or after 40 around the year 2100. */
const MAX_YEARS = 41;

/**
 * The first runs from the beginning of a date (`YYYY-MM-DD`) on, in order. Hours that the zone skips in spring have no
 * runs, as at AWS. Undefined for a rate, which counts from its deploy, and for a zone that nobody knows.
 */
export function nextRuns(
  schedule: Schedule,
  date: string,
  count: number,
  zone: string = "UTC",
): readonly Run[] | undefined {
  if (schedule.kind === "rate") return undefined;
  const offsetAt = zoneOffset(zone);
  if (!offsetAt) return undefined;
  const from = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(from.getTime())) return undefined;
  if (schedule.kind === "once") {
    const run = runOf(new Date(`${schedule.at}Z`));
    return timeOf(run) >= from.getTime() ? [run] : [];
  }
  const res: Run[] = [];
  for (const run of cronRuns(schedule.cron, from)) {
    if (!exists(run, offsetAt)) continue;
    res.push(run);
    if (res.length >= count) break;
  }
  return res;
}

function* cronRuns({ minutes, hours, days, months, years }: Cron, from: Date): Iterable<Run> {
  const first = from.getUTCFullYear();
  for (let year = first; year <= first + MAX_YEARS; year++) {
    if (years && !years.includes(year)) continue;
    for (const month of months) {
      for (const day of daysIn(days, year, month)) {
        if (Date.UTC(year, month - 1, day) < from.getTime()) continue;
        for (const hour of hours) for (const minute of minutes) yield { year, month, day, hour, minute };
      }
    }
  }
}

function daysIn(days: CronDays, year: number, month: number): readonly number[] {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const found =
    days.kind === "of-month"
      ? days.items.flatMap((it) => monthDays(it, year, month, last))
      : days.items.flatMap((it) => weekDays(it, year, month, last));
  return [...new Set(found)].filter((it) => it >= 1 && it <= last).sort((a, b) => a - b);
}

function monthDays(item: MonthDay, year: number, month: number, last: number): readonly number[] {
  switch (item.kind) {
    case "days":
      return item.days;
    case "last":
      return [last];
    case "last-workday":
      return [nearestWorkday(last, year, month, last)];
    case "nearest-workday":
      return item.day > last ? [] : [nearestWorkday(item.day, year, month, last)];
    default:
      return item satisfies never;
  }
}

function weekDays(item: WeekDay, year: number, month: number, last: number): readonly number[] {
  const all = Array.from({ length: last }, (_, index) => index + 1);
  const on = (weekDay: number) => all.filter((day) => weekDayOf(year, month, day) === weekDay);
  switch (item.kind) {
    case "days":
      return item.days.flatMap(on);
    case "last":
      return on(item.day).slice(-1);
    case "nth":
      return on(item.day).slice(item.nth - 1, item.nth);
    default:
      return item satisfies never;
  }
}

/** Saturdays go back to Friday and Sundays on to Monday, but never into another month. */
function nearestWorkday(day: number, year: number, month: number, last: number): number {
  const weekDay = weekDayOf(year, month, day);
  if (weekDay === SATURDAY) return day === 1 ? 3 : day - 1;
  if (weekDay === SUNDAY) return day === last ? day - 2 : day + 1;
  return day;
}

const SUNDAY = 1;
const SATURDAY = 7;

function weekDayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function runOf(time: Date): Run {
  return {
    year: time.getUTCFullYear(),
    month: time.getUTCMonth() + 1,
    day: time.getUTCDate(),
    hour: time.getUTCHours(),
    minute: time.getUTCMinutes(),
  };
}

function timeOf({ year, month, day, hour, minute }: Run): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** Milliseconds from UTC to the zone's clock at an instant. */
type ZoneOffset = (instant: number) => number;

function zoneOffset(zone: string): ZoneOffset | undefined {
  if (zone === "UTC") return () => 0;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  } catch {
    return undefined;
  }
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map((it) => [it.type, Number(it.value)]));
    const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const local = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"));
    return local - Math.floor(instant / 60_000) * 60_000;
  };
}

/** The clocks of the zone show this time at some instant. */
function exists(run: Run, offsetAt: ZoneOffset): boolean {
  const local = timeOf(run);
  const around = [offsetAt(local - DAY), offsetAt(local + DAY)];
  return around.some((offset) => offsetAt(local - offset) === offset);
}

const DAY = 24 * 60 * 60 * 1000;

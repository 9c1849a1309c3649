import { type Cron, type CronField, readCron, WEEK_DAYS } from "./cron.js";
import type { ScheduleCorrection, ScheduleProblem } from "./problem.js";

/** Rules of EventBridge and schedules of EventBridge Scheduler: the second takes more. */
export type ScheduleService = "events" | "scheduler";

export type Schedule =
  | { readonly kind: "rate"; readonly value: number; readonly unit: RateUnit }
  /** At one time of the wall clock: `2027-01-01T00:00:00`. */
  | { readonly kind: "once"; readonly at: string }
  | { readonly kind: "cron"; readonly cron: Cron };

export type RateUnit = "minute" | "hour" | "day";

export interface ScheduleReading {
  readonly problems: readonly ScheduleProblem[];
  /** Undefined when there are problems, and when a form is in use that AWS does not document. */
  readonly schedule?: Schedule | undefined;
}

/** Reads `rate(...)`, `cron(...)` and `at(...)`. Only what AWS certainly refuses is a problem. */
export function readSchedule(expression: string, service: ScheduleService): ScheduleReading {
  const text = expression.trimEnd();
  const [, called = "", body = ""] = /^\s*([a-z]+)\((.*)\)$/is.exec(text) ?? [];
  const name = called.toLowerCase();
  const start = text.indexOf("(") + 1;
  if (name === "rate") return readRate(body, service);
  if (name === "cron") return readFields(fieldsOf(body, start), service);
  if (name === "at" && service === "scheduler") return readOnce(body);
  return { problems: [unwrapped(text.trim(), name, service)] };
}

const RATE_UNITS: readonly RateUnit[] = ["minute", "hour", "day"];

function readRate(body: string, service: ScheduleService): ScheduleReading {
  const [, digits, word] = /^\s*(\d+)\s*([a-z]+)\s*$/i.exec(body) ?? [];
  if (digits === undefined || word === undefined) {
    return rateProblem(`\`${body}\` is not a whole number and a unit, as in \`rate(5 minutes)\``);
  }
  const value = Number(digits);
  const unit = RATE_UNITS.find((it) => word.toLowerCase() === it || word.toLowerCase() === `${it}s`);
  if (!unit) {
    const meant = RATE_UNITS.find((it) => it.startsWith(word.toLowerCase().slice(0, 1)) && !/^(?:s|mo)/i.test(word));
    const correction = meant && value > 0 ? { text: rateText(value, meant), sure: false } : undefined;
    return rateProblem(`\`${word}\` is no unit, which are minutes, hours and days`, correction);
  }
  if (value === 0) return rateProblem("A rate must be at least 1");
  const wanted = rateText(value, unit);
  if (service === "events" && word.toLowerCase().endsWith("s") !== wanted.endsWith("s)")) {
    const plural =
      value === 1 ? `A rate of 1 takes the singular, \`${unit}\`` : `A rate of ${value} takes the plural, \`${unit}s\``;
    return rateProblem(plural, { text: wanted, sure: true });
  }
  return { problems: [], schedule: { kind: "rate", value, unit } };
}

function rateText(value: number, unit: RateUnit): string {
  return `rate(${value} ${unit}${value === 1 ? "" : "s"})`;
}

function rateProblem(reason: string, correction?: ScheduleCorrection): ScheduleReading {
  return { problems: [{ family: "rate", reason, correction }] };
}

const ONE_TIME = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;

function readOnce(body: string): ScheduleReading {
  const date = ONE_TIME.exec(body)?.[1];
  if (date !== undefined && isDate(date)) return { problems: [], schedule: { kind: "once", at: body } };
  if (date !== undefined) return { problems: [{ family: "grammar", reason: `\`${date}\` is no day of the calendar` }] };
  const local = body.replace(/(?:\.\d+)?Z$/, "");
  const correction = ONE_TIME.test(local) ? { text: `at(${local})`, sure: false } : undefined;
  const form = "is not of the form `yyyy-mm-ddThh:mm:ss` (`ScheduleExpressionTimezone` sets the time zone)";
  return { problems: [{ family: "grammar", reason: `\`${body}\` ${form}`, correction }] };
}

function isDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

function readFields(fields: readonly CronField[], service: ScheduleService): ScheduleReading {
  const texts = fields.map((it) => it.text);
  const marks = [texts[2], texts[4]].filter((it) => it === "?").length;
  if (texts.length === 5 && !(service === "scheduler" && marks === 1)) {
    const reason = "The schedule has five fields, as on Unix, but AWS takes six, with `?` for one of the days";
    return { problems: [{ family: "unix", reason, correction: fromUnix(texts) }] };
  }
  if (texts.length !== 6 && texts.length !== 5) {
    const has = `The schedule has ${texts.length} ${texts.length === 1 ? "field" : "fields"}`;
    const reason = `${has}, and must have six: minute, hour, day of month, month, day of week, year`;
    return { problems: [{ family: "grammar", reason }] };
  }
  const { problems, cron } = readCron(fields);
  const days = daysProblem(fields);
  const all = days ? [...problems, days] : problems;
  return { problems: all, schedule: all.length === 0 && cron ? { kind: "cron", cron } : undefined };
}

/** Exactly one of the day of month and the day of week must be `?`. */
function daysProblem(fields: readonly CronField[]): ScheduleProblem | undefined {
  const texts = fields.map((it) => it.text);
  const [day, weekDay] = [fields[2], fields[4]];
  if (!day || !weekDay || (day.text === "?") !== (weekDay.text === "?")) return undefined;
  const span = { start: day.start, end: weekDay.start + weekDay.text.length };
  const corrected = (index: number, text: string): ScheduleCorrection => {
    return { text: `cron(${texts.with(index, text).join(" ")})`, sure: true };
  };
  if (day.text === "?") {
    const reason = "The day of month and the day of week are both `?`, so that there is no day";
    return { family: "grammar", reason, span, correction: { ...corrected(2, "*"), sure: false } };
  }
  const reason = "One of the day of month and the day of week must be `?`";
  const family = day.text === "*" && weekDay.text === "*" ? "unix" : "grammar";
  if (weekDay.text === "*") return { family, reason, span, correction: corrected(4, "?") };
  return { family, reason, span, correction: day.text === "*" ? corrected(2, "?") : undefined };
}

/** What five fields of Unix mean, in six of AWS; undefined where AWS cannot say it. */
function fromUnix(texts: readonly string[]): ScheduleCorrection | undefined {
  const [minute, hour, day = "", month, weekDay = ""] = texts;
  const cron = (days: string, weekDays: string) => `cron(${minute} ${hour} ${days} ${month} ${weekDays} *)`;
  const marked = day === "?" || weekDay === "?";
  const named = unixWeekDays(weekDay);
  const text = marked
    ? cron(day, weekDay)
    : weekDay === "*"
      ? cron(day, "?")
      : day === "*" && named !== undefined
        ? cron("?", named)
        : undefined;
  if (text === undefined || readSchedule(text, "events").problems.length > 0) return undefined;
  return { text, sure: !/\d/.test(weekDay) };
}

/** Unix counts from 0 (Sunday), AWS from 1; names are the same to both. */
function unixWeekDays(text: string): string | undefined {
  if (!/^(?:[0-7]|[a-z]{3})(?:[,-](?:[0-7]|[a-z]{3}))*$/i.test(text)) return undefined;
  return text.replace(/\d/g, (it) => WEEK_DAYS[Number(it) % 7] ?? it).toUpperCase();
}

function fieldsOf(body: string, start: number): readonly CronField[] {
  return [...body.matchAll(/\S+/g)].map((it) => ({ text: it[0], start: start + it.index }));
}

/** An expression without the name that says what it is. */
function unwrapped(text: string, name: string, service: ScheduleService): ScheduleProblem {
  const fields = fieldsOf(text, 0);
  const texts = fields.map((it) => it.text);
  const looksLikeCron = texts.every((it) => /^[\d*?,/#A-Za-z-]+$/.test(it)) && /^[\d*]/.test(text);
  if (looksLikeCron && texts.length === 5) {
    const reason = "The schedule is a cron expression of Unix, but AWS takes six fields, within `cron(...)`";
    return { family: "unix", reason, correction: fromUnix(texts) };
  }
  const wrapped = looksLikeCron && texts.length === 6 ? "cron" : /^\d+\s+[a-z]+$/i.test(text) ? "rate" : undefined;
  const corrected = `${wrapped}(${text})`;
  const isRight = wrapped !== undefined && readSchedule(corrected, service).problems.length === 0;
  const correction = isRight ? { text: corrected, sure: true } : undefined;
  if (name === "at") {
    return { family: "grammar", reason: "Only EventBridge Scheduler (`ScheduleV2`) takes `at(...)`" };
  }
  const forms = service === "events" ? "`rate(...)` nor `cron(...)`" : "`rate(...)`, `cron(...)` nor `at(...)`";
  return { family: "grammar", reason: `The schedule is neither ${forms}`, correction };
}

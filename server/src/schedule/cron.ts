import type { ScheduleProblem } from "./problem.js";

/** When a cron expression fires, field by field. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: CronDays;
  readonly months: readonly number[];
  /** Undefined for every year. */
  readonly years: readonly number[] | undefined;
}

/** The days of one month, the one field that depends on the calendar. */
export type CronDays =
  | { readonly kind: "of-month"; readonly items: readonly MonthDay[] }
  | { readonly kind: "of-week"; readonly items: readonly WeekDay[] };

export type MonthDay =
  | { readonly kind: "days"; readonly days: readonly number[] }
  /** `L`. */
  | { readonly kind: "last" }
  /** `LW`. */
  | { readonly kind: "last-workday" }
  /** `15W`: the workday nearest to the day, in the same month. */
  | { readonly kind: "nearest-workday"; readonly day: number };

/** Days of the week are 1 (Sunday) to 7. */
export type WeekDay =
  | { readonly kind: "days"; readonly days: readonly number[] }
  /** `6L`. */
  | { readonly kind: "last"; readonly day: number }
  /** `6#3`. */
  | { readonly kind: "nth"; readonly day: number; readonly nth: number };

/** A field as written, and where it begins in the expression. */
export interface CronField {
  readonly text: string;
  readonly start: number;
}

/** What six fields mean. `cron` is undefined when there are problems, and when a form is in use that AWS does not document. */
export interface CronReading {
  readonly problems: readonly ScheduleProblem[];
  readonly cron?: Cron | undefined;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
export const WEEK_DAYS: readonly string[] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface FieldKind {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Names of the values from the minimum on. */
  readonly names: readonly string[];
}

const MINUTE: FieldKind = { name: "minute", minimum: 0, maximum: 59, names: [] };
const HOUR: FieldKind = { name: "hour", minimum: 0, maximum: 23, names: [] };
const DAY_OF_MONTH: FieldKind = { name: "day of month", minimum: 1, maximum: 31, names: [] };
const MONTH: FieldKind = { name: "month", minimum: 1, maximum: 12, names: MONTHS };
const DAY_OF_WEEK: FieldKind = { name: "day of week", minimum: 1, maximum: 7, names: WEEK_DAYS };
const YEAR: FieldKind = { name: "year", minimum: 1970, maximum: 2199, names: [] };

const ANY: CronField = { text: "*", start: 0 };

/** Reads the fields of a cron expression: five and the year, which may be left out. */
export function readCron(fields: readonly CronField[]): CronReading {
  const [minute = ANY, hour = ANY, day = ANY, month = ANY, weekDay = ANY, year = ANY] = fields;
  const problems: ScheduleProblem[] = [];
  const minutes = readList(minute, MINUTE, problems);
  const hours = readList(hour, HOUR, problems);
  const byMonth = day.text === "?" ? undefined : readMonthDays(day, problems);
  const months = readList(month, MONTH, problems);
  const byWeek = weekDay.text === "?" ? undefined : readWeekDays(weekDay, problems);
  const years = readList(year, YEAR, problems);
  const days: CronDays | undefined = byMonth
    ? { kind: "of-month", items: byMonth }
    : byWeek && { kind: "of-week", items: byWeek };
  const readable = minutes && hours && months && years && days && problems.length === 0;
  return { problems, cron: readable ? { minutes, hours, days, months, years: everyYear(year, years) } : undefined };
}

function everyYear(field: CronField, years: readonly number[]): readonly number[] | undefined {
  return field.text === "*" ? undefined : years;
}

/** The values of a field of numbers; undefined where they are not all known. */
function readList(field: CronField, kind: FieldKind, problems: ScheduleProblem[]): readonly number[] | undefined {
  const items = itemsOf(field).map((it) => readRange(it, kind, problems));
  return items.every((it) => it !== undefined) ? sorted(items.flat()) : undefined;
}

function readMonthDays(field: CronField, problems: ScheduleProblem[]): readonly MonthDay[] | undefined {
  const items = itemsOf(field).map((item): MonthDay | undefined => {
    const text = item.text.toUpperCase();
    if (text === "L") return { kind: "last" };
    if (text === "LW") return { kind: "last-workday" };
    const [, nearest] = /^(\d+)W$/.exec(text) ?? [];
    if (nearest !== undefined) {
      const day = readValue(nearest, item, DAY_OF_MONTH, problems);
      return day === undefined ? undefined : { kind: "nearest-workday", day };
    }
    // Forms of other schedulers, like `L-3` and `WL`.
    if (/^(?:L-\d+W?|WL)$/.test(text)) return undefined;
    const days = readRange(item, DAY_OF_MONTH, problems);
    return days && { kind: "days", days };
  });
  return whole(items);
}

function readWeekDays(field: CronField, problems: ScheduleProblem[]): readonly WeekDay[] | undefined {
  if (field.text.includes("#") && field.text.includes(",")) {
    problems.push(problemAt(field, `With \`#\` the day of week takes one expression only, not \`${field.text}\``));
    return undefined;
  }
  const items = itemsOf(field).map((item): WeekDay | undefined => {
    const text = item.text.toUpperCase();
    if (text === "L") return { kind: "days", days: [DAY_OF_WEEK.maximum] };
    const [, last] = /^(\d+|[A-Z]{3})L$/.exec(text) ?? [];
    if (last !== undefined) {
      const day = readValue(last, item, DAY_OF_WEEK, problems);
      return day === undefined ? undefined : { kind: "last", day };
    }
    const [, on, nth] = /^(\d+|[A-Z]{3})#(\d+)$/.exec(text) ?? [];
    if (on !== undefined) return readNth(item, on, Number(nth), problems);
    const days = readRange(item, DAY_OF_WEEK, problems);
    return days && { kind: "days", days };
  });
  return whole(items);
}

function readNth(item: CronField, on: string, nth: number, problems: ScheduleProblem[]): WeekDay | undefined {
  const day = readValue(on, item, DAY_OF_WEEK, problems);
  if (nth < 1 || nth > 5) {
    problems.push(problemAt(item, `\`#${nth}\` is no week of a month, which are 1 to 5`));
    return undefined;
  }
  return day === undefined ? undefined : { kind: "nth", day, nth };
}

/** `*`, `5`, `1-5`, and any of them with a step. */
function readRange(item: CronField, kind: FieldKind, problems: ScheduleProblem[]): readonly number[] | undefined {
  const [, range = "", step] = /^([^/]*)(?:\/(.*))?$/.exec(item.text) ?? [];
  if (step !== undefined && !/^\d+$/.test(step)) {
    problems.push(problemAt(item, `The step of \`${item.text}\` is no number`));
    return undefined;
  }
  // What an empty part and a step of 0 mean is not documented.
  if (range === "" || Number(step) === 0 || (range === "?" && step !== undefined)) return undefined;
  if (range === "*") return steps(kind.minimum, kind.maximum, step);
  const [, from = "", to] = /^([^-]*)(?:-(.*))?$/.exec(range) ?? [];
  const first = readValue(from, item, kind, problems);
  const last = to === undefined ? first : readValue(to, item, kind, problems);
  if (first === undefined || last === undefined) return undefined;
  // Whether a range may go over the end, like `FRI-MON`, is not documented.
  if (first > last) return undefined;
  return steps(first, to === undefined && step !== undefined ? kind.maximum : last, step);
}

function readValue(text: string, item: CronField, kind: FieldKind, problems: ScheduleProblem[]): number | undefined {
  const { name, minimum, maximum, names } = kind;
  const named = names.indexOf(text.toUpperCase());
  if (named !== -1) return named + minimum;
  const value = /^\d+$/.test(text) ? Number(text) : undefined;
  if (value !== undefined && value >= minimum && value <= maximum) return value;
  const range = `${minimum} to ${maximum}${names.length > 0 ? ` or ${names[0]} to ${names.at(-1)}` : ""}`;
  const outside = value !== undefined && kind === YEAR;
  problems.push({ ...problemAt(item, `\`${text}\` is no ${name}, which is ${range}`), unenforced: outside });
  return undefined;
}

function steps(first: number, last: number, step: string | undefined): readonly number[] {
  const by = step === undefined ? 1 : Number(step);
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function itemsOf({ text, start }: CronField): readonly CronField[] {
  let offset = start;
  return text.split(",").map((it) => {
    const item = { text: it, start: offset };
    offset += it.length + 1;
    return item;
  });
}

function problemAt({ text, start }: CronField, reason: string): ScheduleProblem {
  return { family: "grammar", reason, span: { start, end: start + text.length } };
}

function whole<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  return items.every((it) => it !== undefined) ? items : undefined;
}

function sorted(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

import type { Place } from "../model/place.js";
import type { Template } from "../model/template.js";
import { textOf, worlds } from "../model/value.js";
import { schedulesOf, type TemplateSchedule } from "../rules/schedule/schedules.js";
import { readSchedule, type Schedule } from "../schedule/expression.js";
import { nextRuns, type Run } from "../schedule/runs.js";

/** When the schedule that is written at a place runs next, in Markdown; empty when there is none or it cannot be told. */
export function scheduleTexts(template: Template, place: Place, date: string): readonly string[] {
  const schedule = schedulesOf(template).find((it) => isAt(it, place));
  if (!schedule) return [];
  return worlds(schedule.expression).flatMap(({ value }) => {
    const text = textOf(value);
    const read = text === undefined ? undefined : readSchedule(text, schedule.service).schedule;
    return read ? (runsText(read, zoneOf(schedule), date) ?? []) : [];
  });
}

const RUNS = 5;

function runsText(schedule: Schedule, zone: string | undefined, date: string): string | undefined {
  if (schedule.kind === "rate") {
    const { value, unit } = schedule;
    const every = value === 1 ? unit : `${value} ${unit}s`;
    return `**Schedule**: every ${every}, counted from the deploy`;
  }
  const runs = zone === undefined ? undefined : nextRuns(schedule, date, RUNS, zone);
  if (!runs) return undefined;
  const head = `**Schedule**: next runs from ${date.slice(0, 10)} on, in ${zone}`;
  return runs.length === 0
    ? `**Schedule**: no runs from ${date.slice(0, 10)} on`
    : [head, ...runs.map(item)].join("\n");
}

function item({ year, month, day, hour, minute }: Run, index: number): string {
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute)).toISOString();
  const weekDay = WEEK_DAYS[new Date(time).getUTCDay()];
  return `${index === 0 ? "\n" : ""}- ${weekDay} ${time.slice(0, 10)} ${time.slice(11, 16)}`;
}

const WEEK_DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Rules of EventBridge count in UTC, as schedules without a zone do. Undefined where the zone is not known. */
function zoneOf({ service, timeZone }: TemplateSchedule): string | undefined {
  if (service === "events" || timeZone.kind === "absent" || timeZone.kind === "null") return "UTC";
  return textOf(timeZone);
}

function isAt({ expression, keyPlace }: TemplateSchedule, place: Place): boolean {
  return [keyPlace, ...worlds(expression).map((it) => it.value.place)].some(
    (it) =>
      it !== undefined &&
      it.file === place.file &&
      it.chunk === place.chunk &&
      it.start === place.start &&
      it.end === place.end,
  );
}

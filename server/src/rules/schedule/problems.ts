import type { Fix } from "../../model/finding.js";
import type { Place } from "../../model/place.js";
import type { Template } from "../../model/template.js";
import { textOf } from "../../model/value.js";
import { readSchedule, type ScheduleService } from "../../schedule/expression.js";
import type { ScheduleProblem } from "../../schedule/problem.js";
import { type Failure, failures, isDynamic, replaceValue, reportFailure, type Settled } from "../failure.js";
import type { Report } from "../rule.js";
import { schedulesOf } from "./schedules.js";

/** Reports the problems of one family in all schedules of a template. */
export function* scheduleProblems(template: Template, family: ScheduleProblem["family"]): Iterable<Report> {
  for (const { resource, service, expression, function: fn } of schedulesOf(template)) {
    const verdict = (it: Settled) => problemsOf(it, service, family);
    for (const failure of failures({ resource, template }, expression, verdict)) {
      for (const problem of failure.verdict) yield { ...reportOf(failure, problem, service), function: fn };
    }
  }
}

function problemsOf(
  value: Settled,
  service: ScheduleService,
  family: ScheduleProblem["family"],
): readonly ScheduleProblem[] | undefined {
  const text = textOf(value)?.trim() ?? "";
  if (text === "" || isDynamic(text)) return undefined;
  const problems = readSchedule(textOf(value) ?? "", service).problems.filter((it) => it.family === family);
  return problems.length > 0 ? problems : undefined;
}

function reportOf(failure: Failure<unknown>, problem: ScheduleProblem, service: ScheduleService): Report {
  const who = service === "events" ? "EventBridge" : "EventBridge Scheduler";
  const consequence = problem.unenforced ? "it is not documented to work" : `${who} rejects the deploy`;
  const advice = problem.correction ? `write \`${problem.correction.text}\`; ` : "";
  const report = reportFailure(failure, {
    message: `${problem.reason}: ${advice}${consequence}`,
    severity: problem.unenforced ? "information" : "error",
    fixes: fixesOf(failure, problem),
  });
  return { ...report, place: placeOf(failure, problem) };
}

/** Only what stands there letter by letter can be replaced as a whole. */
function fixesOf(failure: Failure<unknown>, { correction }: ScheduleProblem): readonly Fix[] {
  const { value, place } = failure;
  if (!correction || literalStart(value, value.origin?.place ?? place) === undefined) return [];
  const { text, sure } = correction;
  return [replaceValue(failure, { title: `Set the schedule to \`${text}\``, value: text, safe: sure })];
}

function placeOf({ value, place }: Failure<unknown>, { span }: ScheduleProblem): Place {
  const start = value.origin ? undefined : literalStart(value, place);
  return span && start !== undefined ? { ...place, start: start + span.start, end: start + span.end } : place;
}

/** Where a text begins that stands at a place letter by letter, with or without quotes. */
function literalStart(value: Settled, place: Place): number | undefined {
  const quotes = place.end - place.start - (textOf(value)?.length ?? 0);
  return quotes === 0 || quotes === 2 ? place.start + quotes / 2 : undefined;
}

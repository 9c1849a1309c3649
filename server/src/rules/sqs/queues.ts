import { limit } from "../../data/limits.js";
import type { Related } from "../../model/finding.js";
import { isFifo } from "../../model/localName.js";
import type { Place } from "../../model/place.js";
import { resourceOf, symbolicText } from "../../model/resourceOf.js";
import type { Resource, Template } from "../../model/template.js";
import { at, numberOf, property, type Value, worlds } from "../../model/value.js";
import { isUnset, type JointFailure, jointFailures, replaceValue, reportFailure, type Settled } from "../failure.js";
import { isDisabled, type Mapping, mappingsOf } from "../mappings.js";
import type { LinkedFunction, Report } from "../rule.js";

/** A queue of the template that feeds a function, and how it does. */
export interface Feed {
  readonly queue: Resource;
  readonly mapping: Mapping;
}

/** The queues that feed a function, those between a topic and the function too, and not those that are switched off. */
export function feedsOf(fn: LinkedFunction): readonly Feed[] {
  const mappings = [...mappingsOf(fn).filter((it) => it.kind === "sqs"), ...throughQueues(fn)];
  return mappings.flatMap((mapping) => {
    const queue = resourceOf(fn.template, mapping.source);
    const isReadable = queue?.type === "AWS::SQS::Queue" && !queue.broken && !isDisabled(mapping);
    return isReadable ? [{ queue, mapping }] : [];
  });
}

/** Undefined where it is not known. */
export function isFifoQueue(template: Template, source: Value): boolean | undefined {
  const queue = resourceOf(template, source);
  if (queue?.type === "AWS::SQS::Queue") {
    if (isFifo(queue)) return true;
    const flag = property(queue.properties, "FifoQueue");
    return isUnset({ resource: queue, template }, flag) || flag.kind === "known" ? false : undefined;
  }
  const [world, ...others] = worlds(source);
  // A deploy may name another queue than the default of a parameter does.
  const isCertain = world && others.length === 0 && world.value.origin?.kind !== "parameter";
  const text = isCertain ? symbolicText(world.value) : undefined;
  return text === undefined || !/^arn:.*:[\w.-]+$/.test(text) ? undefined : text.endsWith(".fifo");
}

/** Seconds that together decide whether a message stays hidden for long enough. */
export interface Times {
  readonly timeout: number;
  readonly visibility: number;
  readonly window: number;
}

/** AWS advises to hide a message for six times the timeout of the function, and for the batching window. */
export function advisedVisibility({ timeout, window }: Times): number {
  return 6 * timeout + window;
}

/** Reports a queue that hides its messages for too short a time. */
export function* shortVisibility(
  fn: LinkedFunction,
  feed: Feed,
  { isTooShort, report }: { isTooShort: (times: Times) => boolean; report: (times: Times) => ShortVisibility },
): Iterable<Report> {
  const { queue, mapping } = feed;
  const visibility = property(queue.properties, "VisibilityTimeout");
  const window = property(mapping.settings, "MaximumBatchingWindowInSeconds");
  const existing = [fn, mapping, { resource: queue, template: fn.template }];
  const failing = jointFailures(existing, [fn.timeout, visibility, window], (values) => {
    const times = timesOf(values);
    return times && isTooShort(times) ? times : undefined;
  });
  for (const failure of failing) yield visibilityReport(fn, feed, failure, report(failure.verdict));
}

/** What a rule says of it. */
interface ShortVisibility extends Pick<Report, "severity"> {
  /** After "VisibilityTimeout of 30 s". */
  readonly problem: string;
  readonly severity: "error" | "information";
  /** The deploy fails without the fix. */
  readonly safe: boolean;
}

function visibilityReport(
  fn: LinkedFunction,
  { queue, mapping }: Feed,
  { values, verdict, when }: JointFailure<Times>,
  { problem, severity, safe }: ShortVisibility,
): Report {
  const [timeout, visibility] = values;
  const isDefault = visibility?.kind !== "known";
  const place = (isDefault ? undefined : visibility.place) ?? queue.place;
  const fromParameter = values.find((it) => it.origin?.kind === "parameter");
  const subject = `VisibilityTimeout of ${verdict.visibility} s${isDefault ? " (the default)" : ""}`;
  const failure = { value: fromParameter ?? { kind: "absent" as const }, verdict, place, when };
  const value = advisedVisibility(verdict);
  const title = `Set VisibilityTimeout to ${value}`;
  const path = ["Properties", "VisibilityTimeout"];
  const fix = isDefault
    ? {
        title,
        safe: safe && !fromParameter,
        edits: [{ kind: "set-property" as const, file: queue.file, resource: queue.id, path, value }],
      }
    : replaceValue({ ...failure, value: visibility }, { title, value, safe: safe && !fromParameter });
  return {
    ...reportFailure(failure, { message: `${subject} ${problem}`, severity, fixes: [fix] }),
    related: [...related(timeout?.place, `Timeout of ${fn.id}`), ...related(mapping.place, `Read by ${fn.id}`)],
  };
}

function related(place: Place | undefined, message: string): readonly Related[] {
  return place ? [{ place, message }] : [];
}

function timesOf([timeout, visibility, window]: readonly Settled[]): Times | undefined {
  const res = {
    timeout: secondsOf(timeout, limit("timeout").default),
    visibility: secondsOf(visibility, limit("sqs-visibility-timeout").default),
    // A window only lengthens what is advised.
    window: secondsOf(window, 0) ?? 0,
  };
  const { timeout: run, visibility: hidden } = res;
  return run === undefined || hidden === undefined ? undefined : { ...res, timeout: run, visibility: hidden };
}

function secondsOf(value: Settled | undefined, byDefault: number | undefined): number | undefined {
  return value?.kind === "absent" || value?.kind === "null" ? byDefault : value && numberOf(value);
}

/** SAM's queue of one's own between a topic and the function. */
function throughQueues(fn: LinkedFunction): readonly Mapping[] {
  const { resource, template } = fn;
  return (template.triggers.get(fn.id) ?? []).flatMap(({ kind, key, place, settings: event }): readonly Mapping[] => {
    if (kind !== "sns") return [];
    const settings = property(event, "SqsSubscription");
    // SAM does not pass on whether it is enabled.
    if (settings.kind !== "object") return [];
    const source = at(settings, "QueueArn");
    const path = ["Properties", "Events", key, "Properties", "SqsSubscription"];
    return [{ kind: "sqs", source, settings, resource, path, template, place, name: `event \`${key}\`` }];
  });
}

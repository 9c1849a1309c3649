import type { RunTemplate } from "../config/readForRun.js";
import type { Json } from "../events/json.js";
import { emptyScene, type Scene } from "../events/scene.js";
import { type Assignment, setPath } from "../events/setPath.js";
import { EVENT_SOURCES, type EventSource, sourceNamed } from "../events/sources.js";
import type { Analysis } from "../lamplight.js";
import type { Trigger } from "../model/trigger.js";
import type { EventOffer } from "../protocol.js";
import type { LinkedFunction } from "../rules/rule.js";

/** A function that events are made for, its template read for a run. */
export interface EventTarget {
  /** The logical id. */
  readonly id: string;
  readonly run: RunTemplate;
}

/** A function as the maker of events sees it; undefined when its template is gone. */
export function eventTarget(analysis: Analysis, { id, template }: LinkedFunction): EventTarget | undefined {
  const run = analysis.forRun(template.file);
  return run && { id, run };
}

/** What a user wants to be sent. */
export interface EventRequest {
  /** The name of a source, or `api`. */
  readonly source: string;
  /** Without a target, or one that has no trigger of the source, the event is made up. */
  readonly target?: EventTarget | undefined;
  /** Of several triggers of the source, the one meant, as an offer says it; the first when not given. */
  readonly trigger?: string | undefined;
  readonly set?: readonly Assignment[] | undefined;
  /** The day of the event, `YYYY-MM-DD`. */
  readonly date: string;
}

export type MadeEvent =
  | {
      readonly kind: "event";
      /** Indented JSON with a final line break. */
      readonly text: string;
      /** It is made from a trigger of the function. */
      readonly own: boolean;
    }
  | { readonly kind: "unknown-source" }
  /** What could not be set, and why. */
  | { readonly kind: "not-set"; readonly assignment: Assignment; readonly reason: string };

/** The events that can be made for a function: those of its own triggers, then one of each source. */
export function eventOffers(target: EventTarget | undefined, date: string): readonly EventOffer[] {
  const scene = sceneOf(target, date);
  const own = ownOffers(target).map(({ source, trigger, name }) => ({
    source: source.name,
    trigger: name,
    label: source.label,
    detail: source.detail(trigger, scene),
  }));
  return [...own, ...EVENT_SOURCES.map(({ name, label }) => ({ source: name, label }))];
}

/** An event for a function, or of a source only. */
export function makeEvent({ source: name, target, trigger, set = [], date }: EventRequest): MadeEvent {
  const source = sourceNamed(name, triggersOf(target));
  if (!source) return { kind: "unknown-source" };
  const own = ownOffers(target).filter((it) => it.source === source);
  const offer = own.find((it) => it.name === trigger) ?? own[0];
  let event = plain(source.make(offer?.trigger, sceneOf(target, date)));
  for (const assignment of set) {
    const res = setPath(event, assignment);
    if (res.kind === "refused") return { kind: "not-set", assignment, reason: res.reason };
    event = res.event;
  }
  const settled = set.length > 0 ? source.settle(event) : event;
  return { kind: "event", text: `${JSON.stringify(settled, undefined, 2)}\n`, own: offer !== undefined };
}

interface OwnOffer {
  readonly source: EventSource;
  readonly trigger: Trigger;
  /** Its key, with a number where the same resource sends from the same source in several ways. */
  readonly name: string;
}

function ownOffers(target: EventTarget | undefined): readonly OwnOffer[] {
  const counts = new Map<string, number>();
  return triggersOf(target).flatMap((trigger) =>
    EVENT_SOURCES.filter((it) => it.sends(trigger)).map((source) => {
      const key = `${source.name} ${trigger.key}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return { source, trigger, name: count === 1 ? trigger.key : `${trigger.key}#${count}` };
    }),
  );
}

function triggersOf(target: EventTarget | undefined): readonly Trigger[] {
  return target?.run.template.triggers.get(target.id) ?? [];
}

function sceneOf(target: EventTarget | undefined, date: string): Scene {
  if (!target) return emptyScene(date);
  const { template, region, accountId: account } = target.run;
  return { resources: new Map([...template.implicitApis, ...template.resources]), region, account, date };
}

/** An event as it is sent: without what is undefined. */
function plain(event: unknown): Json {
  return JSON.parse(JSON.stringify(event));
}

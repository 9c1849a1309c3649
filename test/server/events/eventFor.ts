import assert from "node:assert/strict";
import { readForRun } from "../../../server/src/config/readForRun.js";
import { ChunkCache } from "../../../server/src/config/syntax/chunkCache.js";
import { assignmentOf } from "../../../server/src/events/setPath.js";
import { type EventTarget, eventOffers, makeEvent } from "../../../server/src/features/events.js";
import { read } from "../config/show.js";

const DATE = "2026-11-23";

/** A SAM template with the function `F`, these lines among its properties, and other resources. */
export function sam(properties: string, resources = ""): string {
  const indented = (text: string, by: string) => text.replaceAll(/^(?=.)/gm, by);
  return `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
${indented(properties, "      ")}
${indented(resources, "  ")}
`;
}

/** A SAM template with the function `F`, one event `E` of it in flow style, and other resources. */
export function withEvent(event: string, resources = ""): string {
  return sam(`Events:\n  E: ${event}`, resources);
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape.
export type Event = any;

export function targetOf(template: string): EventTarget {
  const reading = read(template);
  const run = readForRun(reading.template, template, { parameters: {}, cache: new ChunkCache() });
  assert.ok(run);
  return { id: "F", run };
}

/** The event that the function's own trigger sends; the test fails when it has none of that source. */
export function ownEvent(template: string, source: string, trigger?: string): Event {
  const made = makeEvent({ source, target: targetOf(template), trigger, date: DATE });
  assert.equal(made.kind, "event");
  assert.ok(made.own, "the event is made up");
  return JSON.parse(made.text);
}

/** The event of a source without a function, with these values set. */
export function madeUp(source: string, ...set: readonly string[]): Event {
  const assignments = set.map((it) => assignmentOf(it) ?? assert.fail(it));
  const made = makeEvent({ source, set: assignments, date: DATE });
  assert.equal(made.kind, "event");
  assert.equal(made.own, false);
  return JSON.parse(made.text);
}

/** The offers of the function's own triggers, each in a line. */
export function ownOffers(template: string): readonly string[] {
  return eventOffers(targetOf(template), DATE)
    .filter((it) => it.trigger !== undefined)
    .map(({ source, trigger, detail }) => `${source} ${trigger}: ${detail ?? "-"}`);
}

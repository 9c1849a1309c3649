import assert from "node:assert/strict";
import { test } from "node:test";
import { API_ALIAS, EVENT_SOURCES, sourceNamed } from "../../../server/src/events/sources.js";
import { eventOffers, makeEvent } from "../../../server/src/features/events.js";
import { sampleTemplates } from "../../support/corpus.js";
import { ownOffers, sam, targetOf, withEvent } from "../events/eventFor.js";

const DATE = "2026-11-23";
const NAMES = EVENT_SOURCES.map(({ name }) => name);

test("the function's own triggers are offered first, then every source", () => {
  const template = withEvent("{ Type: HttpApi, Properties: { Method: GET, Path: /a } }");
  const offers = eventOffers(targetOf(template), DATE);
  assert.deepEqual(offers[0], { source: "http-api", trigger: "E", label: "HTTP API", detail: "GET /a" });
  assert.deepEqual(
    offers.slice(1).map((it) => it.source),
    NAMES,
  );
  assert.ok(offers.slice(1).every((it) => it.trigger === undefined && it.label !== ""));
  assert.deepEqual(
    eventOffers(undefined, DATE).map((it) => it.source),
    NAMES,
  );
});

test("every source has an event of its own, the same whenever it is made", () => {
  const texts = [...NAMES, API_ALIAS].map((source) => {
    const [first, second] = [makeEvent({ source, date: DATE }), makeEvent({ source, date: DATE })];
    assert.equal(first.kind, "event");
    assert.deepEqual(first, second);
    assert.match(first.text, /^\{\n {2}"[\s\S]+\n\}\n$/);
    return first.text;
  });
  assert.equal(new Set(texts).size, NAMES.length);
});

test("api is the API that the function has", () => {
  const named = (...types: readonly string[]) => {
    const events = types.map((type, index) => `  E${index}: { Type: ${type}, Properties: { Method: GET, Path: / } }`);
    const { id, run } = targetOf(sam(`Events:\n${events.join("\n")}`));
    return sourceNamed("api", run.template.triggers.get(id) ?? [])?.name;
  };
  assert.equal(named("Api"), "rest-api");
  assert.equal(named("HttpApi"), "http-api");
  assert.equal(named("Api", "HttpApi"), "http-api");
  assert.equal(named("SQS"), "http-api");
});

test("a source that does not exist and a value that cannot be set are told", () => {
  assert.deepEqual(makeEvent({ source: "sq", date: DATE }), { kind: "unknown-source" });
  const assignment = { path: ["Records", "x"], text: "1" };
  const made = makeEvent({ source: "sqs", set: [assignment], date: DATE });
  assert.deepEqual(made, { kind: "not-set", assignment, reason: "a list has its items by number, not by x" });
});

test("a template that is typed line by line has an event at every line", () => {
  const lines = sam(
    "Events:\n  Post:\n    Type: HttpApi\n    Properties:\n      Method: POST\n      Path: /orders/{id}\n  Queue:\n    Type: SQS\n    Properties:\n      Queue: !GetAtt Q.Arn",
    "Q:\n  Type: AWS::SQS::Queue\n  Properties:\n    QueueName: orders",
  ).split("\n");
  for (let count = 5; count <= lines.length; count++) {
    const target = targetOf(`${lines.slice(0, count).join("\n")}\n`);
    for (const source of ["http-api", "sqs"]) assert.equal(makeEvent({ source, target, date: DATE }).kind, "event");
  }
  assert.deepEqual(ownOffers(lines.join("\n")), ["http-api Post: POST /orders/{id}", "sqs Queue: orders"]);
});

test("every trigger of real templates has an event", () => {
  const counts = new Map<string, number>();
  for (const { name, text } of sampleTemplates()) {
    const { run } = targetOf(text);
    for (const { id } of run.template.functions) {
      for (const { source, trigger } of eventOffers({ id, run }, DATE).filter((it) => it.trigger !== undefined)) {
        const made = makeEvent({ source, target: { id, run }, trigger, date: DATE });
        assert.ok(made.kind === "event" && made.own, `${name} ${id} ${source}`);
        counts.set(source, (counts.get(source) ?? 0) + 1);
      }
    }
  }
  assert.ok((counts.get("http-api") ?? 0) > 0 && (counts.get("sqs") ?? 0) > 0, JSON.stringify([...counts]));
});

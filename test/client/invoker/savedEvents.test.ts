import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { eventsFolder, readEvent, savedEvents, saveEvent } from "../../../client/src/invoker/savedEvents.js";
import { project } from "../../support/cli.js";
import { specOf } from "../../support/invoke.js";

test("events lie beside the template, or beside the code of a function that no template names", (t) => {
  const folder = project(t, {});
  const template = path.join(folder, "infra", "template.yaml");
  assert.equal(eventsFolder(specOf(folder, { template })), path.join(folder, "infra", "events"));
  assert.equal(eventsFolder(specOf(folder)), path.join(folder, "events"));
});

test("a function's own events are told from those of others by their names", (t) => {
  const folder = project(t, {
    "events/Function.sqs.json": "{}",
    "events/function-2.json": "{}",
    "events/FunctionTwo.json": "{}",
    "events/more/other.json": "{}",
    "events/notes.txt": "",
  });
  const { own, others } = savedEvents(specOf(folder));
  assert.deepEqual(
    own.map((it) => path.basename(it)),
    ["Function.sqs.json", "function-2.json"],
  );
  assert.deepEqual(
    others.map((it) => path.basename(it)),
    ["FunctionTwo.json", "other.json"],
  );
});

test("a saved event never overwrites another", (t) => {
  const folder = project(t, {});
  const spec = specOf(folder);
  const first = saveEvent(spec, "sqs", "1");
  const second = saveEvent(spec, "sqs", "2");
  assert.deepEqual(
    [first, second].map((it) => path.basename(it)),
    ["Function.sqs.json", "Function.sqs.2.json"],
  );
  assert.deepEqual([readEvent(first), readEvent(second)], ["1", "2"]);
});

test("an event that is gone or too large is refused with what to do", (t) => {
  const folder = project(t, {});
  assert.throws(() => readEvent(path.join(folder, "gone.json")), /could not be read, choose another/);
  const large = path.join(folder, "large.json");
  writeFileSync(large, Buffer.alloc(7 * 1024 * 1024));
  assert.throws(() => readEvent(large), /the event has 7\.0 MB, and Lambda takes 6 MB/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { resultFolds } from "../../../client/src/editor/resultFolds.js";

test("a section folds up to its last line, and the blank line below it stays", () => {
  assert.deepEqual(folded("OrdersFunction succeeded\n\nPayload\n3\n\nLog\nSTART\n\nEND\n\nNotes\nx\n"), [
    "Payload..3",
    "Log..END",
    "Notes..x",
  ]);
});

test("objects and lists of the payload fold up to their closing bracket", () => {
  const payload = '{\n  "a": {\n    "b": [\n      1\n    ],\n    "c": {}\n  }\n}';
  assert.deepEqual(folded(`F succeeded\n\nPayload\n${payload}\n`), [
    "Payload..}",
    "{..  }",
    '  "a": {..    "c": {}',
    '    "b": [..      1',
  ]);
});

test("a bracket that nothing closes folds nothing, nor does one that nothing opens", () => {
  assert.deepEqual(folded("F succeeded\n\nPayload\n{\n  [\n\nLog\n}\n  x\n]\n"), ["Payload..  [", "Log..]"]);
});

test("a word of the log that is no heading does not end the log", () => {
  assert.deepEqual(folded("F succeeded\n\nLog\nPayload\nError\nEND\n"), ["Log..END"]);
});

test("a result without sections has no folds", () => {
  assert.deepEqual(folded("F was not run\n\nNo Python was found\n"), []);
  assert.deepEqual(folded(""), []);
});

function folded(text: string): string[] {
  const lines = text.split("\n");
  return resultFolds(lines).map(({ start, end }) => `${lines[start]}..${lines[end]}`);
}

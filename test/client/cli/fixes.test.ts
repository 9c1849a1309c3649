import assert from "node:assert/strict";
import { test } from "node:test";
import { applySafeFixes } from "../../../client/src/cli/fixes.js";
import type { LocatedFinding } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";

const FILE = "/p/template.yaml" as FileId;

type Change = readonly [line: number, start: number, end: number, newText: string];

function fixable(changes: readonly Change[], safe = true): LocatedFinding {
  const edits = changes.map(([line, start, end, newText]) => ({
    file: FILE,
    range: { start: { line, character: start }, end: { line, character: end } },
    newText,
  }));
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const fixes = [{ title: "Fix it", safe, edits }];
  return { rule: "a/b", severity: "error", message: "", file: FILE, range, related: [], fixes };
}

function fixed(text: string, ...findings: readonly LocatedFinding[]) {
  const { texts, applied } = applySafeFixes(
    findings,
    () => text,
    () => true,
  );
  return { text: texts.get(FILE), applied: applied.length };
}

test("makes the fixes of several findings, and keeps CRLF", () => {
  const res = fixed("a: 1\r\nb: 2\r\n", fixable([[1, 3, 4, "20"]]), fixable([[0, 3, 4, "10"]]));
  assert.deepEqual(res, { text: "a: 10\r\nb: 20\r\n", applied: 2 });
});

test("leaves a fix that overlaps another for the next round, as a whole", () => {
  const both = fixable([
    [0, 3, 4, "x"],
    [1, 3, 4, "x"],
  ]);
  assert.deepEqual(fixed("a: 1\nb: 2\n", fixable([[0, 2, 4, "10"]]), both), { text: "a:10\nb: 2\n", applied: 1 });
});

test("makes an edit that two fixes share once", () => {
  assert.deepEqual(fixed("a: 1\n", fixable([[0, 4, 4, "0"]]), fixable([[0, 4, 4, "0"]])), {
    text: "a: 10\n",
    applied: 2,
  });
});

test("does not choose between two insertions at one place", () => {
  assert.deepEqual(fixed("a: 1\n", fixable([[0, 4, 4, "0"]]), fixable([[0, 4, 4, "5"]])), {
    text: "a: 10\n",
    applied: 1,
  });
});

test("makes no fix that is not safe, and none of a file that may not be written", () => {
  assert.deepEqual(fixed("a: 1\n", fixable([[0, 3, 4, "2"]], false)), { text: undefined, applied: 0 });
  const res = applySafeFixes(
    [fixable([[0, 3, 4, "2"]])],
    () => "a: 1\n",
    () => false,
  );
  assert.equal(res.texts.size, 0);
});

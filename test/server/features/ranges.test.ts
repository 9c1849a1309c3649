import assert from "node:assert/strict";
import { test } from "node:test";
import { contains, nonOverlapping, overlaps } from "../../../server/src/features/ranges.js";
import type { Range } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";

const file = "/template.yaml" as FileId;

test("a cursor at either end of a range is in it", () => {
  assert.equal(contains(range(1, 4, 1, 8), { line: 1, character: 4 }), true);
  assert.equal(contains(range(1, 4, 1, 8), { line: 1, character: 8 }), true);
  assert.equal(contains(range(1, 4, 1, 8), { line: 1, character: 9 }), false);
  assert.equal(contains(range(1, 4, 3, 2), { line: 2, character: 90 }), true);
});

test("ranges that touch overlap, ranges with a character between them do not", () => {
  assert.equal(overlaps(range(0, 0, 0, 4), range(0, 4, 0, 6)), true);
  assert.equal(overlaps(range(0, 0, 0, 4), range(0, 5, 0, 6)), false);
  assert.equal(overlaps(range(2, 0, 2, 0), range(1, 0, 3, 0)), true);
});

test("edits overlap when they share a character or begin at the same place, in one file only", () => {
  const at = (it: Range, where = file) => ({ file: where, range: it });
  assert.equal(nonOverlapping([at(range(1, 0, 1, 4)), at(range(1, 4, 1, 8))]), true);
  assert.equal(nonOverlapping([at(range(1, 3, 1, 8)), at(range(1, 0, 1, 4))]), false);
  assert.equal(nonOverlapping([at(range(1, 0, 1, 0)), at(range(1, 0, 1, 0))]), false);
  assert.equal(nonOverlapping([at(range(1, 0, 1, 4)), at(range(1, 0, 1, 4), "/other.yaml" as FileId)]), true);
});

function range(startLine: number, startCharacter: number, endLine: number, endCharacter: number): Range {
  return {
    start: { line: startLine, character: startCharacter },
    end: { line: endLine, character: endCharacter },
  };
}

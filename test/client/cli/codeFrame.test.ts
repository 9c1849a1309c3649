import assert from "node:assert/strict";
import { test } from "node:test";
import { codeFrame } from "../../../client/src/cli/codeFrame.js";

function frame(text: string, start: readonly [number, number], end: readonly [number, number]): readonly string[] {
  const range = { start: { line: start[0], character: start[1] }, end: { line: end[0], character: end[1] } };
  return codeFrame(text, range).flatMap(({ number, code, marks }) => [
    `${number ?? "⋮"}|${code}`,
    ...(marks === undefined ? [] : [` |${marks}`]),
  ]);
}

test("marks a range, with a line before and after", () => {
  assert.deepEqual(frame("a: 1\nb: 2\nc: 3\n", [1, 3], [1, 4]), ["1|a: 1", "2|b: 2", " |   ^", "3|c: 3"]);
});

test("leaves out blank lines around the range", () => {
  assert.deepEqual(frame("a\n\nb\n\n", [2, 0], [2, 1]), ["3|b", " |^"]);
});

test("reads CRLF", () => {
  assert.deepEqual(frame("a: 1\r\nb: 2\r\n", [1, 3], [1, 4]), ["1|a: 1", "2|b: 2", " |   ^"]);
});

test("shows tabs as two spaces", () => {
  assert.deepEqual(frame("\t\tb: 2", [0, 5], [0, 6]), ["1|    b: 2", " |       ^"]);
});

test("counts wide characters as two columns, and marks that combine as none", () => {
  assert.deepEqual(frame("名前: x", [0, 4], [0, 5]), ["1|名前: x", " |      ^"]);
  assert.deepEqual(frame("🙂: x", [0, 4], [0, 5]), ["1|🙂: x", " |    ^"]);
  assert.deepEqual(frame("e\u0301: x", [0, 4], [0, 5]), ["1|e\u0301: x", " |   ^"]);
});

test("marks an empty range with one caret, at the end of a line too", () => {
  assert.deepEqual(frame("ab", [0, 2], [0, 2]), ["1|ab", " |  ^"]);
  assert.deepEqual(frame("ab", [0, 9], [0, 12]), ["1|ab", " |  ^"]);
});

test("shows three lines of a longer range", () => {
  assert.deepEqual(frame("a {\n  b\n\n  d\n}", [0, 0], [4, 1]), ["1|a {", " |^^^", "2|  b", " |  ^", "3|", "⋮|"]);
});

test("takes a range that ends at the start of a line as ending on the line before", () => {
  assert.deepEqual(frame("a\nb\n", [0, 0], [1, 0]), ["1|a", " |^", "2|b"]);
});

test("cuts a long line around the range", () => {
  const [code = "", marks = ""] = frame(`${"x".repeat(500)}HERE${"y".repeat(500)}`, [0, 500], [0, 504]);
  assert.ok(code.length < 120, code);
  assert.match(code, /^1\|…x+HERE.*…$/);
  assert.equal(marks.indexOf("^"), code.indexOf("H"));
  assert.equal(marks.match(/\^+/)?.[0], "^^^^");
});

test("shows nothing of a line that is not there", () => {
  assert.deepEqual(frame("a", [5, 0], [5, 1]), []);
  assert.deepEqual(codeFrame(undefined, { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }), []);
});

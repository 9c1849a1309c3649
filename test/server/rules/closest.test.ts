import assert from "node:assert/strict";
import { test } from "node:test";
import { closest } from "../../../server/src/rules/closest.js";

test("the nearest words come first, equally near ones in their order", () => {
  assert.deepEqual(closest("nodejs24", ["nodejs22.x", "nodejs24.x", "python3.13"]), ["nodejs24.x"]);
  assert.deepEqual(closest("python3.1", ["python3.14", "python3.13"]), ["python3.14", "python3.13"]);
});

test("upper and lower case do not matter, and far words are left out", () => {
  assert.deepEqual(closest("Java21", ["java21", "ruby4.0"]), ["java21"]);
  assert.deepEqual(closest("", ["java21"]), []);
  assert.deepEqual(closest("e", ["s3", "es"]), ["es"]);
  assert.deepEqual(closest("", ["Fn"]), []);
});

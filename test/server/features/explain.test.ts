import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical, type Json } from "../../../server/src/features/explain.js";
import type { FileId } from "../../../server/src/model/place.js";
import type { Parameter } from "../../../server/src/model/template.js";
import { ABSENT, type Known, type Reference, type Value } from "../../../server/src/model/value.js";

const place = { file: "/t.yaml" as FileId, chunk: "", start: 0, end: 0 };
const a: Known = { kind: "known", value: "a" };
const table: Reference = { kind: "reference", target: "Table" };
const arn: Reference = { kind: "reference", target: "Table", attribute: "Arn" };
const unknown: Value = { kind: "unknown", reason: "an import" };

function check(value: Value, expected: Json): void {
  assert.deepEqual(canonical(value, new Map()), expected);
}

test("references print as Ref and GetAtt", () => {
  check(table, { Ref: "Table" });
  check(arn, { "Fn::GetAtt": ["Table", "Arn"] });
});

test("strings with holes print as Sub, their own dollar signs escaped", () => {
  const dollar: Known = { kind: "known", value: "/${x}" };
  check({ kind: "concat", parts: [table, a, arn, dollar] }, { "Fn::Sub": "${Table}a${Table.Arn}/${!x}" });
});

test("strings with a hole that Sub cannot hold print as Join", () => {
  check({ kind: "concat", parts: [a, unknown] }, { "Fn::Join": ["", ["a", { Unknown: "an import" }]] });
});

test("a choice prints as If, in the order of the condition", () => {
  const options = [
    { guard: { condition: "IsProd", holds: false }, value: ABSENT },
    { guard: { condition: "IsProd", holds: true }, value: a },
  ];
  check({ kind: "choice", options }, { "Fn::If": ["IsProd", "a", { Ref: "AWS::NoValue" }] });
});

test("a choice that no condition decides prints what it may be", () => {
  check({ kind: "choice", options: [{ value: a }, { value: table }] }, { Unknown: 'one of "a", {"Ref":"Table"}' });
});

test("objects and lists that were not read in full say so", () => {
  check({ kind: "object", entries: [{ key: "A", value: a }], open: "a transform" }, { A: "a", Unknown: "a transform" });
  check({ kind: "list", items: [a], open: "a transform" }, ["a", { Unknown: "a transform" }]);
});

test("what is not there is null, and left out of an object", () => {
  check(ABSENT, null);
  check({ kind: "object", entries: [{ key: "A", value: ABSENT }] }, {});
});

test("the default of a NoEcho parameter is not shown", () => {
  const secret: Parameter = { name: "Secret", type: "String", place, default: a, allowedValues: ABSENT, noEcho: true };
  const value: Known = { ...a, origin: { kind: "parameter", name: "Secret", place } };
  const parameters = new Map([["Secret", secret]]);
  assert.deepEqual(canonical(value, parameters), { Ref: "Secret" });
  assert.deepEqual(canonical({ kind: "concat", parts: [value, table] }, parameters), {
    "Fn::Sub": "${Secret}${Table}",
  });
  assert.deepEqual(canonical(value, new Map([["Secret", { ...secret, noEcho: false }]])), "a");
});

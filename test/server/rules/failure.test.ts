import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileId, Place } from "../../../server/src/model/place.js";
import type { Resource, Template } from "../../../server/src/model/template.js";
import { ABSENT, type Value } from "../../../server/src/model/value.js";
import { failures, isSet, isUnset, replaceValue, reportFailure } from "../../../server/src/rules/failure.js";

const FILE = "/fixture/template.yaml" as FileId;
const UNKNOWN: Value = { kind: "unknown", reason: "imported" };

function place(start: number): Place {
  return { file: FILE, chunk: "", start, end: start + 1 };
}

/** A number, written at the offset of its own value. */
function number(value: number): Value {
  return { kind: "known", value, place: place(value) };
}

function choice(condition: string, yes: Value, no: Value): Value {
  return {
    kind: "choice",
    options: [
      { guard: { condition, holds: true }, value: yes },
      { guard: { condition, holds: false }, value: no },
    ],
  };
}

type Existing = { resource: Resource; template: Pick<Template, "conditionParameters"> };

/** Condition `OfSeconds` depends on parameter `Seconds`. */
function existing(condition?: string): Existing {
  const properties = { kind: "object", entries: [] } as const;
  const resource = { id: "F", type: "AWS::Lambda::Function", file: FILE, place: place(0), properties };
  const existsWhen = condition === undefined ? undefined : { condition, holds: true };
  const conditionParameters = new Map([["OfSeconds", new Set(["Seconds"])]]);
  return {
    resource: { ...resource, metadata: ABSENT, condition, existsWhen, broken: false },
    template: { conditionParameters },
  };
}

function byDefault(value: number): Value {
  return { ...number(value), origin: { kind: "parameter", name: "Seconds", place: place(99) } };
}

/** Numbers above ten fail; each failure as its place and its conditions. */
function failing(value: Value, condition?: string): readonly string[] {
  const over = (it: Value) => (it.kind === "known" && Number(it.value) > 10 ? true : undefined);
  return failures(existing(condition), value, over).map((it) => `${it.place.start}${it.when}`);
}

for (const [name, value, condition, wanted] of [
  ["a plain value", number(11), undefined, ["11"]],
  ["a value that passes", number(10), undefined, []],
  ["an unknown value", UNKNOWN, undefined, []],
  ["both branches", choice("A", number(11), number(12)), undefined, ["11", "12"]],
  ["one branch", choice("A", number(1), number(12)), undefined, ["12 when A is false"]],
  ["one branch beside an unknown one", choice("A", UNKNOWN, number(12)), undefined, ["12 when A is false"]],
  ["a branch in which the function does not exist", choice("A", number(1), number(12)), "A", []],
  ["the branch in which the function exists", choice("A", number(11), number(1)), "A", ["11"]],
  [
    "a nested branch",
    choice("A", choice("B", number(11), number(1)), number(2)),
    undefined,
    ["11 when A is true and B is true"],
  ],
  ["a contradiction", choice("A", choice("A", number(1), number(11)), number(2)), undefined, []],
  [
    "a default under a condition of another parameter",
    choice("A", byDefault(11), ABSENT),
    undefined,
    ["11 when A is true"],
  ],
  ["a default under a condition of its own parameter", choice("OfSeconds", byDefault(11), ABSENT), undefined, []],
  ["a default where the function exists under a condition of that parameter", byDefault(11), "OfSeconds", []],
  [
    "one of several values without a condition",
    { kind: "choice", options: [{ value: number(11) }, { value: number(1) }] },
    undefined,
    [],
  ],
] as const satisfies readonly (readonly [string, Value, string | undefined, readonly string[]])[]) {
  test(`failures of ${name}`, () => {
    assert.deepEqual(failing(value, condition), wanted);
  });
}

test("a property is set or unset only when it is so in every world", () => {
  const some = choice("A", number(1), ABSENT);
  assert.equal(isSet(existing(), some), false);
  assert.equal(isUnset(existing(), some), false);
  assert.equal(isSet(existing("A"), some), true);
  assert.equal(isUnset(existing(), ABSENT), true);
  assert.equal(isSet(existing(), UNKNOWN), false);
  assert.equal(isUnset(existing(), UNKNOWN), false);
});

test("the default of a parameter is reported where it is used and replaced where it is written, not safely", () => {
  const [failure] = failures(existing(), byDefault(11), () => true);
  assert.ok(failure);
  const report = reportFailure(failure, { message: "Too long", severity: "error" });
  assert.deepEqual(
    [report.place.start, report.severity, report.message],
    [11, "warning", "Too long (the default of parameter Seconds)"],
  );
  const fix = replaceValue(failure, { title: "Set it", value: 10, safe: true });
  assert.deepEqual(fix, {
    title: "Set it",
    safe: false,
    edits: [{ kind: "set-scalar", place: place(99), value: 10 }],
  });
});

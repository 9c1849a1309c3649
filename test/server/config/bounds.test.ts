import assert from "node:assert/strict";
import { test } from "node:test";
import { property } from "../../../server/src/model/value.js";
import { functionNamed, read, show } from "./show.js";

const RESOURCES = `Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Value: `;

/** Far more than any of these takes, and far less than one that does not end. */
const BOUND = { timeout: 20_000 };

function evaluated(text: string): string {
  return show(property(functionNamed(read(text), "F").resource.properties, "Value"));
}

function conditions(count: number, definition: (index: number) => string): string {
  return `Conditions:\n${Array.from({ length: count }, (_, i) => `  C${i}: ${definition(i)}\n`).join("")}`;
}

test("a chain of 10,000 conditions is decided from its end", BOUND, () => {
  const last = 9_999;
  const chain = conditions(10_000, (i) =>
    i === last ? "!Equals [a, a]" : `!And [!Condition C${i + 1}, !Condition C${i + 1}]`,
  );
  assert.equal(evaluated(`${chain}${RESOURCES}!If [C0, 1, 2]`), "1");
});

test("10,000 conditions in a circle are undecided", BOUND, () => {
  const circle = conditions(10_000, (i) => `!And [!Condition C${(i + 1) % 10_000}, !Condition C0]`);
  assert.equal(evaluated(`${circle}${RESOURCES}!If [C0, 1, 2]`), "(C0: 1 | !C0: 2)");
});

test("10,000 conditions on one parameter all depend on it, through one another too", BOUND, () => {
  const chain = conditions(10_000, (i) =>
    i === 0 ? "!Equals [!Ref Stage, a]" : `!Or [!Condition C${i - 1}, !Condition C0]`,
  );
  const text = `Parameters:\n  Stage: { Type: String }\n${chain}${RESOURCES}1`;
  const { conditionParameters } = read(text).template;
  assert.equal(conditionParameters.size, 10_000);
  assert.deepEqual([...(conditionParameters.get("C9999") ?? [])], ["Stage"]);
});

test("`Fn::Sub` nested 1,000 deep ends", BOUND, () => {
  const nested = `${"{ 'Fn::Sub': ['${x}', { x: ".repeat(1_000)}1${" }] }".repeat(1_000)}`;
  const { resource } = functionNamed(read(RESOURCES + nested), "F");
  // Nothing is reported in what is nested deeper than the parser goes.
  assert.ok(resource.broken || property(resource.properties, "Value").kind === "unknown");
});

test("1,000 choices in one text are too many conditions, and end", BOUND, () => {
  const open = conditions(1_000, (i) => `!Equals [!Ref P, "${i}"]`);
  const parts = Array.from({ length: 1_000 }, (_, i) => `!If [C${i}, a, b]`).join(", ");
  const text = `Parameters:\n  P: { Type: String }\n${open}${RESOURCES}!Join ["", [${parts}]]`;
  assert.match(evaluated(text), /too many conditions/);
});

test("resources that refer to each other in a circle are references", BOUND, () => {
  const text = `${RESOURCES}!GetAtt G.Arn\n  G:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: !GetAtt F.Arn\n`;
  assert.equal(evaluated(text), "<G.Arn>");
});

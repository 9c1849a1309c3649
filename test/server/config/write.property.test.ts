import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { textEdits } from "../../../server/src/config/write/write.js";
import type { Edit } from "../../../server/src/model/finding.js";
import type { FileId } from "../../../server/src/model/place.js";

const FILE = "/project/template.yaml" as FileId;

/** Numbers between 0 and 1 that are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

type Random = () => number;

function oneOf<T>(random: Random, first: T, ...others: readonly T[]): T {
  return [first, ...others][Math.floor(random() * (others.length + 1))] ?? first;
}

const KEYS = ["A", "B", "C", "D"] as const;

/** The lines of a block map, in any of the layouts that people write. */
function mapLines(random: Random, indent: string, step: string, depth: number): readonly string[] {
  const keys = KEYS.filter(() => random() < 0.6);
  return (keys.length > 0 ? keys : [KEYS[0]]).flatMap((key) => {
    const before = oneOf(random, [], [], [`${indent}# about ${key}`], [""], ["# at the margin"]);
    return [...before, ...entryLines(random, key, indent, step, depth)];
  });
}

function entryLines(random: Random, key: string, indent: string, step: string, depth: number): readonly string[] {
  const below = indent + step;
  const comment = oneOf(random, "", "", " # a comment", "   ");
  const written = indent + oneOf(random, key, key, `"${key}"`, `'${key}'`);
  if (depth > 0 && random() < 0.4) {
    return [`${written}:${comment}`, ...mapLines(random, below, step, depth - 1)];
  }
  const scalar = oneOf(
    random,
    "1",
    "text",
    '"quoted"',
    "'single'",
    "!Ref Other",
    "{}",
    "{ B: 1, C: 2 }",
    "{A: x}",
    "[]",
  );
  return oneOf(
    random,
    [`${written}: ${scalar}${comment}`],
    [`${written}: ${scalar}${comment}`],
    [`${written}:${comment}`],
    [`${written}: |`, `${below}text`, "", `${below}  # more text`],
    [`${written}:`, `${indent}- one`, `${indent}- B: 1`, `${indent}  C: 2`],
    [`${written}:`, `${below}- one${comment}`, `${below}- [two]`],
    [`${written}: {`, `${below}B: 1,${comment}`, `${below}C: 2`, `${indent}}`],
  );
}

function randomTemplate(random: Random): string {
  const step = oneOf(random, "  ", "    ", "   ");
  const lines = [
    "Resources:",
    `${step}Fn:`,
    `${step}${step}Type: T`,
    `${step}${step}Properties:`,
    ...mapLines(random, step.repeat(3), step, 2),
    ...oneOf(random, [], [`${step}Other:`, `${step}${step}Type: T`], ["", "# the end"]),
  ];
  const lineBreak = oneOf(random, "\n", "\r\n");
  return lines.join(lineBreak) + oneOf(random, "", lineBreak);
}

function edited(text: string, edit: Edit): string | undefined {
  const changes = textEdits([edit], { text: () => text, offsetOf: () => 0 });
  return changes?.reduceRight(
    (res, { span, newText }) => res.slice(0, span.start) + newText + res.slice(span.end),
    text,
  );
}

/** What the `yaml` package reads, and not this project. */
function read(text: string): unknown {
  return parse(text, { logLevel: "silent" });
}

function withValueAt(document: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const map = typeof document === "object" && document !== null ? document : {};
  return { ...map, [key]: withValueAt(Reflect.get(map, key), rest, value) };
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce((it, key) => (typeof it === "object" && it !== null ? Reflect.get(it, key) : undefined), document);
}

/** Whether the lines above and below one place are the same, and at most one line there was changed. */
function keepsOtherLines(before: string, after: string): boolean {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const differs = (line: string, index: number) => line !== now[index];
  const differsFromBelow = (_: string, index: number) => old.at(-1 - index) !== now.at(-1 - index);
  const above = old.findIndex(differs);
  const below = old.findIndex(differsFromBelow);
  return above === -1 || below === -1 || above + below >= old.length - 1;
}

test("setting a property of any document changes that value and no line of others", () => {
  const random = randomFrom(2);
  let made = 0;
  for (let run = 0; run < 600; run += 1) {
    const before = randomTemplate(random);
    const inner = [oneOf(random, ...KEYS), oneOf(random, ...KEYS), oneOf(random, ...KEYS)];
    const path = ["Properties", ...inner.slice(0, 1 + Math.floor(random() * 3))];
    const value = oneOf<string | number>(random, 900, "text", "on", "a: b", "1.0");
    const after = edited(before, { kind: "set-property", file: FILE, resource: "Fn", path, value });
    if (after === undefined) continue;
    made += 1;
    const whole = ["Resources", "Fn", ...path];
    // A number in the place of a quoted scalar is quoted, which AWS reads as the number.
    const isQuoted = typeof valueAt(read(after), whole) === "string";
    const expected = withValueAt(read(before), whole, isQuoted ? String(value) : value);
    assert.deepEqual(read(after), expected, `${before}\n=>\n${after}`);
    assert.ok(keepsOtherLines(before, after), `${before}\n=>\n${after}`);
    assert.equal(after.includes("\r\n"), before.includes("\r\n"));
    assert.equal(/\r?\n$/.test(after), /\r?\n$/.test(before));
  }
  assert.ok(made > 300, `edits made: ${made}`);
});

test("a property that is set and removed again leaves the text as it was", () => {
  const random = randomFrom(3);
  let made = 0;
  for (let run = 0; run < 300; run += 1) {
    const before = randomTemplate(random);
    const set: Edit = {
      kind: "set-property",
      file: FILE,
      resource: "Fn",
      path: ["Properties", "New", "Inner"],
      value: 1,
    };
    const after = edited(before, set);
    const start = after?.indexOf("Inner: 1") ?? -1;
    if (after === undefined || start < 0) continue;
    made += 1;
    const place = { file: FILE, chunk: "", start, end: start + "Inner: 1".length };
    assert.equal(edited(after, { kind: "remove", place }), before);
  }
  assert.ok(made > 200, `edits made: ${made}`);
});

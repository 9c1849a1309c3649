import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { documentationUrl } from "../../../server/src/rules/documentation.js";
import { rules } from "../../../server/src/rules/index.js";
import { checkRule } from "../../support/check.js";

for (const rule of rules) {
  test(`${rule.id}: the documented examples behave as documented`, async () => {
    await checkRule(rule, rule.examples.bad);
    await checkRule(rule, rule.examples.good);
  });
}

test("every rule's bad example has a finding and its good one has none", () => {
  for (const { id, examples } of rules) {
    assert.match(examples.bad, /^\s*(#|\/\/)\s*\^+ (error|warning|information|hint): /m, id);
    assert.doesNotMatch(examples.good, /\^\^/, id);
  }
});

test("ids are in kebab case, unique and sorted", () => {
  const ids = rules.map((it) => it.id);
  for (const id of ids) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
  assert.deepEqual(ids, [...new Set(ids)].sort());
});

test("references are addresses that begin with https", () => {
  for (const { id, references } of rules) {
    for (const it of references) assert.equal(new URL(it).protocol, "https:", id);
  }
});

test("summaries are one line without a final period", () => {
  for (const { id, summary } of rules) assert.match(summary, /^[^\n]+[^.\n]$/, id);
});

test("a rule's page is where the documentation is written", () => {
  assert.equal(
    documentationUrl("limits/timeout-range"),
    "https://github.com/lamplight-lambda/lamplight/blob/main/docs/rules/limits/timeout-range.md",
  );
});

test("the documentation and the manifest agree with the rules", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/docs.mjs", "--check"], { encoding: "utf8" });
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

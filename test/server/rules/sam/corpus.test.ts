import assert from "node:assert/strict";
import { test } from "node:test";
import { openFixture } from "../../../support/check.js";
import { sampleTemplates } from "../../../support/corpus.js";

/** The only rules of the group that are about templates which SAM takes. */
const TRAPS: ReadonlySet<string> = new Set(["sam/schedule-enabled-ignored", "sam/url-auth-parameter"]);

test("nothing is said to be rejected in templates that SAM takes", async () => {
  const samples = sampleTemplates();
  assert.ok(samples.length > 0);
  const files = new Map(samples.map(({ name, text }) => [name, text]));
  const { findings } = await (await openFixture(files)).analyse();
  const rejected = findings.filter(({ rule }) => rule.startsWith("sam/") && !TRAPS.has(rule));
  assert.deepEqual(
    rejected.map(({ file, message, range, rule }) => `${file}:${range.start.line + 1} ${rule} ${message}`),
    [],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { CrashLimit } from "../../../client/src/editor/crashLimit.js";

const MINUTE_MS = 60_000;

test("four crashes in three minutes are started again, the fifth is not", () => {
  const limit = new CrashLimit();
  const answers = [0, 1, 2, 3, 4].map((it) => limit.mayRestart(it));
  assert.deepEqual(answers, [true, true, true, true, false]);
});

test("a crash now and then is started again for ever", () => {
  const limit = new CrashLimit();
  assert.ok([0, 1, 2, 3, 4, 5, 6, 7].every((it) => limit.mayRestart(it * MINUTE_MS)));
});

test("a restart that was asked for begins a new count", () => {
  const limit = new CrashLimit();
  for (const now of [0, 1, 2, 3, 4]) limit.mayRestart(now);
  limit.forget();
  assert.equal(limit.mayRestart(5), true);
});

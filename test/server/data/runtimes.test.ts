import assert from "node:assert/strict";
import { test } from "node:test";
import {
  familyOf,
  lifecycleText,
  newestRuntime,
  runtimeFamilies,
  runtimeOf,
  runtimes,
} from "../../../server/src/data/runtimes.js";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

test("every runtime has a known family, status, source and day", () => {
  for (const { id, family, status, source, date } of runtimes) {
    assert.ok(
      runtimeFamilies.some((it) => it.id === family),
      id,
    );
    assert.ok(status === "supported" || status === "preview", id);
    assert.match(source, /^https:\/\//, id);
    assert.match(date, DAY, id);
  }
});

test("the three days of a runtime are all there or all missing, and in order", () => {
  for (const { id, deprecated, blockCreate, blockUpdate } of runtimes) {
    const days = [deprecated, blockCreate, blockUpdate].filter((it) => it !== undefined);
    assert.ok(days.length === 0 || days.length === 3, id);
    for (const it of days) assert.match(it, DAY, id);
    assert.deepEqual(days, [...days].sort(), id);
  }
});

test("successors and recommended runtimes exist and outlive what they follow", () => {
  for (const { id, successor, deprecated = "9999" } of runtimes) {
    if (successor) assert.ok((runtimeOf(successor)?.deprecated ?? "9999") > deprecated, id);
  }
  for (const { id, current } of runtimeFamilies) assert.equal(runtimeOf(current)?.status, "supported", id);
});

test("a runtime that is not in the table belongs to the family that it looks like", () => {
  assert.equal(familyOf("nodejs30.x")?.id, "nodejs");
  assert.equal(familyOf("nodejs24"), undefined);
  assert.equal(familyOf("my-nodejs30.x"), undefined);
});

test("the lifecycle of a runtime is told relative to the day", () => {
  assert.equal(
    lifecycleText("nodejs20.x", "2027-01-31"),
    "`nodejs20.x`: deprecated since 2026-04-30, no new functions from 2027-02-01 (in 1 day), no updates from 2027-03-03 (in 31 days). Move to `nodejs24.x`.",
  );
  assert.equal(lifecycleText("java17.al2023", "2026-11-23"), "`java17.al2023` is supported; no end is announced.");
  assert.equal(lifecycleText("nodejs24", "2026-11-23"), undefined);
});

test("the newest runtime is one that AWS supports on the day, and no preview", () => {
  assert.equal(newestRuntime("nodejs", "2026-11-23"), "nodejs24.x");
  assert.equal(newestRuntime("python", "2026-11-23"), "python3.14");
  assert.equal(newestRuntime("nodejs", "2099-01-01"), "nodejs24.x");
});

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { evict } from "../../../../client/src/invoker/compile/evict.js";

const DAY = 24 * 60 * 60;
const MB = 1024 * 1024;
const NOW = 100 * DAY;

/** A folder with files of a size in MB and an age in days. */
function folderWith(t: TestContext, files: Readonly<Record<string, readonly [number, number]>>): string {
  const res = mkdtempSync(path.join(tmpdir(), "lamplight-test-"));
  t.after(() => rmSync(res, { recursive: true }));
  for (const [name, [size, age]] of Object.entries(files)) {
    const file = path.join(res, name);
    writeFileSync(file, "");
    truncateSync(file, size * MB);
    utimesSync(file, NOW - age * DAY, NOW - age * DAY);
  }
  return res;
}

test("what nobody made anew for a month is removed", (t) => {
  const folder = folderWith(t, { old: [1, 31], young: [1, 29] });
  evict(folder, NOW * 1000);
  assert.deepEqual(readdirSync(folder), ["young"]);
});

test("the oldest files of a cache that is too large are removed", (t) => {
  const folder = folderWith(t, { a: [60, 1], b: [30, 2], c: [30, 3], d: [1, 4] });
  evict(folder, NOW * 1000);
  assert.deepEqual(readdirSync(folder).sort(), ["a", "b"]);
});

test("a cache that is not there needs no room", () => {
  evict(path.join(tmpdir(), "lamplight-test-none"), NOW * 1000);
});

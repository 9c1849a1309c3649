import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileId } from "../../../server/src/model/place.js";
import { join, parentOf } from "../../../server/src/workspace/path.js";

test("a parent is a folder that the system can list, on drives and shares too", () => {
  const rows = [
    ["/a/b", "/a"],
    ["/a", "/"],
    ["c:/a/b", "c:/a"],
    ["c:/a", "c:/"],
    ["//server/share/a", "//server/share"],
  ] as const;
  for (const [file, parent] of rows) assert.equal(parentOf(file as FileId), parent);
});

test("joining keeps the drive and the share, and resolves dots", () => {
  assert.equal(join("c:/" as FileId, "a", "../b"), "c:/b");
  assert.equal(join("//server/share" as FileId, "./src/", "app.js"), "//server/share/src/app.js");
});

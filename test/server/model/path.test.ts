import assert from "node:assert/strict";
import { test } from "node:test";
import { isInside, join, parentOf, resolve } from "../../../server/src/model/path.js";
import type { FileId } from "../../../server/src/model/place.js";

test("a parent is a folder that the system can list, on drives and shares too", () => {
  const rows = [
    ["/a/b", "/a"],
    ["/a", "/"],
    ["c:/a/b", "c:/a"],
    ["c:/a", "c:/"],
    ["c:/", "c:/"],
    ["/", "/"],
    ["//server/share/a", "//server/share"],
  ] as const;
  for (const [file, parent] of rows) assert.equal(parentOf(file as FileId), parent);
});

test("joining keeps the drive and the share, and resolves dots", () => {
  assert.equal(join("c:/" as FileId, "a", "../b"), "c:/b");
  assert.equal(join("//server/share" as FileId, "./src/", "app.js"), "//server/share/src/app.js");
});

test("a path has no slash at its end, unless it is a root", () => {
  assert.equal(join("/project" as FileId, "src/"), "/project/src");
  assert.equal(join("/project" as FileId, ".."), "/");
  assert.equal(join("c:/project" as FileId, ".."), "c:/");
});

test("an absolute path is taken as it is, a relative one from the folder", () => {
  assert.equal(resolve("/project" as FileId, "../src"), "/src");
  assert.equal(resolve("/project" as FileId, "/src/./app"), "/src/app");
  assert.equal(resolve("c:/project" as FileId, "D:/src/"), "d:/src");
  assert.equal(resolve("//server/share" as FileId, "src"), "//server/share/src");
});

test("a folder holds itself and what is below it, and no folder whose name only begins alike", () => {
  assert.ok(isInside("/a" as FileId, "/a" as FileId) && isInside("/a" as FileId, "/a/b" as FileId));
  assert.ok(isInside("/" as FileId, "/a" as FileId) && isInside("c:/" as FileId, "c:/a" as FileId));
  assert.equal(isInside("/a" as FileId, "/ab" as FileId), false);
});

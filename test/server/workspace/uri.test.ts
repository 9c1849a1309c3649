import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileId } from "../../../server/src/model/place.js";
import { ClientUris, fileIdOf, pathOf, uriOf } from "../../../server/src/workspace/uri.js";

for (const [platform, written, id] of [
  ["linux", "/project/template.yaml", "/project/template.yaml"],
  ["linux", "/project/", "/project"],
  ["linux", "/", "/"],
  ["linux", "/project/./src/../template.yaml", "/project/template.yaml"],
  ["linux", "/a\\b", "/a\\b"],
  ["linux", "/C:/a", "/C:/a"],
  ["linux", "/100% a#b?c", "/100% a#b?c"],
  ["linux", "file:///project/a%20b%23.yaml", "/project/a b#.yaml"],
  ["linux", "file:///project/%C3%A9.yaml", "/project/é.yaml"],
  ["linux", "file:///project/100%", "/project/100%"],
  ["linux", "file:///project/", "/project"],
  ["linux", "file://localhost/project", "/project"],
  ["linux", "file:///C:/a", "/C:/a"],
  ["linux", "git:/project/template.yaml?ref", "git:/project/template.yaml?ref"],
  ["linux", "untitled:Untitled-1", "untitled:Untitled-1"],
  ["darwin", "file:///Users/me/a.yaml", "/Users/me/a.yaml"],
  ["win32", "C:\\Project\\src\\..\\template.yaml", "c:/Project/template.yaml"],
  ["win32", "c:/Project/template.yaml", "c:/Project/template.yaml"],
  ["win32", "C:\\", "c:/"],
  ["win32", "C:", "c:/"],
  ["win32", "file:///c%3A/Project/a.yaml", "c:/Project/a.yaml"],
  ["win32", "file:///C%3a/Project/a.yaml", "c:/Project/a.yaml"],
  ["win32", "file:///C:/Project/a.yaml", "c:/Project/a.yaml"],
  ["win32", "file:///c:", "c:/"],
  ["win32", "\\\\server\\share\\a.yaml", "//server/share/a.yaml"],
  ["win32", "file://server/share/a.yaml", "//server/share/a.yaml"],
  ["win32", "file:////server/share/a.yaml", "//server/share/a.yaml"],
] as const) {
  test(`on ${platform}, ${written} is ${id}`, () => {
    assert.equal(fileIdOf(written, platform), id);
  });
}

test("a path is written as the system writes it", () => {
  assert.equal(pathOf("c:/Project/a.yaml" as FileId, "win32"), "c:\\Project\\a.yaml");
  assert.equal(pathOf("//server/share" as FileId, "win32"), "\\\\server\\share");
  assert.equal(pathOf("/project/a.yaml" as FileId, "linux"), "/project/a.yaml");
  assert.equal(pathOf("untitled:a/b" as FileId, "win32"), "untitled:a/b");
});

for (const [id, uri] of [
  ["/project/a b#.yaml", "file:///project/a%20b%23.yaml"],
  ["c:/Project/a.yaml", "file:///c%3A/Project/a.yaml"],
  ["c:/", "file:///c%3A/"],
  ["//server/share/a.yaml", "file://server/share/a.yaml"],
  ["/", "file:///"],
  ["untitled:Untitled-1", "untitled:Untitled-1"],
] as const) {
  test(`the URI of ${id} is ${uri}, and leads back`, () => {
    assert.equal(uriOf(id as FileId), uri);
    assert.equal(fileIdOf(uri, "win32"), id);
  });
}

test("the client's own URI is kept", () => {
  const uris = new ClientUris("win32");
  for (const uri of ["file:///C:/Project/a.yaml", "file:///c%3A/Project/b.yaml", "git:/Project/a.yaml?ref"]) {
    assert.equal(uris.uriOf(uris.fileIdOf(uri)), uri);
  }
  assert.equal(uris.uriOf(fileIdOf("c:\\Project\\a.yaml", "win32")), "file:///C:/Project/a.yaml");
});

test("a file that the client has not named is named like the nearest folder that it has", () => {
  const uris = new ClientUris("win32");
  uris.fileIdOf("file:///D:/");
  uris.fileIdOf("file:///C:/Project");
  uris.fileIdOf("file:///c%3A/Project/infra/");
  assert.equal(uris.uriOf("c:/Project/src/a b.ts" as FileId), "file:///C:/Project/src/a%20b.ts");
  assert.equal(uris.uriOf("c:/Project/infra/a.yaml" as FileId), "file:///c%3A/Project/infra/a.yaml");
  assert.equal(uris.uriOf("d:/a.yaml" as FileId), "file:///D:/a.yaml");
  assert.equal(uris.uriOf("c:/Other/a.yaml" as FileId), "file:///c%3A/Other/a.yaml");
});

test("a file of a remote file system is named by its folder's URI", () => {
  const uris = new ClientUris("linux");
  uris.fileIdOf("file:///");
  assert.equal(uris.uriOf("/a/b.ts" as FileId), "file:///a/b.ts");
  const folder = uris.fileIdOf("vscode-vfs://github/owner/project");
  assert.equal(uris.uriOf(`${folder}/src/app.ts` as FileId), "vscode-vfs://github/owner/project/src/app.ts");
});

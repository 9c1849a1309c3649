import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { openProject } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";
import { type Disk, nodeDisk } from "../../../server/src/workspace/disk.js";
import { fileIdOf } from "../../../server/src/workspace/uri.js";
import { projectOptions } from "../../support/check.js";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: nodejs24.x
      Timeout: 901
`;
const HANDLER = "export const handler = async () => {};\n";

/** Lays files into a folder that is removed after the test. */
function folderWith(t: TestContext, files: Record<string, string | Buffer>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lamplight-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

async function analyse(root: string, disk: Disk = nodeDisk) {
  const project = await openProject({ ...projectOptions(), roots: [fileIdOf(root)] }, disk);
  const { findings, troubles, templates } = await project.analyse();
  return {
    found: findings.map((it) => `${path.posix.basename(it.file)}:${it.range.start.line + 1} ${it.rule}`),
    troubles: troubles.map((it) => `${path.posix.relative(fileIdOf(root), it.file)}: ${it.message}`),
    templates: templates.length,
  };
}

const TIMEOUT_FOUND = { found: ["template.yaml:9 limits/timeout-range"], templates: 1 };

test("a cycle of links ends", async (t) => {
  const folder = folderWith(t, { "template.yaml": TEMPLATE, "src/app.js": HANDLER });
  symlinkSync(folder, path.join(folder, "src", "again"));
  symlinkSync(path.join(folder, "loop.yaml"), path.join(folder, "loop.yaml"));
  assert.deepEqual(await analyse(folder), { ...TIMEOUT_FOUND, troubles: [] });
});

test("a template of 10 MB is named as too large, and the others are read", async (t) => {
  const folder = folderWith(t, {
    "template.yaml": TEMPLATE,
    "src/app.js": HANDLER,
    "big/template.yaml": `${TEMPLATE}# ${"x".repeat(10_000_000)}`,
  });
  assert.deepEqual(await analyse(folder), {
    ...TIMEOUT_FOUND,
    troubles: ["big/template.yaml: is larger than 1 MB and is not analysed"],
  });
});

test("a binary file with a template's name is named as such", async (t) => {
  const folder = folderWith(t, {
    "template.yaml": TEMPLATE,
    "src/app.js": HANDLER,
    "bin/template.yaml": Buffer.from([0x41, 0, 1, 2, 0xff, 0xfe]),
  });
  assert.deepEqual(await analyse(folder), {
    ...TIMEOUT_FOUND,
    troubles: ["bin/template.yaml: is a binary file and is not analysed"],
  });
});

test("a handler of 10 MB, a binary one and a folder with a handler's name are passed over in silence", async (t) => {
  for (const content of [`${HANDLER}// ${"x".repeat(10_000_000)}`, Buffer.from([0, 1, 2, 3])]) {
    const folder = folderWith(t, { "template.yaml": TEMPLATE, "src/app.js": content });
    assert.deepEqual(await analyse(folder), { ...TIMEOUT_FOUND, troubles: [] });
  }
});

test("a handler outside the workspace is read where it is", async (t) => {
  const folder = folderWith(t, {
    "work/template.yaml": TEMPLATE.replace("src/", "../shared/").replace("901", "900"),
    "shared/app.js": "export const other = 1;\n",
  });
  assert.deepEqual(await analyse(path.join(folder, "work")), {
    found: ["template.yaml:7 correctness/handler-export-missing"],
    templates: 1,
    troubles: [],
  });
});

test("a bomb of aliases is read in bounded time", async (t) => {
  const levels = Array.from({ length: 30 }, (_, it) => `  - &a${it + 1} [${Array(9).fill(`*a${it}`).join(", ")}]`);
  const bomb = `Metadata:\n  - &a0 [x, x, x]\n${levels.join("\n")}\n`;
  const folder = folderWith(t, { "template.yaml": `${bomb}${TEMPLATE}`, "src/app.js": HANDLER });
  const { found } = await analyse(folder);
  assert.deepEqual(found, [`template.yaml:${9 + bomb.split("\n").length - 1} limits/timeout-range`]);
});

test("a bomb of aliases inside a function's environment is read in bounded time", async (t) => {
  const levels = Array.from(
    { length: 30 },
    (_, it) => `          A${it + 1}: &a${it + 1} [${Array(9).fill(`*a${it}`).join(", ")}]`,
  );
  const bomb = `      Environment:\n        Variables:\n          A0: &a0 [x]\n${levels.join("\n")}\n`;
  const folder = folderWith(t, { "template.yaml": `${TEMPLATE}${bomb}`, "src/app.js": HANDLER });
  const { templates } = await analyse(folder);
  assert.equal(templates, 1);
});

test("a folder that cannot be listed is named, and the others are searched", async (t) => {
  const folder = folderWith(t, { "template.yaml": TEMPLATE, "src/app.js": HANDLER, "secret/template.yaml": TEMPLATE });
  // The system refuses a folder to ordinary users only, and tests may run as root.
  const refusing: Disk = {
    ...nodeDisk,
    async entries(it: FileId) {
      if (it.endsWith("/secret")) throw Object.assign(new Error("permission denied"), { code: "EACCES" });
      return nodeDisk.entries(it);
    },
  };
  assert.deepEqual(await analyse(folder, refusing), {
    ...TIMEOUT_FOUND,
    troubles: ["secret: cannot be listed: EACCES"],
  });
});

test("an empty folder has no templates", async (t) => {
  assert.deepEqual(await analyse(folderWith(t, {})), { found: [], templates: 0, troubles: [] });
});

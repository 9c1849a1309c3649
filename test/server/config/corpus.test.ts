import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { looksLikeTemplate, readTemplate } from "../../../server/src/config/read.js";
import { ChunkCache } from "../../../server/src/config/syntax/chunkCache.js";
import type { FileId } from "../../../server/src/model/place.js";
import { textAt } from "./show.js";

const CORPUS = path.resolve("..", "shared", "corpus");

function* templates(): Iterable<{ file: string; text: string }> {
  for (const folder of ["projects", path.join("sam-transform", "input")]) {
    for (const it of readdirSync(path.join(CORPUS, folder), { recursive: true, withFileTypes: true })) {
      if (!it.isFile() || !/\.(?:ya?ml|json|template)$/.test(it.name)) continue;
      const file = path.join(it.parentPath, it.name);
      const text = readFileSync(file, "utf8");
      if (looksLikeTemplate(text)) yield { file, text };
    }
  }
}

/** Functions by another way of reading: a name in the column of resources, and the type right below it. */
function declaredFunctions(text: string): number {
  const declaration =
    /^ {2,4}\w+:[^\n]*\n(?: *#[^\n]*\n)* +["']?Type["']?: *["']?AWS::(?:Serverless|Lambda)::Function\b/gm;
  return text.match(declaration)?.length ?? 0;
}

test("every template of the corpus is read, whole, with right spans", (t) => {
  if (!existsSync(CORPUS)) {
    assert.ok(!process.env["CI"], `the corpus is missing: ${CORPUS}`);
    t.diagnostic(`no corpus at ${CORPUS}: nothing read`);
    return;
  }
  let functions = 0;
  for (const { file, text } of templates()) {
    const reading = readTemplate(file as FileId, text, { parameters: {}, cache: new ChunkCache() });
    const found = reading?.template.functions ?? [];
    functions += found.length;
    assert.ok(found.length >= declaredFunctions(text), file);
    if (!reading) continue;
    assert.deepEqual(
      [...reading.template.resources.values()].filter((it) => it.broken),
      [],
      file,
    );
    for (const resource of reading.template.resources.values()) {
      for (const { key, keyPlace } of resource.properties.entries) {
        assert.equal(textAt(reading, text, keyPlace)?.replace(/^(["'])(.*)\1$/, "$2"), key, file);
      }
    }
  }
  assert.ok(functions > 250, `only ${functions} functions`);
});

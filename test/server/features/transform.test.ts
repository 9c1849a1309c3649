import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { type ExplainedFunction, explain } from "../../../server/src/features/explain.js";
import { openFixture } from "../../support/check.js";

const CORPUS = path.resolve("..", "shared", "corpus", "sam-transform");

/** All but those of one template whose expected output has its lists sorted, which tells nothing of its roles. */
const EQUAL = 186;

interface Expected {
  readonly input: string;
  readonly functions: readonly { readonly logicalId: string; readonly normal: unknown }[];
}

type NormalForm = (fn: Partial<ExplainedFunction["role"] & ExplainedFunction>) => unknown;

test("functions come to what the real transform makes of them", async (t) => {
  if (!existsSync(CORPUS)) {
    assert.ok(!process.env["CI"], `the corpus is missing: ${CORPUS}`);
    t.diagnostic(`no corpus at ${CORPUS}: nothing compared`);
    return;
  }
  const { normalForm }: { normalForm: NormalForm } = await import(
    pathToFileURL(path.join(CORPUS, "normal-form.mjs")).href
  );
  let equal = 0;
  for (const line of readFileSync(path.join(CORPUS, "expected.jsonl"), "utf8").trim().split("\n")) {
    const { input, functions }: Expected = JSON.parse(line);
    const files = new Map([[path.basename(input), readFileSync(path.join(CORPUS, input), "utf8")]]);
    const analysis = await (await openFixture(files)).analyse();
    const found = explain(analysis, (file) => file).functions;
    for (const { logicalId, normal } of functions) {
      const fn = found.find((it) => it.logicalId === logicalId);
      const { permissions = [], eventSourceMappings = [], role } = fn ?? {};
      const ours = normalForm({ ...role, permissions, eventSourceMappings });
      if (JSON.stringify(ours) === JSON.stringify(normal)) equal++;
    }
  }
  assert.ok(equal >= EQUAL, `only ${equal} functions are equal`);
});

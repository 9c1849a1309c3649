import assert from "node:assert/strict";
import { test } from "node:test";
import {
  beyondBaseline,
  countFindings,
  InvalidBaseline,
  parseBaseline,
  printBaseline,
} from "../../server/src/baseline.js";

const A = { file: "a.yaml", rule: "limits/one" };
const B = { file: "b.yaml", rule: "limits/one" };
const same = <T>(it: T) => it;

test("a baseline is sorted by file and rule, and reads back as it was", () => {
  const baseline = countFindings([B, { file: "a.yaml", rule: "limits/two" }, A, A]);
  const text = printBaseline(baseline);
  assert.equal(
    text,
    `{
  "version": 1,
  "findings": {
    "a.yaml": {
      "limits/one": 2,
      "limits/two": 1
    },
    "b.yaml": {
      "limits/one": 1
    }
  }
}
`,
  );
  assert.deepEqual(printBaseline(parseBaseline(text, "x")), text);
});

test("leaves out as many findings of a rule in a file as it counts, or fewer", () => {
  assert.deepEqual(beyondBaseline([A, A, B], countFindings([A, A]), same), [B]);
  assert.deepEqual(beyondBaseline([A], countFindings([A, A]), same), []);
});

test("shows all findings of a rule in a file once there are more than it counts", () => {
  assert.deepEqual(beyondBaseline([A, A, B], countFindings([A, B]), same), [A, A]);
});

test("refuses a text that is no baseline", () => {
  for (const text of ["", "{", "[]", "{}", '{"findings":[]}', '{"findings":{"a":1}}', '{"findings":{"a":{"r":"1"}}}']) {
    assert.throws(
      () => parseBaseline(text, "base.json"),
      (error) => error instanceof InvalidBaseline && error.message.startsWith("base.json is not a baseline"),
    );
  }
});

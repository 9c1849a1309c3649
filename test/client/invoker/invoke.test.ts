import assert from "node:assert/strict";
import { test } from "node:test";
import { testInvoker } from "../../support/invoke.js";

test("a function is run, and its environment is used again", async (t) => {
  const { invoke } = testInvoker(t, {
    files: {
      "index.js":
        "let count = 0; exports.handler = async (event) => { console.log('seen'); return { event, count: ++count }; };",
    },
  });
  const first = await invoke({ a: 1 });
  assert.deepEqual(first.outcome, { kind: "success", payload: '{"event":{"a":1},"count":1}' });
  assert.match(
    first.log,
    /^INIT_START .*\nSTART RequestId: .*\n[\s\S]*seen\nEND RequestId: .*\nREPORT RequestId: .*Init Duration: /,
  );
  const second = await invoke({ a: 2 });
  assert.deepEqual(second.outcome, { kind: "success", payload: '{"event":{"a":2},"count":2}' });
  assert.ok(second.warm);
});

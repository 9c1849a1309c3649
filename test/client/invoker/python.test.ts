import assert from "node:assert/strict";
import { test } from "node:test";
import { testInvoker } from "../../support/invoke.js";

test("a function in Python is run, and its environment is used again", async (t) => {
  const { invoke } = testInvoker(t, {
    files: {
      "app.py": `
count = 0
def handler(event, context):
    global count
    count += 1
    print("seen")
    return {"event": event, "count": count}
`,
    },
    spec: { runtime: "python3.13", handler: "app.handler" },
  });
  const first = await invoke({ a: 1 });
  assert.deepEqual(first.outcome, { kind: "success", payload: '{"event": {"a": 1}, "count": 1}' });
  const second = await invoke({ a: "é" });
  assert.deepEqual(second.outcome, { kind: "success", payload: '{"event": {"a": "é"}, "count": 2}' });
  assert.ok(second.warm);
});

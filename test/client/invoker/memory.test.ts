import assert from "node:assert/strict";
import { test } from "node:test";
import { testInvoker } from "../../support/invoke.js";

test("the memory of an environment is watched again when it is used again", async (t) => {
  const { invoke } = testInvoker(t, {
    files: {
      "index.js": `
        exports.handler = async ({ megabytes }) => {
          const kept = Buffer.alloc(megabytes * 1024 * 1024, 1);
          await new Promise((resolve) => setTimeout(resolve, megabytes > 0 ? 2000 : 0));
          return kept.length;
        };`,
    },
    spec: { timeout: 10 },
  });
  assert.equal((await invoke({ megabytes: 0 })).outcome.kind, "success");
  const again = await invoke({ megabytes: 400 });
  assert.equal(again.warm, true);
  assert.equal(again.outcome.kind, process.platform === "linux" ? "out-of-memory" : "success");
});

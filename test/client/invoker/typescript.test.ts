import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { nodes } from "../../support/nodes.js";
import { typescriptFunction } from "../../support/typescriptFunction.js";

for (const { major, nodePath } of nodes) {
  test(`Node ${major}: an enum and a path alias`, async (t) => {
    const { invoke } = typescriptFunction(t, {
      files: {
        "src/app.ts": `import { Color } from "@lib/color"; export const handler = async () => Color.Blue;`,
        "src/lib/color.ts": "export enum Color { Red = 'r', Blue = 'b' }",
        "tsconfig.json": `{ "compilerOptions": { "paths": { "@lib/*": ["./src/lib/*"] } } }`,
      },
      options: { nodePath },
    });
    const { outcome, log, notes } = await invoke();
    assert.deepEqual(outcome, { kind: "success", payload: '"b"' }, log + notes.join());
  });
}

import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { nodes } from "../../support/nodes.js";
import { typescriptFunction } from "../../support/typescriptFunction.js";

/** What a debugger hears of the scripts that are sources. */
const app = `
import { Session } from "node:inspector";
import { part } from "./part";
export const handler = async (): Promise<unknown> => {
  const scripts: unknown[] = [];
  const session = new Session();
  session.connect();
  session.on("Debugger.scriptParsed", ({ params: { url, sourceMapURL } }) => {
    if (url.endsWith(".ts")) scripts.push({ url, sourceMapURL });
  });
  session.post("Debugger.enable");
  return { scripts, part: part() };
};
`;

interface Script {
  readonly url: string;
  readonly sourceMapURL: string;
}

for (const { major, nodePath } of nodes) {
  for (const [what, type, isBundled] of [
    ["CommonJS files", "commonjs", false],
    ["ES modules", "module", false],
    ["a bundle", "commonjs", true],
  ] as const) {
    test(`Node ${major} tells a debugger where the lines of ${what} come from`, async (t) => {
      const files = {
        "src/app.ts": app,
        "src/part.ts": "enum E { A = 1 }\nexport const part = (): number => E.A;",
        "package.json": JSON.stringify({ type }),
      };
      const { invoke, folder } = typescriptFunction(t, { files, options: { nodePath } });
      if (isBundled) {
        mkdirSync(path.join(folder, "node_modules"));
        symlinkSync(path.resolve("node_modules/esbuild"), path.join(folder, "node_modules/esbuild"));
      }
      const { outcome, log } = await invoke();
      assert.equal(outcome.kind, "success", log);
      const { scripts } = JSON.parse(outcome.kind === "success" ? outcome.payload : "{}") as { scripts: Script[] };
      const url = pathToFileURL(path.join(folder, "src/app.ts")).href;
      const part = pathToFileURL(path.join(folder, "src/part.ts")).href;
      assert.deepEqual(scripts.map((it) => it.url).sort(), isBundled ? [url] : [url, part]);
      for (const script of scripts) {
        const [, data = ""] = script.sourceMapURL.split("base64,");
        const map = JSON.parse(Buffer.from(data, "base64").toString()) as {
          sources: string[];
          sourcesContent: string[];
        };
        assert.deepEqual([...map.sources].sort(), isBundled ? [url, part] : [script.url]);
        assert.ok(map.sourcesContent.every((it) => it === files["src/app.ts"] || it === files["src/part.ts"]));
      }
    });
  }
}

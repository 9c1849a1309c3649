import path from "node:path";
import type { TestContext } from "node:test";
import type { FunctionCode, FunctionSpec } from "../../server/src/protocol.js";
import { type TestFunction, type TestInvoker, testInvoker } from "./invoke.js";

type FolderCode = Extract<FunctionCode, { readonly kind: "folder" }>;

export interface TypeScriptFunction extends TestFunction {
  readonly code?: Partial<FolderCode>;
  /** The file that the developer writes. */
  readonly entry?: string;
  readonly handler?: string;
}

/** A function whose handler was followed to a file that Lambda would not read: `src/app.ts`. */
export function typescriptFunction(
  t: TestContext,
  { code, entry = "src/app.ts", handler = "src/app.handler", ...given }: TypeScriptFunction,
): TestInvoker {
  const res = testInvoker(t, { ...given, spec: { timeout: 20, memorySize: 512, ...given.spec } });
  const file = path.join(res.folder, entry);
  const folder: FolderCode = {
    kind: "folder",
    root: res.folder,
    source: { file, export: "handler" },
    built: true,
    ...code,
  };
  const spec: FunctionSpec = { ...res.spec, handler, code: folder };
  // A run reads the spec of the object that it belongs to.
  return Object.assign(res, { spec });
}

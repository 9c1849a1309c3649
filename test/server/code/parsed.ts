import path from "node:path";
import type { LoweredFile } from "../../../server/src/code/ir.js";
import { lowerFile } from "../../../server/src/code/lower.js";
import { loadParsers } from "../../../server/src/code/parse.js";
import type { FileId } from "../../../server/src/model/place.js";

/** Tests run at the root of the repository, where a build leaves the grammars. */
const parsing = loadParsers(path.resolve("dist/wasm")).then(async (parsers) => {
  for (const grammar of ["javascript", "typescript", "tsx", "python"] as const) await parsers.ensure(grammar);
  return parsers;
});

export async function loadedParsers() {
  return parsing;
}

/** A lowered source; its language is that of the extension. */
export async function lowered(name: string, text: string): Promise<LoweredFile> {
  const res = lowerFile(await parsing, name as FileId, text);
  if (!res) throw new Error(`not a source file: ${name}`);
  return res;
}

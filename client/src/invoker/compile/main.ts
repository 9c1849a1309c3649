import { compiledFolder } from "../bootstrap/typescript/compiledFiles.js";
import { evict } from "./evict.js";
import { saveCompilers } from "./loadCompiler.js";
import { type PrepareAnswer, type PrepareRequest, prepareSource } from "./prepareSource.js";

/** What the process that compiles says to the invoker. */
export type CompileReply =
  | { readonly id: number; readonly answer: PrepareAnswer }
  | { readonly id: number; readonly error: string };

/** How long it waits for more work before it tidies up. A command ends it soon after its one run. */
const IDLE_MS = 100;

let tidying: NodeJS.Timeout | undefined;
let hasEvicted = false;

process.on("message", ({ id, request }: { readonly id: number; readonly request: PrepareRequest }) => {
  clearTimeout(tidying);
  void reply(id, request).then((it) => {
    process.send?.(it);
    tidying = setTimeout(() => tidy(request.cacheFolder), IDLE_MS);
  });
});
process.on("disconnect", () => process.exit());

async function reply(id: number, request: PrepareRequest): Promise<CompileReply> {
  try {
    return { id, answer: await prepareSource(request) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function tidy(cacheFolder: string): void {
  saveCompilers();
  if (!hasEvicted) evict(compiledFolder(cacheFolder), Date.now());
  hasEvicted = true;
}

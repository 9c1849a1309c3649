import { existsSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { FunctionSpec } from "../../../../server/src/protocol.js";
import type { Prepared } from "../bootstrap/config.js";
import { declaredFormat } from "../bootstrap/typescript/moduleFormat.js";
import { CompileFailure, type CompileProcess } from "./compileProcess.js";
import type { PrepareAnswer, PrepareRequest } from "./prepareSource.js";

/** A build of a large function takes seconds; what takes longer hangs. */
const LIMIT_MS = 20_000;

export interface SourceRequest {
  readonly spec: FunctionSpec;
  /** Of the Node that runs the function, `22.11.0`. */
  readonly nodeVersion: string;
  readonly cacheFolder: string;
  /** The compiler that is shipped. */
  readonly typescript: string;
  readonly compiling: CompileProcess;
}

/** How the file that the developer writes is made ready to be run. */
export interface PreparedSource {
  /** Absent where Lambda's own rule finds all that it needs. */
  readonly prepared?: Prepared | undefined;
  /** What the user should know, in sentences. */
  readonly notes: readonly string[];
}

/** Makes the source of a function ready, ahead of its process. */
export async function prepare({
  spec,
  compiling,
  nodeVersion,
  cacheFolder,
  typescript,
}: SourceRequest): Promise<PreparedSource> {
  const { code } = spec;
  if (code.kind !== "folder" || !code.source || !existsSync(code.source.file)) return { notes: [] };
  const { file } = code.source;
  const lambdaFile = lambdaFileOf(code.root, spec.handler);
  if (lambdaFile !== undefined && !code.built && realpathSync(lambdaFile) === realpathSync(file)) return { notes: [] };
  const ahead = { nodeVersion, cacheFolder, typescript };
  return answered(compiling, { ...ahead, file, lambdaFile, format: code.format, withoutUserTools: false });
}

/** What Lambda's own rule finds for a handler below the code: the first of the names that is there. */
function lambdaFileOf(root: string, handler: string): string | undefined {
  const [module = ""] = path.basename(handler).split(".");
  const stem = path.join(root, path.dirname(handler), module);
  return ["", ".js", ".mjs", ".cjs"]
    .map((it) => stem + it)
    .find((it) => statSync(it, { throwIfNoEntry: false })?.isFile() === true);
}

/** Without the user's own tools when they failed, and left to the function's process when all did. */
async function answered(compiling: CompileProcess, request: PrepareRequest): Promise<PrepareAnswer> {
  const { failedSources } = compiling;
  if (!failedSources.has(request.file)) {
    try {
      return await compiling.prepare(request, LIMIT_MS);
    } catch (error) {
      if (!(error instanceof CompileFailure)) throw error;
      failedSources.set(request.file, error.message);
    }
  }
  const why = failedSources.get(request.file);
  const note = `your esbuild or TypeScript could not compile it, so that Lamplight's own did: ${why}`;
  try {
    const { prepared, notes } = await compiling.prepare({ ...request, withoutUserTools: true }, LIMIT_MS);
    return { prepared, notes: [note, ...notes] };
  } catch {
    const compiler = { module: request.typescript, version: "shipped", strips: false };
    const format = request.format ?? declaredFormat(request.file) ?? "cjs";
    return { prepared: { kind: "files", format, compiler }, notes: [note] };
  }
}

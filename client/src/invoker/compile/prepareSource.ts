import { existsSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { CompilerChoice, Prepared } from "../bootstrap/config.js";
import { CompiledFiles, compiledFolder, digest, writeWhole } from "../bootstrap/typescript/compiledFiles.js";
import { declaredFormat, type ModuleFormat } from "../bootstrap/typescript/moduleFormat.js";
import { Tsconfigs } from "../bootstrap/typescript/tsconfig.js";
import { artefactSources } from "./artefact.js";
import { type Bundled, bundle } from "./bundle.js";
import { loadCompiler } from "./loadCompiler.js";
import { compileAhead, needsModules, SourceGraph } from "./sourceGraph.js";
import { findPackage } from "./tools.js";

/** What the invoker asks the process that compiles. */
export interface PrepareRequest {
  /** The file that the developer writes. */
  readonly file: string;
  /** The file that Lambda's own rule finds. */
  readonly lambdaFile?: string | undefined;
  readonly format?: ModuleFormat | undefined;
  /** Of the Node that runs the function. */
  readonly nodeVersion: string;
  readonly cacheFolder: string;
  /** The compiler that is shipped. */
  readonly typescript: string;
  /** The tools that the user installed are left alone: one of them crashed, or did not come back. */
  readonly withoutUserTools: boolean;
}

export interface PrepareAnswer {
  readonly prepared: Prepared;
  /** What the user should know, in sentences. */
  readonly notes: readonly string[];
}

/** Makes a source ready to be loaded, by the first way of those below that can. */
export async function prepareSource(request: PrepareRequest): Promise<PrepareAnswer> {
  const { cacheFolder } = request;
  const file = realpathSync(request.file);
  const built = request.lambdaFile === undefined ? undefined : artefactSources(request.lambdaFile, file);
  const list = built && listFile(cacheFolder, built);
  if (list !== undefined) return { prepared: { kind: "artefact", inputs: list }, notes: [] };
  const configs = new Tsconfigs();
  const { options } = configs.of(file);
  const compiler = compilerFor(request, file, options);
  const declared = request.format ?? declaredFormat(file);
  // esbuild leaves out the metadata of decorators without a word.
  const withEsbuild = !request.withoutUserTools && options["emitDecoratorMetadata"] !== true;
  const { nodeVersion } = request;
  const bundled = withEsbuild ? await bundle({ file, format: declared ?? "cjs", nodeVersion }) : undefined;
  const kept = bundled?.kind === "built" ? keptBundle(cacheFolder, bundled, configs.files) : undefined;
  if (kept) return { prepared: { kind: "bundle", ...kept, compiler }, notes: configs.notes };
  const notes = [...configs.notes, ...(bundled?.kind === "failed" ? [bundled.note] : [])];
  if (compiler.strips && declared === "esm") return { prepared: { kind: "files", format: "esm", compiler }, notes };
  const format = compileAll(request, file, compiler, declared);
  return { prepared: { kind: "files", format, compiler }, notes };
}

/** Compiles whatever the file imports, so that the function's process finds it ready. */
function compileAll(
  { cacheFolder }: PrepareRequest,
  file: string,
  compiler: CompilerChoice,
  declared: ModuleFormat | undefined,
): ModuleFormat {
  const configs = new Tsconfigs();
  const load = () => loadCompiler(compiler, cacheFolder);
  const graph = new SourceGraph(compiledFolder(cacheFolder), configs, load);
  const sources = graph.from(file);
  const format = needsModules(sources) ? "esm" : (declared ?? "cjs");
  compileAhead(new CompiledFiles(compiler, compiledFolder(cacheFolder), configs, load), sources, format);
  return format;
}

function compilerFor(
  { typescript, nodeVersion, withoutUserTools }: PrepareRequest,
  file: string,
  options: Readonly<Record<string, unknown>>,
): CompilerChoice {
  const users = withoutUserTools ? undefined : findPackage("typescript", file);
  // TypeScript 7 has no interface for JavaScript.
  const module = users && /^[56]\./.test(users.version) ? path.join(users.folder, "lib/typescript.js") : undefined;
  if (users && module !== undefined && existsSync(module)) return { module, version: users.version, strips: false };
  const strips =
    options["erasableSyntaxOnly"] === true && options["verbatimModuleSyntax"] === true && canStrip(nodeVersion);
  return { module: typescript, version: stampOf(typescript), strips };
}

/** `module.stripTypeScriptTypes` came with Node 22.13 and 23.2. */
function canStrip(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= 24 || (major === 23 && minor >= 2) || (major === 22 && minor >= 13);
}

function stampOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${size} ${mtimeMs}`;
}

/** The parts of the answer that are files; undefined where none can be written. */
function keptBundle(
  cacheFolder: string,
  { code, format, inputs }: Extract<Bundled, { readonly kind: "built" }>,
  configs: Iterable<string>,
): { readonly file: string; readonly inputs: string; readonly format: ModuleFormat } | undefined {
  const file = path.join(compiledFolder(cacheFolder), `${digest(code)}.bundle`);
  const list = listFile(cacheFolder, [...inputs, ...configs]);
  return list !== undefined && writeWhole(file, code) ? { file, inputs: list, format } : undefined;
}

function listFile(cacheFolder: string, files: readonly string[]): string | undefined {
  const text = JSON.stringify([...new Set(files)]);
  const res = path.join(compiledFolder(cacheFolder), `${digest(text)}.list`);
  return writeWhole(res, text) ? res : undefined;
}

import type { Files } from "../model/files.js";
import type {
  EnvironmentReferences,
  EnvironmentWrite,
  HandlerLink,
  ModuleExport,
  SourceLanguage,
} from "../model/handler.js";
import { join, parentOf } from "../model/path.js";
import type { FileId, Place } from "../model/place.js";
import type { LambdaFunction } from "../model/template.js";
import { at, type Value, worlds } from "../model/value.js";
import { environmentReferences } from "./environmentReferences.js";
import { environmentWrites } from "./environmentWrites.js";
import { allExports, type ExportSearch, findExport, type Modules } from "./findExport.js";
import {
  type HandlerName,
  nodeHandler,
  nodeSources,
  pythonHandler,
  pythonSources,
  type Sources,
} from "./handlerSources.js";
import type { Module, Statement } from "./ir.js";
import { type Grammar, languageOf } from "./lower.js";
import {
  type Answering,
  caseVariant,
  handlersNearBy,
  holdsModuleOf,
  holdsOnlyTypeScript,
  holdsSource,
  holdsUnreadModule,
  mayBeInstalled,
} from "./nearby.js";
import { existing, localImports } from "./resolve.js";
import { bySimilarity } from "./similar.js";

/** What linking may ask. It asks again, from the start, once what was not loaded is. */
interface LinkWorld {
  readonly files: Files;
  module(file: FileId): Module | undefined;
  readonly templateFolder: FileId;
  /** Lowers code that is written in the template; without it, such code is not known. */
  inline?(grammar: Grammar, text: string): Module | undefined;
}

export interface HandlerLinkage {
  readonly link: HandlerLink;
  /** In the handler's module and the local modules that it imports. */
  readonly environmentWrites: readonly EnvironmentWrite[];
  /** Where that code names a variable; undefined when not every place is known. It is searched for when asked. */
  readonly environmentReferences?: EnvironmentReferences | undefined;
  /** The source files that the answer was derived from. */
  readonly locals: readonly FileId[];
}

/** All that linking reads of a function, so that a link holds for as long as this is the same. */
export interface LinkInputs
  extends Pick<LambdaFunction, "code" | "packageType" | "runtime" | "handler" | "layers" | "build"> {
  /** The script that the runtime is started through. */
  readonly wrapper: Value;
}

export function linkInputs(fn: LambdaFunction): LinkInputs {
  const { code, packageType, runtime, handler, layers, build, environment } = fn;
  const wrapper = at(environment, "Variables", "AWS_LAMBDA_EXEC_WRAPPER");
  return { code, packageType, runtime, handler, layers, build, wrapper };
}

/** Follows the `Handler` of a function to the code that it names. */
export function linkHandler(fn: LinkInputs, world: LinkWorld): HandlerLinkage {
  if (fn.code.kind === "inline") {
    return { link: linkInline(fn, fn.code.value, world), environmentWrites: [], locals: [] };
  }
  const request = requestOf(fn, world);
  if (typeof request === "string") return { link: unknown(request), environmentWrites: [], locals: [] };
  const consulted = new Set<FileId>();
  const modules: Modules = {
    files: world.files,
    codeRoot: request.codeRoot,
    module(file) {
      const module = world.module(file);
      if (module) consulted.add(file);
      return module;
    },
  };
  const link = follow(request, modules, world);
  if (link.kind !== "linked" && link.kind !== "export-missing") return { link, environmentWrites: [], locals: [] };
  const closure = importedFiles(link.file, modules);
  const { codeRoot } = request;
  const isKnown = link.kind === "linked" && closure.whole && !mayHaveLayers(fn);
  return {
    link,
    environmentWrites: closure.modules.flatMap(([file, module]) => environmentWrites(file, module)),
    ...(isKnown && {
      environmentReferences: (name: string) => environmentReferences(name, { modules: closure.modules, codeRoot }),
    }),
    locals: [...consulted],
  };
}

const MAX_MODULES = 50;

const MAX_EXPORTS = 20;

/** What is asked of the code, in known terms. */
interface Request {
  readonly fn: LinkInputs;
  readonly family: Family;
  readonly handler: string;
  readonly codeRoot: FileId;
}

type Family = "nodejs" | "python";

/** The request, or why there is none. */
function requestOf(fn: LinkInputs, { files }: LinkWorld): Request | string {
  if (fn.packageType.kind !== "absent" && textOf(fn.packageType) !== "Zip") return "not a Zip package";
  const handler = textOf(fn.handler);
  if (handler === undefined) return "the handler is not known";
  const family = familyOf(fn.runtime);
  if (!family) return "a runtime whose code is not read";
  if (fn.code.kind !== "local") return fn.code.kind === "elsewhere" ? fn.code.reason : "inline code";
  const method = at(fn.build, "BuildMethod");
  if (method.kind !== "absent" && !KNOWN_METHODS.test(textOf(method) ?? "")) return "a build that is not known";
  const { path: code } = fn.code;
  if (/\.(?:zip|jar|tar|gz)$/i.test(code)) return "an archive";
  const isSource = languageOf(code) !== undefined && files.kind(code) === "file";
  return { fn, family, handler, codeRoot: isSource ? parentOf(code) : code };
}

/** Builds that keep the files where they are, or say what they make of them. */
const KNOWN_METHODS = /^(?:esbuild|python-uv|nodejs[\d.x]*|python[\d.]*)$/;

function familyOf(runtime: Value): Family | undefined {
  if (runtime.kind === "choice") {
    const [first, ...rest] = runtime.options.map((it) => familyOf(it.value));
    return rest.every((it) => it === first) ? first : undefined;
  }
  return /^(nodejs|python)\d/.exec(textOf(runtime) ?? "")?.[1] as Family | undefined;
}

function textOf(value: Value): string | undefined {
  return value.kind === "known" && typeof value.value === "string" ? value.value : undefined;
}

function unknown(reason: string): HandlerLink {
  return { kind: "unknown", reason };
}

/** Inline code is the file `index` of the package. All that is said of it stands at its place in the template. */
function linkInline(fn: LinkInputs, code: Value, world: LinkWorld): HandlerLink {
  const family = familyOf(fn.runtime);
  const name = family && handlerName(family, textOf(fn.handler) ?? "");
  const place = code.place ?? fn.handler.place;
  const text = textOf(code);
  if (name?.path !== "index" || !place || text === undefined) return unknown("inline code");
  const language = family === "python" ? "python" : "javascript";
  const module = world.inline?.(language, text);
  if (!module) return unknown("inline code");
  const { file } = place;
  const modules: Modules = {
    files: { kind: () => "absent" },
    codeRoot: file,
    module: (asked) => (asked === file ? module : undefined),
  };
  const search = findExport(modules, file, name.names);
  if (search.kind === "unknown") return search;
  if (search.kind === "found") {
    return { kind: "linked", file, language, exported: standingAt(search.exported, place) };
  }
  const link = exportMissing(file, language, search, name, modules);
  return { ...link, exports: link.exports.map((it) => standingAt(it, place)) };
}

function standingAt({ name, signature }: ModuleExport, place: Place): ModuleExport {
  const parameters = signature?.parameters?.map((it) => ({ ...it, place }));
  return { name, place, ...(signature && { signature: { ...signature, ...(parameters && { parameters }) } }) };
}

function follow(request: Request, modules: Modules, world: LinkWorld): HandlerLink {
  const { family } = request;
  const name = handlerName(family, request.handler);
  if (!name) return unknown("a handler without a module");
  const sources = sourcesOf(family, name, request, world);
  const linked = firstLink(sources.certain, name, modules, true) ?? firstLink(sources.guessed, name, modules, false);
  if (linked) return linked;
  if (name.path.startsWith("/") || name.path.split("/").includes("node_modules"))
    return unknown("code of a dependency");
  const answering: Answering = { ...world, modules, root: request.codeRoot };
  return otherLanguage(request, modules, world) ?? missing(request, name, sources, answering);
}

function handlerName(family: Family, handler: string): HandlerName | undefined {
  return family === "python" ? pythonHandler(handler) : nodeHandler(handler);
}

function sourcesOf(family: Family, name: HandlerName, { fn, codeRoot }: Request, world: LinkWorld): Sources {
  const package_ = { files: world.files, root: codeRoot, templateFolder: world.templateFolder, build: fn.build };
  return family === "python" ? pythonSources(name, package_) : nodeSources(name, package_);
}

/** The first source that has the export. When none has it, the first that certainly lacks it, if nothing is unknown. */
function firstLink(
  candidates: readonly FileId[],
  name: HandlerName,
  modules: Modules,
  certain: boolean,
): HandlerLink | undefined {
  const found = existing(modules.files, candidates).map((file) => ({
    file,
    search: findExport(modules, file, name.names),
  }));
  for (const { file, search } of found) {
    const language = languageOf(file);
    if (search.kind === "found" && language) return { kind: "linked", file, language, exported: search.exported };
  }
  for (const { file, search } of found) {
    const language = languageOf(file);
    if (search.kind !== "unknown") continue;
    return { ...search, ...(language && certain && { source: { file, language, name: name.names.join(".") } }) };
  }
  const [first] = found;
  const language = first && languageOf(first.file);
  if (!first || !language) return undefined;
  return certain ? exportMissing(first.file, language, first.search, name, modules) : unknown("a guessed source");
}

function exportMissing(
  file: FileId,
  language: SourceLanguage,
  search: ExportSearch,
  { names }: HandlerName,
  modules: Modules,
): Extract<HandlerLink, { kind: "export-missing" }> {
  const name = names.join(".");
  const all = allExports(modules, file);
  // What a module has imported is exported by Python, but is no handler.
  const functions = all.filter((it) => it.body !== undefined);
  const exports = bySimilarity(functions.length > 0 ? functions : all, name, (it) => it.name);
  const typeOnly = search.kind === "missing" && search.typeOnly;
  const unexported = language === "python" ? undefined : unexportedFunction(file, modules.module(file), name);
  return {
    kind: "export-missing",
    file,
    language,
    exports: exports.slice(0, MAX_EXPORTS),
    typeOnly,
    ...(unexported && { unexported }),
    name,
  };
}

/** The declaration of a function that an ES module has and does not export. */
function unexportedFunction(file: FileId, module: Module | undefined, name: string): Place | undefined {
  const declarations = module?.declarations ?? [];
  const isEsModule = declarations.some(
    ({ exported, statement: { kind } }) => exported || kind === "import" || kind === "export",
  );
  if (!isEsModule) return undefined;
  const found = declarations.find(({ exported, statement }) => !exported && declaresFunction(statement, name));
  return found && { file, chunk: found.key, start: 0, end: 0 };
}

function declaresFunction(statement: Statement, name: string): boolean {
  if (statement.kind === "function") return statement.name === name;
  if (statement.kind !== "declare" || statement.pattern.kind !== "name-pattern") return false;
  return statement.pattern.name === name && statement.init?.kind === "function";
}

/** The handler's file in a language that the runtime does not run, when there is one with that export. */
function otherLanguage(request: Request, modules: Modules, world: LinkWorld): HandlerLink | undefined {
  const family = request.family === "python" ? "nodejs" : "python";
  const name = handlerName(family, request.handler);
  if (!name || mayHaveLayers(request.fn)) return undefined;
  const { certain } = sourcesOf(family, name, { ...request, fn: { ...request.fn, build: { kind: "absent" } } }, world);
  const link = firstLink(certain, name, modules, false);
  return link?.kind === "linked" ? link : undefined;
}

function missing(request: Request, name: HandlerName, sources: Sources, answering: Answering): HandlerLink {
  const { fn, family } = request;
  const reason = reasonToDoubt(request, name, sources, answering);
  if (reason !== undefined) return unknown(reason);
  const caseOf = caseVariant(answering, [...sources.beside, ...sources.certain]);
  if (caseOf === undefined && mayBeInstalled(answering, name, family))
    return unknown("a module that may be a dependency");
  const built = sources.built() || (family === "nodejs" && holdsOnlyTypeScript(answering));
  if (caseOf === undefined && family === "nodejs" && built && mayBeMoved(fn, name, answering)) {
    return unknown("a build that may make the file");
  }
  return {
    kind: "file-missing",
    probed: [...sources.beside, ...sources.certain.filter((it) => !sources.beside.includes(it))],
    candidates: handlersNearBy(answering, name, family, caseOf),
    ...(caseOf !== undefined && { caseOf }),
    built,
  };
}

/** Why a file that is not there may be no mistake. */
function reasonToDoubt(
  { fn, family }: Request,
  name: HandlerName,
  sources: Sources,
  answering: Answering,
): string | undefined {
  if (mayHaveLayers(fn)) return "the file may be in a layer";
  if (worlds(fn.wrapper).some((it) => !/^(?:absent|null)$/.test(it.value.kind))) {
    return "a wrapper script may load another handler";
  }
  if (at(fn.build, "BuildProperties", "ParentPackageMode").kind !== "absent") return "a build that moves files";
  if (sources.outputFolder !== undefined && !holdsSource(answering, sources.outputFolder, family)) {
    return "a build output that is not there";
  }
  if (!holdsSource(answering, answering.root, family)) return "no source in the code folder";
  return holdsUnreadModule(answering, name, family) ? "a module that is not read" : undefined;
}

/** Whether a build may put the module where the handler names it. SAM's esbuild keeps to its entry points. */
function mayBeMoved(fn: LinkInputs, name: HandlerName, answering: Answering): boolean {
  if (textOf(at(fn.build, "BuildMethod")) === "esbuild") return false;
  const [first = "", ...rest] = name.path.split("/").filter((it) => it !== "" && it !== ".");
  const folder = join(answering.root, first);
  if (rest.length > 0 && answering.files.kind(folder) !== "folder") return true;
  return holdsOnlyTypeScript(answering) && holdsModuleOf(answering, name);
}

/** Layers hold modules that the handler may name. */
function mayHaveLayers({ layers }: LinkInputs): boolean {
  if (layers.kind === "list") return layers.items.length > 0 || layers.open !== undefined;
  return layers.kind !== "absent" && layers.kind !== "null";
}

/** A module and the local ones that it imports, the nearest first; whether none was left out. */
function importedFiles(start: FileId, modules: Modules) {
  const res = new Map<FileId, Module>();
  const queue = [start];
  let whole = true;
  for (const file of queue) {
    if (res.has(file)) continue;
    const module = res.size < MAX_MODULES ? modules.module(file) : undefined;
    if (!module) {
      whole = false;
      continue;
    }
    res.set(file, module);
    queue.push(...localImports(file, module, modules));
  }
  return { modules: [...res], whole };
}

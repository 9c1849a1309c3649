import type { Files } from "../model/files.js";
import { baseName, join, relative } from "../model/path.js";
import type { FileId } from "../model/place.js";
import { at, type Value } from "../model/value.js";
import { compilations, isBuilt } from "./buildSetup.js";
import { JAVASCRIPT_EXTENSIONS, TYPESCRIPT_EXTENSIONS } from "./resolve.js";

/** A `Handler`, taken apart as the runtime does it. */
export interface HandlerName {
  /** Path of the module from the root of the package, without extension. */
  readonly path: string;
  /** The path of properties from the module to the function. */
  readonly names: readonly string[];
}

/** A deployment package before it is built. */
interface CodePackage {
  readonly files: Files;
  readonly root: FileId;
  readonly templateFolder: FileId;
  readonly build: Value;
}

/** Where the code of a handler can stand. */
export interface Sources {
  /** Files that Lambda loads, the one to name in a message first. */
  readonly beside: readonly FileId[];
  /** Those, and the sources that they are built from, in order of preference. */
  readonly certain: readonly FileId[];
  /** Files that look like the source of a build output. */
  readonly guessed: readonly FileId[];
  /** The folder of build output that the handler lies in. */
  readonly outputFolder?: FileId | undefined;
  /** Whether a build step may make the file. Asks much, and is of interest only when the file is not there. */
  readonly built: () => boolean;
}

/** Node.js: the module ends at the first dot of the last path segment. */
export function nodeHandler(handler: string): HandlerName | undefined {
  const [, folder = "", base = "", names = ""] = /^(.*\/)?([^./]+)\.([^/]+)$/.exec(handler) ?? [];
  return base === "" ? undefined : { path: folder + base, names: names.split(".") };
}

/** Python: the function follows the last dot; dots and slashes both separate packages. */
export function pythonHandler(handler: string): HandlerName | undefined {
  const [, module = "", name = ""] = /^(.+)\.([^./]+)$/.exec(handler) ?? [];
  return module === "" ? undefined : { path: module.replaceAll(".", "/"), names: [name] };
}

export function pythonSources({ path: module }: HandlerName, { files, root, build }: CodePackage): Sources {
  const roots = files.kind(join(root, "pyproject.toml")) === "file" ? [root, join(root, "src")] : [root];
  const [beside = [], ...others] = roots.map((it) => [join(it, `${module}.py`), join(it, module, "__init__.py")]);
  const certain = [...beside, ...others.flat()];
  return { beside, certain, guessed: [], built: () => at(build, "BuildMethod").kind !== "absent" };
}

export function nodeSources({ path: module }: HandlerName, code: CodePackage): Sources {
  const { root, templateFolder } = code;
  const target = join(root, module);
  const output = outputOf(templateFolder, target);
  const loaded = withExtensions(target, JAVASCRIPT_EXTENSIONS);
  const entries = entryPoints(code.build);
  if (entries) {
    const certain = entries
      .filter((it) => baseName(stemOf(it)) === baseName(module))
      .flatMap((it) => entryFiles(join(root, it)));
    return { beside: withExtensions(target, TYPESCRIPT_EXTENSIONS), certain, guessed: [], built: () => true };
  }
  const compiled = compilations(code, target, output?.parent);
  return {
    beside: loaded,
    certain: [
      ...withExtensions(target, TYPESCRIPT_EXTENSIONS),
      ...compiled.flatMap((it) => withExtensions(it, TYPESCRIPT_EXTENSIONS)),
      ...loaded,
      ...withExtensions(join(target, "index"), [...TYPESCRIPT_EXTENSIONS, ...JAVASCRIPT_EXTENSIONS]),
    ],
    guessed: output ? guessedSources(output) : [],
    outputFolder: output?.folder,
    built: () => isBuilt(code, output?.parent),
  };
}

interface Output {
  /** The folder that holds the folder of build output. */
  readonly parent: FileId;
  readonly folder: FileId;
  /** The path within the build output. */
  readonly rest: string;
}

const OUTPUT_FOLDER =
  /^(?:dist|build|out|lib|target|bundle|bundled|output|\.build|\.dist|\.esbuild|\.webpack|\.aws-sam|_build)$/;

/** Where a path enters a folder that looks like build output. Folders above the template are not looked at. */
function outputOf(templateFolder: FileId, target: FileId): Output | undefined {
  const segments = relative(templateFolder, target).split("/");
  const index = segments.findIndex((it) => OUTPUT_FOLDER.test(it));
  if (index === -1 || index === segments.length - 1) return undefined;
  const parent = join(templateFolder, ...segments.slice(0, index));
  return { parent, folder: join(parent, segments[index] ?? ""), rest: segments.slice(index + 1).join("/") };
}

function guessedSources({ parent, rest }: Output): readonly FileId[] {
  const base = baseName(rest);
  const folder = rest.slice(0, -base.length).replace(/\/$/, "");
  const below = base === "index" && folder !== "" ? [rest, folder] : [rest, `${rest}/index`];
  const flat = [base, `handlers/${base}`, `functions/${base}`, `lambda/${base}`, `lambdas/${base}`];
  const stems = [...new Set([...below, ...flat])].flatMap((it) => [join(parent, "src", it), join(parent, it)]);
  return stems.flatMap((it) => withExtensions(it, [...TYPESCRIPT_EXTENSIONS, ...JAVASCRIPT_EXTENSIONS]));
}

/** The entry points of SAM's esbuild, when they are given; without them the handler itself is the entry. */
function entryPoints(build: Value): readonly string[] | undefined {
  const entries = at(build, "BuildProperties", "EntryPoints");
  if (at(build, "BuildMethod").kind === "absent" || entries.kind !== "list" || entries.open !== undefined)
    return undefined;
  const texts = entries.items.flatMap((it) => (it.kind === "known" && typeof it.value === "string" ? [it.value] : []));
  return texts.length === entries.items.length && !texts.some((it) => it.includes("*")) ? texts : undefined;
}

/** An entry point may leave out its extension. */
function entryFiles(entry: FileId): readonly FileId[] {
  if (stemOf(entry) !== entry) return [entry];
  return withExtensions(entry, [...TYPESCRIPT_EXTENSIONS, ...JAVASCRIPT_EXTENSIONS]);
}

function stemOf(file: string): string {
  return file.replace(/\.[mc]?[jt]sx?$/, "");
}

function withExtensions(stem: FileId, extensions: readonly string[]): readonly FileId[] {
  return extensions.map((it) => (stem + it) as FileId);
}

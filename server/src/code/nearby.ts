import type { Files } from "../model/files.js";
import { baseName, join, parentOf, relative } from "../model/path.js";
import type { FileId } from "../model/place.js";
import { dependenciesOf } from "./buildSetup.js";
import { isTest } from "./environmentWrites.js";
import { allExports, type Modules } from "./findExport.js";
import type { HandlerName } from "./handlerSources.js";
import { languageOf } from "./lower.js";
import { bySimilarity, distance } from "./similar.js";

/** What is asked about a handler whose file is not there. */
export interface Answering {
  readonly files: Files;
  readonly modules: Modules;
  readonly root: FileId;
  readonly templateFolder: FileId;
}

type Family = "nodejs" | "python";

const MAX_DEPTH = 3;

const MAX_SEARCH_DEPTH = 6;

const MAX_FOLDERS = 60;

const MAX_MODULES = 12;

const MAX_CANDIDATES = 5;

const SETTINGS = /\.(?:config|setup|conf)\.\w+$/;

const IGNORED = /^(?:node_modules|__pycache__|__tests__|coverage|tests?|\.[^.].*)$/;

/** Whether a folder holds a source file of the language, near enough to its top. */
export function holdsSource(answering: Answering, folder: FileId, family: Family): boolean {
  return sourceFiles(answering, folder, family).length > 0;
}

/** Whether all source of Node.js in a folder is TypeScript, tests and the settings of tools left out: it is compiled. */
export function holdsOnlyTypeScript(answering: Answering): boolean {
  const sources = sourceFiles(answering, answering.root, "nodejs").filter((it) => !isTest(it) && !SETTINGS.test(it));
  return sources.length > 0 && sources.every((it) => languageOf(it) === "typescript");
}

/** Whether a module of the handler's name stands somewhere below the code root: what a build may put elsewhere. */
export function holdsModuleOf(answering: Answering, { path: module }: HandlerName): boolean {
  const wanted = baseName(module);
  const sources = sourceFiles(answering, answering.root, "nodejs", MAX_SEARCH_DEPTH);
  return sources.some((it) => baseName(stemOf(it)) === wanted);
}

/** Whether the runtime would load a file that is not read: one without extension, a compiled module of Python. */
export function holdsUnreadModule({ files, root }: Answering, { path: module }: HandlerName, family: Family): boolean {
  const target = join(root, module);
  if (family === "nodejs") return files.kind(target) === "file";
  const prefix = `${baseName(target)}.`;
  const names = files.list(parentOf(target));
  return names.some((it) => it.startsWith(prefix) && /\.(?:so|pyd|pyc)$/.test(it));
}

/** The file of that name in other letter case: each folder on the way is compared with its true names. */
export function caseVariant({ files, root }: Answering, wanted: readonly FileId[]): FileId | undefined {
  for (const file of wanted) {
    let found: FileId | undefined = root;
    for (const segment of relative(root, file).split("/")) {
      const names: readonly string[] = found === undefined ? [] : files.list(found);
      const name = names.includes(segment) ? segment : names.find((it) => it.toLowerCase() === segment.toLowerCase());
      found = found === undefined || name === undefined ? undefined : join(found, name);
    }
    if (found !== undefined && found !== file && files.kind(found) === "file") return found;
  }
  return undefined;
}

/** Handlers that exist, as `Handler` values, the most similar first. */
export function handlersNearBy(
  answering: Answering,
  wanted: HandlerName,
  family: Family,
  caseOf: FileId | undefined,
): readonly string[] {
  const files = caseOf === undefined ? sourceFiles(answering, answering.root, family) : [caseOf];
  const stems = files
    .filter((it) => !isTest(it) && !it.endsWith(".d.ts"))
    .map((file) => ({ file, stem: stemOf(relative(answering.root, file)) }));
  const nearest = bySimilarity(stems, wanted.path, (it) => it.stem).slice(0, MAX_MODULES);
  const name = wanted.names.join(".");
  const handlers = nearest.flatMap(({ file, stem }) =>
    handlerNames(answering.modules, file, name).map((it) => `${stem}.${it}`),
  );
  return bySimilarity([...new Set(handlers)], `${wanted.path}.${name}`, (it) => it).slice(0, MAX_CANDIDATES);
}

/** A module that a dependency brings. */
export function mayBeInstalled(answering: Answering, name: HandlerName, family: Family): boolean {
  return family === "python" ? mayBeDistributed(answering, name) : mayBePackage(answering, name);
}

function mayBePackage({ files, root, templateFolder }: Answering, { path: module }: HandlerName): boolean {
  const packages = [root, templateFolder].flatMap((it) => dependenciesOf(files, it));
  return packages.some((it) => module === it || module.startsWith(`${it}/`));
}

/** Names of modules need not be like those of the distributions that bring them. */
function mayBeDistributed({ files, root, templateFolder }: Answering, { path: module }: HandlerName): boolean {
  const [first = "", ...rest] = module.split("/");
  const lists = [root, templateFolder].flatMap((it) => REQUIREMENTS.map((name) => files.read(join(it, name))));
  const texts = lists.flatMap((it) => (it.kind === "text" ? [it.text] : []));
  const names = texts.flatMap((it) => [...distributions(it)]);
  if (names.includes(normalName(first))) return true;
  const places = [root, join(root, "src")].flatMap((it) => [join(it, first), join(it, `${first}.py`)]);
  if (places.some((it) => files.kind(it) !== "absent")) return false;
  return (
    texts.some((it) => PLACED_REQUIREMENT.test(it) || (rest.length > 0 && REQUIREMENT.test(it))) ||
    names.some((it) => isSimilar(it, normalName(first)))
  );
}

/** A requirement that does not tell its name: another list, a path, an address. */
const PLACED_REQUIREMENT =
  /^(?:-[re]|--(?:requirement|editable))|^\.|^[\w~/][^#\n=]*\/|^[^#\n]*(?:\s@\s|\bgit\+)|\{[^}\n]*\b(?:path|git|url|file)\s*=/m;

/** Anything required at all: a line of a list, a key or a list of dependencies. */
const REQUIREMENT = /^[\w-][\w.-]*(?:\[[\w,\s-]*\])?\s*(?:[=<>~!;#]|$)/m;

function isSimilar(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a));
}

/** Everything in a list of requirements that can be the name of a distribution. */
function distributions(text: string): ReadonlySet<string> {
  return new Set(normalName(text).split(/[^a-z\d-]+/));
}

/** Names of distributions differ from those of their modules by case and separators. */
function normalName(text: string): string {
  return text.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

const REQUIREMENTS = ["requirements.txt", "pyproject.toml", "Pipfile"];

/** Exports of a module that can be meant: the wanted name, or what is called like a handler. */
function handlerNames(modules: Modules, file: FileId, wanted: string): readonly string[] {
  const functions = allExports(modules, file).filter((it) => it.signature && /^[\w$]+$/.test(it.name));
  return functions
    .map((it) => it.name)
    .filter((it) => it === wanted || /handler|^main$/i.test(it) || distance(it, wanted) <= 2);
}

function sourceFiles({ files }: Answering, folder: FileId, family: Family, maxDepth = MAX_DEPTH): readonly FileId[] {
  const res: FileId[] = [];
  let level: readonly FileId[] = [folder];
  let folders = 0;
  for (let depth = 0; depth < maxDepth && folders < MAX_FOLDERS; depth += 1) {
    folders += level.length;
    const entries = level.flatMap((it) =>
      files
        .list(it)
        .filter((name) => !IGNORED.test(name))
        .map((name) => join(it, name)),
    );
    res.push(...entries.filter((it) => isSource(it, family)));
    // What has an extension is hardly a folder; asking for its list would be one more question.
    level = entries.filter((it) => !/\.\w+$/.test(it)).slice(0, MAX_FOLDERS);
  }
  return res;
}

function isSource(file: FileId, family: Family): boolean {
  const language = languageOf(file);
  return language !== undefined && (language === "python") === (family === "python");
}

function stemOf(file: string): string {
  return file.replace(/(?:\/__init__)?\.\w+$/, "");
}

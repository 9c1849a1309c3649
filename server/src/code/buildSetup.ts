import { parse } from "jsonc-parser";
import type { Files } from "../model/files.js";
import { isInside, join, parentOf } from "../model/path.js";
import type { FileId } from "../model/place.js";
import { at, type Value } from "../model/value.js";

/** What is looked at to tell how a package is built. */
interface BuildSetup {
  readonly files: Files;
  readonly root: FileId;
  readonly templateFolder: FileId;
  readonly build: Value;
}

const MAX_FOLDERS = 8;

const MAX_EXTENDS = 4;

const CONFIGURATIONS = ["tsconfig.json", "tsconfig.build.json"];

const BUNDLERS =
  /^(?:webpack|rollup|rolldown|vite|tsup|tsdown|esbuild|babel|swc|gulpfile|build)\b.*\.[mc]?[jt]s$|^(?:\.babelrc|\.swcrc|Makefile)$/;

const BUILD_SCRIPT = /^(?:pre|post)?(?:build|compile|bundle|transpile|tsc|webpack|esbuild|package|dist)\b/;

const BUILD_COMMAND = /\b(?:esbuild|tsc|webpack|rollup|rolldown|vite|tsup|tsdown|ncc|swc|babel|parcel|nx|turbo)\b/;

const BUILD_DEPENDENCY =
  /^(?:(?:@[^/]+\/)?(?:esbuild|webpack|rollup|rolldown|vite|tsup|tsdown|ncc|swc|parcel|nx|turbo)(?:-cli)?|@swc\/core|@babel\/core|typescript)$/;

/** Whether something in the package says that files are made by a build. */
export function isBuilt(setup: BuildSetup, outputParent: FileId | undefined): boolean {
  if (at(setup.build, "BuildMethod").kind !== "absent") return true;
  const folders = foldersOf(setup, outputParent);
  const configured = folders.flatMap((it) => CONFIGURATIONS.map((name) => setup.files.read(join(it, name)).kind));
  const scripted = folders.map((it) => namesBuild(setup.files, it));
  const bundled = folders.map((it) => setup.files.list(it).some((name) => BUNDLERS.test(name)));
  return configured.includes("text") || scripted.includes(true) || bundled.includes(true);
}

/** Paths without extension that a TypeScript configuration compiles to the target. */
export function compilations(setup: BuildSetup, target: FileId, outputParent: FileId | undefined): readonly FileId[] {
  const configurations = foldersOf(setup, outputParent).flatMap((folder) =>
    CONFIGURATIONS.map((name) => ({ folder, options: readOptions(setup.files, join(folder, name), MAX_EXTENDS) })),
  );
  return configurations.flatMap(({ folder, options: { outDir, rootDir } }) => {
    if (outDir === undefined || !target.startsWith(`${outDir}/`)) return [];
    const rest = target.slice(outDir.length + 1);
    const roots = rootDir === undefined ? [join(folder, "src"), folder] : [rootDir];
    return roots.map((it) => join(it, rest));
  });
}

/** The packages that a manifest names, of whatever kind. */
export function dependenciesOf(files: Files, folder: FileId): readonly string[] {
  const manifest = readJson(files, join(folder, "package.json"));
  if (!isRecord(manifest)) return [];
  return ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"].flatMap((it) => {
    const packages = manifest[it];
    return isRecord(packages) ? Object.keys(packages) : [];
  });
}

/** The code root, the template's folder, what is above them up to where they meet, and what holds the build output. */
function foldersOf({ root, templateFolder }: BuildSetup, outputParent: FileId | undefined): readonly FileId[] {
  const res = new Set<FileId>(outputParent === undefined ? [] : [outputParent]);
  for (const start of [root, templateFolder]) {
    let folder = start;
    while (res.size < MAX_FOLDERS) {
      res.add(folder);
      if ([root, templateFolder].every((it) => isInside(folder, it))) break;
      const parent = parentOf(folder);
      if (parent === folder) break;
      folder = parent;
    }
  }
  return [...res];
}

interface CompilerOptions {
  readonly outDir?: FileId;
  readonly rootDir?: FileId;
}

/** `outDir` and `rootDir`, absolute; each is relative to the configuration that states it. */
function readOptions(files: Files, file: FileId, extendsLeft: number): CompilerOptions {
  const configuration = readJson(files, file);
  if (!isRecord(configuration)) return {};
  const folder = parentOf(file);
  const bases = [configuration["extends"]].flat().filter((it) => typeof it === "string" && it.startsWith("."));
  const inherited =
    extendsLeft === 0
      ? []
      : bases.map((it) =>
          readOptions(files, join(folder, /\.json$/.test(`${it}`) ? `${it}` : `${it}.json`), extendsLeft - 1),
        );
  const options = isRecord(configuration["compilerOptions"]) ? configuration["compilerOptions"] : {};
  const own = (["outDir", "rootDir"] as const).flatMap((name) => {
    const value = options[name];
    return typeof value === "string" ? [[name, join(folder, value.replace("${configDir}", "."))]] : [];
  });
  return Object.assign({}, ...inherited, Object.fromEntries(own));
}

function namesBuild(files: Files, folder: FileId): boolean {
  const manifest = readJson(files, join(folder, "package.json"));
  const scripts = isRecord(manifest) && isRecord(manifest["scripts"]) ? Object.entries(manifest["scripts"]) : [];
  return (
    scripts.some(([name, command]) => BUILD_SCRIPT.test(name) || BUILD_COMMAND.test(`${command}`)) ||
    dependenciesOf(files, folder).some((it) => BUILD_DEPENDENCY.test(it))
  );
}

function readJson(files: Files, file: FileId): unknown {
  const content = files.read(file);
  return content.kind === "text" ? parse(content.text, [], { allowTrailingComma: true }) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

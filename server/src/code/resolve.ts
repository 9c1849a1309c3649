import path from "node:path";
import type { Files } from "../model/files.js";
import { join, parentOf } from "../model/path.js";
import type { FileId } from "../model/place.js";
import type { Module } from "./ir.js";
import { walk } from "./walk.js";

/** Where imports are looked up. */
export interface ImportRoots {
  readonly files: Pick<Files, "kind">;
  /** The root of the deployment package: what absolute imports of Python begin at. */
  readonly codeRoot: FileId;
}

/** The local file that an import names; undefined for a package, and for what is not found. */
export function resolveImport(
  from: FileId,
  specifier: string,
  language: Module["language"],
  roots: ImportRoots,
): FileId | undefined {
  const candidates =
    language === "python" ? pythonCandidates(from, specifier, roots.codeRoot) : javascriptCandidates(from, specifier);
  return existing(roots.files, candidates)[0];
}

/** The local files that a module imports, wherever in it. */
export function localImports(file: FileId, module: Module, roots: ImportRoots): readonly FileId[] {
  const res = new Set<FileId>();
  for (const specifier of importedModules(module)) {
    const found = resolveImport(file, specifier, module.language, roots);
    if (found !== undefined) res.add(found);
  }
  return [...res];
}

/** Asks of all, so that what is not loaded yet is loaded at once. */
export function existing(files: Pick<Files, "kind">, candidates: readonly FileId[]): readonly FileId[] {
  return candidates.filter((it) => files.kind(it) === "file");
}

export const TYPESCRIPT_EXTENSIONS = [".ts", ".mts", ".cts", ".tsx"] as const;

export const JAVASCRIPT_EXTENSIONS = [".js", ".mjs", ".cjs", ".jsx"] as const;

/** What an extension in an import may stand for: TypeScript names the output. */
const SOURCES_OF_OUTPUT: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
  ".jsx": [".tsx"],
};

function javascriptCandidates(from: FileId, specifier: string): readonly FileId[] {
  if (!/^\.{1,2}(?:\/|$)/.test(specifier)) return [];
  const base = join(parentOf(from), specifier);
  const extension = path.posix.extname(base);
  const stem = base.slice(0, base.length - extension.length);
  const preferred = /\.[mc]?jsx?$/.test(from)
    ? [...JAVASCRIPT_EXTENSIONS, ...TYPESCRIPT_EXTENSIONS]
    : [...TYPESCRIPT_EXTENSIONS, ...JAVASCRIPT_EXTENSIONS];
  if (preferred.some((it) => it === extension)) {
    return [base, ...(SOURCES_OF_OUTPUT[extension] ?? []).map((it) => stem + it)] as FileId[];
  }
  const completed = preferred.flatMap((it) => [base + it, `${base}/index${it}`]);
  // `./x` is the file `x.js` rather than the folder `x`.
  completed.sort((a, b) => Number(a.includes("/index.", base.length)) - Number(b.includes("/index.", base.length)));
  return completed as FileId[];
}

function pythonCandidates(from: FileId, specifier: string, codeRoot: FileId): readonly FileId[] {
  const [, dots = "", name = ""] = /^(\.*)(.*)$/.exec(specifier) ?? [];
  const up = Array.from({ length: Math.max(0, dots.length - 1) }, () => "..");
  const folder = dots === "" ? codeRoot : join(parentOf(from), ...up);
  const base = join(folder, ...name.split(".").filter((it) => it !== ""));
  const file = name === "" ? [] : [`${base}.py`];
  return [...file, `${base}/__init__.py`] as FileId[];
}

/** Names of imported modules; `from a import b` may import the module `a.b` too. */
function importedModules(module: Module): ReadonlySet<string> {
  const res = new Set<string>();
  for (const { statement } of module.declarations) {
    walk(statement, (it) => {
      if (it.kind === "import" && !it.typeOnly) {
        res.add(it.module);
        if (module.language === "python") {
          const prefix = it.module.endsWith(".") ? it.module : `${it.module}.`;
          for (const { imported } of it.names) if (imported !== "*") res.add(prefix + imported);
        }
      } else if (it.kind === "export" && it.module !== undefined && !it.typeOnly) {
        res.add(it.module);
      } else if (it.kind === "call" && it.callee.kind === "name" && /^(?:require|import)$/.test(it.callee.name)) {
        const first = it.arguments[0]?.value;
        if (first?.kind === "literal" && typeof first.value === "string") res.add(first.value);
      }
    });
  }
  return res;
}

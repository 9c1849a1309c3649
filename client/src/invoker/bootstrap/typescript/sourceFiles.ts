import { realpathSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { aliasTargets, type Tsconfigs } from "./tsconfig.js";

export const TYPESCRIPT_EXTENSIONS: readonly string[] = [".ts", ".tsx", ".mts", ".cts"];
/** Extensions of what can be compiled, in the order in which an import without one looks for them. */
export const SOURCE_EXTENSIONS: readonly string[] = [...TYPESCRIPT_EXTENSIONS, ".js", ".jsx", ".mjs", ".cjs"];

/** An import of a file that a compiler would write names its source too. */
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

/** A file that the user wrote, and no package that was installed. Takes the real path: workspaces link their packages. */
export function isOwnSource(file: string): boolean {
  return SOURCE_EXTENSIONS.includes(path.extname(file)) && !isInstalled(file);
}

export function isInstalled(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

/** The file that a path or an alias in a source leads to, real path; undefined where Node's own rule is to decide. */
export function resolveSource(specifier: string, importer: string, configs: Tsconfigs): string | undefined {
  if (/^\.\.?(?:\/|$)/.test(specifier)) return findSource(path.join(path.dirname(importer), specifier));
  if (path.isAbsolute(specifier)) return findSource(specifier);
  if (specifier.startsWith("file:")) return findSource(fileURLToPath(specifier));
  if (isBuiltin(specifier)) return undefined;
  for (const target of aliasTargets(configs.of(importer), specifier)) {
    const found = findSource(target);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What stands for a file that Node looked for by its own rule and did not find. */
export function sourceInstead(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  if (error.code !== "MODULE_NOT_FOUND" && error.code !== "ERR_MODULE_NOT_FOUND") return undefined;
  const [, missing] = /^Cannot find module '(.+?)'/.exec(error.message) ?? [];
  return missing !== undefined && path.isAbsolute(missing) ? findSource(missing) : undefined;
}

export function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function findSource(target: string): string | undefined {
  const extension = path.extname(target);
  const stem = target.slice(0, target.length - extension.length);
  const candidates = [
    ...(WRITTEN_AS[extension] ?? []).map((it) => stem + it),
    target,
    ...SOURCE_EXTENSIONS.map((it) => target + it),
    `${target}.json`,
    ...SOURCE_EXTENSIONS.map((it) => path.join(target, `index${it}`)),
  ];
  const found = candidates.find(isFile);
  return found === undefined ? undefined : realpathSync(found);
}

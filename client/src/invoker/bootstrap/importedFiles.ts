import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The files of the user that were imported, absolute. `require` keeps a list of them. `import` does not, and a hook would
 * cost a thread on some versions: from an ES module on, the imports are followed in the text.
 */
export class ImportedFiles {
  private readonly told = new Set<string>();
  private requiredCount = 0;

  /** Those that were not named before. `compiled` are known already; `entry` is a file that was imported. */
  news(compiled: readonly string[], entry?: string): readonly string[] {
    const required = Object.keys(require.cache);
    const files = required.length === this.requiredCount ? [] : required;
    this.requiredCount = required.length;
    const res = [...files, ...compiled, ...(entry === undefined ? [] : followed(entry))].filter(
      (it) => it !== __filename && !this.told.has(it) && !isInstalled(it),
    );
    for (const it of res) this.told.add(it);
    return [...new Set(res)];
  }
}

/** What an `import`, an `export from` or a `require` with a literal names, when it is a path or an entry of `imports`. */
const SPECIFIER = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["']((?:\.{1,2}\/|\/|#|file:)[^"'\n]+)["']/g;

/** The file and what it imports, by the texts. */
export function followed(entry: string): readonly string[] {
  const res = new Set([entry]);
  for (const file of res) {
    for (const [, specifier = ""] of textOf(file).matchAll(SPECIFIER)) {
      const target = resolved(specifier, file);
      if (target !== undefined && !isInstalled(target)) res.add(target);
    }
  }
  return [...res];
}

function textOf(file: string): string {
  try {
    return /\.[cm]?js$/.test(file) ? readFileSync(file, "utf8") : "";
  } catch {
    return "";
  }
}

function resolved(specifier: string, importer: string): string | undefined {
  try {
    if (specifier.startsWith("#")) return createRequire(importer).resolve(specifier);
    const file = specifier.startsWith("file:")
      ? fileURLToPath(specifier)
      : path.resolve(path.dirname(importer), specifier.replace(/[?#].*$/, ""));
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function isInstalled(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

import { readFileSync } from "node:fs";
import path from "node:path";

export type ModuleFormat = "cjs" | "esm";

/** The format that a file's own name or the package around it asks for; undefined where neither does. */
export function declaredFormat(file: string): ModuleFormat | undefined {
  const extension = path.extname(file);
  if (extension === ".mts" || extension === ".mjs") return "esm";
  if (extension === ".cts" || extension === ".cjs") return "cjs";
  return packageType(path.dirname(file)) === "module" ? "esm" : undefined;
}

/** The format of one file in a program: the program's, but for what cannot be an ES module. */
export function formatIn(program: ModuleFormat, file: string, text: string): ModuleFormat {
  if (program === "cjs") return "cjs";
  return /\.c[jt]s$/.test(file) || isCommonJs(text) ? "cjs" : "esm";
}

/** Statements of a module in the text. What only looks so, in a template literal, is compiled for nothing. */
export function hasModuleSyntax(text: string): boolean {
  return /^\s*(?:import\s*["'{*\w$]|export\s*[{*\w$])/m.test(text);
}

function isCommonJs(text: string): boolean {
  if (/^\s*(?:export\s*=|import\s+\w+\s*=\s*require\s*\()/m.test(text)) return true;
  return !hasModuleSyntax(text) && /^\s*(?:module\.exports|exports\.\w+)\b/m.test(text);
}

function packageType(folder: string): unknown {
  const manifest = readManifest(path.join(folder, "package.json"));
  if (manifest !== undefined) return manifest.type;
  const above = path.dirname(folder);
  return above === folder ? undefined : packageType(above);
}

function readManifest(file: string): { readonly type?: unknown } | undefined {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) ?? {}) as { readonly type?: unknown };
  } catch {
    return undefined;
  }
}

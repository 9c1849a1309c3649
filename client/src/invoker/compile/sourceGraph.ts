import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type * as TypeScript from "typescript6";
import { type CompiledFiles, digest, writeWhole } from "../bootstrap/typescript/compiledFiles.js";
import { formatIn, hasModuleSyntax, type ModuleFormat } from "../bootstrap/typescript/moduleFormat.js";
import { isOwnSource, resolveSource, TYPESCRIPT_EXTENSIONS } from "../bootstrap/typescript/sourceFiles.js";
import type { Compiler } from "../bootstrap/typescript/transpile.js";
import type { Tsconfigs } from "../bootstrap/typescript/tsconfig.js";

/** Raised whenever the same text comes to something else. */
const VERSION = 1;

/** What a program needs to be known of a file before it can be compiled. */
interface Scan {
  readonly imports: readonly string[];
  /** It awaits at its top level or reads `import.meta`, which only an ES module can. */
  readonly needsModules: boolean;
}

export interface ScannedSource extends Scan {
  readonly file: string;
  readonly text: string;
}

interface Known extends ScannedSource {
  readonly stamp: string;
}

/** What this process has read, by file. */
const known = new Map<string, Known>();

/** The sources that a program is made of, found by their imports. */
export class SourceGraph {
  constructor(
    /** Where scans are kept from run to run. */
    private readonly folder: string,
    private readonly configs: Tsconfigs,
    private readonly compiler: () => Compiler,
  ) {}

  /** The file and all of the user's own that it imports, directly or not. Vanished and broken ones are left out. */
  from(file: string): readonly ScannedSource[] {
    const res = new Map<string, ScannedSource>();
    const open = [file];
    for (let it = open.pop(); it !== undefined; it = open.pop()) {
      const source = res.has(it) ? undefined : this.read(it);
      if (!source) continue;
      res.set(it, source);
      for (const specifier of source.imports) {
        const found = resolveSource(specifier, it, this.configs);
        if (found !== undefined && isOwnSource(found)) open.push(found);
      }
    }
    return [...res.values()];
  }

  private read(file: string): ScannedSource | undefined {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) return undefined;
    const stamp = `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    const before = known.get(file);
    if (before?.stamp === stamp) return before;
    const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    const res = { file, text, stamp, ...this.scanned(file, text) };
    known.set(file, res);
    return res;
  }

  private scanned(file: string, text: string): Scan {
    const entry = path.join(this.folder, `${digest(String(VERSION), path.extname(file), text)}.scan`);
    const before = readScan(entry);
    if (before) return before;
    const res = scan(this.compiler(), file, text);
    writeWhole(entry, JSON.stringify(res));
    return res;
  }
}

/** One file decides for all of a program. */
export function needsModules(sources: readonly ScannedSource[]): boolean {
  return sources.some((it) => it.needsModules);
}

/** Compiles those that Node would not read as they are. */
export function compileAhead(files: CompiledFiles, sources: readonly ScannedSource[], format: ModuleFormat): void {
  for (const { file, text } of sources) {
    const isTypeScript = TYPESCRIPT_EXTENSIONS.includes(path.extname(file)) || file.endsWith(".jsx");
    if (isTypeScript || hasModuleSyntax(text)) files.compile(file, text, formatIn(format, file, text));
  }
}

function scan(ts: Compiler, file: string, text: string): Scan {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, false);
  const imports: string[] = [];
  let needsModules = false;
  const visit = (node: TypeScript.Node, isTopLevel: boolean): void => {
    const specifier = specifierOf(ts, node);
    if (specifier !== undefined) imports.push(specifier);
    const awaits = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    const isMeta = ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword;
    if (isMeta || (isTopLevel && awaits)) needsModules = true;
    const isTopLevelInside = isTopLevel && !ts.isFunctionLike(node) && !ts.isPropertyDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, isTopLevelInside));
  };
  visit(source, true);
  return { imports, needsModules };
}

/** What a node imports at run time, as it is written. */
function specifierOf(ts: Compiler, node: TypeScript.Node): string | undefined {
  const specifier = specifierNode(ts, node);
  return specifier && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
}

function specifierNode(ts: Compiler, node: TypeScript.Node): TypeScript.Node | undefined {
  if (ts.isImportDeclaration(node)) return node.importClause?.isTypeOnly ? undefined : node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const isRequire = ts.isIdentifier(expression) && expression.text === "require";
  return isRequire || expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;
}

/** Undefined for one that is missing or damaged. */
function readScan(file: string): Scan | undefined {
  try {
    const value = JSON.parse(readFileSync(file, "utf8")) as Partial<Scan> | null;
    if (!Array.isArray(value?.imports) || typeof value.needsModules !== "boolean") return undefined;
    return { imports: value.imports.filter((it) => typeof it === "string"), needsModules: value.needsModules };
  } catch {
    return undefined;
  }
}

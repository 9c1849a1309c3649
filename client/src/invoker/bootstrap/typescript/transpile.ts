import module from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type * as TypeScript from "typescript6";
import type { ModuleFormat } from "./moduleFormat.js";
import type { SourceConfig } from "./tsconfig.js";

export type Compiler = typeof TypeScript;

/** What a source file comes to. */
export type Compiled = { readonly kind: "code"; readonly code: string } | SourceError;

/** A place in a source file that is no valid TypeScript. */
export interface SourceError {
  readonly kind: "error";
  readonly message: string;
  /** One-based. */
  readonly line: number;
  /** One-based. */
  readonly column: number;
}

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly format: ModuleFormat;
  readonly config: SourceConfig;
  /** Names that it exports and that turned out to be types. */
  readonly types: ReadonlySet<string>;
}

/** Compiles one file by itself, with a map in it that leads to the file and holds its text. */
export function transpile(ts: Compiler, { file, text, format, config, types }: Source): Compiled {
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: optionsOf(ts, config, format),
    transformers: { before: format === "cjs" ? [keepImports(ts)] : types.size > 0 ? [leaveOut(ts, types)] : [] },
  });
  const error = diagnostics?.find((it) => it.file && it.category === ts.DiagnosticCategory.Error && it.code < 2000);
  if (error?.file) {
    const { line, character } = error.file.getLineAndCharacterOfPosition(error.start ?? 0);
    const message = ts.flattenDiagnosticMessageText(error.messageText, "\n");
    return { kind: "error", message, line: line + 1, column: character + 1 };
  }
  const map = { ...(JSON.parse(sourceMapText ?? "{}") as object), file: undefined, sourceRoot: undefined };
  const code = outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
  return {
    kind: "code",
    code: withMap(code, { ...map, sources: [pathToFileURL(file).href], sourcesContent: [text] }),
  };
}

/** Removes the types alone, which changes no position. Undefined where this Node cannot, or the code needs more. */
export function stripped(text: string): Compiled | undefined {
  if (!("stripTypeScriptTypes" in module) || typeof module.stripTypeScriptTypes !== "function") return undefined;
  const strip = module.stripTypeScriptTypes as (text: string) => unknown;
  const { emitWarning } = process;
  // It warns that it is experimental, into the function's log.
  process.emitWarning = () => {};
  try {
    const code = strip(text);
    return typeof code === "string" ? { kind: "code", code } : undefined;
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** A map that a debugger and Node's own stack traces find in the code. */
export function withMap(code: string, map: object): string {
  const data = Buffer.from(JSON.stringify(map)).toString("base64");
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${data}\n`;
}

function optionsOf(ts: Compiler, { options }: SourceConfig, format: ModuleFormat): TypeScript.CompilerOptions {
  const { jsx, target, ...others } = ts.convertCompilerOptionsFromJson(options, path.sep).options;
  const leftToOthers = jsx === ts.JsxEmit.Preserve || jsx === ts.JsxEmit.ReactNative;
  return {
    // Follows from the target that the user chose, and not from the one that is compiled to.
    ...(target !== undefined && { useDefineForClassFields: target >= ts.ScriptTarget.ES2022 }),
    ...others,
    jsx: leftToOthers ? ts.JsxEmit.ReactJSX : (jsx ?? ts.JsxEmit.React),
    target: ts.ScriptTarget.ES2022,
    module: format === "cjs" ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext,
    esModuleInterop: true,
    allowJs: true,
    sourceMap: true,
    newLine: ts.NewLineKind.LineFeed,
  };
}

/** Leaves names out of what a module exports, and what it imports for nothing else. */
function leaveOut(ts: Compiler, names: ReadonlySet<string>): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (ctx) => (source) => {
    const exported = source.statements.flatMap((it) =>
      ts.isExportDeclaration(it) && !it.moduleSpecifier && it.exportClause && ts.isNamedExports(it.exportClause)
        ? it.exportClause.elements.filter(({ name }) => names.has(name.text))
        : [],
    );
    const locals = new Set(exported.map((it) => (it.propertyName ?? it.name).text));
    const visit = (node: TypeScript.Node): TypeScript.Node | undefined => {
      if (ts.isExportSpecifier(node)) return names.has(node.name.text) ? undefined : node;
      if (ts.isImportSpecifier(node)) return locals.has(node.name.text) ? undefined : node;
      const isClause = ts.isExportDeclaration(node) || ts.isNamedExports(node);
      const isImport = ts.isImportDeclaration(node) || ts.isImportClause(node) || ts.isNamedImports(node);
      return isClause || isImport ? ts.visitEachChild(node, visit, ctx) : node;
    };
    return ts.visitEachChild(source, visit, ctx);
  };
}

/**
 * In a CommonJS module an `import()` becomes a `require`, which finds TypeScript. What can only be imported, a package of
 * ES modules on an older Node, is then imported still: `import("x").catch((error) => ...)`.
 */
function keepImports(ts: Compiler): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const { factory } = ts;
  return (ctx) => (source) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const visited = ts.visitEachChild(node, visit, ctx);
      if (!ts.isCallExpression(visited) || visited.expression.kind !== ts.SyntaxKind.ImportKeyword) return visited;
      const [specifier] = visited.arguments;
      if (!specifier || !ts.isStringLiteralLike(specifier) || /^[./#]/.test(specifier.text)) return visited;
      const error = factory.createUniqueName("error");
      const codes = ["ERR_REQUIRE_ESM", "ERR_REQUIRE_ASYNC_MODULE"].map((it) => factory.createStringLiteral(it));
      const listed = factory.createPropertyAccessExpression(factory.createArrayLiteralExpression(codes), "includes");
      const code = factory.createPropertyAccessExpression(error, "code");
      const importable = factory.createCallExpression(listed, undefined, [code]);
      // An identifier of this name is no import to the compiler, which leaves it as it is.
      const imported = factory.createCallExpression(factory.createIdentifier("import"), undefined, [
        factory.createStringLiteral(specifier.text),
      ]);
      const rejected = factory.createCallExpression(
        factory.createPropertyAccessExpression(factory.createIdentifier("Promise"), "reject"),
        undefined,
        [error],
      );
      const caught = factory.createArrowFunction(
        undefined,
        undefined,
        [factory.createParameterDeclaration(undefined, undefined, error)],
        undefined,
        undefined,
        factory.createConditionalExpression(importable, undefined, imported, undefined, rejected),
      );
      return factory.createCallExpression(factory.createPropertyAccessExpression(visited, "catch"), undefined, [
        caught,
      ]);
    };
    return ts.visitEachChild(source, visit, ctx);
  };
}

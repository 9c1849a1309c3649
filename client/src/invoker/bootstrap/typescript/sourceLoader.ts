import { readFileSync } from "node:fs";
import path from "node:path";
import type { BootstrapConfig, Prepared } from "../config.js";
import { CompiledFiles, compiledFolder } from "./compiledFiles.js";
import { formatIn, hasModuleSyntax, type ModuleFormat } from "./moduleFormat.js";
import { isOwnSource, resolveSource, sourceInstead, TYPESCRIPT_EXTENSIONS } from "./sourceFiles.js";
import type { Compiler, SourceError } from "./transpile.js";
import { Tsconfigs } from "./tsconfig.js";

/** How the sources of a function were made ready, where the function's own process has to load them. */
export type LoadedHere = Exclude<Prepared, { readonly kind: "artefact" }>;

export interface LoaderSettings extends Pick<BootstrapConfig, "cacheFolder"> {
  readonly prepared: LoadedHere;
  /** The file that the developer writes, real path. */
  readonly file: string;
}

/** Code that Node runs in place of a source file. */
export interface Code {
  readonly code: string;
  readonly format: ModuleFormat;
}

/** What stands behind the hooks of all module systems: where an import leads to, and what a source comes to. */
export class SourceLoader {
  private readonly configs = new Tsconfigs();
  private readonly compiled: CompiledFiles;
  private readonly seen = new Set<string>();

  constructor(private readonly settings: LoaderSettings) {
    const { compiler } = settings.prepared;
    const folder = compiledFolder(settings.cacheFolder);
    this.compiled = new CompiledFiles(compiler, folder, this.configs, () => require(compiler.module) as Compiler);
  }

  /** Files of the user that were loaded, and those that decided how. */
  get files(): readonly string[] {
    return [...this.seen, ...this.configs.files];
  }

  /** Undefined where Node's own rule is to decide. */
  resolve(specifier: string, importer: string): string | undefined {
    return isOwnSource(importer) ? resolveSource(specifier, importer, this.configs) : undefined;
  }

  /** The file that stands for one that Node did not find. */
  instead(error: unknown): string | undefined {
    return sourceInstead(error);
  }

  /** Undefined for what Node reads by itself. @throws SyntaxError with the place in the source first */
  codeOf(file: string): Code | undefined {
    const { prepared } = this.settings;
    if (prepared.kind === "bundle" && file === this.settings.file) {
      for (const it of readList(prepared.inputs)) this.seen.add(it);
      return { code: readFileSync(prepared.file, "utf8"), format: prepared.format };
    }
    if (!isOwnSource(file)) return undefined;
    const text = this.read(file);
    const isTypeScript = TYPESCRIPT_EXTENSIONS.includes(path.extname(file));
    if (!isTypeScript && !file.endsWith(".jsx") && !hasModuleSyntax(text)) return undefined;
    const format = formatIn(prepared.format, file, text);
    const res = this.compiled.compile(file, text, format);
    if (res.kind === "error") throw syntaxError(file, text, res);
    return { code: res.code, format };
  }

  read(file: string): string {
    this.seen.add(file);
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  }
}

/** A file that holds a list of files, as JSON. */
export function readList(file: string): readonly string[] {
  return JSON.parse(readFileSync(file, "utf8")) as readonly string[];
}

/** As Node prints one of its own: the place, the line, the message. */
function syntaxError(file: string, text: string, { message, line, column }: SourceError): SyntaxError {
  const res = new SyntaxError(message);
  const row = text.split(/\r?\n/)[line - 1] ?? "";
  const indentation = row.slice(0, column - 1).replace(/[^\t]/g, " ");
  res.stack = [`${file}:${line}`, row, `${indentation}^`, "", `SyntaxError: ${message}`].join("\n");
  return res;
}

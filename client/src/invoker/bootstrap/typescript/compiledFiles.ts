import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CompilerChoice } from "../config.js";
import type { ModuleFormat } from "./moduleFormat.js";
import { resolveSource } from "./sourceFiles.js";
import { type Compiled, type Compiler, type Source, stripped, transpile } from "./transpile.js";
import type { Tsconfigs } from "./tsconfig.js";
import { exportedTypes, type Resolve } from "./typeExports.js";

/** Raised whenever the same text, options and compiler come to something else. */
const VERSION = 1;

const NO_TYPES: ReadonlySet<string> = new Set();

/** Where compiled code is kept below the cache folder. */
export function compiledFolder(cacheFolder: string): string {
  return path.join(cacheFolder, "typescript");
}

/** Compiles source files, and keeps what they came to from run to run, by their content. */
export class CompiledFiles {
  constructor(
    private readonly choice: CompilerChoice,
    readonly folder: string,
    private readonly configs: Tsconfigs,
    /** Is asked for only when something is not known yet. */
    private readonly compiler: () => Compiler,
  ) {}

  compile(file: string, text: string, format: ModuleFormat): Compiled {
    const resolve: Resolve = (specifier, importer) => resolveSource(specifier, importer, this.configs);
    const types = format === "esm" ? exportedTypes(file, text, resolve) : NO_TYPES;
    const source = { file, text, format, config: this.configs.of(file), types };
    const entry = path.join(this.folder, `${this.keyOf(source)}.json`);
    const known = readEntry(entry);
    if (known) return known;
    const res = this.made(source);
    writeWhole(entry, JSON.stringify(res));
    return res;
  }

  private made(source: Source): Compiled {
    const canStrip = this.choice.strips && source.format === "esm" && /\.m?ts$/.test(source.file);
    return (canStrip ? stripped(source.text) : undefined) ?? transpile(this.compiler(), source);
  }

  private keyOf({ file, text, format, config, types }: Source): string {
    const { module, version, strips } = this.choice;
    return digest(JSON.stringify([VERSION, module, version, strips, file, format, config.options, ...types]), text);
  }
}

/** A name for a text, and whatever else it depends on. */
export function digest(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("hex").slice(0, 40);
}

/** Nobody reads a half-written file. False when it cannot be written: a full or read-only disk costs time, and no run. */
export function writeWhole(file: string, text: string | Buffer): boolean {
  const unfinished = `${file}.${process.pid}.new`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
    return true;
  } catch {
    return false;
  }
}

/** Undefined for one that is missing or damaged. */
function readEntry(file: string): Compiled | undefined {
  try {
    const value = JSON.parse(readFileSync(file, "utf8")) as Partial<Compiled> | null;
    if (value?.kind === "code" && typeof value.code === "string") return { kind: "code", code: value.code };
    const isError = value?.kind === "error" && typeof value.message === "string" && typeof value.line === "number";
    return isError ? (value as Compiled) : undefined;
  } catch {
    return undefined;
  }
}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type ParseError, parse } from "jsonc-parser";
import { isFile } from "./sourceFiles.js";

/** What a `tsconfig.json` says of the files below its folder. */
export interface SourceConfig {
  /** The compiler options that decide what a file is compiled to, as they are written. */
  readonly options: Readonly<Record<string, unknown>>;
  /** `paths`, with absolute targets. */
  readonly aliases: readonly Alias[];
  /** `baseUrl`, absolute. */
  readonly baseUrl?: string | undefined;
}

interface Alias {
  readonly before: string;
  /** Absent for an alias without `*`. */
  readonly after?: string | undefined;
  readonly targets: readonly string[];
}

const NOTHING: SourceConfig = { options: {}, aliases: [] };

/** What is left out changes what the compiler reports, or where it writes to, and not what it makes of a file. */
const OPTIONS = [
  "emitDecoratorMetadata",
  "erasableSyntaxOnly",
  "experimentalDecorators",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "target",
  "useDefineForClassFields",
  "verbatimModuleSyntax",
];

/** The configuration of each source file: that of the nearest `tsconfig.json` above it. */
export class Tsconfigs {
  /** Files that were read. */
  readonly files = new Set<string>();
  /** What could not be read, in sentences. */
  readonly notes: string[] = [];
  private readonly byFolder = new Map<string, SourceConfig>();

  of(file: string): SourceConfig {
    return this.ofFolder(path.dirname(file));
  }

  private ofFolder(folder: string): SourceConfig {
    const known = this.byFolder.get(folder);
    if (known) return known;
    const file = path.join(folder, "tsconfig.json");
    const above = path.dirname(folder);
    const res = isFile(file)
      ? finished(this.read(file, []), folder)
      : above === folder
        ? NOTHING
        : this.ofFolder(above);
    this.byFolder.set(folder, res);
    return res;
  }

  /** `chain` holds the files that extend this one. */
  private read(file: string, chain: readonly string[]): Draft {
    this.files.add(file);
    const errors: ParseError[] = [];
    const value: unknown = parse(readText(file), errors, { allowTrailingComma: true });
    if (errors.length > 0 || !isObject(value)) {
      this.notes.push(`a tsconfig.json is not valid JSON, so that its options are not used: ${file}`);
      return { options: {} };
    }
    const bases = [value["extends"]].flat().filter((it) => typeof it === "string");
    const inherited = bases.map((it) => this.extended(it, file, [...chain, file]));
    return merged([...inherited, ownDraft(value["compilerOptions"], path.dirname(file))]);
  }

  private extended(specifier: string, from: string, chain: readonly string[]): Draft {
    const file = extendedFile(specifier, from);
    if (file !== undefined && !chain.includes(file)) return this.read(file, chain);
    const why = file === undefined ? "cannot be found" : "extends itself";
    this.notes.push(`a configuration that ${from} extends ${why}, so that its options are not used: ${specifier}`);
    return { options: {} };
  }
}

/** Where a specifier could lead to by the aliases, the likeliest first; without the extension it is written with. */
export function aliasTargets({ aliases, baseUrl }: SourceConfig, specifier: string): readonly string[] {
  const matching = aliases.filter(({ before, after }) =>
    after === undefined
      ? specifier === before
      : specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after),
  );
  // The longest prefix wins, as it does for the compiler; a name without `*` before all.
  const [best] = matching.sort((a, b) => weight(b) - weight(a));
  const based = baseUrl === undefined ? [] : [path.join(baseUrl, specifier)];
  if (!best) return based;
  const star =
    best.after === undefined ? "" : specifier.slice(best.before.length, specifier.length - best.after.length);
  return [...best.targets.map((it) => it.replace("*", () => star)), ...based];
}

function weight({ before, after }: Alias): number {
  return after === undefined ? Number.POSITIVE_INFINITY : before.length;
}

/** A configuration of which others may still change parts. */
interface Draft {
  readonly options: Readonly<Record<string, unknown>>;
  readonly baseUrl?: string | undefined;
  readonly paths?: { readonly entries: object; readonly folder: string } | undefined;
}

function ownDraft(options: unknown, folder: string): Draft {
  if (!isObject(options)) return { options: {} };
  const { baseUrl, paths } = options;
  return {
    options: Object.fromEntries(OPTIONS.filter((it) => it in options).map((it) => [it, options[it]])),
    ...(typeof baseUrl === "string" && { baseUrl: path.resolve(folder, baseUrl) }),
    ...(isObject(paths) && { paths: { entries: paths, folder } }),
  };
}

/** The later over the earlier. */
function merged(drafts: readonly Draft[]): Draft {
  const options = Object.assign({}, ...drafts.map((it) => it.options)) as Draft["options"];
  return Object.assign({}, ...drafts, { options }) as Draft;
}

/** `${configDir}` stands for the folder of the file that is not extended by another. */
function finished({ options, baseUrl, paths }: Draft, configFolder: string): SourceConfig {
  const placed = (folder: string, it: string) =>
    path.resolve(
      folder,
      it.replace("${configDir}", () => configFolder),
    );
  const aliases = Object.entries(paths?.entries ?? {}).map(([pattern, targets]: [string, unknown]): Alias => {
    const [before = "", after] = pattern.split("*");
    const texts = Array.isArray(targets) ? targets.filter((it) => typeof it === "string") : [];
    return { before, after, targets: texts.map((it) => placed(baseUrl ?? paths?.folder ?? configFolder, it)) };
  });
  return { options, aliases, baseUrl };
}

/** The file that an `extends` names: a path, or a file of a package. */
function extendedFile(specifier: string, from: string): string | undefined {
  const variants = [specifier, `${specifier}.json`, `${specifier}/tsconfig.json`];
  if (/^\.\.?(?:[\\/]|$)/.test(specifier) || path.isAbsolute(specifier)) {
    return variants.map((it) => path.resolve(path.dirname(from), it)).find(isFile);
  }
  const { resolve } = createRequire(from);
  for (const variant of variants) {
    try {
      const file = resolve(variant);
      if (file.endsWith(".json")) return file;
    } catch {
      // The next variant may be there.
    }
  }
  return undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return "";
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

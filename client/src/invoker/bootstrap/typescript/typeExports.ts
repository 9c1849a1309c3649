import { readFileSync } from "node:fs";

/** Where a specifier in a file leads to, if that is a source. */
export type Resolve = (specifier: string, importer: string) => string | undefined;

/** An import or export of names: `{ a, type B, c as d } from "x"`. */
interface Clause {
  readonly names: readonly Name[];
  readonly from?: string | undefined;
}

interface Name {
  /** As the other module has it. */
  readonly theirs: string;
  readonly ours: string;
}

/** A chain of files that export each other's names is followed so far. */
const MAX_DEPTH = 8;

/**
 * The names that a file exports for others without saying that they are types. A compiler that sees one file cannot know
 * it, and an ES module that exports what is not there does not load.
 */
export function exportedTypes(file: string, text: string, resolve: Resolve): ReadonlySet<string> {
  const imported = clausesOf(text, "import");
  const res = clausesOf(text, "export").flatMap(({ names, from }) =>
    names.filter(({ theirs }) => {
      const origin = from === undefined ? originOf(theirs, imported) : { from, theirs };
      const target = origin && resolve(origin.from, file);
      return origin !== undefined && target !== undefined && isType(target, origin.theirs, resolve, 0);
    }),
  );
  return new Set(res.map((it) => it.ours));
}

function originOf(name: string, imported: readonly Clause[]): { from: string; theirs: string } | undefined {
  for (const { names, from } of imported) {
    const found = names.find(({ ours }) => ours === name);
    if (found && from !== undefined) return { from, theirs: found.theirs };
  }
  return undefined;
}

/** A file exports the name, and as a type only. */
function isType(file: string, name: string, resolve: Resolve, depth: number): boolean {
  const text = textOf(file);
  if (text === undefined || depth > MAX_DEPTH) return false;
  const escaped = name.replaceAll("$", "\\$");
  if (new RegExp(`^\\s*${VALUE}\\s+${escaped}(?![\\w$])`, "m").test(text)) return false;
  if (new RegExp(`^\\s*(?:export\\s+)?(?:declare\\s+)?(?:interface|type)\\s+${escaped}(?![\\w$])`, "m").test(text))
    return true;
  if (clausesOf(text, "export type").some((it) => it.names.some(({ ours }) => ours === name))) return true;
  if (exportedTypes(file, text, resolve).has(name)) return true;
  return [...text.matchAll(/^\s*export\s*\*\s*from\s*["']([^"']+)["']/gm)].some(([, from = ""]) => {
    const target = resolve(from, file);
    return target !== undefined && isType(target, name, resolve, depth + 1);
  });
}

const VALUE =
  "(?:export\\s+)?(?:default\\s+)?(?:declare\\s+)?(?:abstract\\s+)?(?:async\\s+)?(?:const\\s+enum|const|let|var|function\\s*\\*?|class|enum|namespace)";

function clausesOf(text: string, keyword: "import" | "export" | "export type"): readonly Clause[] {
  const start =
    keyword === "import" ? "import\\s+(?!type\\b)(?:[\\w$]+\\s*,\\s*)?" : `${keyword.replace(" ", "\\s+")}\\s*`;
  const clauses = text.matchAll(new RegExp(`^\\s*${start}\\{([^}]*)\\}(?:\\s*from\\s*["']([^"']+)["'])?`, "gm"));
  return [...clauses].map(([, names = "", from]) => ({ names: namesOf(names), from }));
}

function namesOf(text: string): readonly Name[] {
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")
    .split(",")
    .flatMap((it) => {
      const [, theirs, ours] = /^\s*([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(it) ?? [];
      return theirs === undefined ? [] : [{ theirs, ours: ours ?? theirs }];
    });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

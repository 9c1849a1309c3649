import path from "node:path";
import { Language, Parser, type Tree } from "web-tree-sitter";

/** A grammar of tree-sitter: `tree-sitter-<grammar>.wasm` in the folder of grammars. */
export type Grammar = "javascript" | "typescript" | "tsx" | "python";

/** Syntax trees are made here and nowhere else. Grammars are loaded when first wanted; parsing itself is synchronous. */
export interface Parsers {
  has(grammar: Grammar): boolean;
  /** Loads a grammar; any number of calls load it once. */
  ensure(grammar: Grammar): Promise<void>;
  /**
   * Hands the tree of a text to `use` and frees it afterwards: nothing of the tree may outlive the call. Undefined when
   * the grammar is not loaded.
   */
  parse<T>(grammar: Grammar, text: string, use: (tree: Tree) => T): T | undefined;
}

/** Starts the runtime of tree-sitter (`web-tree-sitter.wasm` in the folder) without any grammar. */
export async function loadParsers(grammarFolder: string): Promise<Parsers> {
  await Parser.init({ locateFile: (name: string) => path.join(grammarFolder, name) });
  const parsers = new Map<Grammar, Parser>();
  const loading = new Map<Grammar, Promise<void>>();
  return {
    has: (grammar) => parsers.has(grammar),
    ensure(grammar) {
      const res = loading.get(grammar) ?? load(grammar);
      loading.set(grammar, res);
      return res;
    },
    parse(grammar, text, use) {
      const tree = parsers.get(grammar)?.parse(text);
      if (!tree) return undefined;
      try {
        return use(tree);
      } finally {
        tree.delete();
      }
    },
  };

  async function load(grammar: Grammar): Promise<void> {
    const language = await Language.load(path.join(grammarFolder, `tree-sitter-${grammar}.wasm`));
    const parser = new Parser();
    parser.setLanguage(language);
    parsers.set(grammar, parser);
  }
}

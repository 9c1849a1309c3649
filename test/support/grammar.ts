import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { loadWASM, OnigScanner, OnigString } from "vscode-oniguruma";
import { INITIAL, type IOnigLib, type IRawGrammar, parseRawGrammar, Registry, type StateStack } from "vscode-textmate";

/** A token with its scopes, outermost first, without that of the language. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

interface GrammarContribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

const root = process.cwd();
const hosts = path.join(root, "test", "fixtures", "syntaxes", "hosts");
const HOST_FILES: Readonly<Record<string, string>> = {
  "source.yaml": path.join(hosts, "yaml.tmLanguage.json"),
  "source.json": path.join(hosts, "json.tmLanguage.json"),
};

const contributed: readonly GrammarContribution[] = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))
  .contributes.grammars;
let engine: Promise<IOnigLib> | undefined;

/** Reads lines as VS Code does, with the grammars of the manifest; `injected: false` leaves a host by itself. */
export async function tokenizer(
  scopeName: string,
  { injected = true } = {},
): Promise<(lines: readonly string[]) => Token[][]> {
  engine ??= loadEngine();
  const registry = new Registry({
    onigLib: engine,
    loadGrammar: async (scope) => readGrammar(scope),
    getInjections: (scope) => (injected ? injectionsInto(scope) : []),
  });
  const grammar = await registry.loadGrammar(scopeName);
  if (!grammar) throw new Error(`no such grammar: ${scopeName}`);

  return (lines) => {
    let state: StateStack = INITIAL;
    return lines.map((line) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      return tokens.map(({ startIndex, endIndex, scopes }) => {
        const end = Math.min(endIndex, line.length);
        return { text: line.slice(startIndex, end), start: startIndex, end, scopes: scopes.slice(1) };
      });
    });
  };
}

async function loadEngine(): Promise<IOnigLib> {
  const main = createRequire(path.join(root, "package.json")).resolve("vscode-oniguruma");
  await loadWASM(readFileSync(path.join(path.dirname(main), "onig.wasm")));
  return {
    createOnigScanner: (patterns) => new OnigScanner(patterns),
    createOnigString: (text) => new OnigString(text),
  };
}

function readGrammar(scopeName: string): IRawGrammar | undefined {
  const ours = contributed.find((it) => it.scopeName === scopeName);
  const file = ours ? path.join(root, ours.path) : HOST_FILES[scopeName];
  return file ? parseRawGrammar(readFileSync(file, "utf8"), file) : undefined;
}

function injectionsInto(scopeName: string): string[] {
  return contributed.filter((it) => it.injectTo?.includes(scopeName)).map((it) => it.scopeName);
}

import type { SourceLanguage } from "../model/handler.js";
import type { FileId } from "../model/place.js";
import type { LoweredFile } from "./ir.js";
import type { Grammar, Parsers } from "./parse.js";
import { lowerJavaScript } from "./syntax/javascript.js";
import { lowerPython } from "./syntax/python.js";

export type { Grammar } from "./parse.js";

/** Lowers a source file. Undefined when its language is not understood, or its grammar is not loaded. */
export function lowerFile(parsers: Parsers, file: FileId, text: string): LoweredFile | undefined {
  const grammar = grammarOf(file);
  return grammar && lowerText(parsers, grammar, text);
}

export function lowerText(parsers: Parsers, grammar: Grammar, text: string): LoweredFile | undefined {
  return parsers.parse(grammar, text, ({ rootNode }) =>
    grammar === "python"
      ? lowerPython(rootNode, text)
      : lowerJavaScript(rootNode, text, grammar === "javascript" ? "javascript" : "typescript"),
  );
}

export function languageOf(file: FileId): SourceLanguage | undefined {
  const grammar = grammarOf(file);
  return grammar === "tsx" ? "typescript" : grammar;
}

export function grammarOf(file: FileId): Grammar | undefined {
  const extension = /\.(\w+)$/.exec(file)?.[1];
  return extension === undefined ? undefined : GRAMMARS.get(extension);
}

const GRAMMARS: ReadonlyMap<string, Grammar> = new Map([
  ["js", "javascript"],
  ["mjs", "javascript"],
  ["cjs", "javascript"],
  ["jsx", "javascript"],
  ["ts", "typescript"],
  ["mts", "typescript"],
  ["cts", "typescript"],
  ["tsx", "tsx"],
  ["py", "python"],
]);

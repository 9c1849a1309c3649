import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import { Script } from "node:vm";
import type { CompilerChoice } from "../bootstrap/config.js";
import { compiledFolder, digest, writeWhole } from "../bootstrap/typescript/compiledFiles.js";
import type { Compiler } from "../bootstrap/typescript/transpile.js";

const loaded = new Map<string, Compiler>();
const unsaved: (() => void)[] = [];

/** Loads a compiler once. What V8 made of its megabytes is kept too, which makes the next process start far sooner. */
export function loadCompiler({ module, version }: CompilerChoice, cacheFolder: string): Compiler {
  const key = `${module} ${version}`;
  const known = loaded.get(key);
  if (known) return known;
  const place = path.join(compiledFolder(cacheFolder), `${digest(key, process.versions.v8, process.arch)}.v8`);
  const cachedData = readData(place);
  const script = new Script(Module.wrap(readFileSync(module, "utf8")), {
    filename: module,
    ...(cachedData && { cachedData }),
  });
  if (!cachedData || script.cachedDataRejected) unsaved.push(() => writeWhole(place, script.createCachedData()));
  const exported = { exports: {} };
  const run = script.runInThisContext() as (...scope: readonly unknown[]) => void;
  run(exported.exports, createRequire(module), exported, module, path.dirname(module));
  const res = exported.exports as Compiler;
  loaded.set(key, res);
  return res;
}

/** Keeps what V8 made of the compilers, once they have been used: only what ran is compiled. */
export function saveCompilers(): void {
  for (const save of unsaved.splice(0)) save();
}

function readData(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

import type { LoweredFile, Module } from "../code/ir.js";
import { type Grammar, grammarOf, lowerFile, lowerText } from "../code/lower.js";
import type { Parsers } from "../code/parse.js";
import type { FileId } from "../model/place.js";
import type { FileStore } from "./fileStore.js";

interface CachedModule {
  readonly hash: string;
  readonly lowered: LoweredFile | undefined;
}

/** Source files, lowered once for each text. A module that is equal after an edit stays the same object. */
export class ModuleCache {
  private readonly modules = new Map<FileId, CachedModule>();
  private readonly missing = new Set<Grammar>();

  constructor(
    private readonly store: FileStore,
    private readonly parsers: Parsers,
    private readonly lowered: () => void,
  ) {}

  /** Undefined for a file that is not read, or not in a language that is understood. */
  module(file: FileId): Module | undefined {
    const content = this.store.read(file);
    if (content.kind !== "text" || minified(content.text)) {
      this.modules.delete(file);
      return undefined;
    }
    const known = this.modules.get(file);
    if (known?.hash === content.hash) return known.lowered?.module;
    const grammar = grammarOf(file);
    if (!grammar) return undefined;
    return this.loaded(grammar) ? this.lower(file, content, known) : undefined;
  }

  /** The code that a template holds itself. */
  inline(grammar: Grammar, text: string): Module | undefined {
    if (!this.loaded(grammar)) return undefined;
    this.lowered();
    return lowerText(this.parsers, grammar, text)?.module;
  }

  offsets(file: FileId): LoweredFile["offsets"] | undefined {
    return this.modules.get(file)?.lowered?.offsets;
  }

  get incomplete(): boolean {
    return this.missing.size > 0;
  }

  /** Loads the grammars that were asked for. */
  async load(): Promise<void> {
    const grammars = [...this.missing];
    this.missing.clear();
    await Promise.all(grammars.map((it) => this.parsers.ensure(it)));
  }

  /** A grammar that is not loaded is noted; what asked for it asks again once it is. */
  private loaded(grammar: Grammar): boolean {
    if (!this.parsers.has(grammar)) this.missing.add(grammar);
    return this.parsers.has(grammar);
  }

  private lower(
    file: FileId,
    content: { text: string; hash: string },
    known: CachedModule | undefined,
  ): Module | undefined {
    this.lowered();
    const lowered = lowerFile(this.parsers, file, content.text);
    const before = known?.lowered?.module;
    const module = before && equal(before, lowered?.module) ? before : lowered?.module;
    this.modules.set(file, { hash: content.hash, lowered: lowered && module && { module, offsets: lowered.offsets } });
    return module;
  }
}

function equal(a: Module, b: Module | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Code made for machines: nobody reads a finding there. */
function minified(text: string): boolean {
  return text.length > 20_000 && text.length / (1 + text.split("\n", 2_000).length) > 500;
}

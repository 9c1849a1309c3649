import { type HandlerLinkage, type LinkInputs, linkHandler, linkInputs } from "../code/link.js";
import { parentOf } from "../model/path.js";
import type { FileId } from "../model/place.js";
import type { LambdaFunction, Template } from "../model/template.js";
import type { Breath } from "./breath.js";
import type { Answers, FileStore } from "./fileStore.js";
import type { ModuleCache } from "./moduleCache.js";

/** A function's link, and all that it was derived from. */
interface CachedLink {
  /** What linking reads of the function, as text. */
  readonly inputs: string;
  readonly answers: Answers;
  readonly modules: ReadonlyMap<FileId, unknown>;
  readonly linkage: HandlerLinkage;
}

/** The links of functions to their code, each kept for as long as all that it was derived from is the same. */
export class Links {
  private readonly links = new Map<string, CachedLink>();

  constructor(
    private readonly store: FileStore,
    private readonly modules: ModuleCache,
    private readonly linked: () => void,
  ) {}

  /**
   * Links every function. What linking asks and is not loaded is answered as absent at first; once all functions have
   * asked, the answers are loaded together and those that asked are linked again, until nothing is left to load.
   */
  async linkAll(templates: readonly Template[], breath: Breath): Promise<ReadonlyMap<LambdaFunction, HandlerLinkage>> {
    const res = new Map<LambdaFunction, HandlerLinkage>();
    let waiting = templates.flatMap((template) => template.functions.map((fn) => ({ fn, template })));
    const wanted = new Set(waiting.map(({ fn, template }) => keyOf(template, fn)));
    while (waiting.length > 0) {
      const unanswered: typeof waiting = [];
      for (const { fn, template } of waiting) {
        await breath.take();
        this.store.beginQuestions();
        const linkage = this.link(fn, template);
        if (linkage) res.set(fn, linkage);
        else unanswered.push({ fn, template });
      }
      await Promise.all([this.store.load(), this.modules.load()]);
      waiting = unanswered;
    }
    for (const key of this.links.keys()) if (!wanted.has(key)) this.links.delete(key);
    return res;
  }

  /** Undefined while a question that it asks has no answer yet. */
  private link(fn: LambdaFunction, template: Template): HandlerLinkage | undefined {
    const key = keyOf(template, fn);
    const read = linkInputs(fn);
    const inputs = JSON.stringify(read);
    const known = this.links.get(key);
    if (known && known.inputs === inputs && this.store.unchanged(known.answers)) {
      const same = [...known.modules].every(([file, module]) => this.modules.module(file) === module);
      if (this.isWaiting) return undefined;
      if (same) return known.linkage;
    }
    if (this.isWaiting) return undefined;
    const { linkage, answers, modules } = this.follow(read, template);
    if (this.isWaiting) return undefined;
    this.linked();
    this.links.set(key, { inputs, answers, modules, linkage });
    return linkage;
  }

  private follow(read: LinkInputs, template: Template): Omit<CachedLink, "inputs"> {
    const answers = new Map<string, string>();
    const modules = new Map<FileId, unknown>();
    const linkage = linkHandler(read, {
      files: this.store.recording(answers),
      templateFolder: parentOf(template.file),
      module: (file) => {
        const module = this.modules.module(file);
        modules.set(file, module);
        return module;
      },
      inline: (grammar, text) => this.modules.inline(grammar, text),
    });
    return { linkage, answers, modules };
  }

  private get isWaiting(): boolean {
    return this.store.asked || this.modules.incomplete;
  }
}

function keyOf(template: Template, fn: LambdaFunction): string {
  return `${template.file}#${fn.id}`;
}

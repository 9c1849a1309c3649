import type { CodeLens } from "vscode-languageserver";
import type { CodeLensMode } from "./clientSettings.js";
import { codeLenses, exportLenses, type LensOptions } from "./features/codeLens.js";
import { type ShownLenses, steadyLenses } from "./features/steadyLenses.js";
import type { Analysis, SourceExports } from "./lamplight.js";
import { isInside } from "./model/path.js";
import type { FileId } from "./model/place.js";
import type { Projects, Snapshot } from "./projects.js";

interface AnsweredLenses extends ShownLenses {
  /** The lenses that depend on other files too, as text. */
  readonly linked: string;
}

/** The lenses of a session, and what its client was answered. */
export class Lenses {
  private readonly modes = new Map<FileId, CodeLensMode>();
  private readonly answered = new Map<FileId, AnsweredLenses>();

  constructor(
    private readonly projects: Pick<Projects, "exportsOf">,
    private readonly options: LensOptions,
  ) {}

  /** Sets the mode of a root; true when it was another before. */
  setMode(root: FileId, mode: CodeLensMode): boolean {
    const before = this.modes.get(root);
    this.modes.set(root, mode);
    return before !== undefined && before !== mode;
  }

  /** That of the innermost root which holds the file. */
  modeOf(file: FileId): CodeLensMode {
    const roots = [...this.modes.keys()].filter((it) => isInside(it, file));
    const root = roots.sort((a, b) => b.length - a.length)[0];
    return (root !== undefined && this.modes.get(root)) || "linked";
  }

  /** `text` is that of the open document. */
  async of({ analyses }: Snapshot, file: FileId, text: string): Promise<readonly CodeLens[]> {
    const mode = this.modeOf(file);
    if (mode === "off") return [];
    const source = await this.projects.exportsOf(file);
    const linked = linkedLenses(analyses, file, this.options);
    const others = mode === "all" && source ? exportLenses(analyses, source, this.options) : [];
    const before = this.answered.get(file);
    const fresh = [...linked, ...others];
    const lenses = before && isHalfTyped(analyses, file, source) ? steadyLenses(before, text, fresh) : fresh;
    this.answered.set(file, { text, lenses, linked: JSON.stringify(linked) });
    return lenses;
  }

  /** Forgets what was answered for a document that is closed. */
  close(file: FileId): void {
    this.answered.delete(file);
  }

  /** Whether a file that was not edited itself has other lenses than were answered. It is told of once. */
  outdated({ analyses }: Snapshot, edited: ReadonlySet<FileId>): boolean {
    let res = false;
    for (const [file, answered] of this.answered) {
      if (edited.has(file)) continue;
      const linked = JSON.stringify(linkedLenses(analyses, file, this.options));
      if (linked === answered.linked) continue;
      this.answered.set(file, { ...answered, linked });
      res = true;
    }
    return res;
  }
}

/** Folders that lie in each other read the same file. */
function linkedLenses(analyses: readonly Analysis[], file: FileId, options: LensOptions): readonly CodeLens[] {
  const lenses = analyses.flatMap((it) => codeLenses(it, file, options));
  return [...new Map(lenses.map((it) => [JSON.stringify(it), it])).values()];
}

function isHalfTyped(analyses: readonly Analysis[], file: FileId, source: SourceExports | undefined): boolean {
  if (source) return source.broken;
  const templates = analyses.flatMap((it) => it.templates.filter(({ template }) => template.file === file));
  if (templates.length === 0) return true;
  return templates.some(
    ({ template }) => template.open.length > 0 || [...template.resources.values()].some((it) => it.broken),
  );
}

import type { FileContent, FileKind, Files } from "../model/files.js";
import type { FileId } from "../model/place.js";
import { contentOf, type Disk } from "./disk.js";
import { baseName, parentOf } from "./path.js";

/** A question that analysis asked about the disk, and the answer it got, as text that can be compared. */
export type Answers = ReadonlyMap<string, string>;

/**
 * What is known of the disk, with the open documents laid over it. Questions are answered at once; one whose answer is
 * not loaded is answered as absent and noted, and `load` fetches all that was noted.
 */
export class FileStore {
  /** Grows with every change that was told; an analysis that saw it move starts again. */
  revision = 0;
  private diskRevision = 0;
  private unanswered = false;
  private readonly contents = new Map<FileId, FileContent>();
  private readonly kinds = new Map<FileId, FileKind>();
  private readonly lists = new Map<FileId, readonly string[]>();
  private readonly overlays = new Map<FileId, FileContent>();
  private readonly missing = new Map<string, () => Promise<void>>();

  constructor(private readonly disk: Disk) {}

  overlay(file: FileId, text: string | undefined): void {
    this.revision += 1;
    if (text === undefined) this.overlays.delete(file);
    else this.overlays.set(file, contentOf(text));
  }

  /** Forgets what was known of these paths, of what lies below them, and of the folders that hold them. */
  invalidate(files: readonly FileId[]): void {
    this.revision += 1;
    this.diskRevision += 1;
    for (const file of files) {
      const wasFile = this.kinds.get(file) === "file" || this.contents.get(file)?.kind === "text";
      this.lists.delete(parentOf(file));
      for (const answers of [this.contents, this.kinds, this.lists]) {
        answers.delete(file);
        if (!wasFile) forgetBelow(answers, file);
      }
    }
  }

  /** Questions asked through this view are written into `answers`; it is a link's proof that it is still valid. */
  recording(answers: Map<string, string>): Files {
    return {
      read: (file) => this.record(answers, `read ${file}`, this.read(file), describeContent),
      kind: (file) => this.record(answers, `kind ${file}`, this.kind(file), (it) => it),
      list: (folder) => this.record(answers, `list ${folder}`, this.list(folder), (it) => it.join("/")),
    };
  }

  /** True while every recorded question still has the answer it had. Unloaded answers are noted and count as the same. */
  unchanged(answers: Answers): boolean {
    for (const [question, answer] of answers) {
      const file = question.slice(5) as FileId;
      const now = question.startsWith("read ")
        ? describeContent(this.read(file))
        : question.startsWith("kind ")
          ? this.kind(file)
          : this.list(file).join("/");
      if (now !== answer && !this.missing.has(question)) return false;
    }
    return true;
  }

  /** True when a question since `beginQuestions` could not be answered. */
  get asked(): boolean {
    return this.unanswered;
  }

  beginQuestions(): void {
    this.unanswered = false;
  }

  /** The content once it is loaded. */
  async loaded(file: FileId): Promise<FileContent> {
    this.read(file);
    if (!this.overlays.has(file) && !this.contents.has(file)) await this.missing.get(`read ${file}`)?.();
    this.missing.delete(`read ${file}`);
    return this.overlays.get(file) ?? this.contents.get(file) ?? { kind: "absent" };
  }

  /** Loads what was asked for and not known. */
  async load(): Promise<void> {
    const loads = [...this.missing.values()];
    this.missing.clear();
    await Promise.all(loads.map((it) => it()));
  }

  read(file: FileId): FileContent {
    const overlay = this.overlays.get(file);
    if (overlay) return overlay;
    return this.known(this.contents, "read", file, { kind: "absent" }, (it) => this.disk.read(it));
  }

  private kind(file: FileId): FileKind {
    if (this.overlays.has(file)) return "file";
    return this.known(this.kinds, "kind", file, "absent", (it) => this.disk.kind(it));
  }

  private list(folder: FileId): readonly string[] {
    const names = this.known(this.lists, "list", folder, [], async (it) => {
      const entries = await this.disk.entries(it).catch(() => []);
      return entries.map(({ name }) => name).sort();
    });
    const open = [...this.overlays.keys()].filter((it) => parentOf(it) === folder).map(baseName);
    return open.every((it) => names.includes(it)) ? names : [...new Set([...names, ...open])].sort();
  }

  private known<T>(
    answers: Map<FileId, T>,
    verb: string,
    file: FileId,
    meanwhile: T,
    ask: (file: FileId) => Promise<T>,
  ): T {
    const known = answers.get(file);
    if (known !== undefined) return known;
    this.unanswered = true;
    this.missing.set(`${verb} ${file}`, async () => {
      const asked = this.diskRevision;
      const answer = await ask(file);
      // An answer that a change has overtaken may be older than the change; it will be asked for again.
      if (asked === this.diskRevision) answers.set(file, answer);
    });
    return meanwhile;
  }

  private record<T>(answers: Map<string, string>, question: string, answer: T, describe: (answer: T) => string): T {
    answers.set(question, describe(answer));
    return answer;
  }
}

function describeContent(content: FileContent): string {
  return content.kind === "text" ? content.hash : content.kind;
}

function forgetBelow(answers: Map<FileId, unknown>, folder: FileId): void {
  for (const file of answers.keys()) if (file.startsWith(`${folder}/`)) answers.delete(file);
}

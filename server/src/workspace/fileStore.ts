import type { FileContent, FileKind, Files } from "../model/files.js";
import { baseName, parentOf } from "../model/path.js";
import type { FileId } from "../model/place.js";
import { contentOf, type Disk, type DiskEntry } from "./disk.js";

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
  /** One listing answers for all files of a folder, and in their true letter case on every system. */
  private readonly folders = new Map<FileId, Folder>();
  /** What links lead to, and what lies in folders that cannot be listed. */
  private readonly kinds = new Map<FileId, FileKind>();
  private readonly overlays = new Map<FileId, FileContent>();
  private readonly missing = new Map<string, () => Promise<void>>();

  constructor(private readonly disk: Disk) {}

  overlay(file: FileId, text: string | undefined): void {
    this.revision += 1;
    if (text === undefined) this.overlays.delete(file);
    else this.overlays.set(file, contentOf(text));
  }

  /** The files with a document laid over them. */
  get open(): readonly FileId[] {
    return [...this.overlays.keys()];
  }

  /** Forgets what was known of these paths, of what lies below them, and of the folders that hold them. */
  invalidate(files: readonly FileId[]): void {
    this.revision += 1;
    this.diskRevision += 1;
    for (const file of files) {
      const wasFile = this.contents.get(file)?.kind === "text";
      for (const answers of [this.contents, this.kinds, this.folders]) {
        answers.delete(file);
        if (!wasFile) forgetBelow(answers, file);
      }
      // The folders on the way may be new too.
      for (let it = parentOf(file), below = file; it !== below; below = it, it = parentOf(it)) this.folders.delete(it);
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
      const asked = this.unanswered;
      this.unanswered = false;
      const same = this.answer(question) === answer || this.unanswered;
      this.unanswered ||= asked;
      if (!same) return false;
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

  /** The answer to a recorded question, as text. */
  private answer(question: string): string {
    const file = question.slice(5) as FileId;
    if (question.startsWith("read ")) return describeContent(this.read(file));
    return question.startsWith("kind ") ? this.kind(file) : this.list(file).join("/");
  }

  private kind(file: FileId): FileKind {
    if (this.overlays.has(file)) return "file";
    const parent = parentOf(file);
    const folder = this.folder(parent);
    const entry = folder?.get(baseName(file));
    if (entry === "file" || entry === "folder") return entry;
    if (folder && entry === undefined && parent !== file) return "absent";
    return this.known(this.kinds, "kind", file, "absent", (it) => this.disk.kind(it));
  }

  private list(folder: FileId): readonly string[] {
    const names = [...(this.folder(folder)?.keys() ?? [])];
    const open = [...this.overlays.keys()].filter((it) => parentOf(it) === folder).map(baseName);
    return [...new Set([...names, ...open])].sort();
  }

  /** Undefined when it cannot be listed. */
  private folder(folder: FileId): Exclude<Folder, "unlisted"> | undefined {
    const res = this.known<Folder>(this.folders, "list", folder, new Map(), async (it) => {
      try {
        return new Map((await this.disk.entries(it)).map(({ name, kind }) => [name, kind]));
      } catch {
        return "unlisted";
      }
    });
    return res === "unlisted" ? undefined : res;
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

type Folder = ReadonlyMap<string, DiskEntry["kind"]> | "unlisted";

function describeContent(content: FileContent): string {
  return content.kind === "text" ? content.hash : content.kind;
}

function forgetBelow(answers: Map<FileId, unknown>, folder: FileId): void {
  for (const file of answers.keys()) if (file.startsWith(`${folder}/`)) answers.delete(file);
}

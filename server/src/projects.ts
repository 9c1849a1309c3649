import { type FileReport, fileReports, type UriOf } from "./features/diagnostics.js";
import { type Analysis, openProject, type Project, type SourceExports } from "./lamplight.js";
import type { FileId } from "./model/place.js";
import type { Settings } from "./model/settings.js";
import { Cancelled } from "./workspace/breath.js";

/** What all open projects say of one state of the workspace. */
export interface Snapshot {
  readonly analyses: readonly Analysis[];
  /** Of the files that have findings. */
  readonly reports: ReadonlyMap<FileId, FileReport>;
}

/** Told once for every state that was analysed to its end. */
export interface Outcome {
  readonly snapshot: Snapshot;
  /** Files whose reports differ from those of the outcome before; all of them the first time. */
  readonly changed: readonly FileId[];
  /** Open documents that were changed since the outcome before: their client asks for their reports by itself. */
  readonly edited: ReadonlySet<FileId>;
  readonly first: boolean;
  /** What kept a project from being analysed; its part of the snapshot is the last one that it gave. */
  readonly failures: readonly unknown[];
}

interface ProjectsOptions {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Folder of the wasm grammars. */
  readonly grammars: string;
  readonly uriOf: UriOf;
  readonly observe: (outcome: Outcome) => void;
}

/** The projects of all workspace folders. A change aborts the analysis of the state before it and starts the next. */
export class Projects {
  private readonly projects = new Map<FileId, Project>();
  private readonly overlays = new Map<FileId, string>();
  private readonly lastAnalyses = new Map<FileId, Analysis>();
  private edited = new Set<FileId>();
  private latest: Snapshot | undefined;
  private present: Promise<Snapshot | undefined> | undefined;
  private controller = new AbortController();

  constructor(private readonly options: ProjectsOptions) {}

  get roots(): readonly FileId[] {
    return [...this.projects.keys()];
  }

  /** Opens and closes projects together: no snapshot speaks of some of them only. */
  async exchange(opening: ReadonlyMap<FileId, Settings>, closing: readonly FileId[] = []): Promise<void> {
    const { date, grammars } = this.options;
    const opened = [...opening].map(async ([root, settings]) => {
      const project = await openProject({ roots: [root], settings, date, grammars });
      return [root, project] as const;
    });
    const projects = await Promise.all(opened);
    for (const root of closing) {
      this.projects.delete(root);
      this.lastAnalyses.delete(root);
    }
    for (const [root, project] of projects) {
      for (const [file, text] of this.overlays) project.overlay(file, text);
      this.projects.set(root, project);
    }
    this.change();
  }

  configure(root: FileId, settings: Settings): void {
    this.projects.get(root)?.configure({ settings });
    this.change();
  }

  overlay(file: FileId, text: string | undefined): void {
    if (text === undefined) this.overlays.delete(file);
    else this.overlays.set(file, text);
    if (text !== undefined) this.edited.add(file);
    for (const project of this.projects.values()) project.overlay(file, text);
    this.change();
  }

  invalidate(files: readonly FileId[]): void {
    for (const project of this.projects.values()) project.invalidate(files);
    this.change();
  }

  /** The snapshot of the present state. When that changes meanwhile, the one of the newer state. */
  async snapshot(): Promise<Snapshot> {
    for (;;) {
      this.present ??= this.analyse(this.controller.signal);
      const snapshot = await this.present;
      if (snapshot) return snapshot;
    }
  }

  /** What a source file exports, as the innermost project that holds it reads it. */
  async exportsOf(file: FileId): Promise<SourceExports | undefined> {
    const innermost = [...this.projects].sort(([a], [b]) => b.length - a.length);
    for (const [, project] of innermost) {
      const res = await project.exportsOf(file);
      if (res) return res;
    }
    return undefined;
  }

  /** Aborts what is running and starts nothing more. */
  close(): void {
    this.projects.clear();
    this.controller.abort();
    this.present = Promise.resolve(this.latest ?? { analyses: [], reports: new Map() });
  }

  private change(): void {
    this.controller.abort();
    this.controller = new AbortController();
    this.present = undefined;
    // Changes that arrive together are analysed together, and what arrives before any project is opened, with it.
    if (this.projects.size > 0 || this.latest) setImmediate(() => void this.snapshot());
  }

  /** Undefined once a change has overtaken it. Never rejects. */
  private async analyse(signal: AbortSignal): Promise<Snapshot | undefined> {
    const failures: unknown[] = [];
    for (const [root, project] of [...this.projects]) {
      try {
        this.lastAnalyses.set(root, await project.analyse(signal));
      } catch (error) {
        if (!(error instanceof Cancelled)) failures.push(error);
      }
      if (signal.aborted) return undefined;
    }
    const analyses = [...this.projects.keys()].flatMap((it) => this.lastAnalyses.get(it) ?? []);
    const findings = analyses.flatMap((it) => it.remaining);
    const snapshot = { analyses, reports: fileReports(findings, this.options.uriOf) };
    this.conclude(snapshot, failures);
    return snapshot;
  }

  private conclude(snapshot: Snapshot, failures: readonly unknown[]): void {
    const before = this.latest?.reports ?? new Map<FileId, FileReport>();
    const files = new Set([...before.keys(), ...snapshot.reports.keys()]);
    const changed = [...files].filter((it) => before.get(it)?.resultId !== snapshot.reports.get(it)?.resultId);
    const { edited } = this;
    const first = this.latest === undefined;
    this.edited = new Set();
    this.latest = snapshot;
    this.options.observe({ snapshot, changed, edited, first, failures });
  }
}

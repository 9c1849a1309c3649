import { loadParsers } from "./code/parse.js";
import type { RunTemplate } from "./config/readForRun.js";
import type { TemplateReading } from "./config/reading.js";
import type { TemplateSyntax } from "./config/syntax/document.js";
import type { Finding, Severity } from "./model/finding.js";
import type { ModuleExport, SourceLanguage } from "./model/handler.js";
import type { FileId, Place } from "./model/place.js";
import type { Settings } from "./model/settings.js";
import { OpenProject } from "./project.js";
import type { LinkedFunction } from "./rules/rule.js";
import { type Disk, nodeDisk } from "./workspace/disk.js";

/** Zero-based, UTF-16, as LSP counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface FileRange {
  readonly file: FileId;
  readonly range: Range;
}

export interface TextEdit extends FileRange {
  readonly newText: string;
}

/** A finding at the edge: absolute, in lines and characters, its fixes as text edits. */
export interface LocatedFinding extends FileRange {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly function?: string | undefined;
  readonly template?: FileId | undefined;
  readonly data?: Finding["data"];
  readonly related: readonly (FileRange & { readonly message: string })[];
  readonly fixes: readonly LocatedFix[];
}

export interface LocatedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
  /** The file among those of the edits that has to be made first. */
  readonly creates?: FileId | undefined;
}

/** Something that kept a file from being read, for the log and the CLI's stderr. Never a finding. */
export interface Trouble {
  readonly file: FileId;
  readonly message: string;
}

/** What one snapshot of a project says. Immutable; every method is a function of the snapshot. */
export interface Analysis {
  /** Folders or template files that were asked for. */
  readonly roots: readonly FileId[];
  readonly templates: readonly TemplateReading[];
  readonly functions: readonly LinkedFunction[];
  /** Sorted by file, start, rule, function; suppressions and severities applied. */
  readonly findings: readonly LocatedFinding[];
  /** Of the findings, those that the baseline of the settings does not count. */
  readonly remaining: readonly LocatedFinding[];
  readonly troubles: readonly Trouble[];
  /** Every file that was read. */
  readonly fileCount: number;
  text(file: FileId): string | undefined;
  /** Where a place of the model lies in the texts of this snapshot; undefined when its chunk is gone. */
  locate(place: Place): FileRange | undefined;
  /** The template as a local run sees it: what findings leave open is settled. Undefined for other files. */
  forRun(template: FileId): RunTemplate | undefined;
  /**
   * The syntax of a template, or of another text in its place, parsed from the chunks that are kept. Undefined for
   * other files.
   */
  syntax(template: FileId, text?: string): TemplateSyntax | undefined;
}

/** What one source file exports, whether a template names it or not. */
export interface SourceExports {
  readonly file: FileId;
  readonly language: SourceLanguage;
  /** The nearest folder with a manifest of the language's packages; the root without one. */
  readonly packageFolder: FileId;
  /** The folder or the template file that was asked for. */
  readonly root: FileId;
  readonly exports: readonly LocatedExport[];
  /** It has a syntax error: there may be more in it than was read. */
  readonly broken: boolean;
}

export interface LocatedExport {
  readonly exported: ModuleExport;
  /** Its name where it is declared. */
  readonly range: Range;
  /** The whole function, where it is one. */
  readonly body?: Range | undefined;
}

/** What was evaluated again since the project was opened. Tests assert these, not times. */
export interface Counters {
  chunksParsed: number;
  templatesRead: number;
  filesLowered: number;
  functionsLinked: number;
  functionsChecked: number;
}

export interface ProjectOptions {
  /** Folders or template files, absolute. */
  readonly roots: readonly FileId[];
  readonly settings: Settings;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Folder of the tree-sitter runtime and its grammars (`dist/wasm`). */
  readonly grammars: string;
}

/** An open project: the disk and the open documents over it. */
export interface Project {
  readonly counters: Readonly<Counters>;
  /** Lays a document over the disk, or lifts it (`undefined`). */
  overlay(file: FileId, text: string | undefined): void;
  /** Tells that files changed on the disk. */
  invalidate(files: readonly FileId[]): void;
  configure(change: Partial<Pick<ProjectOptions, "settings" | "date" | "roots">>): void;
  /**
   * Analyses the present state, and starts again when it changes under way.
   * @throws Cancelled once `signal` is aborted
   */
  analyse(signal?: AbortSignal): Promise<Analysis>;
  /** What a source file of the project declares and exports. Undefined when it is not read or not understood. */
  exportsOf(file: FileId): Promise<SourceExports | undefined>;
}

/** Opens a project. Nothing of it is read before the first analysis. */
export async function openProject(options: ProjectOptions, disk: Disk = nodeDisk): Promise<Project> {
  return new OpenProject(options, disk, await loadParsers(options.grammars));
}

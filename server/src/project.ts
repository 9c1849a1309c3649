import { isDeepStrictEqual } from "node:util";
import { beyondBaseline } from "./baseline.js";
import { Checks, checkTemplate } from "./checks.js";
import type { HandlerLinkage } from "./code/link.js";
import type { Parsers } from "./code/parse.js";
import { NOTHING_PASSED, type PassedParameters, passedParameters } from "./config/nestedStacks.js";
import { looksLikeTemplate, readTemplate } from "./config/read.js";
import { RunTemplates } from "./config/readForRun.js";
import type { TemplateReading } from "./config/reading.js";
import { commentSuppressions } from "./config/suppressions.js";
import { ChunkCache } from "./config/syntax/chunkCache.js";
import { parseTemplate, type TemplateSyntax } from "./config/syntax/document.js";
import { findingOf, judgedSuppressions, Locator, locateAll, suppress } from "./findings.js";
import type {
  Analysis,
  Counters,
  LocatedFinding,
  Project,
  ProjectOptions,
  SourceExports,
  Trouble,
} from "./lamplight.js";
import type { Finding } from "./model/finding.js";
import { isInside, relative } from "./model/path.js";
import type { FileId } from "./model/place.js";
import type { Settings } from "./model/settings.js";
import type { Suppression, Template } from "./model/template.js";
import { ProjectFiles, type ReadBaseline } from "./projectFiles.js";
import { readExports } from "./readExports.js";
import { rules } from "./rules/index.js";
import { unusedSuppression } from "./rules/lamplight/unusedSuppression.js";
import type { LinkedFunction, Report } from "./rules/rule.js";
import { Breath } from "./workspace/breath.js";
import { type Discovery, discover, mayBeTemplate } from "./workspace/discover.js";
import type { Disk } from "./workspace/disk.js";
import { FileStore } from "./workspace/fileStore.js";
import { Links } from "./workspace/links.js";
import { ModuleCache } from "./workspace/moduleCache.js";

interface CachedReading {
  readonly text: string;
  readonly parameters: Settings["parameters"];
  readonly passed: PassedParameters;
  readonly reading: TemplateReading | undefined;
}

/** How many templates deep values are passed on. */
const MAX_NESTING = 5;

/** The caches of one project and the analysis over them. */
export class OpenProject implements Project {
  readonly counters: Counters = {
    chunksParsed: 0,
    templatesRead: 0,
    filesLowered: 0,
    functionsLinked: 0,
    functionsChecked: 0,
  };
  private readonly store: FileStore;
  private readonly modules: ModuleCache;
  private readonly chunks = new ChunkCache();
  private readonly runTemplates = new RunTemplates();
  private readonly readings = new Map<FileId, CachedReading>();
  private readonly links: Links;
  private readonly checks: Checks;
  private readonly files: ProjectFiles;
  private discovery: Discovery | undefined;
  private settings: Settings;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private options: ProjectOptions,
    private readonly disk: Disk,
    parsers: Parsers,
  ) {
    this.settings = options.settings;
    this.store = new FileStore(disk);
    this.modules = new ModuleCache(this.store, parsers, () => {
      this.counters.filesLowered += 1;
    });
    this.links = new Links(this.store, this.modules, () => {
      this.counters.functionsLinked += 1;
    });
    this.checks = new Checks(() => {
      this.counters.functionsChecked += 1;
    });
    this.files = new ProjectFiles(this.store);
  }

  overlay(file: FileId, text: string | undefined): void {
    this.store.overlay(file, text);
  }

  invalidate(files: readonly FileId[]): void {
    // A path without an extension that discovery knows may be a folder with templates below it.
    if (files.some((it) => mayBeTemplate(it) || !/\.\w+$/.test(it))) this.discovery = undefined;
    this.store.invalidate(files);
  }

  configure(change: Partial<Pick<ProjectOptions, "settings" | "date" | "roots">>): void {
    this.options = { ...this.options, ...change };
    if (change.roots || change.settings) this.discovery = undefined;
    this.store.revision += 1;
  }

  /** One at a time: two at once would take each other's unanswered questions. */
  analyse(signal?: AbortSignal): Promise<Analysis> {
    const res = this.running.then(() => this.untilSettled(new Breath(signal)));
    this.running = res.catch(() => {});
    return res;
  }

  /** In turn with analyses, whose unanswered questions it would take. */
  exportsOf(file: FileId): Promise<SourceExports | undefined> {
    const res = this.running.then(() => readExports(file, this.store, this.modules, this.options.roots));
    this.running = res.catch(() => {});
    return res;
  }

  private async untilSettled(breath: Breath): Promise<Analysis> {
    for (;;) {
      await breath.take();
      const { revision } = this.store;
      const res = await this.attempt(breath);
      if (revision === this.store.revision) return res;
    }
  }

  private async attempt(breath: Breath): Promise<Analysis> {
    const troubles: Trouble[] = [];
    const settings = await this.files.settings(this.options, troubles);
    if (settings !== this.settings) this.discovery = undefined;
    this.settings = settings;
    const { date, roots } = this.options;
    const readings = settings.enable ? await this.readTemplates(breath, troubles) : [];
    const templates = readings.map((it) => it.template);
    const linkages = await this.links.linkAll(templates, breath);
    const findings: Finding[] = [];
    const functions: LinkedFunction[] = [];
    for (const template of templates) {
      for (const fn of template.functions) {
        await breath.take();
        const linkage = linkages.get(fn);
        if (!linkage) continue;
        const checked = this.checks.ofFunction(fn, template, linkage, { settings, date, troubles });
        functions.push(checked.linked);
        findings.push(...checked.findings);
      }
      findings.push(...checkTemplate(template, { settings, date, troubles }));
    }
    const baseline = await this.files.baseline(roots, settings, troubles);
    return this.conclude(readings, functions, findings, [...linkages.values()], baseline, troubles);
  }

  private async readTemplates(breath: Breath, troubles: Trouble[]): Promise<readonly TemplateReading[]> {
    this.discovery ??= await discover(
      this.options.roots,
      this.settings.templates,
      this.disk,
      looksLikeTemplate,
      breath,
    );
    troubles.push(...this.discovery.troubles);
    const open = this.store.open.filter((it) => mayBeTemplate(it) && this.holds(it));
    const files = [...new Set([...this.discovery.templates, ...open])].sort();
    const res: TemplateReading[] = [];
    for (const file of files) {
      await breath.take();
      const content = await this.store.loaded(file);
      if (content.kind === "text") {
        const parameters = await this.files.parameters(file, this.options.roots, this.settings, troubles);
        const passed = this.readings.get(file)?.passed ?? NOTHING_PASSED;
        const reading = this.read(file, content.text, parameters, passed);
        if (reading) res.push(reading);
      } else if (content.kind === "unread") {
        troubles.push({ file, message: `${content.reason} and is not analysed` });
      }
    }
    for (const file of this.readings.keys()) if (!files.includes(file)) this.readings.delete(file);
    return this.withPassedParameters(res);
  }

  /** Reads those again to which the templates that nest them now give other values than before. */
  private withPassedParameters(readings: readonly TemplateReading[]): readonly TemplateReading[] {
    let res = readings;
    for (let level = 0; level < MAX_NESTING; level++) {
      const passed = passedParameters(
        res.map(({ template }) => ({ template, explicit: this.explicitValues(template.file) })),
      );
      const next = res.map((it) => {
        const known = this.readings.get(it.template.file);
        const given = passed.get(it.template.file) ?? NOTHING_PASSED;
        if (!known || isDeepStrictEqual(known.passed, given)) return it;
        return this.read(it.template.file, known.text, known.parameters, given) ?? it;
      });
      if (next.every((it, index) => it === res[index])) return next;
      res = next;
    }
    return res;
  }

  private explicitValues(file: FileId): Settings["parameters"] {
    const known = this.readings.get(file);
    return { ...known?.passed.fixed, ...known?.parameters };
  }

  private holds(file: FileId): boolean {
    return this.options.roots.some((it) => isInside(it, file));
  }

  private read(
    file: FileId,
    text: string,
    parameters: Settings["parameters"],
    passed: PassedParameters,
  ): TemplateReading | undefined {
    const known = this.readings.get(file);
    if (known && known.text === text && known.parameters === parameters && isDeepStrictEqual(known.passed, passed))
      return known.reading;
    this.counters.templatesRead += 1;
    const read = readTemplate(file, text, {
      parameters: { ...passed.fixed, ...parameters },
      passed: passed.otherwise,
      cache: this.chunks,
    });
    this.counters.chunksParsed = this.chunks.parsed;
    const reading = read && { ...read, template: keepingEqualParts(read.template, known?.reading?.template) };
    this.readings.set(file, { text, parameters, passed, reading });
    return reading;
  }

  private conclude(
    readings: readonly TemplateReading[],
    functions: readonly LinkedFunction[],
    findings: readonly Finding[],
    linkages: readonly HandlerLinkage[],
    baseline: ReadBaseline | undefined,
    troubles: readonly Trouble[],
  ): Analysis {
    const sources = [...new Set(linkages.flatMap((it) => it.locals))].sort();
    const texts = this.textsOf([...readings.map((it) => it.template.file), ...sources]);
    const locator = new Locator({ text: (file) => texts.get(file), offsetOf: this.offsetsOf(readings, sources) });
    const suppressions = [
      ...readings.flatMap((it) => it.suppressions),
      ...sources.flatMap((it) => suppressionsIn(it, texts.get(it))),
    ];
    const { findings: kept, unused } = suppress(findings, suppressions, locator);
    const judged = judgedSuppressions(readings, unused).flatMap(
      (it) => findingOf(unusedSuppression, reportUnused(it), this.settings, { template: undefined }) ?? [],
    );
    const located = locateAll([...kept, ...judged], locator);
    const counted = ({ file, rule }: LocatedFinding) => ({ file: relative(baseline?.folder ?? file, file), rule });
    return {
      roots: this.options.roots,
      templates: readings,
      functions,
      findings: located,
      remaining: baseline ? beyondBaseline(located, baseline.counts, counted) : located,
      troubles,
      fileCount: texts.size,
      text: (file) => texts.get(file),
      locate: (place) => locator.locate(place),
      forRun: this.runReader(readings, texts),
      syntax: this.syntaxReader(readings, texts),
    };
  }

  /** Reads the templates of a snapshot for runs, each when it is asked for. */
  private runReader(readings: readonly TemplateReading[], texts: ReadonlyMap<FileId, string>): Analysis["forRun"] {
    const known = new Map([...this.readings.keys()].map((it) => [it, this.explicitValues(it)]));
    return (file) => {
      const template = readings.find((it) => it.template.file === file)?.template;
      const text = texts.get(file);
      const parameters = known.get(file) ?? {};
      return template && text !== undefined ? this.runTemplates.of(template, text, parameters) : undefined;
    };
  }

  /** Parses a template of a snapshot when it is asked for; trees stay in the cache of chunks, but for the last one. */
  private syntaxReader(readings: readonly TemplateReading[], texts: ReadonlyMap<FileId, string>): Analysis["syntax"] {
    let last: { readonly file: FileId; readonly syntax: TemplateSyntax } | undefined;
    return (file, other) => {
      const text = texts.get(file);
      if (text === undefined || !readings.some((it) => it.template.file === file)) return undefined;
      if (other !== undefined) return parseTemplate(file, other, this.chunks);
      if (last?.file !== file) last = { file, syntax: parseTemplate(file, text, this.chunks) };
      return last.syntax;
    };
  }

  private textsOf(files: readonly FileId[]): ReadonlyMap<FileId, string> {
    const res = new Map<FileId, string>();
    for (const file of files) {
      const content = this.store.read(file);
      if (content.kind === "text") res.set(file, content.text);
    }
    return res;
  }

  private offsetsOf(readings: readonly TemplateReading[], sources: readonly FileId[]): Locator["texts"]["offsetOf"] {
    const offsets = new Map<FileId, ReadonlyMap<string, number>>();
    for (const file of sources) {
      const known = this.modules.offsets(file);
      if (known) offsets.set(file, known);
    }
    for (const { template, offsets: known } of readings) offsets.set(template.file, known);
    return (file, chunk) => (chunk === "" ? 0 : offsets.get(file)?.get(chunk));
  }
}

/** Parts that are equal after an edit stay the same objects, so that what was derived from them holds. */
function keepingEqualParts(template: Template, before: Template | undefined): Template {
  if (!before) return template;
  const parts = Object.keys(template) as (keyof Template)[];
  const equal = parts.filter((it) =>
    it === "functions" || it === "resources"
      ? sameItems(template[it], before[it])
      : isDeepStrictEqual(template[it], before[it]),
  );
  if (equal.length === parts.length) return before;
  return { ...template, ...Object.fromEntries(equal.map((it) => [it, before[it]])) };
}

/** What a resource means is kept while it is the same: to compare in depth would cost more than it saves. */
function sameItems(left: Template["functions" | "resources"], right: Template["functions" | "resources"]): boolean {
  const [before, after] = [[...left.values()], [...right.values()]];
  return before.length === after.length && before.every((it, index) => it === after[index]);
}

function suppressionsIn(file: FileId, text: string | undefined): readonly Suppression[] {
  if (!text?.includes("lamplight-disable")) return [];
  return commentSuppressions(file, text, file.endsWith(".py") ? "#" : "//");
}

function reportUnused(suppression: Suppression): Report {
  return {
    place: suppression.place,
    message: rules.some((it) => it.id === suppression.rule || it.id.startsWith(`${suppression.rule}/`))
      ? `\`${suppression.rule}\` reports nothing here, so this suppression does nothing: remove it`
      : `There is no rule or group \`${suppression.rule}\`, so this suppression does nothing: correct the name or remove it`,
    fixes: [{ title: "Remove the suppression", safe: true, edits: [{ kind: "remove", place: suppression.whole }] }],
  };
}

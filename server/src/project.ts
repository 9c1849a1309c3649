import { type Baseline, beyondBaseline, InvalidBaseline, parseBaseline } from "./baseline.js";
import { type HandlerLinkage, linkHandler } from "./code/link.js";
import type { Parsers } from "./code/parse.js";
import { looksLikeTemplate, readTemplate } from "./config/read.js";
import type { TemplateReading } from "./config/reading.js";
import { commentSuppressions } from "./config/suppressions.js";
import { ChunkCache } from "./config/syntax/chunkCache.js";
import { findingOf, judgedSuppressions, Locator, locateAll, suppress } from "./findings.js";
import type { Analysis, Counters, LocatedFinding, Project, ProjectOptions, Trouble } from "./lamplight.js";
import type { Finding } from "./model/finding.js";
import { baseName, isInside, join, parentOf, relative, resolve } from "./model/path.js";
import type { FileId } from "./model/place.js";
import type { Settings } from "./model/settings.js";
import type { LambdaFunction, Suppression, Template } from "./model/template.js";
import { rules } from "./rules/index.js";
import { unusedSuppression } from "./rules/lamplight/unusedSuppression.js";
import type { LinkedFunction, Report, Rule, RuleContext } from "./rules/rule.js";
import { Breath } from "./workspace/breath.js";
import { type Discovery, discover, mayBeTemplate } from "./workspace/discover.js";
import type { Disk } from "./workspace/disk.js";
import { type Answers, FileStore } from "./workspace/fileStore.js";
import { ModuleCache } from "./workspace/moduleCache.js";
import { mergeSettings, parseSettings, SETTINGS_FILE } from "./workspace/settings.js";

interface CachedReading {
  readonly text: string;
  readonly parameters: Settings["parameters"];
  readonly reading: TemplateReading | undefined;
}

/** A function's link, and all that it was derived from. */
interface CachedLink {
  /** The properties of the function that linking reads, as text. */
  readonly inputs: string;
  readonly answers: Answers;
  readonly modules: ReadonlyMap<FileId, unknown>;
  readonly linkage: HandlerLinkage;
}

interface ReadBaseline {
  readonly folder: FileId;
  readonly counts: Baseline;
}

interface CachedCheck {
  readonly linkage: HandlerLinkage;
  readonly settings: Settings;
  readonly date: string;
  readonly linked: LinkedFunction;
  readonly findings: readonly Finding[];
}

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
  private readonly readings = new Map<FileId, CachedReading>();
  private readonly links = new Map<string, CachedLink>();
  private readonly checks = new WeakMap<LambdaFunction, CachedCheck>();
  private readonly open = new Map<FileId, string>();
  private discovery: Discovery | undefined;
  private settings: Settings;
  private settingsTexts: string | undefined;
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
  }

  overlay(file: FileId, text: string | undefined): void {
    if (text === undefined) this.open.delete(file);
    else this.open.set(file, text);
    this.store.overlay(file, text);
  }

  invalidate(files: readonly FileId[]): void {
    // A path without an extension that discovery knows may be a folder with templates below it.
    if (files.some((it) => mayBeTemplate(it) || !/\.\w+$/.test(it))) this.discovery = undefined;
    this.store.invalidate(files);
  }

  configure(change: Partial<Pick<ProjectOptions, "settings" | "date" | "roots">>): void {
    this.options = { ...this.options, ...change };
    this.settingsTexts = undefined;
    if (change.roots || change.settings) this.discovery = undefined;
    this.store.revision += 1;
  }

  /** One at a time: two at once would take each other's unanswered questions. */
  analyse(signal?: AbortSignal): Promise<Analysis> {
    const res = this.running.then(() => this.untilSettled(new Breath(signal)));
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
    await this.readSettings(troubles);
    const readings = this.settings.enable ? await this.readTemplates(breath, troubles) : [];
    const linkages = await this.linkAll(readings, breath);
    const findings: Finding[] = [];
    const functions: LinkedFunction[] = [];
    for (const { template } of readings) {
      for (const fn of template.functions) {
        await breath.take();
        const linkage = linkages.get(fn);
        if (!linkage) continue;
        const checked = this.check(fn, template, linkage, troubles);
        functions.push(checked.linked);
        findings.push(...checked.findings);
      }
      findings.push(...this.checkTemplate(template, troubles));
    }
    const baseline = await this.readBaseline(troubles);
    return this.conclude(readings, functions, findings, [...linkages.values()], baseline, troubles);
  }

  /** Lays the project files of the roots under the settings that were given from outside. */
  private async readSettings(troubles: Trouble[]): Promise<void> {
    const files = this.options.roots.map((it) => join(it, SETTINGS_FILE));
    const contents = await Promise.all(files.map((it) => this.store.loaded(it)));
    const texts = contents.map((it) => (it.kind === "text" ? it.text : undefined));
    const parsed = texts.map((it) => (it === undefined ? undefined : parseSettings(it)));
    for (const [index, it] of parsed.entries()) {
      const file = files[index];
      if (file) for (const message of it?.problems ?? []) troubles.push({ file, message });
    }
    const source = JSON.stringify(texts);
    if (source === this.settingsTexts) return;
    this.settingsTexts = source;
    this.settings = mergeSettings(this.options.settings, ...parsed.flatMap((it) => (it ? [it.settings] : [])));
    this.discovery = undefined;
  }

  /** The baseline that the settings name, relative to the root. One that cannot be used hides nothing, and is told. */
  private async readBaseline(troubles: Trouble[]): Promise<ReadBaseline | undefined> {
    const [root] = this.options.roots;
    if (!root || this.settings.baseline === undefined) return undefined;
    const file = resolve(root, this.settings.baseline);
    const content = await this.store.loaded(file);
    try {
      if (content.kind === "text")
        return { folder: parentOf(file), counts: parseBaseline(content.text, baseName(file)) };
      const why = content.kind === "absent" ? "does not exist" : content.reason;
      troubles.push({ file, message: `the baseline ${why}: write it with lamplight check --update-baseline` });
    } catch (error) {
      if (!(error instanceof InvalidBaseline)) throw error;
      troubles.push({ file, message: error.message });
    }
    return undefined;
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
    const open = [...this.open.keys()].filter((it) => mayBeTemplate(it) && this.holds(it));
    const files = [...new Set([...this.discovery.templates, ...open])].sort();
    const res: TemplateReading[] = [];
    for (const file of files) {
      await breath.take();
      const content = await this.store.loaded(file);
      if (content.kind === "text") {
        const reading = this.read(file, content.text);
        if (reading) res.push(reading);
      } else if (content.kind === "unread") {
        troubles.push({ file, message: `${content.reason} and is not analysed` });
      }
    }
    for (const file of this.readings.keys()) if (!files.includes(file)) this.readings.delete(file);
    return res;
  }

  private holds(file: FileId): boolean {
    return this.options.roots.some((it) => isInside(it, file));
  }

  private read(file: FileId, text: string): TemplateReading | undefined {
    const { parameters } = this.settings;
    const known = this.readings.get(file);
    if (known && known.text === text && known.parameters === parameters) return known.reading;
    this.counters.templatesRead += 1;
    const reading = readTemplate(file, text, { parameters, cache: this.chunks });
    this.counters.chunksParsed = this.chunks.parsed;
    this.readings.set(file, { text, parameters, reading });
    return reading;
  }

  /**
   * Links every function. What linking asks and is not loaded is answered as absent at first; once all functions have
   * asked, the answers are loaded together and those that asked are linked again, until nothing is left to load.
   */
  private async linkAll(
    readings: readonly TemplateReading[],
    breath: Breath,
  ): Promise<ReadonlyMap<LambdaFunction, HandlerLinkage>> {
    const res = new Map<LambdaFunction, HandlerLinkage>();
    let waiting = readings.flatMap(({ template }) => template.functions.map((fn) => ({ fn, template })));
    const wanted = new Set(waiting.map(({ fn, template }) => linkKey(template, fn)));
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
    const key = linkKey(template, fn);
    const inputs = JSON.stringify([fn.runtime, fn.handler, fn.code, fn.packageType, fn.build, fn.layers]);
    const known = this.links.get(key);
    if (known && known.inputs === inputs && this.store.unchanged(known.answers)) {
      const same = [...known.modules].every(([file, module]) => this.modules.module(file) === module);
      if (this.store.asked || this.modules.incomplete) return undefined;
      if (same) return known.linkage;
    }
    if (this.store.asked) return undefined;
    const answers = new Map<string, string>();
    const modules = new Map<FileId, unknown>();
    const linkage = linkHandler(fn, {
      files: this.store.recording(answers),
      templateFolder: parentOf(template.file),
      module: (file) => {
        const module = this.modules.module(file);
        modules.set(file, module);
        return module;
      },
      inline: (grammar, text) => this.modules.inline(grammar, text),
    });
    if (this.store.asked || this.modules.incomplete) return undefined;
    this.counters.functionsLinked += 1;
    this.links.set(key, { inputs, answers, modules, linkage });
    return linkage;
  }

  private check(fn: LambdaFunction, template: Template, linkage: HandlerLinkage, troubles: Trouble[]): CachedCheck {
    const { settings } = this;
    const { date } = this.options;
    const known = this.checks.get(fn);
    if (known && known.linkage === linkage && known.settings === settings && known.date === date) return known;
    this.counters.functionsChecked += 1;
    const linked: LinkedFunction = {
      ...fn,
      template,
      link: linkage.link,
      environmentWrites: linkage.environmentWrites,
      environmentReferences: linkage.environmentReferences,
    };
    const about = { function: fn.id, template: template.file };
    const silent = fn.resource.broken || fn.resource.excluded;
    const findings = silent
      ? []
      : rules.flatMap((rule) =>
          rule.scope === "function" ? this.run(rule, template, about, troubles, (ctx) => rule.check(linked, ctx)) : [],
        );
    const res = { linkage, settings, date, linked, findings };
    this.checks.set(fn, res);
    return res;
  }

  private checkTemplate(template: Template, troubles: Trouble[]): readonly Finding[] {
    return rules.flatMap((rule) =>
      rule.scope === "template"
        ? this.run(rule, template, { template: template.file }, troubles, (ctx) => rule.check(template, ctx))
        : [],
    );
  }

  /** A bug in a rule costs that rule, and is told. */
  private run(
    rule: Rule,
    template: Template,
    about: Pick<Finding, "function" | "template">,
    troubles: Trouble[],
    check: (ctx: RuleContext) => Iterable<Report>,
  ): readonly Finding[] {
    const folder = parentOf(template.file);
    try {
      const reports = [...check({ date: this.options.date, display: (file) => relative(folder, file) })];
      return reports.flatMap((it) => findingOf(rule, it, this.settings, about) ?? []);
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      troubles.push({ file: template.file, message: `rule ${rule.id} failed: ${stack}` });
      return [];
    }
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
      templates: readings,
      functions,
      findings: located,
      remaining: baseline ? beyondBaseline(located, baseline.counts, counted) : located,
      troubles,
      fileCount: texts.size,
      text: (file) => texts.get(file),
      locate: (place) => locator.locate(place),
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

function linkKey(template: Template, fn: LambdaFunction): string {
  return `${template.file}#${fn.id}`;
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

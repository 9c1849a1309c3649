import { isDeepStrictEqual } from "node:util";
import { type Baseline, InvalidBaseline, parseBaseline } from "./baseline.js";
import { overridesFor, readSamConfig, SAM_CONFIG } from "./config/samConfig.js";
import type { ProjectOptions, Trouble } from "./lamplight.js";
import { baseName, join, parentOf, resolve } from "./model/path.js";
import type { FileId } from "./model/place.js";
import type { Settings } from "./model/settings.js";
import type { FileStore } from "./workspace/fileStore.js";
import { mergeSettings, parseSettings, SETTINGS_FILE } from "./workspace/settings.js";

/** A baseline, and the folder that its files are relative to. */
export interface ReadBaseline {
  readonly folder: FileId;
  readonly counts: Baseline;
}

/** What a project says of itself in its own files, each read once for each text. */
export class ProjectFiles {
  private readonly settingsFiles = new ReadOnce(parseSettings);
  private readonly baselines = new ReadOnce(countsOf);
  private readonly samConfigs = new ReadOnce(readSamConfig);
  private readonly parameterSets = new Map<FileId, Settings["parameters"]>();
  private merged: Settings | undefined;

  constructor(private readonly store: FileStore) {}

  /**
   * The project files of the roots under the settings that were given from outside. The same object for as long as they
   * say the same.
   */
  async settings({ roots, settings }: ProjectOptions, troubles: Trouble[]): Promise<Settings> {
    const files = roots.map((it) => join(it, SETTINGS_FILE));
    const contents = await Promise.all(files.map(async (file) => ({ file, content: await this.store.loaded(file) })));
    const parsed = contents.flatMap(({ file, content }) =>
      content.kind === "text" ? [{ file, ...this.settingsFiles.read(file, content.text) }] : [],
    );
    for (const { file, problems } of parsed) troubles.push(...problems.map((message) => ({ file, message })));
    const res = mergeSettings(settings, ...parsed.map((it) => it.settings));
    if (!isDeepStrictEqual(res, this.merged)) this.merged = res;
    return this.merged ?? res;
  }

  /**
   * The explicit values of a template's parameters: those of the settings over those that `samconfig.toml` deploys it
   * with. The same object for as long as they are the same.
   */
  async parameters(
    template: FileId,
    roots: readonly FileId[],
    { parameters, samEnvironment = "default" }: Settings,
    troubles: Trouble[],
  ): Promise<Settings["parameters"]> {
    const res: Record<string, string> = {};
    for (const folder of new Set([...roots, parentOf(template)])) {
      const file = join(folder, SAM_CONFIG);
      const content = await this.store.loaded(file);
      if (content.kind !== "text") continue;
      const config = this.samConfigs.read(file, content.text);
      if (config.problem !== undefined && !troubles.some((it) => it.file === file)) {
        troubles.push({ file, message: `${config.problem}: its parameter_overrides are not used` });
      }
      Object.assign(res, overridesFor(template, config, file, samEnvironment));
    }
    const merged = Object.keys(res).length === 0 ? parameters : { ...res, ...parameters };
    const known = this.parameterSets.get(template);
    if (known && isDeepStrictEqual(known, merged)) return known;
    this.parameterSets.set(template, merged);
    return merged;
  }

  /** The baseline that the settings name, relative to the root. One that cannot be used hides nothing, and is told. */
  async baseline(
    [root]: readonly FileId[],
    { baseline }: Settings,
    troubles: Trouble[],
  ): Promise<ReadBaseline | undefined> {
    if (!root || baseline === undefined) return undefined;
    const file = resolve(root, baseline);
    const content = await this.store.loaded(file);
    if (content.kind === "text") {
      const counts = this.baselines.read(file, content.text);
      if (!(counts instanceof InvalidBaseline)) return { folder: parentOf(file), counts };
      troubles.push({ file, message: counts.message });
    } else {
      const why = content.kind === "absent" ? "does not exist" : content.reason;
      troubles.push({ file, message: `the baseline ${why}: write it with lamplight check --update-baseline` });
    }
    return undefined;
  }
}

/** What was made of the text of each file, until it has another text. */
class ReadOnce<T> {
  private readonly known = new Map<FileId, { readonly text: string; readonly value: T }>();

  constructor(private readonly parse: (text: string, file: FileId) => T) {}

  read(file: FileId, text: string): T {
    const known = this.known.get(file);
    if (known?.text === text) return known.value;
    const value = this.parse(text, file);
    this.known.set(file, { text, value });
    return value;
  }
}

function countsOf(text: string, file: FileId): Baseline | InvalidBaseline {
  try {
    return parseBaseline(text, baseName(file));
  } catch (error) {
    if (error instanceof InvalidBaseline) return error;
    throw error;
  }
}

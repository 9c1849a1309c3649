import { readFileSync } from "node:fs";
import path from "node:path";
import { openProject, type Project } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";
import { DEFAULT_SETTINGS, type Settings } from "../../../server/src/model/settings.js";
import { rules } from "../../../server/src/rules/index.js";
import { mergeSettings, parseSettings, SETTINGS_FILE } from "../../../server/src/workspace/settings.js";
import { fileIdOf } from "../../../server/src/workspace/uri.js";
import { isInside, type Target } from "./paths.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usageError.js";
import { suggestion } from "./words.js";

/** Targets that have their settings in common, and are analysed as one project. */
export interface Plan {
  /** What paths in the settings are relative to. */
  readonly folder: FileId;
  readonly settings: Settings;
  readonly targets: readonly Target[];
}

/** The values that `--parameter` gives. */
export function parametersOf(given: readonly string[]): Settings["parameters"] {
  const entries = given.map((it) => {
    const [, name, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(it) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`--parameter ${it} is not of the form NAME=VALUE: write for example --parameter Stage=prod`);
    }
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

/** Groups targets by the project file that holds for them. */
export function planProjects(
  targets: readonly Target[],
  parameters: Settings["parameters"],
  terminal: Terminal,
): readonly Plan[] {
  const byFolder = new Map<string, Target[]>();
  for (const target of targets) {
    const folder = settingsFolder(target, terminal.cwd);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), target]);
  }
  return [...byFolder].map(([folder, group]) => {
    const given = { ...DEFAULT_SETTINGS, parameters };
    const settings = mergeSettings(given, readProjectFile(folder, terminal));
    return { folder: fileIdOf(folder), settings, targets: group };
  });
}

/** Opens the project of a plan. Its baseline stays with the plan, as the command may name another. */
export function openPlan({ targets, settings }: Plan, date: string, { grammars }: Terminal): Promise<Project> {
  const { baseline: _, ...withoutBaseline } = settings;
  return openProject({ roots: targets.map((it) => it.file), settings: withoutBaseline, date, grammars });
}

/** The nearest folder with a project file, upwards to the working directory; else the target's own. */
function settingsFolder({ file, kind }: Target, cwd: string): string {
  const own = kind === "folder" ? file : path.dirname(file);
  for (let folder: string = own; ; folder = path.dirname(folder)) {
    if (readText(path.join(folder, SETTINGS_FILE)) !== undefined) return folder;
    if (!isInside(cwd, folder) || path.relative(cwd, folder) === "") return own;
  }
}

/** @throws UsageError for a file that says something else than settings can be */
function readProjectFile(folder: string, { cwd, complain }: Terminal): Partial<Settings> {
  const file = path.join(folder, SETTINGS_FILE);
  const text = readText(file);
  if (text === undefined) return {};
  const name = path.relative(cwd, file);
  const { settings, problems } = parseSettings(text);
  if (problems.length > 0) throw new UsageError(`${name}: ${problems.join("; ")}`);
  for (const problem of unknownRules(settings.rules ?? {})) complain(`${name}: ${problem}`);
  return settings;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UsageError(`${file} cannot be read (${code}): make it a readable file, or remove it`);
  }
}

function unknownRules(given: Settings["rules"]): readonly string[] {
  const groups = [...new Set(rules.map(({ id }) => id.slice(0, id.indexOf("/"))))];
  const known = [...rules.map(({ id }) => id), ...groups];
  return Object.keys(given)
    .filter((it) => !known.includes(it))
    .map(
      (it) => `there is no rule or group ${JSON.stringify(it)}: ${suggestion(it, it.includes("/") ? known : groups)}`,
    );
}

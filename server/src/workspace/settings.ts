import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { join } from "../model/path.js";
import type { FileId } from "../model/place.js";
import {
  DEFAULT_RUN_SETTINGS,
  isRuleSetting,
  RULE_SETTINGS,
  type RunSettings,
  type Settings,
} from "../model/settings.js";
import { type Disk, nodeDisk } from "./disk.js";
import { executableProblem, isExecutable, parseRunSettings } from "./runSettings.js";
import { entries, isText, list, name, path, propertiesOf, wrongType } from "./settingsValues.js";

/** The project file, at the root of a project. */
export const SETTINGS_FILE = ".lamplight.json";

/** What a project file says, and what in it could not be understood. */
interface ParsedSettings {
  readonly settings: Partial<Settings>;
  readonly run: RunSettings;
  /** One sentence each, without a final period. */
  readonly problems: readonly string[];
}

const KEYS = ["rules", "templates", "parameters", "samEnvironment", "baseline", "run"];

/** Reads a `.lamplight.json`: JSON with comments. A wrong value costs itself; the others hold. */
export function parseSettings(text: string): ParsedSettings {
  const errors: ParseError[] = [];
  const source = text.replace(/^\uFEFF/, "");
  const root = parseTree(source, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) return nothing(syntaxProblem(source, error));
  return root?.type === "object" ? readObject(root) : nothing(wrongType("the file", "an object", root));
}

/** How the functions of a folder are run: what its own project file says, the defaults where it says nothing. */
export async function runSettingsOf(
  folder: FileId,
  disk: Disk = nodeDisk,
): Promise<Pick<ParsedSettings, "run" | "problems">> {
  const content = await disk.read(join(folder, SETTINGS_FILE));
  if (content.kind === "text") return parseSettings(content.text);
  return { run: DEFAULT_RUN_SETTINGS, problems: content.kind === "unread" ? [`the file ${content.reason}`] : [] };
}

/** Lays the given settings over those of project files; of two project files, the first wins. */
export function mergeSettings(given: Settings, ...projectFiles: readonly Partial<Settings>[]): Settings {
  const baseline = given.baseline ?? projectFiles.find((it) => it.baseline !== undefined)?.baseline;
  const samEnvironment = given.samEnvironment ?? projectFiles.find((it) => it.samEnvironment)?.samEnvironment;
  const fromLast = projectFiles.toReversed();
  return {
    enable: given.enable && projectFiles.every((it) => it.enable ?? true),
    rules: Object.assign({}, ...fromLast.map((it) => it.rules), given.rules),
    templates: [...new Set([...projectFiles.flatMap((it) => it.templates ?? []), ...given.templates])],
    parameters: Object.assign({}, ...fromLast.map((it) => it.parameters), given.parameters),
    ...(samEnvironment !== undefined && { samEnvironment }),
    ...(baseline !== undefined && { baseline }),
  };
}

function nothing(problem: string): ParsedSettings {
  return { settings: {}, run: DEFAULT_RUN_SETTINGS, problems: [problem] };
}

function readObject(root: Node): ParsedSettings {
  const problems: string[] = [];
  const settings: { -readonly [K in keyof Settings]?: Settings[K] } = {};
  let run = DEFAULT_RUN_SETTINGS;
  for (const [key, value] of propertiesOf(root)) {
    if (key === "rules") settings.rules = entries(key, value, ruleSetting, RULE_SETTING, problems);
    else if (key === "templates") settings.templates = list(key, value, "a list of globs", problems);
    else if (key === "parameters") settings.parameters = entries(key, value, textOf, "a string", problems);
    else if (key === "samEnvironment") settings.samEnvironment = name(key, value, problems);
    else if (key === "baseline") settings.baseline = path(key, value, problems);
    else if (key === "run") run = parseRunSettings(value, problems);
    else if (isExecutable(key)) problems.push(executableProblem(key));
    else if (key !== "$schema") problems.push(`there is no setting "${key}": use ${KEYS.join(", ")}`);
  }
  return { settings, run, problems };
}

const RULE_SETTING = `one of ${RULE_SETTINGS.join(", ")}`;

function ruleSetting(value: unknown) {
  return isRuleSetting(value) ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

function syntaxProblem(text: string, { error, offset }: ParseError): string {
  const before = text.slice(0, offset).split("\n");
  const words = printParseErrorCode(error).replace(/([a-z])([A-Z])/g, "$1 $2");
  return `not JSON at ${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${words.toLowerCase()}`;
}

import { DEFAULT_SETTINGS, isRuleSetting, RULE_SETTINGS, type Settings } from "./model/settings.js";

/** Where lenses are shown: above handlers that templates name, above all that look like handlers, or nowhere. */
export type CodeLensMode = "linked" | "all" | "off";

/** What a client's settings say, and what in them could not be understood. */
interface ClientSettings {
  readonly settings: Settings;
  /** Beside the settings of analysis, whose results do not depend on it. */
  readonly codeLens: CodeLensMode;
  /** One sentence each, for the log. */
  readonly problems: readonly string[];
}

/** Reads the `lamplight` section. A wrong value costs itself: the others hold, and it is as if it were not set. */
export function clientSettings(section: unknown): ClientSettings {
  const problems: string[] = [];
  const values = isRecord(section) ? section : {};
  if (section !== undefined && section !== null && !isRecord(section)) problems.push(problem("", "an object", section));
  const baseline = read("baseline", isString, "a path", "");
  const samEnvironment = read("samEnvironment", isString, "the name of an environment", "");
  const settings: Settings = {
    enable: read("enable", isBoolean, "true or false", DEFAULT_SETTINGS.enable),
    rules: entries("rules", isRuleSetting, `one of ${RULE_SETTINGS.join(", ")}`),
    templates: read("templates", isStringList, "a list of globs", DEFAULT_SETTINGS.templates),
    parameters: entries("parameters", isString, "a string"),
    ...(samEnvironment !== "" && { samEnvironment }),
    ...(baseline !== "" && { baseline }),
  };
  const codeLens = read("codeLens", isCodeLensMode, `one of ${CODE_LENS_MODES.join(", ")}`, "linked");
  return { settings, codeLens, problems };

  function read<T>(name: string, is: (value: unknown) => value is T, expected: string, otherwise: T): T {
    const value = values[name];
    if (is(value)) return value;
    if (value !== undefined && value !== null) problems.push(problem(`.${name}`, expected, value));
    return otherwise;
  }

  function entries<T>(name: string, is: (value: unknown) => value is T, expected: string): Readonly<Record<string, T>> {
    const res: Record<string, T> = {};
    for (const [key, value] of Object.entries(read(name, isRecord, "an object", {}))) {
      if (is(value)) res[key] = value;
      else problems.push(problem(`.${name}["${key}"]`, expected, value));
    }
    return res;
  }
}

const CODE_LENS_MODES: readonly CodeLensMode[] = ["linked", "all", "off"];

function isCodeLensMode(value: unknown): value is CodeLensMode {
  return CODE_LENS_MODES.some((it) => it === value);
}

function problem(name: string, expected: string, value: unknown): string {
  return `setting lamplight${name} is ignored: expected ${expected}, got ${JSON.stringify(value)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isString);
}

import type { Severity } from "./model/finding.js";
import { DEFAULT_SETTINGS, type Settings } from "./model/settings.js";

/** What a client's settings say, and what in them could not be understood. */
export interface ClientSettings {
  readonly settings: Settings;
  /** One sentence each, for the log. */
  readonly problems: readonly string[];
}

const SEVERITIES: readonly string[] = ["error", "warning", "information", "hint", "off"] satisfies (Severity | "off")[];

/** Reads the `lamplight` section. A wrong value costs itself: the others hold, and it is as if it were not set. */
export function clientSettings(section: unknown): ClientSettings {
  const problems: string[] = [];
  const values = isRecord(section) ? section : {};
  if (section !== undefined && section !== null && !isRecord(section)) problems.push(problem("", "an object", section));
  const baseline = read("baseline", isString, "a path", "");
  const settings: Settings = {
    enable: read("enable", isBoolean, "true or false", DEFAULT_SETTINGS.enable),
    rules: entries("rules", isSeverity, `one of ${SEVERITIES.join(", ")}`),
    templates: read("templates", isStringList, "a list of globs", DEFAULT_SETTINGS.templates),
    parameters: entries("parameters", isString, "a string"),
    ...(baseline !== "" && { baseline }),
  };
  return { settings, problems };

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

function isSeverity(value: unknown): value is Severity | "off" {
  return isString(value) && SEVERITIES.includes(value);
}

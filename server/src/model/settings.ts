import { SEVERITIES, type Severity } from "./finding.js";

/** What a rule can be set to. */
export type RuleSetting = Severity | "off";

export const RULE_SETTINGS: readonly RuleSetting[] = ["off", ...SEVERITIES];

export function isRuleSetting(value: unknown): value is RuleSetting {
  return RULE_SETTINGS.some((it) => it === value);
}

/** What a user can set for analysis: from the editor, and from `.lamplight.json` at the root, which the editor's overrule. */
export interface Settings {
  readonly enable: boolean;
  /** Severity by rule id or group; the id wins over the group. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Globs of templates outside the depth or the names that discovery covers, relative to the root. */
  readonly templates: readonly string[];
  /** Values of template parameters, by name. They overrule defaults and decide conditions. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The environment of `samconfig.toml` whose parameters count; `default` unless it is set. */
  readonly samEnvironment?: string | undefined;
  /** Path of the baseline, relative to the root. */
  readonly baseline?: string | undefined;
}

export const DEFAULT_SETTINGS: Settings = { enable: true, rules: {}, templates: [], parameters: {} };

/** How functions are run, from the key `run` of `.lamplight.json`. Analysis does not look at it. */
export interface RunSettings {
  /** Path of a `.env` file, relative to the root. */
  readonly envFile?: string | undefined;
  /** What calls to AWS reach, by logical id; `*` for the functions that are not named. Without either they are blocked. */
  readonly aws: Readonly<Record<string, AwsSetting>>;
  /** Names of variables that functions are given from the environment of the user. */
  readonly inherit: readonly string[];
  /** Seconds, or those of the template, or no limit. */
  readonly timeout: "template" | "none" | number;
}

export type AwsSetting = { readonly profile: string } | { readonly endpoint: string };

export const DEFAULT_RUN_SETTINGS: RunSettings = { aws: {}, inherit: [], timeout: "template" };

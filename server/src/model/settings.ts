import type { Severity } from "./finding.js";

/** What a user can set for analysis: from the editor, and from `.lamplight.json` at the root, which the editor's overrule. */
export interface Settings {
  readonly enable: boolean;
  /** Severity by rule id or group; the id wins over the group. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
  /** Globs of templates outside the depth or the names that discovery covers, relative to the root. */
  readonly templates: readonly string[];
  /** Values of template parameters, by name. They overrule defaults and decide conditions. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Path of the baseline, relative to the root. */
  readonly baseline?: string | undefined;
}

export const DEFAULT_SETTINGS: Settings = { enable: true, rules: {}, templates: [], parameters: {} };

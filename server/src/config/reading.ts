import type { Suppression, Template } from "../model/template.js";

/** A template as read from one text, with where its chunks begin in that text. */
export interface TemplateReading {
  readonly template: Template;
  /** Start of each chunk; `""` is 0. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly suppressions: readonly Suppression[];
}

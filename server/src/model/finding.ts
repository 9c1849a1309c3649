import type { FileId, Place } from "./place.js";

/** From the least to the most severe. */
export const SEVERITIES = ["hint", "information", "warning", "error"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What a fix wants changed; `config/write` turns it into text edits, or refuses. */
export type Edit =
  /** Replaces a scalar of a template, keeping its quoting style. */
  | { readonly kind: "set-scalar"; readonly place: Place; readonly value: string | number }
  /** Sets a property of a resource, creating the maps on the way. */
  | {
      readonly kind: "set-property";
      readonly file: FileId;
      readonly resource: string;
      /** From the resource's body: `["Properties", "Timeout"]`. */
      readonly path: readonly string[];
      readonly value: string | number;
    }
  /** Removes a map entry or a list item with its line; the map itself too when it would be left empty. */
  | { readonly kind: "remove"; readonly place: Place }
  /** Renames a map key. */
  | { readonly kind: "rename-key"; readonly place: Place; readonly name: string }
  /** Replaces text in source code. */
  | { readonly kind: "text"; readonly place: Place; readonly newText: string };

export interface Fix {
  /** An imperative: "Set Timeout to 900". */
  readonly title: string;
  /** The meaning of the program cannot change for the worse: applied by `check --fix` and "fix all". */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
  /** A file to make that is not there yet. */
  readonly creates?: { readonly file: FileId; readonly text: string } | undefined;
}

export interface Related {
  readonly place: Place;
  readonly message: string;
}

/** A problem that is certain. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly place: Place;
  /** What, why and what to do, in one or two sentences without a final period. */
  readonly message: string;
  /** Logical id of the function it is about. */
  readonly function?: string | undefined;
  readonly template?: FileId | undefined;
  readonly data?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}

import type { Span } from "../../model/place.js";

/** What a name in a template stands for. */
export type NameKind =
  | "resource"
  | "parameter"
  | "pseudo-parameter"
  | "condition"
  | "mapping"
  /** A key inside a mapping; its name is the path to it. */
  | "mapping-key"
  /** A variable of one `Fn::Sub` or one `Fn::ForEach`. */
  | "variable"
  /** Nothing of this template. */
  | "unknown";

/** A place in a template's text that declares a name or uses it. Spans are offsets of the whole text. */
export interface NamePlace extends Span {
  readonly kind: NameKind;
  readonly name: string;
  /** Tells apart variables of the same name. */
  readonly scope: string;
  readonly declares: boolean;
  /** The span holds the name and nothing else, so that another can be written there. */
  readonly exact: boolean;
  /** What follows the name: `Arn` of `Table.Arn`. */
  readonly attribute?: NamedAttribute | undefined;
  /** The whole id where SAM makes one out of the name: `OrdersRole` of the function `Orders`. */
  readonly generated?: string | undefined;
}

export interface NamedAttribute extends Span {
  readonly name: string;
}

/** All names of one template, in the order of the text. */
export interface TemplateNames {
  readonly places: readonly NamePlace[];
  /** Why there may be places that are not here. */
  readonly incomplete: readonly string[];
}

/** The name at an offset, a cursor behind its last character included; the innermost where they overlap. */
export function nameAt({ places }: TemplateNames, offset: number): NamePlace | undefined {
  const touched = places.filter(
    (it) => touches(wholeOf(it), offset) || (it.attribute && touches(it.attribute, offset)),
  );
  return touched.toSorted((a, b) => a.end - a.start - (b.end - b.start))[0];
}

/** The span of a name, or of the whole id that SAM makes out of it. */
export function wholeOf({ start, end, exact, generated }: NamePlace): Span {
  return { start, end: exact && generated !== undefined ? start + generated.length : end };
}

export function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** All places of the thing that a place names. */
export function placesOf({ places }: TemplateNames, named: NamePlace): readonly NamePlace[] {
  return places.filter((it) => it.kind === named.kind && it.name === named.name && it.scope === named.scope);
}

export function declarationOf(names: TemplateNames, named: NamePlace): NamePlace | undefined {
  // Of two declarations, the last one counts.
  return placesOf(names, named).findLast((it) => it.declares);
}

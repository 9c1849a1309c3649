import type { Span } from "../../model/place.js";

/**
 * The syntax of a template, the same for YAML and JSON. Spans are relative to the chunk that was parsed. A tagged
 * value (`!Ref x`) spans its tag too.
 */
export type SyntaxNode = ScalarNode | MapNode | SequenceNode | AliasNode;

interface Written extends Span {
  /** As written: `!Ref`. Tags of YAML itself are resolved and not kept. */
  readonly tag?: string | undefined;
  readonly anchor?: string | undefined;
}

export type ScalarStyle = "plain" | "single" | "double" | "block";

export interface ScalarNode extends Written {
  readonly kind: "scalar";
  /** The text after unquoting and folding; what it means is not decided here (`012` stays `012`). */
  readonly text: string;
  readonly style: ScalarStyle;
  /** The loop that its text is of, which the template writes only with a hole. */
  readonly loop?: string | undefined;
}

export interface MapEntry extends Span {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SyntaxNode;
}

export interface MapNode extends Written {
  readonly kind: "map";
  readonly flow: boolean;
  /** In source order, duplicates included. */
  readonly entries: readonly MapEntry[];
  /** Some keys are no scalars and are not among the entries. */
  readonly partial: boolean;
}

interface SequenceNode extends Written {
  readonly kind: "sequence";
  readonly flow: boolean;
  readonly items: readonly SyntaxNode[];
}

/** `*name`; what it stands for is looked up when it is evaluated, for it may stand in another chunk. */
interface AliasNode extends Written {
  readonly kind: "alias";
  readonly name: string;
}

/** One parsed text. It holds no offset of the file, so that equal texts share it. */
export interface ParsedText {
  readonly root: SyntaxNode | undefined;
  /** Where the text does not parse. */
  readonly errors: readonly Span[];
  readonly anchors: ReadonlyMap<string, SyntaxNode>;
}

/** Deeper nesting than any template needs is not followed. */
export const MAX_DEPTH = 200;

/** The last entry with a key, which is the one that AWS reads. */
export function entryNamed(node: SyntaxNode | undefined, key: string): MapEntry | undefined {
  return node?.kind === "map" ? node.entries.findLast((it) => it.key === key) : undefined;
}

/** The same node, its spans moved back by `base`. */
function relativeTo(base: number, node: SyntaxNode): SyntaxNode {
  const span = { start: node.start - base, end: node.end - base };
  switch (node.kind) {
    case "map":
      return { ...node, ...span, entries: node.entries.map((it) => entryRelativeTo(base, it)) };
    case "sequence":
      return { ...node, ...span, items: node.items.map((it) => relativeTo(base, it)) };
    default:
      return { ...node, ...span };
  }
}

export function entryRelativeTo(base: number, entry: MapEntry): MapEntry {
  return {
    key: entry.key,
    start: entry.start - base,
    end: entry.end - base,
    keySpan: { start: entry.keySpan.start - base, end: entry.keySpan.end - base },
    value: relativeTo(base, entry.value),
  };
}

/**
 * The text of a template as collections and scalars with their spans: what an edit needs to know of YAML and JSON, and
 * no more. Nothing is evaluated, aliases are not followed.
 */
export type TreeNode = Scalar | Opaque | Collection;

interface NodeBase {
  /** Where the node begins, its tag and anchor included. */
  readonly start: number;
  readonly end: number;
  readonly tag?: string | undefined;
  readonly anchored: boolean;
  /** The entry or item that holds the node; undefined for the root. */
  readonly slot: Slot | undefined;
}

export type ScalarStyle = "plain" | "single" | "double";

export interface Scalar extends NodeBase {
  readonly kind: "scalar";
  readonly style: ScalarStyle;
  readonly text: string;
}

/** What edits go around, never into: nothing at all after a colon, a block scalar, an alias, a pair in a sequence. */
export interface Opaque extends NodeBase {
  readonly kind: "empty" | "blockScalar" | "alias" | "pair";
  readonly text: string;
}

export interface Collection extends NodeBase {
  readonly kind: "map" | "sequence";
  readonly style: "block" | "flow";
  readonly slots: readonly Slot[];
  /** Holds what edits do not understand: keys that are explicit, tagged, anchored or no scalars, and pairs. */
  readonly odd: boolean;
}

/** An entry of a map, or an item of a sequence. */
export class Slot {
  readonly value: TreeNode;
  /** The start of the key, or of an item's value. */
  readonly start: number;
  readonly end: number;
  /** Where it begins with its mark: the dash of a block item, else `start`. */
  readonly mark: number;

  constructor(
    readonly owner: Collection,
    readonly key: Key | undefined,
    valueIn: (slot: Slot) => TreeNode,
    dash?: number,
  ) {
    this.value = valueIn(this);
    this.start = key?.start ?? this.value.start;
    this.end = this.value.end;
    this.mark = dash ?? this.start;
  }
}

export interface Key {
  readonly start: number;
  readonly end: number;
  readonly style: ScalarStyle;
  readonly text: string;
  /** After the colon; the key's end when there is none. */
  readonly colonEnd: number;
}

/** What edits do to a tree; `describe` applies them to check that the edited text says exactly that. */
export interface Effects {
  readonly replaced: Map<TreeNode, Description>;
  readonly renamed: Map<Slot, string>;
  readonly removed: Set<Slot>;
  readonly inserted: Map<Collection, Map<string, Description>>;
}

/** What a node says, without its place and its layout. */
export type Description = readonly unknown[];

export function noEffects(): Effects {
  return { replaced: new Map(), renamed: new Map(), removed: new Set(), inserted: new Map() };
}

export function describeScalar(text: string, style: ScalarStyle): Description {
  return ["scalar", "", false, style === "plain", text];
}

/** A scalar inside maps of one entry each. */
export function describeNested(path: readonly string[], scalar: Description): Description {
  return path.reduceRight<Description>((inner, key) => ["map", "", false, [[key, inner]]], scalar);
}

/** What the tree says after the effects. */
export function describe(node: TreeNode, effects: Effects): Description {
  const replaced = effects.replaced.get(node);
  if (replaced) return replaced;
  const head = [node.kind, node.tag ?? "", node.anchored];
  if (node.kind === "scalar") return [...head, node.style === "plain", node.text];
  if (!isCollection(node)) return [...head, node.text];
  const slots: unknown[] = node.slots
    .filter((it) => !effects.removed.has(it))
    .map((it) => [effects.renamed.get(it) ?? it.key?.text, describe(it.value, effects)]);
  return [...head, [...slots, ...(effects.inserted.get(node) ?? [])]];
}

export function isCollection(node: TreeNode): node is Collection {
  return node.kind === "map" || node.kind === "sequence";
}

/** Every entry and item below a node that a test accepts. */
export function slotsWhere(node: TreeNode, accepts: (slot: Slot) => boolean): readonly Slot[] {
  if (!isCollection(node)) return [];
  return node.slots.flatMap((it) => [...(accepts(it) ? [it] : []), ...slotsWhere(it.value, accepts)]);
}

/** The entry of a key, if the map has exactly one. */
export function onlyEntry(map: Collection, key: string): Slot | undefined {
  const [slot, second] = map.slots.filter((it) => it.key?.text === key);
  return second ? undefined : slot;
}

export function hasKey(map: Collection, key: string): boolean {
  return map.slots.some((it) => it.key?.text === key);
}

/** A node and the collections around it, innermost first. */
export function* lineage(node: TreeNode): Iterable<TreeNode> {
  for (let it: TreeNode | undefined = node; it; it = it.slot?.owner) yield it;
}

/** Whether removing the node would take away what an alias may stand for. */
export function holdsAnchor(node: TreeNode): boolean {
  return node.anchored || (isCollection(node) && node.slots.some((it) => holdsAnchor(it.value)));
}

/**
 * Whether a change here is a change only here. An anchored node is used elsewhere too; a map with a merge key takes
 * entries from elsewhere; a tag or a function's name gives keys and items another meaning than their own.
 */
export function isOwn(collection: Collection): boolean {
  if (collection.odd || collection.tag !== undefined) return false;
  if (collection.slot?.key?.text.startsWith("Fn::")) return false;
  if (collection.slots.some((it) => it.key?.text === "<<" || it.key?.text.startsWith("Fn::"))) return false;
  if (collection.slots.length === 1 && hasKey(collection, "Ref")) return false;
  for (const it of lineage(collection)) {
    if (it.anchored) return false;
  }
  return true;
}

import type { FileId, Place } from "../model/place.js";
import type { Parameter } from "../model/template.js";
import type { Entry, ObjectValue, Origin, Value } from "../model/value.js";
import { evaluateIntrinsic, intrinsicOf } from "./intrinsics.js";
import { type ExpandedLoops, isLoop, loopEntries } from "./loops.js";
import { scalarMeaning } from "./scalar.js";
import type { PlacedNode } from "./syntax/document.js";
import { MAX_DEPTH, type MapEntry, type MapNode, type ScalarNode, type SyntaxNode } from "./syntax/node.js";

/** What evaluation of one template looks things up in. */
export interface EvaluationContext {
  readonly file: FileId;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Explicit values of parameters: they overrule defaults and decide conditions. */
  readonly overrides: Readonly<Record<string, string>>;
  /** What stands in for defaults where another template nests this one; null for what cannot be told. */
  readonly passed: Readonly<Record<string, string | null>>;
  readonly run?: RunSetting | undefined;
  readonly mappings: PlacedNode | undefined;
  readonly conditions: ReadonlyMap<string, PlacedNode>;
  readonly decided: Map<string, boolean | undefined>;
  readonly anchor: (name: string, chunk: string) => PlacedNode | undefined;
  /** Nodes read through aliases so far: a few lines of aliases can stand for billions. */
  readonly aliased: { count: number };
  /** Set where the template uses the language extensions. */
  readonly loops: ExpandedLoops | undefined;
}

/** Set when a template is read for a local run, which settles what a finding has to leave open. */
export interface RunSetting {
  /** Values of pseudo parameters, by name. */
  readonly pseudoParameters: ReadonlyMap<string, string>;
}

/** Where evaluation stands. */
export interface Spot {
  readonly chunk: string;
  readonly depth: number;
  /** The section of Globals that is read. */
  readonly globals?: string | undefined;
  readonly throughAlias?: boolean | undefined;
  /** Only literals and explicit parameter values count: a condition is being decided. */
  readonly decisive?: boolean | undefined;
  /** How often the loops around write what stands here. */
  readonly repeats?: number | undefined;
}

const MAX_ALIASED_NODES = 20_000;

export function evaluate(ctx: EvaluationContext, node: SyntaxNode, spot: Spot): Value {
  const source = sourceOf(ctx, node, spot);
  if (spot.depth > MAX_DEPTH) return { kind: "unknown", reason: "nested too deeply", ...source };
  if (spot.throughAlias && ++ctx.aliased.count > MAX_ALIASED_NODES) {
    return { kind: "unknown", reason: "too many aliases", ...source };
  }
  const inner = { ...spot, depth: spot.depth + 1 };
  if (node.kind === "alias") {
    const target = ctx.anchor(node.name, spot.chunk);
    if (!target) return { kind: "unknown", reason: `no anchor ${node.name}`, ...source };
    return { ...evaluate(ctx, target.node, { ...inner, chunk: target.chunk, throughAlias: true }), ...source };
  }
  const intrinsic = intrinsicOf(node);
  if (intrinsic) return evaluateIntrinsic(ctx, intrinsic, inner, source);
  if (node.kind === "map") return evaluateMap(ctx, node, spot);
  if (node.kind === "sequence") {
    // CloudFormation takes `AWS::NoValue` out of a list.
    const items = node.items.map((it) => evaluate(ctx, it, inner)).filter((it) => it.kind !== "absent");
    return { kind: "list", items, ...source };
  }
  const { loop } = node;
  const origin = loop === undefined ? source.origin : ({ kind: "loop", name: loop, place: source.place } as const);
  return evaluateScalar(node, { ...source, ...(origin && { origin }) });
}

export interface Source {
  readonly place: Place;
  readonly origin?: Origin | undefined;
}

export function sourceOf(ctx: EvaluationContext, node: { start: number; end: number }, spot: Spot): Source {
  const place = placeOf(ctx, node, spot);
  return spot.globals === undefined ? { place } : { place, origin: { kind: "globals", name: spot.globals, place } };
}

export function placeOf(ctx: EvaluationContext, { start, end }: { start: number; end: number }, spot: Spot): Place {
  return { file: ctx.file, chunk: spot.chunk, start, end };
}

/** An entry of a map, and where it stands: behind a merge key, that is somewhere else. */
export interface SpottedEntry {
  readonly entry: MapEntry;
  readonly spot: Spot;
}

/** The entries that count: the last of each key, those of merge keys (`<<: *base`) where the map has none itself. */
export function entriesOf(ctx: EvaluationContext, map: MapNode, spot: Spot): readonly SpottedEntry[] {
  const res = new Map<string, SpottedEntry>();
  for (const entry of map.entries) {
    if (entry.key !== "<<") continue;
    const sources = entry.value.kind === "sequence" ? entry.value.items : [entry.value];
    for (const source of sources) for (const it of mergedEntries(ctx, source, spot)) res.set(it.entry.key, it);
  }
  for (const entry of map.entries) {
    if (entry.key === "<<") continue;
    const written = isLoop(entry.key) ? loopEntries(ctx, entry, spot) : undefined;
    for (const it of written ?? [{ entry, spot: { ...spot, depth: spot.depth + 1 } }]) res.set(it.entry.key, it);
  }
  return [...res.values()];
}

function mergedEntries(ctx: EvaluationContext, source: SyntaxNode, spot: Spot): readonly SpottedEntry[] {
  if (source.kind === "map") return entriesOf(ctx, source, { ...spot, depth: spot.depth + 1 });
  const target = source.kind === "alias" ? ctx.anchor(source.name, spot.chunk) : undefined;
  if (target?.node.kind !== "map" || spot.depth > MAX_DEPTH) return [];
  if (++ctx.aliased.count > MAX_ALIASED_NODES) return [];
  return entriesOf(ctx, target.node, { ...spot, chunk: target.chunk, depth: spot.depth + 1, throughAlias: true });
}

function evaluateMap(ctx: EvaluationContext, map: MapNode, spot: Spot): ObjectValue {
  const entries: Entry[] = [];
  let open = map.partial ? "a key that is no text" : undefined;
  for (const { entry, spot: at } of entriesOf(ctx, map, spot)) {
    if (isMacroKey(entry.key)) open = entry.key;
    else entries.push(evaluateEntry(ctx, entry, at));
  }
  return { kind: "object", entries, open, ...sourceOf(ctx, map, spot) };
}

/** `Fn::Transform` and `Fn::ForEach::Name` put entries beside them that are not written. */
export function isMacroKey(key: string): boolean {
  return key === "Fn::Transform" || isLoop(key);
}

export function evaluateEntry(ctx: EvaluationContext, entry: MapEntry, spot: Spot): Entry {
  return {
    key: entry.key,
    keyPlace: placeOf(ctx, entry.keySpan, spot),
    place: placeOf(ctx, entry, spot),
    value: evaluate(ctx, entry.value, spot),
  };
}

function evaluateScalar(node: ScalarNode, source: Source): Value {
  const meaning = scalarMeaning(node);
  if (meaning.kind !== "known" || typeof meaning.value !== "string") return { ...meaning, ...source };
  return textValue(meaning.value, source);
}

const DYNAMIC_REFERENCE = /\{\{resolve:[^}]*\}\}/;

/** A text, in which `{{resolve:ssm:...}}` is a hole: CloudFormation looks it up when it deploys. */
export function textValue(text: string, source: Source): Value {
  if (!DYNAMIC_REFERENCE.test(text)) return { kind: "known", value: text, ...source };
  const lookedUp = (reference: string): Value => ({
    kind: "unknown",
    reason: "a dynamic reference",
    dynamicReference: reference.slice("{{resolve:".length, -"}}".length),
    place: source.place,
  });
  const parts = text.split(/(\{\{resolve:[^}]*\}\})/).filter((it) => it !== "");
  const [only = ""] = parts;
  if (parts.length === 1) return lookedUp(only);
  return {
    kind: "concat",
    parts: parts.map((it): Value => (DYNAMIC_REFERENCE.test(it) ? lookedUp(it) : { kind: "known", value: it })),
    ...source,
  };
}

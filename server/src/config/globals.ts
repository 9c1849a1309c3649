import type { Entry, ObjectValue, Value } from "../model/value.js";
import {
  type EvaluationContext,
  entriesOf,
  evaluate,
  evaluateEntry,
  isMacroKey,
  placeOf,
  type Spot,
  type SpottedEntry,
  sourceOf,
} from "./evaluate.js";
import { intrinsicOf } from "./intrinsics.js";
import type { PlacedEntry, PlacedNode } from "./syntax/document.js";
import { entryNamed, MAX_DEPTH, type MapNode, type SyntaxNode } from "./syntax/node.js";

const SECTIONS: Readonly<Record<string, string>> = {
  "AWS::Serverless::Api": "Api",
  "AWS::Serverless::CapacityProvider": "CapacityProvider",
  "AWS::Serverless::Function": "Function",
  "AWS::Serverless::HttpApi": "HttpApi",
  "AWS::Serverless::LayerVersion": "LayerVersion",
  "AWS::Serverless::SimpleTable": "SimpleTable",
  "AWS::Serverless::StateMachine": "StateMachine",
  "AWS::Serverless::WebSocketApi": "WebSocketApi",
};

/** Properties that the transform refuses in `Globals.Function`. */
const NOT_GLOBAL = new Set([
  "AutoPublishCodeSha256",
  "Events",
  "FunctionName",
  "ImageConfig",
  "ImageUri",
  "InlineCode",
  "PackageType",
  "Policies",
  "Role",
  "VersionDescription",
]);

/** A resource's properties, with those that `Globals` gives to its type merged in as SAM merges them. */
export function evaluateProperties(
  ctx: EvaluationContext,
  type: string,
  resource: PlacedEntry,
  globals: PlacedEntry | undefined,
): ObjectValue {
  const body = resource.entry.value;
  const properties = entryNamed(body, "Properties")?.value;
  const spot: Spot = { chunk: resource.chunk, depth: 0 };
  const section = SECTIONS[type];
  const common = section === undefined ? undefined : sectionOf(globals, section);
  const local = properties ? dereferenced(ctx, properties, spot) : undefined;
  const value =
    common && section !== undefined
      ? mergeTop(ctx, inherited(ctx, common, section, ignoredKeys(body)), local, spot)
      : properties && evaluate(ctx, properties, spot);
  if (value?.kind === "object") {
    const isCut = section !== undefined && globals?.broken === true && value.open === undefined;
    return isCut ? { ...value, open: "Globals does not parse" } : value;
  }
  const open = value && value.kind !== "null" ? "Properties is no map" : undefined;
  return { kind: "object", entries: [], open, place: value?.place };
}

/** What `Globals` alone gives to a type: the properties of a resource that SAM makes itself. */
export function globalProperties(ctx: EvaluationContext, type: string, globals: PlacedEntry | undefined): ObjectValue {
  const section = SECTIONS[type];
  const common = section === undefined ? undefined : sectionOf(globals, section);
  const entries = common && section !== undefined ? inherited(ctx, common, section, new Set()) : [];
  return { kind: "object", entries: entries.map((it) => spotted(ctx, it)) };
}

function sectionOf(globals: PlacedEntry | undefined, section: string): PlacedNode | undefined {
  const node = entryNamed(globals?.entry.value, section)?.value;
  return globals && node ? { chunk: globals.chunk, node } : undefined;
}

/** The keys that `IgnoreGlobals` keeps away, or all of them. */
function ignoredKeys(body: SyntaxNode): ReadonlySet<string> | "all" {
  const node = entryNamed(body, "IgnoreGlobals")?.value;
  if (node?.kind === "scalar" && node.text === "*") return "all";
  const items = node?.kind === "sequence" ? node.items : [];
  return new Set(items.flatMap((it) => (it.kind === "scalar" ? [it.text] : [])));
}

function inherited(
  ctx: EvaluationContext,
  { node, chunk }: PlacedNode,
  section: string,
  ignored: ReadonlySet<string> | "all",
): readonly SpottedEntry[] {
  const spot: Spot = { chunk, depth: 0, globals: section };
  const common = dereferenced(ctx, node, spot);
  if (ignored === "all" || common.node.kind !== "map") return [];
  return entriesOf(ctx, common.node, common.spot).filter(
    ({ entry }) => !ignored.has(entry.key) && !(section === "Function" && NOT_GLOBAL.has(entry.key)),
  );
}

interface SpottedNode {
  readonly node: SyntaxNode;
  readonly spot: Spot;
}

function dereferenced(ctx: EvaluationContext, node: SyntaxNode, spot: Spot): SpottedNode {
  const target = node.kind === "alias" && spot.depth < MAX_DEPTH ? ctx.anchor(node.name, spot.chunk) : undefined;
  if (!target) return { node, spot };
  return dereferenced(ctx, target.node, { ...spot, chunk: target.chunk, depth: spot.depth + 1, throughAlias: true });
}

function mergeTop(
  ctx: EvaluationContext,
  common: readonly SpottedEntry[],
  local: SpottedNode | undefined,
  spot: Spot,
): Value | undefined {
  if (!local || isNull(local.node)) return { kind: "object", entries: common.map((it) => spotted(ctx, it)) };
  if (local.node.kind !== "map" || intrinsicOf(local.node)) return evaluate(ctx, local.node, spot);
  return mergeEntries(ctx, common, local.node, local.spot);
}

function isNull(node: SyntaxNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && node.tag === undefined && /^(?:~|null)?$/i.test(node.text);
}

function spotted(ctx: EvaluationContext, { entry, spot }: SpottedEntry): Entry {
  return evaluateEntry(ctx, entry, spot);
}

/** Global keys first, then those that only the resource has. */
function mergeEntries(ctx: EvaluationContext, common: readonly SpottedEntry[], map: MapNode, spot: Spot): ObjectValue {
  const own = new Map(entriesOf(ctx, map, spot).map((it) => [it.entry.key, it]));
  let open = map.partial ? "a key that is no text" : undefined;
  const entries: Entry[] = [];
  for (const global of common) {
    const local = own.get(global.entry.key);
    own.delete(global.entry.key);
    if (isMacroKey(global.entry.key)) open = global.entry.key;
    else entries.push(local ? mergedEntry(ctx, global, local) : spotted(ctx, global));
  }
  for (const local of own.values()) {
    if (isMacroKey(local.entry.key)) open = local.entry.key;
    else entries.push(spotted(ctx, local));
  }
  return { kind: "object", entries, open, ...sourceOf(ctx, map, spot) };
}

function mergedEntry(ctx: EvaluationContext, global: SpottedEntry, local: SpottedEntry): Entry {
  const { key, keySpan } = local.entry;
  return {
    key,
    keyPlace: placeOf(ctx, keySpan, local.spot),
    place: placeOf(ctx, local.entry, local.spot),
    value: merge(ctx, { node: global.entry.value, spot: global.spot }, { node: local.entry.value, spot: local.spot }),
  };
}

/** Maps merge key by key and lists are appended; of everything else the resource's own value counts. */
function merge(ctx: EvaluationContext, global: SpottedNode, local: SpottedNode): Value {
  const from = dereferenced(ctx, global.node, global.spot);
  const to = dereferenced(ctx, local.node, local.spot);
  const isPlain = !countsAsIntrinsic(from.node) && !countsAsIntrinsic(to.node);
  if (isPlain && from.node.kind === "map" && to.node.kind === "map" && to.spot.depth < MAX_DEPTH) {
    return mergeEntries(ctx, entriesOf(ctx, from.node, from.spot), to.node, to.spot);
  }
  if (isPlain && from.node.kind === "sequence" && to.node.kind === "sequence") {
    const items = [
      ...from.node.items.map((it) => evaluate(ctx, it, from.spot)),
      ...to.node.items.map((it) => evaluate(ctx, it, to.spot)),
    ];
    return { kind: "list", items, ...sourceOf(ctx, to.node, to.spot) };
  }
  return evaluate(ctx, local.node, local.spot);
}

/** SAM takes any map of one key `Condition` for an intrinsic too. */
function countsAsIntrinsic(node: SyntaxNode): boolean {
  const [entry] = node.kind === "map" && node.entries.length === 1 ? node.entries : [];
  return intrinsicOf(node) !== undefined || entry?.key === "Condition" || entry?.key.startsWith("Fn::") === true;
}

import { textOf } from "../model/value.js";
import { type EvaluationContext, evaluate, type Spot, type SpottedEntry } from "./evaluate.js";
import { intrinsicOf } from "./intrinsics.js";
import { MAX_DEPTH, type MapEntry, type ScalarNode, type SyntaxNode } from "./syntax/node.js";

/** What loops were expanded to when they were last read, so that equal loops give the same entries. */
export type ExpandedLoops = WeakMap<
  MapEntry,
  { readonly key: string; readonly rounds: readonly (readonly MapEntry[])[] }
>;

const LOOP = "Fn::ForEach::";
/** How often the body of a loop is written at most, the loops around it counted in. */
const MAX_ROUNDS = 1_000;

export function isLoop(key: string): boolean {
  return key.startsWith(LOOP);
}

/**
 * The entries that `Fn::ForEach` stands for, in the places of its body; undefined where they cannot be told: the
 * language extensions are not on, the collection is not known, the loop is written in another form.
 */
export function loopEntries(ctx: EvaluationContext, entry: MapEntry, spot: Spot): readonly SpottedEntry[] | undefined {
  const items = entry.value.kind === "sequence" ? entry.value.items : [];
  const [identifier, collection, body] = items;
  if (!ctx.loops || items.length !== 3 || spot.depth > MAX_DEPTH || !collection) return undefined;
  if (identifier?.kind !== "scalar" || identifier.text === "" || body?.kind !== "map") return undefined;
  // What an anchor stands for is written once, for all rounds.
  if (body.partial || hasAlias(body, 0)) return undefined;
  const texts = collectionOf(ctx, collection, spot);
  const repeats = (spot.repeats ?? 1) * (texts?.length ?? 0);
  if (!texts || repeats > MAX_ROUNDS) return undefined;

  const key = JSON.stringify(texts);
  const known = ctx.loops.get(entry);
  const loop = { identifier: identifier.text, name: entry.key };
  const rounds =
    known?.key === key ? known.rounds : texts.map((text) => body.entries.map((it) => replacedEntry(it, loop, text, 0)));
  ctx.loops.set(entry, { key, rounds });
  const inner = { ...spot, depth: spot.depth + 1, repeats };
  return rounds
    .flat()
    .flatMap((it) => (isLoop(it.key) ? loopEntries(ctx, it, inner) : undefined) ?? [{ entry: it, spot: inner }]);
}

/** The texts that a loop goes over. */
function collectionOf(ctx: EvaluationContext, node: SyntaxNode, spot: Spot): readonly string[] | undefined {
  const value = evaluate(ctx, node, { ...spot, depth: spot.depth + 1, decisive: undefined });
  if (value.kind !== "list" || value.open !== undefined) return undefined;
  const texts = value.items.flatMap((it) => textOf(it) ?? []);
  return texts.length === value.items.length ? texts : undefined;
}

function hasAlias(node: SyntaxNode, depth: number): boolean {
  if (node.kind === "alias" || depth > MAX_DEPTH) return true;
  if (node.kind === "map") return node.entries.some((it) => hasAlias(it.value, depth + 1));
  return node.kind === "sequence" && node.items.some((it) => hasAlias(it, depth + 1));
}

interface Loop {
  readonly identifier: string;
  readonly name: string;
}

function replacedEntry(entry: MapEntry, loop: Loop, text: string, depth: number): MapEntry {
  return { ...entry, key: replacedText(entry.key, loop, text), value: replaced(entry.value, loop, text, depth + 1) };
}

/** A node of the body in one round: `${Name}` and `!Ref Name` are the text, `&{Name}` its letters and digits. */
function replaced(node: SyntaxNode, loop: Loop, text: string, depth: number): SyntaxNode {
  const call = intrinsicOf(node);
  if (call?.name === "Ref" && call.argument.kind === "scalar" && call.argument.text === loop.identifier) {
    const { start, end } = node;
    return { kind: "scalar", text, style: "single", start, end, loop: loop.name } satisfies ScalarNode;
  }
  switch (node.kind) {
    case "map":
      return { ...node, entries: node.entries.map((it) => replacedEntry(it, loop, text, depth)) };
    case "sequence":
      return { ...node, items: node.items.map((it) => replaced(it, loop, text, depth + 1)) };
    case "scalar": {
      const inRound = replacedText(node.text, loop, text);
      return inRound === node.text ? node : { ...node, text: inRound, style: "single", loop: loop.name };
    }
    default:
      return node;
  }
}

function replacedText(written: string, { identifier }: Loop, text: string): string {
  if (!written.includes(identifier)) return written;
  const letters = text.replace(/[^A-Za-z0-9]/g, "");
  return written.replaceAll(`\${${identifier}}`, () => text).replaceAll(`&{${identifier}}`, () => letters);
}

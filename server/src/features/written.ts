import { intrinsicOf } from "../config/intrinsics.js";
import { scalarMeaning } from "../config/scalar.js";
import type { PlacedNode, TemplateSyntax } from "../config/syntax/document.js";
import { MAX_DEPTH, type SyntaxNode } from "../config/syntax/node.js";
import type { Place } from "../model/place.js";
import type { Choice, Value } from "../model/value.js";
import type { Json } from "./explain.js";

/**
 * Prints values as the template writes them, in canonical CloudFormation JSON: a parameter by its name, a condition by
 * its name, nothing looked up. That is how SAM hands them on. What is written nowhere is printed by what it is.
 */
export function writtenBy(syntax: TemplateSyntax, canonical: (value: Value) => Json): (value: Value) => Json {
  const nodes = new Map<string, ReadonlyMap<string, SyntaxNode>>();
  let aliased = 0;
  return written;

  function written(value: Value): Json {
    const call = callAt(value.decidedAt ?? value.place);
    const chosen = call && value.kind === "choice" ? conditional(value, call) : undefined;
    if (chosen !== undefined) return chosen;
    if (call) return nodeJson(call, { depth: 0, throughAlias: false });
    if (value.joined) return joinedJson(value.joined.map(written));
    if (value.kind === "object") {
      const entries = value.entries.filter((it) => it.value.kind !== "absent" || it.value.place !== undefined);
      return withOpen(Object.fromEntries(entries.map((it) => [it.key, written(it.value)])), value.open);
    }
    if (value.kind === "list") {
      const items = writtenOnce(value.items).map(written);
      return value.open === undefined ? items : [...items, { Unknown: value.open }];
    }
    // Every part of a text stands where the text does.
    return value.kind === "concat" ? joinedJson(value.parts.map(canonical)) : canonical(value);
  }

  /** The intrinsic function that stands at a place, through aliases. */
  function callAt(place: Place | undefined): PlacedNode | undefined {
    if (!place) return undefined;
    const node = nodesOf(place.chunk).get(`${place.start}-${place.end}`);
    const target = node && dereferenced({ node, chunk: place.chunk });
    return target && intrinsicOf(target.node) ? target : undefined;
  }

  /** `Fn::If` with what became of its two values. */
  function conditional({ options }: Choice, { node }: PlacedNode): Json | undefined {
    const call = intrinsicOf(node);
    const [yes, no, ...more] = options;
    if (call?.name !== "Fn::If" || call.argument.kind !== "sequence" || !yes || !no || more.length > 0)
      return undefined;
    const [condition] = call.argument.items;
    if (condition?.kind !== "scalar") return undefined;
    return { "Fn::If": [condition.text, orNoValue(written(yes.value)), orNoValue(written(no.value))] };
  }

  function nodeJson({ node, chunk }: PlacedNode, at: Spot): Json {
    if (at.depth > MAX_DEPTH) return { Unknown: "nested too deeply" };
    if (at.throughAlias && ++aliased > MAX_ALIASED_NODES) return { Unknown: "too many aliases" };
    const within = { ...at, depth: at.depth + 1 };
    const inner = (it: SyntaxNode) => nodeJson({ node: it, chunk }, within);
    const call = intrinsicOf(node);
    if (call) return { [call.name]: argumentJson(call.name, inner(call.argument)) };
    switch (node.kind) {
      case "map":
        return Object.fromEntries(node.entries.map((it) => [it.key, inner(it.value)]));
      case "sequence":
        return node.items.map(inner);
      case "alias": {
        const target = syntax.anchor(node.name, chunk);
        return target ? nodeJson(target, { ...within, throughAlias: true }) : { Unknown: `no anchor ${node.name}` };
      }
      default: {
        const meaning = scalarMeaning(node);
        return meaning.kind === "known" ? meaning.value : meaning.kind === "null" ? null : node.text;
      }
    }
  }

  function dereferenced(placed: PlacedNode): PlacedNode {
    let res: PlacedNode | undefined = placed;
    for (let steps = 0; steps < MAX_ALIASES && res?.node.kind === "alias"; steps++) {
      res = syntax.anchor(res.node.name, res.chunk);
    }
    return res ?? placed;
  }

  function nodesOf(chunk: string): ReadonlyMap<string, SyntaxNode> {
    const known = nodes.get(chunk);
    if (known) return known;
    const res = new Map<string, SyntaxNode>();
    for (const it of [...syntax.resources.values(), ...syntax.sections.values()]) {
      if (it.chunk === chunk) collect(it.entry.value, res, 0);
    }
    nodes.set(chunk, res);
    return res;
  }
}

interface Spot {
  readonly depth: number;
  readonly throughAlias: boolean;
}

/** A few lines of aliases can stand for billions of nodes. */
const MAX_ALIASED_NODES = 20_000;

/** An alias of an alias of an alias is rare; a circle of them ends here. */
const MAX_ALIASES = 10;

function collect(node: SyntaxNode, into: Map<string, SyntaxNode>, depth: number): void {
  if (depth > MAX_DEPTH) return;
  const key = `${node.start}-${node.end}`;
  // A map of one entry in flow style begins and ends with it: the outer node is the one that values speak of.
  if (!into.has(key)) into.set(key, node);
  if (node.kind === "map") for (const it of node.entries) collect(it.value, into, depth + 1);
  if (node.kind === "sequence") for (const it of node.items) collect(it, into, depth + 1);
}

/** `Fn::GetAtt` has one form, its list. */
function argumentJson(name: string, argument: Json): Json {
  const dot = name === "Fn::GetAtt" && typeof argument === "string" ? argument.indexOf(".") : -1;
  return dot > 0 ? [String(argument).slice(0, dot), String(argument).slice(dot + 1)] : argument;
}

function orNoValue(json: Json): Json {
  return json ?? { Ref: "AWS::NoValue" };
}

function withOpen(json: { readonly [key: string]: Json }, open: string | undefined): Json {
  return open === undefined ? json : { ...json, Unknown: open };
}

/** Of values that one call gives together, as `Ref` of a list does, the first. */
export function writtenOnce(values: readonly Value[]): readonly Value[] {
  return values.filter((it, index) => it.place === undefined || it.place !== values[index - 1]?.place);
}

/** A text of parts: `Fn::Sub` where each of them can stand in one, else `Fn::Join`. */
function joinedJson(parts: readonly Json[]): Json {
  const texts = parts.map(substitution);
  if (!texts.every((it) => it !== undefined)) return { "Fn::Join": ["", parts] };
  return parts.every((it) => typeof it !== "object") ? parts.join("") : { "Fn::Sub": texts.join("") };
}

/** How a part of a text stands in `Fn::Sub`. */
function substitution(part: Json): string | undefined {
  if (typeof part !== "object") return String(part).replaceAll("${", "${!");
  const [[name, argument] = [], ...more] = Object.entries(part ?? {});
  if (more.length > 0) return undefined;
  if (name === "Ref" && typeof argument === "string") return `\${${argument}}`;
  if (name === "Fn::Sub" && typeof argument === "string") return argument;
  const isAttribute = name === "Fn::GetAtt" && Array.isArray(argument);
  return isAttribute && argument.every((it) => typeof it === "string") ? `\${${argument.join(".")}}` : undefined;
}

import { numberOf, type Origin, textOf, type Value } from "../model/value.js";
import { combine, concatenate } from "./combine.js";
import { canonicalGuard, conditionHolds } from "./conditions.js";
import {
  type EvaluationContext,
  entriesOf,
  evaluate,
  type Source,
  type Spot,
  sourceOf,
  textValue,
} from "./evaluate.js";
import { cidrBlocks, jsonParts, lengthOf } from "./extensions.js";
import { parameterValue } from "./parameters.js";
import type { SyntaxNode } from "./syntax/node.js";

export interface Intrinsic {
  /** The long form: `Ref`, `Condition`, `Fn::Sub`. */
  readonly name: string;
  readonly argument: SyntaxNode;
}

/** The intrinsic function that a node calls: `!Sub x`, or a map with the one key `Fn::Sub`. */
export function intrinsicOf(node: SyntaxNode): Intrinsic | undefined {
  if (node.tag !== undefined) {
    const short = node.tag.slice(1);
    const argument = { ...node, tag: undefined };
    // A tagged scalar is text, whatever it looks like: `!Sub 5` is "5".
    const text =
      argument.kind === "scalar" && argument.style === "plain" ? { ...argument, style: "single" as const } : argument;
    return { name: short === "Ref" || short === "Condition" ? short : `Fn::${short}`, argument: text };
  }
  const [entry] = node.kind === "map" && node.entries.length === 1 ? node.entries : [];
  if (!entry || (entry.key !== "Ref" && !/^Fn::\w+$/.test(entry.key))) return undefined;
  return { name: entry.key, argument: entry.value };
}

/** What an intrinsic function gives; everything that is not certain is unknown. */
export function evaluateIntrinsic(ctx: EvaluationContext, intrinsic: Intrinsic, spot: Spot, source: Source): Value {
  const { name, argument } = intrinsic;
  switch (name) {
    case "Ref":
      return ref(ctx, argument, spot, source);
    case "Fn::GetAtt":
      return getAtt(ctx, argument, spot, source);
    case "Fn::Sub":
      return sub(ctx, argument, spot, source);
    case "Fn::If":
      return ifElse(ctx, argument, spot, source);
    case "Fn::Join":
    case "Fn::Select":
    case "Fn::Split":
    case "Fn::FindInMap":
    case "Fn::Cidr":
      return withArguments(ctx, intrinsic, spot, source);
    case "Fn::Base64":
      return base64(evaluate(ctx, argument, spot), source);
    case "Fn::ImportValue":
      return { kind: "unknown", reason: name, exportName: evaluate(ctx, argument, spot), place: source.place };
    case "Fn::Length":
    case "Fn::ToJsonString":
      return ctx.loops ? extended(name, evaluate(ctx, argument, spot), source) : unknown(name, source);
    default:
      return unknown(name, source);
  }
}

function unknown(reason: string, { place }: Source): Value {
  return { kind: "unknown", reason, place };
}

function ref(ctx: EvaluationContext, argument: SyntaxNode, spot: Spot, source: Source): Value {
  if (ctx.loops && isCall(argument)) {
    return combine([evaluate(ctx, argument, spot)], source, ([name]) => {
      const text = name && textOf(name);
      return text ? named(ctx, text, spot, source) : unknown("Ref", source);
    });
  }
  if (argument.kind !== "scalar" || argument.tag !== undefined || argument.text === "")
    return unknown("Ref of no name", source);
  return named(ctx, argument.text, spot, source);
}

function named(ctx: EvaluationContext, name: string, spot: Spot, source: Source): Value {
  if (name === "AWS::NoValue") return { kind: "absent", ...source };
  const parameter = parameterValue(ctx, name, source, spot.decisive === true);
  if (parameter) return parameter;
  const pseudo = ctx.run?.pseudoParameters.get(name);
  return pseudo === undefined
    ? { kind: "reference", target: name, ...source }
    : { kind: "known", value: pseudo, ...source };
}

/** The name that is called may itself be made by a function: a language extension. */
function isCall(node: SyntaxNode): boolean {
  return intrinsicOf(node) !== undefined;
}

function getAtt(ctx: EvaluationContext, argument: SyntaxNode, spot: Spot, source: Source): Value {
  if (argument.kind === "scalar") return attribute(argument.text, source);
  const parts = argument.kind === "sequence" ? argument.items : [];
  if (ctx.loops && parts.length === 2 && parts.some(isCall)) {
    const values = parts.map((it) => evaluate(ctx, it, spot));
    return combine(values, source, (names) => {
      const [target, name] = names.map(textOf);
      if (!target || !name) return unknown("Fn::GetAtt", source);
      return { kind: "reference", target, attribute: name, ...source };
    });
  }
  const [target, ...rest] = parts.flatMap((it) => (it.kind === "scalar" && it.tag === undefined ? [it.text] : []));
  if (target === undefined || rest.length === 0 || rest.length + 1 !== parts.length)
    return unknown("Fn::GetAtt", source);
  return { kind: "reference", target, attribute: rest.join("."), ...source };
}

function attribute(text: string, source: Source): Value {
  const dot = text.indexOf(".");
  if (dot <= 0 || dot === text.length - 1) return unknown("Fn::GetAtt", source);
  return { kind: "reference", target: text.slice(0, dot), attribute: text.slice(dot + 1), ...source };
}

function sub(ctx: EvaluationContext, argument: SyntaxNode, spot: Spot, source: Source): Value {
  const [template, map] = argument.kind === "sequence" ? argument.items : [argument];
  if (template?.kind !== "scalar" || template.tag !== undefined) return unknown("Fn::Sub", source);
  if (map && map.kind !== "map") return unknown("Fn::Sub", source);
  const variables = new Map(map ? entriesOf(ctx, map, spot).map((it) => [it.entry.key, it]) : []);
  const pieces = template.text.split(/\$\{([^${}]*)\}/);
  const parts = pieces.map((piece, i): Value => {
    if (i % 2 === 0) return textValue(piece, source);
    if (piece.startsWith("!")) return { kind: "known", value: `\${${piece.slice(1)}}` };
    const name = piece.trim();
    const variable = variables.get(name);
    if (variable) return evaluate(ctx, variable.entry.value, variable.spot);
    if (name.includes(".") && !ctx.parameters.has(name)) return attribute(name, source);
    return name === "" ? unknown("Fn::Sub", source) : named(ctx, name, spot, source);
  });
  const only = pieces.length === 3 && pieces[0] === "" && pieces[2] === "" ? parts[1] : undefined;
  // The text of one value alone is that value, so it keeps its origin.
  if (only?.kind === "known" && !pieces[1]?.startsWith("!"))
    return { ...only, value: String(only.value), place: source.place };
  return concatenate(parts, source);
}

function ifElse(ctx: EvaluationContext, argument: SyntaxNode, spot: Spot, source: Source): Value {
  const [condition, yes, no, ...more] = argument.kind === "sequence" ? argument.items : [];
  if (condition?.kind !== "scalar" || !yes || !no || more.length > 0) return unknown("Fn::If", source);
  const holds = conditionHolds(ctx, condition.text);
  if (holds !== undefined) return { ...evaluate(ctx, holds ? yes : no, spot), decidedAt: source.place };
  if (spot.decisive) return unknown("Fn::If", source);
  const guard = canonicalGuard(ctx, condition.text);
  return {
    kind: "choice",
    options: [
      { guard, value: evaluate(ctx, yes, spot) },
      { guard: { ...guard, holds: !guard.holds }, value: evaluate(ctx, no, spot) },
    ],
    ...source,
  };
}

/** The functions whose arguments are values themselves, each for every way its arguments can turn out. */
function withArguments(ctx: EvaluationContext, { name, argument }: Intrinsic, spot: Spot, source: Source): Value {
  if (argument.kind !== "sequence") return unknown(name, source);
  const [, , , fallback] = name === "Fn::FindInMap" && ctx.loops ? argument.items : [];
  const items = fallback && argument.items.length === 4 ? argument.items.slice(0, 3) : argument.items;
  const values = items.map((it) => evaluate(ctx, it, spot));
  return combine(values, source, ([first, second, third]) => {
    if (!first || !second) return unknown(name, source);
    switch (name) {
      case "Fn::Join":
        return join(first, second, source);
      case "Fn::Select":
        return select(first, second, source);
      case "Fn::Split":
        return split(first, second, source);
      case "Fn::Cidr":
        return cidr(first, second, third, source);
      default:
        if (!third || values.length !== 3) return unknown(name, source);
        return findInMap(ctx, [first, second, third], source, fallback && defaultCell(ctx, fallback, spot));
    }
  });
}

function extended(name: "Fn::Length" | "Fn::ToJsonString", argument: Value, source: Source): Value {
  return combine([argument], source, ([value]) => {
    if (!value) return unknown(name, source);
    if (name === "Fn::Length") return lengthOf(value, source);
    const parts = value.kind === "list" || value.kind === "object" ? jsonParts(value) : undefined;
    return parts ? concatenate(parts, source) : unknown(name, source);
  });
}

function base64(argument: Value, source: Source): Value {
  return combine([argument], source, ([value]) => {
    const text = value && textOf(value);
    if (text === undefined) return unknown("Fn::Base64", source);
    return { kind: "known", value: Buffer.from(text).toString("base64"), ...source };
  });
}

function cidr(block: Value, count: Value, bits: Value | undefined, source: Source): Value {
  const text = textOf(block);
  // Without bits, AWS takes as many as make the blocks fit: not worth a guess.
  const [number, size] = [numberOf(count), bits && numberOf(bits)];
  if (text === undefined || number === undefined || size === undefined) return unknown("Fn::Cidr", source);
  const items = cidrBlocks(text, number, size)?.map((it): Value => ({ kind: "known", value: it, place: source.place }));
  return items ? { kind: "list", items, ...source } : unknown("Fn::Cidr", source);
}

/** What `FindInMap` gives where the mapping has no such entry. */
function defaultCell(ctx: EvaluationContext, options: SyntaxNode, spot: Spot): Value | undefined {
  const [entry] = options.kind === "map" ? options.entries : [];
  return entry?.key === "DefaultValue" ? evaluate(ctx, entry.value, spot) : undefined;
}

function join(delimiter: Value, list: Value, source: Source): Value {
  const between = textOf(delimiter);
  if (between === undefined || list.kind !== "list" || list.open !== undefined) return unknown("Fn::Join", source);
  // Whether an item is there decides how many delimiters there are.
  if (list.items.some(mayBeAbsent)) return unknown("Fn::Join", source);
  const gap: Value = { kind: "known", value: between };
  return concatenate(
    list.items.flatMap((it, i) => (i === 0 ? [it] : [gap, it])),
    source,
  );
}

function mayBeAbsent(value: Value): boolean {
  return value.kind === "absent" || (value.kind === "choice" && value.options.some((it) => mayBeAbsent(it.value)));
}

function select(index: Value, list: Value, source: Source): Value {
  const at = numberOf(index);
  if (at === undefined || list.kind !== "list" || list.open !== undefined) return unknown("Fn::Select", source);
  if (list.items.some(mayBeAbsent)) return unknown("Fn::Select", source);
  const item = list.items[at];
  return item ? { ...item, place: source.place } : unknown("Fn::Select", source);
}

function split(delimiter: Value, text: Value, source: Source): Value {
  const between = textOf(delimiter);
  const whole = textOf(text);
  if (!between || whole === undefined) return unknown("Fn::Split", source);
  const items = whole.split(between).map((it): Value => ({ ...text, kind: "known", value: it, place: source.place }));
  return { kind: "list", items, ...source };
}

function findInMap(
  ctx: EvaluationContext,
  keys: readonly [Value, Value, Value],
  source: Source,
  fallback: Value | undefined,
): Value {
  const [mapName, topKey, secondKey] = keys;
  const [map, second] = [textOf(mapName), textOf(secondKey)];
  const { mappings } = ctx;
  if (map === undefined || second === undefined || mappings?.node.kind !== "map")
    return unknown("Fn::FindInMap", source);
  const spot: Spot = { chunk: mappings.chunk, depth: 0 };
  const mapping = entriesOf(ctx, mappings.node, spot).find((it) => it.entry.key === map);
  if (mapping?.entry.value.kind !== "map") return fallback ?? unknown(`no mapping ${map}`, source);
  const rows = entriesOf(ctx, mapping.entry.value, mapping.spot);
  const top = textOf(topKey);
  const isRegion = topKey.kind === "reference" && topKey.target === "AWS::Region";
  if (top === undefined && !isRegion) return unknown("Fn::FindInMap", source);

  // The other value of a parameter would select another cell.
  const selector = keys.map((it) => it.origin).find((it) => it?.kind === "parameter");
  const cells = rows.flatMap(({ entry, spot: at }): Value[] => {
    if ((top !== undefined && entry.key !== top) || entry.value.kind !== "map") return [];
    const cell = entriesOf(ctx, entry.value, at).find((it) => it.entry.key === second);
    if (!cell) return [];
    const { place } = sourceOf(ctx, cell.entry.value, cell.spot);
    const value = evaluate(ctx, cell.entry.value, cell.spot);
    const origin: Origin = selector ? { ...selector, place } : { kind: "mapping", name: map, place };
    return [{ ...value, place: source.place, origin }];
  });
  const [only] = cells;
  if (!only && fallback) return fallback;
  // A region that no row names takes the default.
  if (isRegion && fallback) cells.push(fallback);
  if (!only || rows.some((it) => it.entry.key.startsWith("Fn::"))) return unknown(`no entry in ${map}`, source);
  return cells.length === 1 ? only : { kind: "choice", options: cells.map((value) => ({ value })), ...source };
}

import type { Guard } from "../model/value.js";
import { type EvaluationContext, evaluate, type Spot } from "./evaluate.js";
import { intrinsicOf } from "./intrinsics.js";
import type { PlacedNode } from "./syntax/document.js";
import { MAX_DEPTH, type SyntaxNode } from "./syntax/node.js";

/** Whether a condition holds, as far as literals and explicit parameter values decide it. */
export function conditionHolds(ctx: EvaluationContext, name: string): boolean | undefined {
  if (ctx.decided.has(name)) return ctx.decided.get(name);
  // Stands for the answer while it is being found: a condition that refers to itself is undecided.
  ctx.decided.set(name, undefined);
  const placed = ctx.conditions.get(name);
  const res = placed && decide(ctx, placed.node, { chunk: placed.chunk, depth: 0, decisive: true });
  ctx.decided.set(name, res);
  return res;
}

/** The same guard for every spelling: a condition that is `Not` of another, or that other, is told by the other. */
export function canonicalGuard(ctx: EvaluationContext, name: string): Guard {
  let guard: Guard = { condition: name, holds: true };
  for (let steps = 0; steps < 20; steps++) {
    const definition = ctx.conditions.get(guard.condition);
    const next = definition && renamed(definition);
    if (!next || !ctx.conditions.has(next.condition)) return guard;
    guard = { condition: next.condition, holds: next.holds === guard.holds };
  }
  return { condition: name, holds: true };
}

function renamed({ node }: PlacedNode): Guard | undefined {
  const direct = conditionName(node);
  if (direct !== undefined) return { condition: direct, holds: true };
  const intrinsic = intrinsicOf(node);
  if (intrinsic?.name !== "Fn::Not" || intrinsic.argument.kind !== "sequence") return undefined;
  const [negated] = intrinsic.argument.items;
  const name = negated && conditionName(negated);
  return name === undefined ? undefined : { condition: name, holds: false };
}

function conditionName(node: SyntaxNode): string | undefined {
  const intrinsic = intrinsicOf(node);
  if (intrinsic?.name === "Condition") return scalarText(intrinsic.argument);
  const [entry] = node.kind === "map" && node.entries.length === 1 ? node.entries : [];
  return entry?.key === "Condition" ? scalarText(entry.value) : undefined;
}

function scalarText(node: SyntaxNode): string | undefined {
  return node.kind === "scalar" ? node.text : undefined;
}

function decide(ctx: EvaluationContext, node: SyntaxNode, spot: Spot): boolean | undefined {
  if (spot.depth > MAX_DEPTH) return undefined;
  const name = conditionName(node);
  if (name !== undefined) return conditionHolds(ctx, name);
  const intrinsic = intrinsicOf(node);
  if (intrinsic?.argument.kind !== "sequence") return undefined;
  const { items } = intrinsic.argument;
  const inner = { ...spot, depth: spot.depth + 1 };
  switch (intrinsic.name) {
    case "Fn::Equals":
      return equals(ctx, items, inner);
    case "Fn::Not": {
      const [only] = items;
      const res = only && decide(ctx, only, inner);
      return res === undefined ? undefined : !res;
    }
    case "Fn::And":
      return every(items.map((it) => decide(ctx, it, inner)));
    case "Fn::Or": {
      const none = every(items.map((it) => decide(ctx, it, inner)).map((it) => (it === undefined ? it : !it)));
      return none === undefined ? undefined : !none;
    }
    default:
      return undefined;
  }
}

function every(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.length === 0) return undefined;
  if (results.includes(false)) return false;
  return results.includes(undefined) ? undefined : true;
}

function equals(ctx: EvaluationContext, items: readonly SyntaxNode[], spot: Spot): boolean | undefined {
  const [left, right] = items;
  if (items.length !== 2 || !left || !right) return undefined;
  // Whether `yes` is text or `true` differs between the tools that deploy.
  const isAmbiguous = (it: SyntaxNode): boolean =>
    it.kind === "scalar" && it.style === "plain" && /^(?:yes|no|on|off)$/i.test(it.text);
  if (isAmbiguous(left) || isAmbiguous(right)) return undefined;
  const a = evaluate(ctx, left, spot);
  const b = evaluate(ctx, right, spot);
  return a.kind === "known" && b.kind === "known" ? String(a.value) === String(b.value) : undefined;
}

import type { Guard } from "../model/value.js";
import { type EvaluationContext, evaluate, type Spot } from "./evaluate.js";
import { type Intrinsic, intrinsicOf } from "./intrinsics.js";
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

/** Decides all conditions in order, so that the answers to those in a circle do not depend on what is evaluated first. */
export function decideConditions(ctx: EvaluationContext): void {
  for (const root of ctx.conditions.keys()) {
    if (ctx.decided.has(root)) continue;
    // No recursion: a chain of conditions can be longer than the stack.
    const path = [{ name: root, others: [...mentions(ctx, root).conditions] }];
    ctx.decided.set(root, undefined);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.others.pop();
      if (next === undefined) {
        path.pop();
        ctx.decided.delete(top.name);
        conditionHolds(ctx, top.name);
      } else if (ctx.conditions.has(next) && !ctx.decided.has(next)) {
        ctx.decided.set(next, undefined);
        path.push({ name: next, others: [...mentions(ctx, next).conditions] });
      }
    }
  }
}

/** The parameters that each condition depends on, through other conditions too. */
export function parametersOfAll(ctx: EvaluationContext): ReadonlyMap<string, ReadonlySet<string>> {
  const res = new Map([...ctx.conditions.keys()].map((it) => [it, new Set<string>()]));
  const users = new Map<string, string[]>();
  const uses = new Map<string, string[]>();
  for (const name of ctx.conditions.keys()) {
    const { conditions, parameters } = mentions(ctx, name);
    for (const it of conditions) append(users, it, name);
    for (const it of parameters) append(uses, it, name);
  }
  for (const parameter of ctx.parameters.keys()) {
    const pending = uses.get(parameter) ?? [];
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      const found = res.get(name);
      if (!found || found.has(parameter)) continue;
      found.add(parameter);
      for (const it of users.get(name) ?? []) pending.push(it);
    }
  }
  return res;
}

function append(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

interface Mentions {
  readonly conditions: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
}

/** What the definition of a condition names itself. */
function mentions(ctx: EvaluationContext, condition: string): Mentions {
  const conditions = new Set<string>();
  const parameters = new Set<string>();
  const seen = new Set<string>();
  const placed = ctx.conditions.get(condition);
  if (placed) visit(placed.node, placed.chunk, 0);
  return { conditions, parameters };

  function visit(node: SyntaxNode, chunk: string, depth: number): void {
    if (depth > MAX_DEPTH) return;
    const other = conditionName(node);
    const intrinsic = intrinsicOf(node);
    if (other !== undefined) {
      conditions.add(other);
    } else if (intrinsic) {
      visitIntrinsic(intrinsic, chunk, depth + 1);
    } else if (node.kind === "alias") {
      const anchor = `${chunk}&${node.name}`;
      const target = seen.has(anchor) ? undefined : ctx.anchor(node.name, chunk);
      seen.add(anchor);
      if (target) visit(target.node, target.chunk, depth + 1);
    } else if (node.kind === "sequence") {
      for (const item of node.items) visit(item, chunk, depth + 1);
    } else if (node.kind === "map") {
      for (const entry of node.entries) visit(entry.value, chunk, depth + 1);
    }
  }

  function visitIntrinsic({ name: called, argument }: Intrinsic, chunk: string, depth: number): void {
    visit(argument, chunk, depth);
    const [text = ""] = argument.kind === "sequence" ? argument.items.map(scalarText) : [];
    if (called === "Fn::If") conditions.add(text);
    const template = called === "Fn::Sub" ? (scalarText(argument) ?? text) : "";
    const names = [...template.matchAll(/\$\{([^${}]*)\}/g)].map((it) => it[1]?.trim() ?? "");
    if (called === "Ref") names.push(scalarText(argument) ?? "");
    for (const it of names) if (ctx.parameters.has(it)) parameters.add(it);
  }
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
      const [only, ...more] = items;
      const res = only && more.length === 0 ? decide(ctx, only, inner) : undefined;
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

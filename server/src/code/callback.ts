import type { CodeChange } from "../model/handler.js";
import type { FileId, Span } from "../model/place.js";
import type { Expression, FunctionExpression, Statement } from "./ir.js";
import { isNothing } from "./scope.js";
import { boundNames, isPattern, mentions, walk } from "./walk.js";

/**
 * The changes that make a handler `async` and return what it hands to its third parameter, the callback. Undefined
 * unless every mention of the callback is a call that ends the function, outside loops, `try` and other functions.
 */
export function withoutCallback(
  file: FileId,
  chunk: string,
  fn: FunctionExpression,
): readonly CodeChange[] | undefined {
  const [, before, third] = fn.parameters;
  if (third?.pattern.kind !== "name-pattern" || !before?.span || !third.span || !isPlain(fn)) return undefined;
  const { name } = third.pattern;
  const changes = endings(fn.body, name, true);
  const calls = changes.filter((it) => it.isCall).length;
  if (calls === 0 || calls !== mentionsOf(fn, name)) return undefined;
  const parameter = { span: { start: before.span.end, end: third.span.end }, newText: "" };
  const start = { start: fn.span.start, end: fn.span.start };
  const all = [...(fn.async ? [] : [{ span: start, newText: "async " }]), parameter, ...changes];
  return all.map(({ span, newText }) => ({ place: { file, chunk, ...span }, newText }));
}

interface Ending {
  readonly span: Span;
  readonly newText: string;
  /** The change that stands for the whole call; one that returns a value has a second, after the value. */
  readonly isCall: boolean;
}

/** A function with three parameters and a block, that is neither a method nor a generator and says no return type. */
function isPlain(fn: FunctionExpression): boolean {
  const isExpression = fn.arrow && fn.body[0]?.span.start === fn.bodySpan.start;
  if (fn.method || fn.generator || isExpression || fn.parameters.length !== 3) return false;
  if (fn.parameters.some((it) => it.rest || it.optional)) return false;
  return (fn.async || fn.returnType === undefined) && !mentions(fn, "arguments");
}

/** The changes for calls that end the function: those that are returned, and, at its tail, those that come last. */
function endings(statements: readonly Statement[], name: string, tail: boolean): readonly Ending[] {
  return statements.flatMap((it, index) => {
    const isLast = tail && index === statements.length - 1;
    switch (it.kind) {
      case "return":
        return ending(it.span, it.value, name, "return ".length);
      case "expression":
        return isLast ? ending(it.span, it.expression, name, 0) : [];
      case "if":
        return [...endings(it.then, name, isLast), ...endings(it.otherwise, name, isLast)];
      case "block":
        return it.resources.length === 0 ? endings(it.body, name, isLast) : [];
      default:
        return [];
    }
  });
}

/** `prefix` is what stands before the call in its statement; parentheses around the call are not understood. */
function ending(statement: Span, call: Expression | undefined, name: string, prefix: number): readonly Ending[] {
  if (call?.kind !== "call" || call.callee.kind !== "name" || call.callee.name !== name) return [];
  const { start, end } = call.span;
  if (call.new || call.optional || start - statement.start !== prefix || statement.end - end > 1) return [];
  const [error, result, ...more] = call.arguments;
  if (error?.spread || result?.spread || more.length > 0) return [];
  const failed = error && !isNothing({ kind: "value", value: error.value }) ? error.value : undefined;
  if (failed && result) return [];
  const value = failed ?? result?.value;
  if (!value) return [{ span: { start: statement.start, end }, newText: "return", isCall: true }];
  return [
    {
      span: { start: statement.start, end: value.span.start },
      newText: failed ? "throw " : "return ",
      isCall: true,
    },
    { span: { start: value.span.end, end }, newText: "", isCall: false },
  ];
}

/** How often a function uses a name; what declares it again counts. */
function mentionsOf(fn: FunctionExpression, name: string): number {
  let res = 0;
  const patterns = fn.parameters.slice(0, 2).map((it) => it.pattern);
  walk([...patterns, ...fn.body], (it) => {
    if (it.kind === "name" && it.name === name) res += 1;
    else if ("nameSpan" in it && it.name === name) res += 1;
    else if (it.kind === "declare" && boundNames(it.pattern).some((bound) => bound.name === name)) res += 1;
    else if (it.kind === "assign" && isPattern(it.target) && boundNames(it.target).some((b) => b.name === name))
      res += 1;
  });
  return res;
}

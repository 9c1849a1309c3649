import type { Expression, FunctionExpression, Pattern, Statement } from "./ir.js";

export type IrNode = Statement | Expression | Pattern;

/** Calls `visit` for a node and all below it, in source order. What `visit` answers `false` to is not entered. */
export function walk(node: IrNode | readonly IrNode[], visit: (node: IrNode) => unknown): void {
  walkValue(node, visit);
}

/** Like `walk`, and stays out of functions and out of classes: what runs when the module is loaded. */
export function walkOutside(node: IrNode | readonly IrNode[], visit: (node: IrNode) => unknown): void {
  walk(node, (it) => visit(it) !== false && it.kind !== "function" && it.kind !== "class");
}

/** The names that a pattern binds, with the patterns that bind them. */
export function boundNames(pattern: Pattern): readonly Extract<Pattern, { kind: "name-pattern" }>[] {
  switch (pattern.kind) {
    case "name-pattern":
      return pattern.name === "" ? [] : [pattern];
    case "object-pattern":
      return [...pattern.properties.map((it) => it.pattern), ...(pattern.rest ? [pattern.rest] : [])].flatMap(
        boundNames,
      );
    case "array-pattern":
      return [...pattern.items, pattern.rest].flatMap((it) => (it ? boundNames(it) : []));
    case "target-pattern":
      return [];
  }
}

export function isPattern(node: Expression | Pattern): node is Pattern {
  return node.kind.endsWith("-pattern");
}

/** Whether a function mentions a name, in its body or in the default of a parameter. */
export function mentions(fn: FunctionExpression, name: string): boolean {
  let found = false;
  const visit = (it: IrNode) => {
    if (it.kind === "name" && it.name === name) found = true;
    return !found;
  };
  walk(fn.body, visit);
  walk(
    fn.parameters.map((it) => it.pattern),
    visit,
  );
  return found;
}

/** Nodes are plain data, told by their `kind`; spans and keys hold none. */
function walkValue(value: unknown, visit: (node: IrNode) => unknown): void {
  if (Array.isArray(value)) {
    for (const it of value) walkValue(it, visit);
  } else if (typeof value === "object" && value !== null) {
    if (isNode(value) && visit(value) === false) return;
    for (const it of Object.values(value)) {
      if (typeof it === "object") walkValue(it, visit);
    }
  }
}

/** Members of a class and properties of an object have a `kind` too, and no span of their own. */
function isNode(value: object): value is IrNode {
  return "kind" in value && "span" in value;
}

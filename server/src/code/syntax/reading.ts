import type { Node } from "web-tree-sitter";
import type { Span } from "../../model/place.js";
import type { Declaration, Expression, LoweredFile, Module, Statement } from "../ir.js";

/** What is nested deeper than this is not looked into: recursion must end before the stack does. */
const MAX_DEPTH = 250;

const BLOCKS = /^block$|_(?:definition|clause|statement)$/;

/** The state of lowering one file. */
export interface Reading {
  readonly text: string;
  /** Where the declaration begins that spans are relative to. */
  base: number;
  depth: number;
}

/** A top-level statement as lowered, with the node that it came from. */
export interface TopLevel {
  readonly node: Node;
  readonly statements: readonly Statement[];
  readonly exported?: Declaration["exported"];
}

/** `env.NAME =`, `environ["NAME"] =`, `putenv(...)`, `environ.update(...)`, `Object.assign(process.env, ...)`. */
const ENVIRONMENT_WRITE = /\benv(?:iron)?\s*(?:\.\s*\w+|\[[^\]]*\])\s*=(?![=>])|\bputenv\b|\.(?:update|assign)\s*\(/;

/** Lowers each top-level node with its own start as the base of its spans. */
export function lowerDeclarations(
  root: Node,
  text: string,
  language: Module["language"],
  lower: (reading: Reading, node: Node) => TopLevel,
): LoweredFile {
  const reading: Reading = { text, base: 0, depth: 0 };
  const declarations: Declaration[] = [];
  const offsets = new Map<string, number>();
  for (const node of named(root)) {
    reading.base = node.startIndex;
    const { statements, exported } = lower(reading, node);
    for (const statement of statements) {
      const key = freeKey(keyOf(statement), offsets);
      offsets.set(key, node.startIndex);
      declarations.push({ key, statement, ...(exported && { exported }), broken: node.hasError });
    }
  }
  const mayWriteEnvironment = ENVIRONMENT_WRITE.test(text);
  return { module: { language, declarations, broken: root.hasError, mayWriteEnvironment }, offsets };
}

export function spanOf(reading: Reading, node: Node): Span {
  return { start: node.startIndex - reading.base, end: node.endIndex - reading.base };
}

/** The span up to the last code: in Python a block holds the comments that follow it. */
export function codeSpan(reading: Reading, node: Node): Span {
  let last = node;
  while (last.lastNamedChild && BLOCKS.test(last.type)) {
    const code = named(last).at(-1);
    if (!code) break;
    last = code;
  }
  return { start: node.startIndex - reading.base, end: last.endIndex - reading.base };
}

export function textOf(reading: Reading, node: Node): string {
  return reading.text.slice(node.startIndex, node.endIndex);
}

/** The named children but for comments, which may stand anywhere. */
export function named(node: Node): Node[] {
  return node.namedChildren.filter((it) => !it.isExtra || it.isError);
}

export function field(node: Node, name: string): Node | undefined {
  return node.childForFieldName(name) ?? undefined;
}

/** Whether one of the children is this token. */
export function hasToken(node: Node, token: string): boolean {
  return node.children.some((it) => !it.isNamed && it.type === token);
}

/** Lowers something nested, unless it lies too deep. */
export function nested<T>(reading: Reading, tooDeep: T, lower: () => T): T {
  if (reading.depth >= MAX_DEPTH) return tooDeep;
  reading.depth += 1;
  const res = lower();
  reading.depth -= 1;
  return res;
}

export function unknownExpression(reading: Reading, node: Node, children: readonly Expression[] = []): Expression {
  return { kind: "unknown", span: spanOf(reading, node), children };
}

/** `a.b.c` of names and members; undefined for anything else. */
export function pathOf(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.name;
  if (expression.kind !== "member") return undefined;
  const object = pathOf(expression.object);
  return object === undefined ? undefined : `${object}.${expression.property}`;
}

function keyOf(statement: Statement): string {
  switch (statement.kind) {
    case "declare":
      return statement.pattern.kind === "name-pattern" ? statement.pattern.name : statement.kind;
    case "function":
    case "class":
    case "type":
      return statement.name;
    case "import":
      return `import ${statement.module}`;
    case "export":
      return statement.module === undefined ? "export" : `export ${statement.module}`;
    case "assign":
      return (isExpression(statement.target) && pathOf(statement.target)) || statement.kind;
    case "expression": {
      const { expression } = statement;
      return (expression.kind === "call" && pathOf(expression.callee)) || statement.kind;
    }
    default:
      return statement.kind;
  }
}

function isExpression(target: Extract<Statement, { kind: "assign" }>["target"]): target is Expression {
  return !target.kind.endsWith("-pattern");
}

function freeKey(key: string, taken: ReadonlyMap<string, number>): string {
  if (!taken.has(key)) return key;
  let ordinal = 2;
  while (taken.has(`${key}#${ordinal}`)) ordinal += 1;
  return `${key}#${ordinal}`;
}

import type { Node } from "web-tree-sitter";
import type { CatchClause, Expression, ImportName, Pattern, Statement, SwitchCase } from "../ir.js";
import { lowerExpression } from "./pythonExpression.js";
import { lowerClass, lowerFunction } from "./pythonFunction.js";
import { lowerPattern, lowerTarget } from "./pythonPattern.js";
import { codeSpan, field, hasToken, named, nested, type Reading, spanOf, textOf } from "./reading.js";

/** Lowers a statement; several for an import of several modules, none for `pass`. */
export function lowerStatement(reading: Reading, node: Node): readonly Statement[] {
  return nested(reading, [{ kind: "unknown", span: spanOf(reading, node), children: [] }], () => {
    const lower = STATEMENTS.get(node.type);
    return lower
      ? lower(reading, node)
      : [{ kind: "unknown", span: codeSpan(reading, node), children: recovered(reading, node) }];
  });
}

export function lowerBlock(reading: Reading, node: Node | undefined): readonly Statement[] {
  return node ? named(node).flatMap((it) => lowerStatement(reading, it)) : [];
}

type Lower = (reading: Reading, node: Node) => readonly Statement[];

const STATEMENTS: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ["expression_statement", lowerExpressionStatement],
  ["function_definition", (reading, node) => [lowerDefinition(reading, node, node, [])]],
  ["class_definition", (reading, node) => [lowerDefinition(reading, node, node, [])]],
  ["decorated_definition", lowerDecorated],
  ["import_statement", lowerImport],
  ["import_from_statement", lowerImportFrom],
  ["future_import_statement", () => []],
  ["if_statement", lowerIf],
  ["for_statement", lowerFor],
  ["while_statement", lowerWhile],
  ["try_statement", lowerTry],
  ["with_statement", lowerWith],
  ["match_statement", lowerMatch],
  ["return_statement", (reading, node) => [{ kind: "return", ...spanAndValue(reading, node) }]],
  ["raise_statement", (reading, node) => [{ kind: "throw", ...spanAndValue(reading, node) }]],
  ["break_statement", (reading, node) => [{ kind: "break", span: spanOf(reading, node) }]],
  ["continue_statement", (reading, node) => [{ kind: "continue", span: spanOf(reading, node) }]],
  ["pass_statement", () => []],
  ["global_statement", lowerOuter],
  ["nonlocal_statement", lowerOuter],
  ["delete_statement", lowerDelete],
  ["assert_statement", lowerAssert],
  ["type_alias_statement", lowerTypeAlias],
  ["block", lowerBlock],
]);

/** In an error stand statements and expressions alike. */
function recovered(reading: Reading, node: Node): readonly Statement[] {
  return named(node).flatMap((it): readonly Statement[] => {
    if (STATEMENTS.has(it.type) || it.isError) return lowerStatement(reading, it);
    const expression = lowerExpression(reading, it);
    return expression.kind === "unknown" ? [] : [{ kind: "expression", span: expression.span, expression }];
  });
}

function spanAndValue(reading: Reading, node: Node) {
  const [value] = named(node);
  return { span: spanOf(reading, node), ...(value && { value: lowerExpression(reading, value) }) };
}

function lowerExpressionStatement(reading: Reading, node: Node): readonly Statement[] {
  const children = named(node);
  const span = spanOf(reading, node);
  const [first] = children;
  if (!first) return [];
  if (children.length > 1) {
    const items = children.map((it) => ({ value: lowerExpression(reading, it), spread: false }));
    return [{ kind: "expression", span, expression: { kind: "array", span, items } }];
  }
  if (first.type === "assignment" && !field(first, "right")) return lowerAnnotation(reading, first);
  const expression = lowerExpression(reading, first);
  if (expression.kind !== "assignment" || first.type === "named_expression") {
    return [{ kind: "expression", span, expression }];
  }
  const { target, operator, value } = expression;
  return [{ kind: "assign", span, target, operator, value }];
}

/** `x: int` gives a name a type and no value. */
function lowerAnnotation(reading: Reading, node: Node): readonly Statement[] {
  const left = field(node, "left");
  if (!left) return [];
  const pattern = lowerPattern(reading, left, field(node, "type"));
  return [{ kind: "declare", span: spanOf(reading, node), pattern, constant: false }];
}

function lowerDecorated(reading: Reading, node: Node): readonly Statement[] {
  const definition = field(node, "definition");
  if (!definition) return [];
  const decorators = named(node)
    .filter((it) => it.type === "decorator")
    .flatMap((it) => named(it).map((child) => lowerExpression(reading, child)));
  return [lowerDefinition(reading, node, definition, decorators)];
}

function lowerDefinition(reading: Reading, node: Node, definition: Node, decorators: readonly Expression[]): Statement {
  const name = field(definition, "name");
  const common = {
    span: codeSpan(reading, node),
    name: name ? textOf(reading, name) : "",
    nameSpan: spanOf(reading, name ?? definition),
  };
  return definition.type === "class_definition"
    ? { kind: "class", ...common, class: { ...lowerClass(reading, definition), decorators } }
    : { kind: "function", ...common, function: { ...lowerFunction(reading, definition), decorators } };
}

/** `import a.b as c` binds the module `a.b`, `import a.b` the package `a`. */
function lowerImport(reading: Reading, node: Node): readonly Statement[] {
  return node.childrenForFieldName("name").map((it): Statement => {
    const path = it.type === "aliased_import" ? (field(it, "name") ?? it) : it;
    const alias = field(it, "alias");
    const module = textOf(reading, path);
    const [root = module] = module.split(".");
    const local = alias ? textOf(reading, alias) : root;
    const name: ImportName = { imported: "*", local, span: spanOf(reading, alias ?? path), typeOnly: false };
    return {
      kind: "import",
      span: spanOf(reading, node),
      module,
      moduleSpan: spanOf(reading, path),
      names: [name],
      typeOnly: false,
    };
  });
}

/** `from a import *` has the one name `*`, bound to no local name. */
function lowerImportFrom(reading: Reading, node: Node): readonly Statement[] {
  const module = field(node, "module_name");
  if (!module) return [];
  const names = node.childrenForFieldName("name").map((it): ImportName => {
    const name = it.type === "aliased_import" ? (field(it, "name") ?? it) : it;
    const imported = textOf(reading, name);
    const alias = field(it, "alias");
    const local = alias ? textOf(reading, alias) : imported;
    return { imported, local, span: spanOf(reading, alias ?? name), typeOnly: false };
  });
  const wildcard = named(node).find((it) => it.type === "wildcard_import");
  const all: readonly ImportName[] = wildcard
    ? [{ imported: "*", local: "*", span: spanOf(reading, wildcard), typeOnly: false }]
    : [];
  return [
    {
      kind: "import",
      span: spanOf(reading, node),
      module: textOf(reading, module).replaceAll(/\s/g, ""),
      moduleSpan: spanOf(reading, module),
      names: [...names, ...all],
      typeOnly: false,
    },
  ];
}

function lowerField(reading: Reading, node: Node, name: string): Expression {
  const child = field(node, name);
  return child ? lowerExpression(reading, child) : { kind: "unknown", span: codeSpan(reading, node), children: [] };
}

/** Chains of `elif` that are longer than this are made by machines. */
const MAX_CLAUSES = 200;

/** Each `elif` is an `if` in the alternative of the one before it. */
function lowerIf(reading: Reading, node: Node): readonly Statement[] {
  const clauses = node.childrenForFieldName("alternative");
  const rest = clauses
    .slice(MAX_CLAUSES)
    .flatMap((it) => lowerBlock(reading, field(it, "consequence") ?? field(it, "body")));
  const otherwise = clauses
    .slice(0, MAX_CLAUSES)
    .reduceRight<readonly Statement[]>(
      (after, it) =>
        it.type === "elif_clause" ? [ifStatement(reading, it, after)] : lowerBlock(reading, field(it, "body")),
      rest,
    );
  return [ifStatement(reading, node, otherwise)];
}

function ifStatement(reading: Reading, node: Node, otherwise: readonly Statement[]): Statement {
  return {
    kind: "if",
    span: codeSpan(reading, node),
    test: lowerField(reading, node, "condition"),
    // biome-ignore lint/suspicious/noThenProperty: this is a branch of an `if`; nobody awaits a statement.
    then: lowerBlock(reading, field(node, "consequence")),
    otherwise,
  };
}

function lowerFor(reading: Reading, node: Node): readonly Statement[] {
  const left = field(node, "left");
  return [
    {
      kind: "loop",
      span: codeSpan(reading, node),
      form: "for-of",
      head: [],
      iterable: lowerField(reading, node, "right"),
      ...(left && { pattern: lowerPattern(reading, left) }),
      awaited: hasToken(node, "async"),
      body: lowerBlock(reading, field(node, "body")),
    },
    ...lowerElse(reading, node),
  ];
}

function lowerWhile(reading: Reading, node: Node): readonly Statement[] {
  return [
    {
      kind: "loop",
      span: codeSpan(reading, node),
      form: "while",
      head: [],
      test: lowerField(reading, node, "condition"),
      awaited: false,
      body: lowerBlock(reading, field(node, "body")),
    },
    ...lowerElse(reading, node),
  ];
}

/** The `else` of a loop runs after it, unless it was left by `break`. */
function lowerElse(reading: Reading, node: Node): readonly Statement[] {
  const clause = field(node, "alternative");
  const body = clause && lowerBlock(reading, field(clause, "body"));
  return body ? [{ kind: "block", span: codeSpan(reading, clause), body, resources: [] }] : [];
}

function lowerTry(reading: Reading, node: Node): readonly Statement[] {
  const clauses = named(node);
  const blockOf = (type: string) => {
    const clause = clauses.find((it) => it.type === type);
    return lowerBlock(reading, clause && named(clause).find((it) => it.type === "block"));
  };
  return [
    {
      kind: "try",
      span: codeSpan(reading, node),
      body: lowerBlock(reading, field(node, "body")),
      handlers: clauses.filter((it) => it.type.startsWith("except")).map((it) => lowerExcept(reading, it)),
      otherwise: blockOf("else_clause"),
      finalizer: blockOf("finally_clause"),
    },
  ];
}

function lowerExcept(reading: Reading, node: Node): CatchClause {
  const block = named(node).find((it) => it.type === "block");
  const [caught] = named(node).filter((it) => it.type !== "block");
  const { value, pattern } = caught ? lowerAs(reading, caught) : {};
  const types = value?.kind === "array" ? value.items.map((it) => it.value) : value ? [value] : [];
  return { ...(pattern && { pattern }), types, body: lowerBlock(reading, block) };
}

/** `value as pattern`, or a value alone. */
function lowerAs(reading: Reading, node: Node): { value: Expression; pattern?: Pattern } {
  if (node.type !== "as_pattern") return { value: lowerExpression(reading, node) };
  const [value = node] = named(node);
  const alias = field(node, "alias");
  const [target = alias] = alias ? named(alias) : [];
  return {
    value: lowerExpression(reading, value),
    ...(target && { pattern: lowerPattern(reading, target) }),
  };
}

function lowerWith(reading: Reading, node: Node): readonly Statement[] {
  const items = named(node)
    .filter((it) => it.type === "with_clause")
    .flatMap((it) => named(it));
  const resources = items.flatMap((it) => {
    const value = field(it, "value");
    return value ? [lowerAs(reading, value)] : [];
  });
  const body = lowerBlock(reading, field(node, "body"));
  return [{ kind: "block", span: codeSpan(reading, node), body, resources }];
}

function lowerMatch(reading: Reading, node: Node): readonly Statement[] {
  const body = field(node, "body");
  const clauses = body ? named(body).filter((it) => it.type === "case_clause") : [];
  const cases = clauses.map((it): SwitchCase => ({ body: lowerBlock(reading, field(it, "consequence")) }));
  return [{ kind: "switch", span: codeSpan(reading, node), subject: lowerField(reading, node, "subject"), cases }];
}

function lowerOuter(reading: Reading, node: Node): readonly Statement[] {
  return [{ kind: "outer", span: spanOf(reading, node), names: named(node).map((it) => textOf(reading, it)) }];
}

function lowerDelete(reading: Reading, node: Node): readonly Statement[] {
  const targets = named(node).flatMap((it) => (it.type === "expression_list" ? named(it) : [it]));
  return targets.map((it) => {
    const target = lowerTarget(reading, it);
    return target.kind.endsWith("-pattern")
      ? { kind: "unknown", span: spanOf(reading, it), children: [] }
      : { kind: "delete", span: spanOf(reading, it), target: lowerExpression(reading, it) };
  });
}

function lowerAssert(reading: Reading, node: Node): readonly Statement[] {
  const span = spanOf(reading, node);
  const operands = named(node).map((it) => lowerExpression(reading, it));
  return [{ kind: "expression", span, expression: { kind: "operator", span, operator: "assert", operands } }];
}

/** `type X = ...` makes a value, though one that only type checkers use. */
function lowerTypeAlias(reading: Reading, node: Node): readonly Statement[] {
  const [left] = named(node);
  const name = left && (named(left)[0] ?? left);
  if (!name) return [];
  return [{ kind: "type", span: spanOf(reading, node), name: textOf(reading, name), nameSpan: spanOf(reading, name) }];
}

import type { Node } from "web-tree-sitter";
import type { CatchClause, ExportName, Expression, ImportName, Statement, SwitchCase } from "../ir.js";
import { lowerExpression, stringValue } from "./javascriptExpression.js";
import { lowerClass, lowerFunction } from "./javascriptFunction.js";
import { lowerPattern, lowerTarget } from "./javascriptPattern.js";
import { field, hasToken, named, nested, type Reading, spanOf, textOf } from "./reading.js";

/** Lowers a statement; several for a declaration of several variables, none for what has no effect. */
export function lowerStatement(reading: Reading, node: Node): readonly Statement[] {
  return nested(reading, [{ kind: "unknown", span: spanOf(reading, node), children: [] }], () => {
    const lower = STATEMENTS.get(node.type);
    if (lower) return lower(reading, node);
    if (EXPRESSION_LIKE.test(node.type)) {
      return [{ kind: "expression", span: spanOf(reading, node), expression: lowerExpression(reading, node) }];
    }
    return [{ kind: "unknown", span: spanOf(reading, node), children: lowerAll(reading, node) }];
  });
}

/** The statements of a block, or a statement that stands alone; nothing for a missing one. */
export function lowerBody(reading: Reading, node: Node | undefined): readonly Statement[] {
  if (!node) return [];
  return node.type === "statement_block" ? lowerAll(reading, node) : lowerStatement(reading, node);
}

type Lower = (reading: Reading, node: Node) => readonly Statement[];

/** What an error recovers to at the level of statements, apart from statements. */
const EXPRESSION_LIKE = /_expression$|^(?:identifier|arrow_function|object|array|string|template_string)$/;

const STATEMENTS: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ["expression_statement", lowerExpressionStatement],
  ["lexical_declaration", lowerVariables],
  ["variable_declaration", lowerVariables],
  ["using_declaration", lowerVariables],
  ["function_declaration", lowerFunctionDeclaration],
  ["generator_function_declaration", lowerFunctionDeclaration],
  ["class_declaration", lowerClassDeclaration],
  ["abstract_class_declaration", lowerClassDeclaration],
  ["import_statement", lowerImport],
  ["import_alias", lowerImportAlias],
  ["export_statement", lowerExport],
  ["if_statement", lowerIf],
  ["switch_statement", lowerSwitch],
  ["for_statement", lowerFor],
  ["for_in_statement", lowerForIn],
  ["while_statement", lowerWhile],
  ["do_statement", lowerWhile],
  ["try_statement", lowerTry],
  ["with_statement", (reading, node) => lowerBody(reading, field(node, "body"))],
  ["break_statement", (reading, node) => [lowerJump(reading, node, "break")]],
  ["continue_statement", (reading, node) => [lowerJump(reading, node, "continue")]],
  ["return_statement", (reading, node) => [{ kind: "return", ...spanAndValue(reading, node) }]],
  ["throw_statement", (reading, node) => [{ kind: "throw", ...spanAndValue(reading, node) }]],
  ["labeled_statement", (reading, node) => lowerBody(reading, field(node, "body"))],
  ["statement_block", lowerBlock],
  ["empty_statement", () => []],
  ["debugger_statement", () => []],
  ["hash_bang_line", () => []],
  ["interface_declaration", lowerType],
  ["type_alias_declaration", lowerType],
  ["function_signature", lowerType],
  ["ambient_declaration", lowerAmbient],
  ["enum_declaration", lowerEnum],
  ["internal_module", lowerNamespace],
  ["module", lowerNamespace],
]);

function lowerAll(reading: Reading, node: Node): readonly Statement[] {
  return named(node).flatMap((it) => lowerStatement(reading, it));
}

function spanAndValue(reading: Reading, node: Node) {
  const [value] = named(node);
  return { span: spanOf(reading, node), ...(value && { value: lowerExpression(reading, value) }) };
}

function lowerExpressionStatement(reading: Reading, node: Node): readonly Statement[] {
  const [inner] = named(node);
  if (!inner) return [];
  if (inner.type === "internal_module") return lowerNamespace(reading, inner);
  const span = spanOf(reading, node);
  const expression = lowerExpression(reading, inner);
  if (expression.kind === "assignment") {
    const { target, operator, value } = expression;
    return [{ kind: "assign", span, target, operator, value }];
  }
  if (expression.kind === "operator" && expression.operator === "delete" && expression.operands[0]) {
    return [{ kind: "delete", span, target: expression.operands[0] }];
  }
  return [{ kind: "expression", span, expression }];
}

function lowerVariables(reading: Reading, node: Node): readonly Statement[] {
  const declarators = named(node).filter((it) => it.type === "variable_declarator");
  const constant = field(node, "kind")?.type === "const";
  return declarators.flatMap((it) => {
    const name = field(it, "name");
    if (!name) return [];
    const value = field(it, "value");
    return [
      {
        kind: "declare" as const,
        span: spanOf(reading, declarators.length === 1 ? node : it),
        pattern: lowerPattern(reading, name, field(it, "type")),
        ...(value && { init: lowerExpression(reading, value) }),
        constant,
      },
    ];
  });
}

function lowerFunctionDeclaration(reading: Reading, node: Node): readonly Statement[] {
  return [{ kind: "function", ...nameOf(reading, node), function: lowerFunction(reading, node) }];
}

function lowerClassDeclaration(reading: Reading, node: Node): readonly Statement[] {
  return [{ kind: "class", ...nameOf(reading, node), class: lowerClass(reading, node) }];
}

function nameOf(reading: Reading, node: Node) {
  const name = field(node, "name");
  // `export default function () {}` has no name; the token that begins it stands for it.
  return {
    span: spanOf(reading, node),
    name: name ? textOf(reading, name) : "default",
    nameSpan: spanOf(reading, name ?? node.firstChild ?? node),
  };
}

function lowerImport(reading: Reading, node: Node): readonly Statement[] {
  const clause = named(node).find((it) => it.type === "import_require_clause");
  if (clause) return lowerImportRequire(reading, node, clause);
  const source = field(node, "source");
  if (!source) return [];
  const names = named(node)
    .filter((it) => it.type === "import_clause")
    .flatMap((it) => named(it).flatMap((child) => lowerImportNames(reading, child)));
  return [
    {
      kind: "import",
      span: spanOf(reading, node),
      module: stringValue(reading, source),
      moduleSpan: spanOf(reading, source),
      names,
      typeOnly: hasToken(node, "type"),
    },
  ];
}

/** TypeScript's `import x = require("y")`, which is a `const x = require("y")`. */
function lowerImportRequire(reading: Reading, node: Node, clause: Node): readonly Statement[] {
  const name = named(clause).find((it) => it.type === "identifier");
  const source = field(clause, "source");
  if (!name || !source) return [];
  const init: Expression = {
    kind: "call",
    span: spanOf(reading, clause),
    callee: { kind: "name", span: spanOf(reading, clause), name: "require" },
    arguments: [{ value: lowerExpression(reading, source), spread: false }],
    new: false,
    optional: false,
  };
  const pattern = lowerPattern(reading, name);
  return [{ kind: "declare", span: spanOf(reading, node), pattern, init, constant: true }];
}

/** TypeScript's `import a = b.c`. */
function lowerImportAlias(reading: Reading, node: Node): readonly Statement[] {
  const [name, value] = named(node);
  if (!name || !value) return [];
  return [
    {
      kind: "declare",
      span: spanOf(reading, node),
      pattern: lowerPattern(reading, name),
      init: lowerExpression(reading, value),
      constant: true,
    },
  ];
}

function lowerImportNames(reading: Reading, node: Node): ImportName[] {
  const span = spanOf(reading, node);
  switch (node.type) {
    case "identifier":
      return [{ imported: "default", local: textOf(reading, node), span, typeOnly: false }];
    case "namespace_import":
      return named(node).map((it) => ({ imported: "*", local: textOf(reading, it), span, typeOnly: false }));
    case "named_imports":
      return named(node).flatMap((it) => {
        const [name, alias] = specifier(reading, it);
        if (name === undefined) return [];
        const typeOnly = hasToken(it, "type");
        return [{ imported: name, local: alias ?? name, span: spanOf(reading, it), typeOnly }];
      });
    default:
      return [];
  }
}

function specifier(reading: Reading, node: Node): readonly (string | undefined)[] {
  return ["name", "alias"].map((it) => {
    const name = field(node, it);
    return name && (name.type === "string" ? stringValue(reading, name) : textOf(reading, name));
  });
}

function lowerExport(reading: Reading, node: Node): readonly Statement[] {
  const declaration = field(node, "declaration");
  if (declaration) return lowerStatement(reading, declaration);
  if (hasToken(node, "=")) return lowerExportAssignment(reading, node);
  const source = field(node, "source");
  const clause = named(node).find((it) => it.type === "export_clause" || it.type === "namespace_export");
  if (!clause && !source) return [];
  return [
    {
      kind: "export",
      span: spanOf(reading, node),
      names: clause ? lowerExportNames(reading, clause) : [],
      ...(source && { module: stringValue(reading, source) }),
      all: !clause,
      typeOnly: hasToken(node, "type"),
    },
  ];
}

/** TypeScript's `export = x`, which is `module.exports = x`. */
function lowerExportAssignment(reading: Reading, node: Node): readonly Statement[] {
  const [value] = named(node);
  if (!value) return [];
  const span = spanOf(reading, node.firstChild ?? node);
  const target: Expression = {
    kind: "member",
    span,
    object: { kind: "name", span, name: "module" },
    property: "exports",
    propertySpan: span,
    optional: false,
  };
  const assigned = lowerExpression(reading, value);
  return [{ kind: "assign", span: spanOf(reading, node), target, operator: "=", value: assigned }];
}

function lowerExportNames(reading: Reading, clause: Node): ExportName[] {
  const span = spanOf(reading, clause);
  if (clause.type === "namespace_export") {
    return named(clause).map((it) => ({ exported: textOf(reading, it), local: "*", span, typeOnly: false }));
  }
  return named(clause).flatMap((it) => {
    const [name, alias] = specifier(reading, it);
    if (name === undefined) return [];
    const exportedName = field(it, "alias") ?? field(it, "name") ?? it;
    const typeOnly = hasToken(it, "type");
    return [{ exported: alias ?? name, local: name, span: spanOf(reading, exportedName), typeOnly }];
  });
}

function lowerIf(reading: Reading, node: Node): readonly Statement[] {
  const alternative = field(node, "alternative");
  return [
    {
      kind: "if",
      span: spanOf(reading, node),
      test: lowerField(reading, node, "condition"),
      // biome-ignore lint/suspicious/noThenProperty: this is a branch of an `if`; nobody awaits a statement.
      then: lowerBody(reading, field(node, "consequence")),
      otherwise: alternative ? lowerAll(reading, alternative) : [],
    },
  ];
}

function lowerField(reading: Reading, node: Node, name: string): Expression {
  const child = field(node, name);
  return child ? lowerExpression(reading, child) : { kind: "unknown", span: spanOf(reading, node), children: [] };
}

function lowerSwitch(reading: Reading, node: Node): readonly Statement[] {
  const body = field(node, "body");
  const cases = (body ? named(body) : []).map((it): SwitchCase => {
    const value = field(it, "value");
    const statements = it.childrenForFieldName("body").filter((child) => child.isNamed && !child.isExtra);
    return {
      ...(value && { test: lowerExpression(reading, value) }),
      body: statements.flatMap((child) => lowerStatement(reading, child)),
    };
  });
  return [{ kind: "switch", span: spanOf(reading, node), subject: lowerField(reading, node, "value"), cases }];
}

function lowerFor(reading: Reading, node: Node): readonly Statement[] {
  const initializer = field(node, "initializer");
  const condition = field(node, "condition");
  const increment = field(node, "increment");
  const after: readonly Statement[] = increment
    ? [{ kind: "expression", span: spanOf(reading, increment), expression: lowerExpression(reading, increment) }]
    : [];
  return [
    {
      kind: "loop",
      span: spanOf(reading, node),
      form: "for",
      head: initializer ? lowerStatement(reading, initializer) : [],
      ...(condition?.isNamed && condition.type !== "empty_statement" && { test: lowerExpression(reading, condition) }),
      awaited: false,
      body: [...lowerBody(reading, field(node, "body")), ...after],
    },
  ];
}

function lowerForIn(reading: Reading, node: Node): readonly Statement[] {
  const left = field(node, "left");
  return [
    {
      kind: "loop",
      span: spanOf(reading, node),
      form: field(node, "operator")?.type === "in" ? "for-in" : "for-of",
      head: [],
      iterable: lowerField(reading, node, "right"),
      ...(left && { pattern: field(node, "kind") ? lowerPattern(reading, left) : targetPattern(reading, left) }),
      awaited: hasToken(node, "await"),
      body: lowerBody(reading, field(node, "body")),
    },
  ];
}

function targetPattern(reading: Reading, node: Node) {
  const target = lowerTarget(reading, node);
  return isPattern(target) ? target : { kind: "target-pattern" as const, span: target.span, target };
}

function isPattern(target: ReturnType<typeof lowerTarget>): target is ReturnType<typeof lowerPattern> {
  return target.kind.endsWith("-pattern");
}

function lowerWhile(reading: Reading, node: Node): readonly Statement[] {
  return [
    {
      kind: "loop",
      span: spanOf(reading, node),
      form: node.type === "do_statement" ? "do" : "while",
      head: [],
      test: lowerField(reading, node, "condition"),
      awaited: false,
      body: lowerBody(reading, field(node, "body")),
    },
  ];
}

function lowerTry(reading: Reading, node: Node): readonly Statement[] {
  const handler = field(node, "handler");
  const finalizer = field(node, "finalizer");
  return [
    {
      kind: "try",
      span: spanOf(reading, node),
      body: lowerBody(reading, field(node, "body")),
      handlers: handler ? [lowerCatch(reading, handler)] : [],
      otherwise: [],
      finalizer: finalizer ? lowerBody(reading, field(finalizer, "body")) : [],
    },
  ];
}

function lowerCatch(reading: Reading, node: Node): CatchClause {
  const parameter = field(node, "parameter");
  return {
    ...(parameter && { pattern: lowerPattern(reading, parameter) }),
    types: [],
    body: lowerBody(reading, field(node, "body")),
  };
}

function lowerJump(reading: Reading, node: Node, kind: "break" | "continue"): Statement {
  const label = field(node, "label");
  return { kind, span: spanOf(reading, node), ...(label && { label: textOf(reading, label) }) };
}

function lowerBlock(reading: Reading, node: Node): readonly Statement[] {
  return [{ kind: "block", span: spanOf(reading, node), body: lowerAll(reading, node), resources: [] }];
}

function lowerType(reading: Reading, node: Node): readonly Statement[] {
  return [{ kind: "type", ...nameOf(reading, node) }];
}

/** `declare ...`: what it names is made elsewhere, if at all. */
function lowerAmbient(reading: Reading, node: Node): readonly Statement[] {
  return named(node)
    .flatMap((it) => (it.type.endsWith("lexical_declaration") || it.type === "variable_declaration" ? named(it) : [it]))
    .filter((it) => field(it, "name"))
    .flatMap((it) => lowerType(reading, it));
}

function lowerEnum(reading: Reading, node: Node): readonly Statement[] {
  const name = field(node, "name");
  const body = field(node, "body");
  if (!name || !body) return [];
  const init: Expression = {
    kind: "unknown",
    span: spanOf(reading, body),
    children: named(body).flatMap((it) => {
      const value = field(it, "value");
      return value ? [lowerExpression(reading, value)] : [];
    }),
  };
  const pattern = lowerPattern(reading, name);
  return [{ kind: "declare", span: spanOf(reading, node), pattern, init, constant: true }];
}

/** A namespace is a value made by a function that runs at once. */
function lowerNamespace(reading: Reading, node: Node): readonly Statement[] {
  const name = field(node, "name");
  const body = field(node, "body");
  // `declare module "x"` speaks of types only.
  if (!name || name.type === "string" || !body) return [];
  const span = spanOf(reading, body);
  const [root = name] = name.type === "nested_identifier" ? named(name) : [];
  const made: Expression = {
    kind: "function",
    span,
    function: {
      span,
      parameters: [],
      body: lowerBody(reading, body),
      bodySpan: span,
      async: false,
      generator: false,
      arrow: false,
      decorators: [],
    },
  };
  const pattern = { kind: "name-pattern" as const, span: spanOf(reading, root), name: textOf(reading, root) };
  const init: Expression = { kind: "unknown", span, children: [made] };
  return [{ kind: "declare", span: spanOf(reading, node), pattern, init, constant: true }];
}

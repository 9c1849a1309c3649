import type { Node } from "web-tree-sitter";
import type { LoweredFile, Statement } from "../ir.js";
import { lowerExpression } from "./javascriptExpression.js";
import { lowerStatement } from "./javascriptStatement.js";
import { field, hasToken, lowerDeclarations, named, type Reading, spanOf, type TopLevel } from "./reading.js";

/** Lowers a syntax tree of JavaScript, TypeScript or TSX. */
export function lowerJavaScript(root: Node, text: string, language: "javascript" | "typescript"): LoweredFile {
  return lowerDeclarations(root, text, language, lowerTopLevel);
}

function lowerTopLevel(reading: Reading, node: Node): TopLevel {
  if (node.type !== "export_statement") return { node, statements: lowerStatement(reading, node) };

  const exported = hasToken(node, "default") ? "default" : "named";
  const declaration = field(node, "declaration");
  if (declaration) {
    return { node, exported, statements: withDecorators(reading, node, lowerStatement(reading, declaration)) };
  }
  const value = field(node, "value");
  if (exported === "default" && value) {
    const statement: Statement = {
      kind: "expression",
      span: spanOf(reading, node),
      expression: lowerExpression(reading, value),
    };
    return { node, exported, statements: [statement] };
  }
  return { node, statements: lowerStatement(reading, node) };
}

/** Decorators before `export` belong to the class behind it. */
function withDecorators(reading: Reading, node: Node, statements: readonly Statement[]): readonly Statement[] {
  const decorators = named(node)
    .filter((it) => it.type === "decorator")
    .flatMap((it) => named(it).map((child) => lowerExpression(reading, child)));
  return statements.map((it) =>
    it.kind === "class" ? { ...it, class: { ...it.class, decorators: [...decorators, ...it.class.decorators] } } : it,
  );
}

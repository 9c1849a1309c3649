import type { Node } from "web-tree-sitter";
import type { LoweredFile } from "../ir.js";
import { lowerStatement } from "./pythonStatement.js";
import { lowerDeclarations } from "./reading.js";

/** Lowers a syntax tree of Python. */
export function lowerPython(root: Node, text: string): LoweredFile {
  return lowerDeclarations(root, text, "python", (reading, node) => ({
    node,
    statements: lowerStatement(reading, node),
  }));
}

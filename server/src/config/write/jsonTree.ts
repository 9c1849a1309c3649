import { type Node as JsonNode, type ParseError, parseTree } from "jsonc-parser";
import { type Collection, type Key, Slot, type TreeNode } from "./tree.js";

/** Reads JSON, comments and trailing commas allowed; undefined when there is any error. */
export function jsonTree(text: string): TreeNode | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return root && errors.length === 0 ? nodeOf(root, text, undefined) : undefined;
}

function nodeOf(node: JsonNode, text: string, slot: Slot | undefined): TreeNode {
  const base = { start: node.offset, end: node.offset + node.length, anchored: false, slot };
  switch (node.type) {
    case "object":
    case "array": {
      const slots: Slot[] = [];
      const kind = node.type === "object" ? "map" : "sequence";
      const res: Collection = { ...base, kind, style: "flow", slots, odd: false };
      for (const child of node.children ?? []) slots.push(slotOf(child, text, res));
      return res;
    }
    case "string":
      return { ...base, kind: "scalar", style: "double", text: String(node.value) };
    default:
      return { ...base, kind: "scalar", style: "plain", text: text.slice(base.start, base.end) };
  }
}

function slotOf(child: JsonNode, text: string, owner: Collection): Slot {
  if (child.type !== "property") return new Slot(owner, undefined, (slot) => nodeOf(child, text, slot));
  const [keyNode, valueNode] = child.children ?? [];
  const keyEnd = keyNode ? keyNode.offset + keyNode.length : child.offset;
  const colonEnd = child.colonOffset === undefined ? keyEnd : child.colonOffset + 1;
  const key: Key = { start: child.offset, end: keyEnd, style: "double", text: String(keyNode?.value ?? ""), colonEnd };
  return new Slot(owner, key, (slot) =>
    valueNode
      ? nodeOf(valueNode, text, slot)
      : { kind: "empty", text: "", start: colonEnd, end: colonEnd, anchored: false, slot },
  );
}

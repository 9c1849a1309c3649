import type { Position } from "../../server/src/lamplight.js";

const MARK = "<|>";

/** A text without its mark `<|>`, and where that stood. */
export function marked(source: string): { readonly text: string; readonly position: Position } {
  const [before, ...after] = source.split(MARK);
  if (before === undefined || after.length !== 1) throw new Error(`not marked once: ${source}`);
  const lines = before.split("\n");
  const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  return { text: before + after.join(""), position };
}

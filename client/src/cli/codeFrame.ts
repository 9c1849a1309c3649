import type { Range } from "../../../server/src/lamplight.js";
import { columnsOf, printable } from "./words.js";

/** A line of source as it is shown, with the marks below it. */
export interface FrameLine {
  /** One-based; undefined for lines that are left out. */
  readonly number: number | undefined;
  readonly code: string;
  readonly marks?: string | undefined;
}

const WIDTH = 110;
const TAB = 2;
/** Lines of a range that are shown; of a longer one, these and a sign that there are more. */
const MARKED_LINES = 3;

interface Cell {
  readonly offset: number;
  readonly column: number;
  readonly columns: number;
  readonly text: string;
}

/** The lines around a range, its own marked. Empty when the text has no such line. */
export function codeFrame(text: string | undefined, { start, end }: Range): readonly FrameLine[] {
  const lines = text?.split(/\r\n|\n|\r/) ?? [];
  if (start.line >= lines.length) return [];
  const lastLine = Math.min(lines.length - 1, end.character === 0 ? Math.max(start.line, end.line - 1) : end.line);
  const shownLast = Math.min(lastLine, start.line + MARKED_LINES - 1);
  const from = windowStart(cellsOf(lines[start.line] ?? ""), start.character);
  const res: FrameLine[] = [...context(start.line - 1)];
  for (let line = start.line; line <= shownLast; line++) {
    const code = lines[line] ?? "";
    const begin = line === start.line ? start.character : Math.max(0, code.search(/\S/));
    const stop = line === end.line ? end.character : code.length;
    const marked = line === start.line || code.trim() !== "";
    res.push(frameLine(line, code, from, marked ? { begin, stop } : undefined));
  }
  return shownLast < lastLine ? [...res, { number: undefined, code: "" }] : [...res, ...context(lastLine + 1)];

  function context(line: number): readonly FrameLine[] {
    const code = lines[line];
    return code === undefined || code.trim() === "" ? [] : [frameLine(line, code, from, undefined)];
  }
}

function frameLine(
  line: number,
  code: string,
  from: number,
  marked: { readonly begin: number; readonly stop: number } | undefined,
): FrameLine {
  const cells = cellsOf(code);
  const shown = cells.filter((it) => it.column >= from && it.column + it.columns <= from + WIDTH);
  const before = from > 0 ? "…" : "";
  const after = cells.length > 0 && cells.at(-1) !== shown.at(-1) ? "…" : "";
  const number = line + 1;
  const shownCode = `${before}${shown.map((it) => it.text).join("")}${after}`.trimEnd();
  if (!marked) return { number, code: shownCode };
  const startColumn = columnAt(cells, marked.begin);
  const endColumn = Math.max(startColumn + 1, columnAt(cells, marked.stop));
  const indent = startColumn - from + before.length;
  return {
    number,
    code: shownCode,
    marks: " ".repeat(indent) + "^".repeat(Math.max(1, Math.min(endColumn, from + WIDTH) - startColumn)),
  };
}

/** Characters with the columns they take: tabs become spaces, control characters visible. */
function cellsOf(line: string): readonly Cell[] {
  const res: Cell[] = [];
  let offset = 0;
  let column = 0;
  for (const character of line) {
    const columns = character === "\t" ? TAB : columnsOf(character);
    res.push({ offset, column, columns, text: character === "\t" ? " ".repeat(TAB) : printable(character) });
    offset += character.length;
    column += columns;
  }
  return res;
}

function columnAt(cells: readonly Cell[], offset: number): number {
  const cell = cells.find((it) => it.offset >= offset) ?? cells.at(-1);
  if (!cell) return 0;
  return cell.offset >= offset ? cell.column : cell.column + cell.columns;
}

/** The first column to show, so that a place far to the right of a long line is in sight. */
function windowStart(cells: readonly Cell[], offset: number): number {
  const column = columnAt(cells, offset);
  return column < WIDTH * 0.75 ? 0 : column - Math.floor(WIDTH / 3);
}

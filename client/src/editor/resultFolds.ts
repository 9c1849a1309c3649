/** Zero-based lines that fold into the first of them. */
export interface Fold {
  readonly start: number;
  readonly end: number;
}

const HEADING = /^(?:Payload|Error|Stack|AWS calls|Log|Notes)$/;
const OPENING = /^(\s*)(?:"(?:[^"\\]|\\.)*": )?[{[]$/;
const CLOSING = /^(\s*)[}\]],?$/;

/**
 * Folds of a result document: its sections, and the objects and lists of its JSON. The folding markers of a language
 * configuration cannot tell where a section ends: VS Code does not look for markers on blank lines.
 */
export function resultFolds(lines: readonly string[]): Fold[] {
  return [...sectionFolds(lines), ...jsonFolds(lines)].sort((a, b) => a.start - b.start);
}

function sectionFolds(lines: readonly string[]): Fold[] {
  const headings = lines.flatMap((it, line) => (HEADING.test(it) && lines[line - 1] === "" ? [line] : []));
  return headings.flatMap((start, index) => {
    let end = (headings[index + 1] ?? lines.length) - 1;
    while (end > start && lines[end] === "") end--;
    return end > start ? [{ start, end }] : [];
  });
}

/** The closing bracket stays in sight. */
function jsonFolds(lines: readonly string[]): Fold[] {
  const res: Fold[] = [];
  const open: { readonly indent: string; readonly line: number }[] = [];
  for (const [line, text] of lines.entries()) {
    if (HEADING.test(text)) open.length = 0;
    const opening = OPENING.exec(text);
    if (opening) open.push({ indent: opening[1] ?? "", line });
    const closing = CLOSING.exec(text);
    const last = open.at(-1);
    if (!closing || !last || last.indent !== closing[1]) continue;
    open.pop();
    if (line - 1 > last.line) res.push({ start: last.line, end: line - 1 });
  }
  return res;
}

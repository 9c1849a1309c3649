import { TextDocument } from "vscode-languageserver-textdocument";
import type { LocatedFinding, TextEdit } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";

/** A fix that was made. */
export interface AppliedFix {
  readonly finding: LocatedFinding;
  readonly title: string;
}

/** What is left of the texts when all fixes that can be made together are made. */
interface Fixed {
  /** The new texts of the files that change. */
  readonly texts: ReadonlyMap<FileId, string>;
  readonly applied: readonly AppliedFix[];
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

type Replacements = ReadonlyMap<FileId, readonly Replacement[]>;

/**
 * Makes the first safe fix of each finding. A fix is made as a whole or not at all: one that overlaps another waits
 * for the next round. An edit that two fixes have in common is made once.
 */
export function applySafeFixes(
  findings: readonly LocatedFinding[],
  textOf: (file: FileId) => string | undefined,
  writable: (file: FileId) => boolean,
): Fixed {
  const documents = new Map<FileId, TextDocument>();
  let chosen: Replacements = new Map();
  const applied: AppliedFix[] = [];
  for (const finding of findings) {
    const fix = finding.fixes.find((it) => it.safe);
    if (!fix?.edits.every((it) => writable(it.file))) continue;
    const extended = withEdits(chosen, fix.edits, documentOf);
    if (!extended) continue;
    chosen = extended;
    applied.push({ finding, title: fix.title });
  }
  const texts = [...chosen].flatMap(([file, replacements]) => {
    const before = documentOf(file)?.getText() ?? "";
    const after = replaced(before, replacements);
    return after === before ? [] : [[file, after] as const];
  });
  return { texts: new Map(texts), applied };

  function documentOf(file: FileId): TextDocument | undefined {
    const text = textOf(file);
    if (text === undefined) return undefined;
    const res = documents.get(file) ?? TextDocument.create(file, "", 0, text);
    documents.set(file, res);
    return res;
  }
}

/** Undefined when an edit overlaps one that was chosen, or names a file that is not there. */
function withEdits(
  chosen: Replacements,
  edits: readonly TextEdit[],
  documentOf: (file: FileId) => TextDocument | undefined,
): Replacements | undefined {
  const res = new Map(chosen);
  for (const { file, range, newText } of edits) {
    const document = documentOf(file);
    if (!document) return undefined;
    const edit = { start: document.offsetAt(range.start), end: document.offsetAt(range.end), newText };
    const others = res.get(file) ?? [];
    if (others.some((it) => same(it, edit))) continue;
    if (others.some((it) => overlap(it, edit))) return undefined;
    res.set(file, [...others, edit]);
  }
  return res;
}

function same(a: Replacement, b: Replacement): boolean {
  return a.start === b.start && a.end === b.end && a.newText === b.newText;
}

function overlap(a: Replacement, b: Replacement): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

function replaced(text: string, replacements: readonly Replacement[]): string {
  let res = "";
  let end = 0;
  for (const it of replacements.toSorted((a, b) => a.start - b.start)) {
    res += text.slice(end, it.start) + it.newText;
    end = it.end;
  }
  return res + text.slice(end);
}

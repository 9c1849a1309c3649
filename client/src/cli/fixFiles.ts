import { constants } from "node:fs";
import { access, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import type { Analysis, LocatedFinding, Project } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";
import { type AppliedFix, applySafeFixes } from "./fixes.js";
import { isInside, type Target } from "./paths.js";
import { writeAtomically } from "./writeFile.js";

/** A fix may uncover a problem that can be fixed too; fixes that undo each other must end. */
const MAX_ROUNDS = 10;

interface FixOutcome {
  /** Of the files as they are now. */
  readonly analysis: Analysis;
  readonly applied: readonly AppliedFix[];
  /** Why a file that has fixes was left as it is. */
  readonly refusals: ReadonlyMap<FileId, string>;
}

/** Applies safe fixes to the files on the disk, and analyses again, until there are none. */
export async function fixFiles(
  project: Project,
  before: Analysis,
  targets: readonly Target[],
  cwd: string,
  select: (analysis: Analysis) => readonly LocatedFinding[],
): Promise<FixOutcome> {
  const roots = await Promise.all(
    targets.map(({ file, kind }) => realpath(kind === "folder" ? file : path.dirname(file))),
  );
  const refusals = new Map<FileId, string>();
  const applied: AppliedFix[] = [];
  let analysis = before;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const findings = select(analysis);
    for (const file of filesOf(findings)) {
      const refusal = refusals.get(file) ?? (await refusalOf(file, analysis.text(file), roots, cwd));
      if (refusal !== undefined) refusals.set(file, refusal);
    }
    const { texts, applied: made } = applySafeFixes(
      findings,
      (file) => analysis.text(file),
      (file) => !refusals.has(file),
    );
    if (texts.size === 0) break;
    for (const [file, text] of texts) await replaceText(file, text);
    applied.push(...made);
    project.invalidate([...texts.keys()]);
    analysis = await project.analyse();
  }
  return { analysis, applied, refusals };
}

function filesOf(findings: readonly LocatedFinding[]): ReadonlySet<FileId> {
  const safe = findings.flatMap((it) => it.fixes.find((fix) => fix.safe) ?? []);
  return new Set(safe.flatMap(({ edits }) => edits.map((it) => it.file)));
}

/** Only what was analysed may be changed, and only below the roots: a link may lead anywhere. */
async function refusalOf(
  file: FileId,
  analysed: string | undefined,
  roots: readonly string[],
  cwd: string,
): Promise<string | undefined> {
  try {
    const real = await realpath(file);
    const isLinked = path.relative(real, file) !== "";
    const inside = roots.some((it) => isInside(it, real)) || (!isLinked && isInside(cwd, real));
    if (!inside) return `it was not fixed: it is ${real}, outside of what is checked`;
    await access(real, constants.W_OK);
    const { text } = decode(await readFile(real));
    return text === analysed ? undefined : "it was not fixed: it changed meanwhile, or is not UTF-8; check again";
  } catch (error) {
    return `it was not fixed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function replaceText(file: FileId, text: string): Promise<void> {
  const real = await realpath(file);
  const { mark } = decode(await readFile(real));
  await writeAtomically(real, mark + text);
}

/** The text as analysis sees it, without its byte order mark; undefined when it cannot be written back as it was. */
function decode(bytes: Uint8Array): { readonly mark: string; readonly text: string | undefined } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith("\uFEFF") ? { mark: "\uFEFF", text: text.slice(1) } : { mark: "", text };
  } catch {
    return { mark: "", text: undefined };
  }
}

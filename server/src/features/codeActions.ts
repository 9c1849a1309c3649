import {
  type CodeAction,
  CodeActionKind,
  CreateFile,
  type Diagnostic,
  type TextEdit as LspTextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { LocatedFix, Range, TextEdit } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import { SHOW_DOCUMENTATION_COMMAND } from "../protocol.js";
import { documentationUrl } from "../rules/documentation.js";
import { type FileReport, SOURCE, type Squiggle, type UriOf } from "./diagnostics.js";
import { isBefore, nonOverlapping, overlaps } from "./ranges.js";
import { disableForFile, disableForLine } from "./suppressing.js";

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.lamplight`;

/** How the client takes edits. */
export interface EditAbilities {
  readonly uriOf: UriOf;
  /** Version of an open document, null for one that is not. */
  readonly versionOf: (file: FileId) => number | null;
  /** The client understands versioned `documentChanges`. */
  readonly documentChanges: boolean;
}

/** What the client can do with an action. */
export interface ActionAbilities extends EditAbilities {
  /** The client can make files. */
  readonly createsFiles: boolean;
  readonly showDocumentation: boolean;
}

export interface ActionRequest {
  readonly file: FileId;
  readonly text: string;
  readonly range: Range;
  /** What the client shows there; when it names findings of ours, the actions are for these alone. */
  readonly diagnostics: readonly Diagnostic[];
  readonly only?: readonly CodeActionKind[] | undefined;
}

/**
 * The actions for a range, always in the same order: the fixes, "Disable for this line", "Disable in this file", the
 * documentation. "Fix all" is offered to those who ask for source actions.
 */
export function codeActions(
  report: FileReport,
  request: ActionRequest,
  abilities: ActionAbilities,
): readonly CodeAction[] {
  const res: CodeAction[] = [];
  if (wants(request.only, CodeActionKind.QuickFix)) res.push(...quickFixes(report, request, abilities));
  if (request.only && wants(request.only, FIX_ALL_KIND)) res.push(...fixAll(report, request.file, abilities));
  return res;
}

/** Kinds are a hierarchy: who asks for `source` wants `source.fixAll.lamplight` too. */
function wants(only: readonly CodeActionKind[] | undefined, kind: CodeActionKind): boolean {
  return only === undefined || only.some((it) => it === "" || kind === it || kind.startsWith(`${it}.`));
}

function quickFixes(report: FileReport, request: ActionRequest, abilities: ActionAbilities): readonly CodeAction[] {
  const squiggles = squigglesAt(report, request);
  const rules = new Map(squiggles.map((it) => [it.findings[0]?.rule ?? "", it]));
  return [
    ...squiggles.flatMap((it) => fixesOf(it, abilities)),
    ...squiggles.flatMap((it) => suppression(it, disableForLine, "for this line")),
    ...[...rules.values()].flatMap((it) => suppression(it, disableForFile, "in this file")),
    ...(abilities.showDocumentation ? [...rules].map(([rule, it]) => documentation(rule, it)) : []),
  ].filter(unseenTitle());

  function suppression(
    { diagnostic, findings }: Squiggle,
    edit: typeof disableForLine,
    where: string,
  ): readonly CodeAction[] {
    const rule = findings[0]?.rule ?? "";
    const change = edit(request.file, request.text, rule, diagnostic.range.start.line);
    if (!change) return [];
    return [
      {
        title: `Disable ${rule} ${where}`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        edit: workspaceEdit([change], abilities),
      },
    ];
  }
}

function squigglesAt(report: FileReport, { range, diagnostics }: ActionRequest): readonly Squiggle[] {
  const named = diagnostics.filter((it) => it.source === SOURCE);
  return report.squiggles.filter(
    ({ diagnostic }) =>
      overlaps(diagnostic.range, range) &&
      (named.length === 0 || named.some((it) => it.code === diagnostic.code && it.message === diagnostic.message)),
  );
}

function fixesOf({ diagnostic, findings }: Squiggle, abilities: ActionAbilities): readonly CodeAction[] {
  const offered = findings.flatMap((it) => it.fixes).filter((it) => !it.creates || abilities.createsFiles);
  const fixes = distinct(offered);
  const preferred = fixes.find((it) => it.safe);
  return fixes.map((fix) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    ...(fix === preferred && { isPreferred: true }),
    edit: workspaceEdit(fix.edits, abilities, fix.creates),
  }));
}

function documentation(rule: string, { diagnostic }: Squiggle): CodeAction {
  const title = `Show documentation for ${rule}`;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    command: { title, command: SHOW_DOCUMENTATION_COMMAND, arguments: [documentationUrl(rule)] },
  };
}

/** One action with all safe fixes that touch this file only and do not touch each other. */
function fixAll(report: FileReport, file: FileId, abilities: ActionAbilities): readonly CodeAction[] {
  const accepted: TextEdit[] = [];
  const taken = new Set<string>();
  for (const { findings } of report.squiggles) {
    const fix = findings.flatMap((it) => it.fixes).find((it) => it.safe);
    if (!fix || fix.edits.some((it) => it.file !== file) || taken.has(JSON.stringify(fix.edits))) continue;
    if (!nonOverlapping([...accepted, ...fix.edits])) continue;
    taken.add(JSON.stringify(fix.edits));
    accepted.push(...fix.edits);
  }
  if (accepted.length === 0) return [];
  accepted.sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : 1));
  return [{ title: "Fix all safe problems", kind: FIX_ALL_KIND, edit: workspaceEdit(accepted, abilities) }];
}

function distinct(fixes: readonly LocatedFix[]): readonly LocatedFix[] {
  return [...new Map(fixes.map((it) => [JSON.stringify([it.title, it.edits]), it])).values()];
}

/** Two squiggles on one line would offer the same suppression twice. Fixes of the same title differ in their edits. */
function unseenTitle(): (action: CodeAction) => boolean {
  const seen = new Set<string>();
  return ({ title, edit, command }) => {
    const key = JSON.stringify([title, edit, command]);
    return !seen.has(key) && seen.add(key) !== undefined;
  };
}

export function workspaceEdit(edits: readonly TextEdit[], abilities: EditAbilities, creates?: FileId): WorkspaceEdit {
  const byFile = new Map<FileId, LspTextEdit[]>();
  for (const { file, range, newText } of edits) byFile.set(file, [...(byFile.get(file) ?? []), { range, newText }]);
  if (!abilities.documentChanges) {
    return { changes: Object.fromEntries([...byFile].map(([file, it]) => [abilities.uriOf(file), it])) };
  }
  const changes = [...byFile].map(([file, it]) => ({
    textDocument: { uri: abilities.uriOf(file), version: abilities.versionOf(file) },
    edits: it,
  }));
  // A file that has come into being meanwhile is left as it is.
  const created = creates ? [CreateFile.create(abilities.uriOf(creates), { ignoreIfExists: true })] : [];
  return { documentChanges: [...created, ...changes] };
}

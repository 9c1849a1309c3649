import { isDeepStrictEqual } from "node:util";
import type { Edit } from "../../model/finding.js";
import { absolute, type ChunkOffset, type FileId, type Place, type Span } from "../../model/place.js";
import { applyChanges, type Change, inOrder, isOnlyComments } from "./lines.js";
import { type Piece, readAgain, TemplateText } from "./piece.js";
import { removeComment, removeSlot, slotAt } from "./remove.js";
import { writeScalar } from "./scalarText.js";
import { quotesOf, setProperty, setScalar } from "./setProperty.js";
import {
  describe,
  describeScalar,
  type Effects,
  hasKey,
  holdsAnchor,
  isCollection,
  isOwn,
  lineage,
  noEffects,
  type Slot,
  slotsWhere,
} from "./tree.js";

/** Text to be replaced in a file, in absolute offsets. */
interface TextChange {
  readonly file: FileId;
  readonly span: Span;
  readonly newText: string;
}

/** The texts that the edits are made in, and where their chunks begin. */
interface EditSources {
  text(file: FileId): string | undefined;
  readonly offsetOf: ChunkOffset;
}

/**
 * The changes of text that edits ask for: everything else stays byte for byte. Undefined when any of them cannot be
 * made surely: what is not understood, or is used in more than one place, is not touched. What the changes make of a
 * template is read again, and must say what it said before but for what was asked.
 */
export function textEdits(edits: readonly Edit[], sources: EditSources): readonly TextChange[] | undefined {
  const drafts = new Map<FileId, Draft>();
  for (const edit of edits) {
    const file = edit.kind === "set-property" ? edit.file : edit.place.file;
    const draft = drafts.get(file) ?? draftOf(file, sources);
    if (!draft || !addEdit(draft, edit, sources)) return undefined;
    drafts.set(file, draft);
  }
  const res: TextChange[] = [];
  for (const [file, draft] of drafts) {
    const changes = inOrder(draft.changes);
    if (applyChanges(draft.template.text, changes) === undefined) return undefined;
    if (![...draft.revisions].every(([piece, it]) => saysWhatWasAsked(piece, it))) return undefined;
    res.push(...changes.map((it) => ({ file, ...it })));
  }
  return res;
}

/** The changes of one file on their way. */
interface Draft {
  readonly file: FileId;
  readonly template: TemplateText;
  readonly changes: Change[];
  readonly revisions: Map<Piece, Revision>;
}

interface Revision {
  readonly changes: Change[];
  readonly effects: Effects;
}

const templates = new WeakMap<EditSources, Map<FileId, TemplateText>>();

/** A template is cut and read once for all the fixes of a snapshot. */
function draftOf(file: FileId, sources: EditSources): Draft | undefined {
  const text = sources.text(file);
  if (text === undefined) return undefined;
  const known = templates.get(sources) ?? new Map<FileId, TemplateText>();
  templates.set(sources, known);
  const cached = known.get(file);
  const template = cached?.text === text ? cached : new TemplateText(text);
  known.set(file, template);
  return { file, template, changes: [], revisions: new Map() };
}

function addEdit(draft: Draft, edit: Edit, sources: EditSources): boolean {
  if (edit.kind === "set-property") {
    const { resource, path, value } = edit;
    const piece = draft.template.ofResource(resource);
    return revise(draft, piece, (it, effects) => setProperty(it, resource, path, value, effects));
  }
  const span = spanOf(edit.place, draft, sources);
  if (!span) return false;
  if (edit.kind === "text") {
    draft.changes.push({ span, newText: edit.newText });
    return true;
  }
  if (edit.kind === "remove") return addRemoval(draft, span);
  const piece = draft.template.around(span.start, span.end);
  if (edit.kind === "set-scalar") {
    return revise(draft, piece, (it, effects) => replaceValue(it, within(it, span), edit.value, effects));
  }
  return revise(draft, piece, (it, effects) => renameKey(it, within(it, span), edit.name, effects));
}

function spanOf(place: Place, { template }: Draft, { offsetOf }: EditSources): Span | undefined {
  const span = absolute(place, offsetOf);
  return span && span.start >= 0 && span.start <= span.end && span.end <= template.text.length ? span : undefined;
}

function within(piece: Piece, { start, end }: Span): Span {
  return { start: start - piece.start, end: end - piece.start };
}

/** Makes changes in a piece and notes what they are to say. */
function revise(
  draft: Draft,
  piece: Piece | undefined,
  change: (piece: Piece, effects: Effects) => readonly Change[] | undefined,
): boolean {
  if (!piece) return false;
  const revision = draft.revisions.get(piece) ?? { changes: [], effects: noEffects() };
  const changes = change(piece, revision.effects);
  if (!changes) return false;
  draft.revisions.set(piece, revision);
  revision.changes.push(...changes);
  for (const { span, newText } of changes) {
    draft.changes.push({ span: { start: span.start + piece.start, end: span.end + piece.start }, newText });
  }
  return true;
}

function saysWhatWasAsked(piece: Piece, { changes, effects }: Revision): boolean {
  const text = applyChanges(piece.text, inOrder(changes));
  if (text === undefined) return false;
  if (isCollection(piece.root) && piece.root.slots.every((it) => effects.removed.has(it))) return isOnlyComments(text);
  const after = readAgain(piece, text);
  return after !== undefined && isDeepStrictEqual(describe(after.root, noEffects()), describe(piece.root, effects));
}

function replaceValue(
  piece: Piece,
  span: Span,
  value: string | number,
  effects: Effects,
): readonly Change[] | undefined {
  const [slot] = slotsWhere(piece.root, ({ value: it }) => it.start === span.start && it.end === span.end);
  if (!slot || isShared(slot) || span.start === span.end) return undefined;
  const node = slot.value;
  if (node.kind === "scalar" && node.tag === undefined) return setScalar(piece, node, value, effects);
  // What a tag makes of its text goes with the text: `!Ref Seconds`, `!GetAtt [Table, Arn]`.
  const isOneFunction = node.kind === "scalar" || (isCollection(node) && node.style === "flow");
  const written = writeScalar(value, piece.language, "plain", quotesOf(piece));
  if (node.tag === undefined || !isOneFunction || !written) return undefined;
  effects.replaced.set(node, describeScalar(written.content, written.style));
  return [{ span, newText: written.text }];
}

/** Whether a value is also used elsewhere, or stands in a map that takes its entries from elsewhere. */
function isShared({ value, owner }: Slot): boolean {
  if (owner.odd || hasKey(owner, "<<") || holdsAnchor(value)) return true;
  return [...lineage(owner)].some((it) => it.anchored);
}

function renameKey(piece: Piece, span: Span, name: string, effects: Effects): readonly Change[] | undefined {
  const [slot] = slotsWhere(piece.root, ({ key }) => key?.start === span.start && key.end === span.end);
  if (!slot?.key || !isOwn(slot.owner)) return undefined;
  const names = slot.owner.slots.map((it) => effects.renamed.get(it) ?? it.key?.text);
  const written = writeScalar(name, piece.language, slot.key.style, quotesOf(piece));
  if (!written || names.includes(name)) return undefined;
  effects.renamed.set(slot, name);
  return [{ span, newText: written.text }];
}

function addRemoval(draft: Draft, span: Span): boolean {
  const { template } = draft;
  if (/^(?:#|\/\/|\/\*)/.test(template.text.slice(span.start, span.end))) return addCommentRemoval(draft, span);
  let piece = template.around(span.start, span.end);
  let slot = piece && slotAt(piece, within(piece, span));
  if (piece && slot && slot.owner === piece.root && piece.prefix.length > 0) {
    // Whether a resource is the last of its section is not seen in its own piece.
    piece = template.sectionAround(span.start, span.end);
    slot = piece && slotAt(piece, within(piece, span));
  }
  const target = slot;
  return target !== undefined && revise(draft, piece, (it, effects) => removeSlot(it, target, effects));
}

function addCommentRemoval(draft: Draft, span: Span): boolean {
  const { file, template, changes } = draft;
  if (/\.(?:ya?ml|json|template)$/i.test(file) && !template.isAbove(span.end)) {
    // What looks like a comment may be text of a scalar: reading again will tell.
    const piece = template.around(span.start, span.end);
    return revise(draft, piece, (it) => removeComment(it.text, within(it, span)));
  }
  const removal = removeComment(template.text, span);
  changes.push(...(removal ?? []));
  return removal !== undefined;
}

import type { Span } from "../../model/place.js";
import {
  type Change,
  deletion,
  isBlank,
  isOnlyComments,
  isRestOfLine,
  lineDeletion,
  lineEnd,
  linePrefix,
} from "./lines.js";
import type { Piece } from "./piece.js";
import { type Effects, holdsAnchor, isOwn, type Slot, slotsWhere } from "./tree.js";

/** The entry or item that a span covers from the start of the key to the end of the value. */
export function slotAt({ root, text }: Piece, span: Span): Slot | undefined {
  return slotsWhere(root, (it) => it.start === span.start && endsAt(it, span.end, text)).at(-1);
}

/** A value without text may be said to end with its key, a block with the comments and line breaks that end it. */
function endsAt({ key, value, end }: Slot, at: number, text: string): boolean {
  if (value.kind === "empty" && key) return key.end <= at && at <= end;
  return end <= at ? isOnlyComments(text.slice(end, at)) : isBlank(text.slice(at, end));
}

/** Removes an entry or an item with its line, and what would be left empty around it. */
export function removeSlot(piece: Piece, target: Slot, effects: Effects): readonly Change[] | undefined {
  const slot = outermostEmptied(piece, target);
  if (!slot || (slot !== target && isDeclaration(piece, slot)) || holdsAnchor(slot.value)) return undefined;
  effects.removed.add(slot);
  return slot.owner.style === "block" ? removeFromBlock(piece, slot) : removeFromFlow(piece, slot);
}

/** Removes a comment, and its line when it stands alone there. */
export function removeComment(text: string, { start, end }: Span): readonly Change[] | undefined {
  const comment = text.slice(start, end);
  if (!/^(?:#.*|\/\/.*|\/\*[\s\S]*\*\/)$/.test(comment) || !isBlank(text.slice(end, lineEnd(text, end))))
    return undefined;
  const prefix = linePrefix(text, start);
  if (isBlank(prefix)) return [lineDeletion(text, start, end)];
  return [deletion(start - (prefix.length - prefix.trimEnd().length), lineEnd(text, end))];
}

function outermostEmptied(piece: Piece, slot: Slot): Slot | undefined {
  const { owner } = slot;
  if (!isOwn(owner)) return undefined;
  if (owner.slots.length > 1) return slot;
  if (owner.slot) return outermostEmptied(piece, owner.slot);
  // The whole template is not left empty; a section of it can go.
  return piece.isOneOfMany ? slot : undefined;
}

/** A resource, a parameter and the like do not go away because something inside them does; nor do their sections. */
function isDeclaration({ prefix }: Piece, slot: Slot): boolean {
  const path: string[] = [];
  for (let it: Slot | undefined = slot; it; it = it.owner.slot) path.unshift(it.key?.text ?? "");
  const [section = "", ...rest] = [...prefix, ...path];
  return section !== "Globals" && section !== "Metadata" && rest.length < 2;
}

function removeFromBlock({ text, language }: Piece, slot: Slot): readonly Change[] | undefined {
  if (!isRestOfLine(text.slice(slot.end, lineEnd(text, slot.end)), language)) return undefined;
  if (isBlank(linePrefix(text, slot.mark))) return [lineDeletion(text, slot.mark, slot.end)];
  const next = nextOf(slot);
  if (!next || !isBlank(text.slice(slot.end, next.mark))) return undefined;
  return [deletion(slot.mark, next.mark)];
}

function removeFromFlow(piece: Piece, slot: Slot): readonly Change[] | undefined {
  const { text } = piece;
  const next = nextOf(slot);
  const previous = slot.owner.slots[slot.owner.slots.indexOf(slot) - 1];
  const after = /^[ \t]*,?/.exec(text.slice(slot.end))?.[0] ?? "";
  const hasComma = after.endsWith(",");
  const rest = text.slice(slot.end + after.length, lineEnd(text, slot.end + after.length));
  const isAlone = isBlank(linePrefix(text, slot.start)) && isRestOfLine(rest, piece.language);
  if (isAlone && (next ? hasComma && next.start > lineEnd(text, slot.end) : true)) {
    const lines = lineDeletion(text, slot.start, slot.end);
    if (next || hasComma || !previous) return [lines];
    const comma = previous.end + text.slice(previous.end).search(/\S/);
    return text[comma] === "," ? [deletion(comma, comma + 1), lines] : undefined;
  }
  if (next) return isComma(text.slice(slot.end, next.start)) ? [deletion(slot.start, next.start)] : undefined;
  if (!previous || !isComma(text.slice(previous.end, slot.start))) return undefined;
  return [deletion(previous.end, slot.end)];
}

function nextOf(slot: Slot): Slot | undefined {
  return slot.owner.slots[slot.owner.slots.indexOf(slot) + 1];
}

function isComma(gap: string): boolean {
  return gap.trim() === ",";
}

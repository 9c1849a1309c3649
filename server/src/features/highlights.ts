import { type DocumentHighlight, DocumentHighlightKind } from "vscode-languageserver";
import { placesOf } from "../config/references/names.js";
import type { Analysis, Position } from "../lamplight.js";
import { distinct } from "../model/distinct.js";
import type { FileId } from "../model/place.js";
import { handlersAt } from "./definition.js";
import { namedAt, namedTemplate, rangeOf } from "./namedTemplate.js";

/** All places of a template that speak of what a position names; other files are left to their own language. */
export function highlights(analysis: Analysis, file: FileId, position: Position): readonly DocumentHighlight[] {
  const named = namedTemplate(analysis, file);
  if (!named) return [];
  const place = namedAt(named, position);
  if (place) {
    if (place.kind === "unknown") return [];
    return placesOf(named.names, place).map((it) => ({
      range: rangeOf(named, it),
      kind: it.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
  }
  const handlers = handlersAt(analysis, file, position).map((it) => it.handler);
  const here = handlers.filter((it) => it.file === file);
  return distinct(here.map(({ range }) => ({ range, kind: DocumentHighlightKind.Read })));
}

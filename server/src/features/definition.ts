import type { LocationLink } from "vscode-languageserver";
import { declarationOf, type NamePlace, touches, wholeOf } from "../config/references/names.js";
import type { Analysis, FileRange, Position } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import type { LinkedFunction } from "../rules/rule.js";
import type { UriOf } from "./diagnostics.js";
import { type NamedTemplate, namedAt, namedTemplate, rangeOf } from "./namedTemplate.js";
import { contains } from "./ranges.js";

/** Both ends of a handler: its name in the template, and the export that it means. */
export interface HandlerEnds {
  readonly function: LinkedFunction;
  readonly handler: FileRange;
  /** The export's name; the top of the file when the file has no such export. */
  readonly code: FileRange;
}

/**
 * From a `Handler` in a template to the export, from an exported handler back to the template, and from a reference to
 * what it means.
 */
export function definitions(
  analysis: Analysis,
  file: FileId,
  position: Position,
  uriOf: UriOf,
): readonly LocationLink[] {
  const named = namedTemplate(analysis, file);
  const place = named && namedAt(named, position);
  return place ? declarationLinks(named, place, position, uriOf) : handlerLinks(analysis, file, position, uriOf);
}

function declarationLinks(
  named: NamedTemplate,
  place: NamePlace,
  position: Position,
  uriOf: UriOf,
): readonly LocationLink[] {
  const declaration = declarationOf(named.names, place);
  if (!declaration) return [];
  const isOnAttribute = place.attribute && touches(place.attribute, named.document.offsetAt(position));
  const target = rangeOf(named, declaration);
  return [
    {
      originSelectionRange: rangeOf(named, isOnAttribute && place.attribute ? place.attribute : wholeOf(place)),
      targetUri: uriOf(named.file),
      targetRange: target,
      targetSelectionRange: target,
    },
  ];
}

function handlerLinks(analysis: Analysis, file: FileId, position: Position, uriOf: UriOf): readonly LocationLink[] {
  return handlerEnds(analysis).flatMap(({ function: fn, handler, code }) => {
    if (isAt(handler)) return [link(handler, code)];
    return fn.link.kind === "linked" && isAt(code) ? [link(code, handler)] : [];
  });

  function isAt(range: FileRange): boolean {
    return range.file === file && contains(range.range, position);
  }

  function link(from: FileRange, to: FileRange): LocationLink {
    return {
      originSelectionRange: from.range,
      targetUri: uriOf(to.file),
      targetRange: to.range,
      targetSelectionRange: to.range,
    };
  }
}

/** The ends of all handlers that mean the export that a position names, in a template or in the code. */
export function handlersAt(analysis: Analysis, file: FileId, position: Position): readonly HandlerEnds[] {
  const ends = handlerEnds(analysis).filter((it) => it.function.link.kind === "linked");
  const met = ends.filter((it) => [it.handler, it.code].some((at) => at.file === file && contains(at.range, position)));
  return ends.filter((it) => met.some(({ code }) => JSON.stringify(code) === JSON.stringify(it.code)));
}

/** Every function whose handler was followed to a file. */
export function handlerEnds(analysis: Analysis): readonly HandlerEnds[] {
  return analysis.functions.flatMap((fn) => {
    const handler = fn.handler.place && analysis.locate(fn.handler.place);
    const code = codeOf(fn, analysis);
    return handler && code ? [{ function: fn, handler, code }] : [];
  });
}

function codeOf({ link }: LinkedFunction, analysis: Analysis): FileRange | undefined {
  switch (link.kind) {
    case "linked":
      return analysis.locate(link.exported.place);
    case "export-missing":
      return { file: link.file, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
    case "file-missing":
    case "unknown":
      return undefined;
    default:
      return link satisfies never;
  }
}

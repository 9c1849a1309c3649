import type { LocationLink } from "vscode-languageserver";
import { declarationOf, type NamePlace, touches, wholeOf } from "../config/references/names.js";
import type { Analysis, FileRange, Position } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import type { LinkedFunction } from "../rules/rule.js";
import type { UriOf } from "./diagnostics.js";
import { type NamedTemplate, namedAt, namedTemplate, rangeOf } from "./namedTemplate.js";
import { declarationOfPassed, outputOf, passedAt } from "./nestedStacks.js";
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
  if (place) return declarationLinks(analysis, named, place, position, uriOf);
  const passed = named && passedAt(analysis, file, position);
  const parameter = passed && declarationOfPassed(analysis, passed);
  if (parameter) return [linkBetween(passed, parameter, uriOf)];
  return handlerLinks(analysis, file, position, uriOf);
}

function declarationLinks(
  analysis: Analysis,
  named: NamedTemplate,
  place: NamePlace,
  position: Position,
  uriOf: UriOf,
): readonly LocationLink[] {
  const { file } = named;
  const { attribute } = place;
  if (attribute && touches(attribute, named.document.offsetAt(position))) {
    const from = { file, range: rangeOf(named, attribute) };
    const output = outputOf(analysis, file, place);
    if (output) return [linkBetween(from, output, uriOf)];
    const declaration = declarationOf(named.names, place);
    return declaration ? [linkBetween(from, { file, range: rangeOf(named, declaration) }, uriOf)] : [];
  }
  const declaration = declarationOf(named.names, place);
  if (!declaration) return [];
  const from = { file, range: rangeOf(named, wholeOf(place)) };
  return [linkBetween(from, { file, range: rangeOf(named, declaration) }, uriOf)];
}

function linkBetween(from: FileRange, to: FileRange, uriOf: UriOf): LocationLink {
  return {
    originSelectionRange: from.range,
    targetUri: uriOf(to.file),
    targetRange: to.range,
    targetSelectionRange: to.range,
  };
}

function handlerLinks(analysis: Analysis, file: FileId, position: Position, uriOf: UriOf): readonly LocationLink[] {
  return handlerEnds(analysis).flatMap(({ function: fn, handler, code }) => {
    if (isAt(handler)) return [linkBetween(handler, code, uriOf)];
    return fn.link.kind === "linked" && isAt(code) ? [linkBetween(code, handler, uriOf)] : [];
  });

  function isAt(range: FileRange): boolean {
    return range.file === file && contains(range.range, position);
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

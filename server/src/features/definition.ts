import type { LocationLink } from "vscode-languageserver";
import type { Analysis, FileRange, Position } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import type { LinkedFunction } from "../rules/rule.js";
import type { UriOf } from "./diagnostics.js";
import { contains } from "./ranges.js";

/** Both ends of a handler: its name in the template, and the export that it means. */
interface HandlerEnds {
  readonly function: LinkedFunction;
  readonly handler: FileRange;
  /** The export's name; the top of the file when the file has no such export. */
  readonly code: FileRange;
}

/** From a `Handler` in a template to the export, and from an exported handler back to the template. */
export function definitions(
  analysis: Analysis,
  file: FileId,
  position: Position,
  uriOf: UriOf,
): readonly LocationLink[] {
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

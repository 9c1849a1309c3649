import { placesOf } from "../config/references/names.js";
import type { Analysis, FileRange, Position } from "../lamplight.js";
import { distinct } from "../model/distinct.js";
import type { FileId } from "../model/place.js";
import { handlersAt } from "./definition.js";
import { namedAt, namedTemplate, rangeOf } from "./namedTemplate.js";
import { declarationOfPassed, passedAt, passedParameters } from "./nestedStacks.js";

/** Every place that uses what a position names: a name of a template, or a handler. */
export function references(
  analysis: Analysis,
  file: FileId,
  position: Position,
  includeDeclaration: boolean,
): readonly FileRange[] {
  const named = namedTemplate(analysis, file);
  const place = named && namedAt(named, position);
  if (place) {
    if (place.kind === "unknown") return [];
    const places = placesOf(named.names, place).filter((it) => includeDeclaration || !it.declares);
    const here = places.map((it) => ({ file, range: rangeOf(named, it) }));
    const passed = place.kind === "parameter" ? passedParameters(analysis) : [];
    const given = passed.filter((it) => it.child === file && it.name === place.name);
    return [...here, ...given.map(({ file: parent, range }) => ({ file: parent, range }))];
  }
  const passed = named && passedAt(analysis, file, position);
  const parameter = passed && declarationOfPassed(analysis, passed);
  if (parameter) return references(analysis, parameter.file, parameter.range.start, includeDeclaration);
  const ends = handlersAt(analysis, file, position);
  const declarations = includeDeclaration ? ends.map((it) => it.code) : [];
  return distinct([...declarations, ...ends.map((it) => it.handler)]);
}

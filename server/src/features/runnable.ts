import { TextDocument } from "vscode-languageserver-textdocument";
import { describeAt } from "../config/syntax/describe.js";
import type { Analysis, FileRange, Position, SourceExports } from "../lamplight.js";
import { baseName, isInside, relative } from "../model/path.js";
import type { FileId } from "../model/place.js";
import type { RunnableFunction } from "../protocol.js";
import type { LinkedFunction } from "../rules/rule.js";
import { targetOf, unnamedHandlers } from "./codeLens.js";
import type { UriOf } from "./diagnostics.js";
import { functionSpec, type SpecOptions } from "./functionSpec.js";
import { handlerLocation } from "./handlerSource.js";
import { contains } from "./ranges.js";

export interface RunnableOptions extends SpecOptions {
  readonly uriOf: UriOf;
}

export interface FilePosition {
  readonly file: FileId;
  readonly position: Position;
}

/** The functions of a project that can be run: those at a position first, then those of its file, then the others. */
export function runnableFunctions(
  analysis: Analysis,
  at: FilePosition | undefined,
  options: RunnableOptions,
): readonly RunnableFunction[] {
  const resource = at && resourceAt(analysis, at);
  const ranked = analysis.functions.flatMap((fn) => {
    if (functionSpec(analysis, fn, options).kind !== "spec") return [];
    const here = at !== undefined && isAt(analysis, fn, at, resource);
    const near = at !== undefined && [fn.template.file, handlerLocation(fn.link, analysis)?.file].includes(at.file);
    return [{ rank: here ? 0 : near ? 1 : 2, runnable: describe(analysis, fn, here, options.uriOf) }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map((it) => it.runnable);
}

/** The handlers of a file that no template names. */
export function runnableExports(
  analyses: readonly Analysis[],
  source: SourceExports,
  position: Position | undefined,
  uriOf: UriOf,
): readonly RunnableFunction[] {
  return unnamedHandlers(analyses, source).map(({ exported, range, body }) => ({
    target: { kind: "export", file: uriOf(source.file), export: exported.name },
    label: exported.name,
    description: relative(source.root, source.file),
    here: position !== undefined && contains(body ?? range, position),
    handler: { uri: uriOf(source.file), range },
  }));
}

function isAt(
  analysis: Analysis,
  fn: LinkedFunction,
  { file, position }: FilePosition,
  resource: string | undefined,
): boolean {
  if (fn.template.file === file) return fn.id === resource;
  if (fn.link.kind !== "linked") return false;
  const { place, body } = fn.link.exported;
  return [place, body].some((it) => {
    const found = it && analysis.locate(it);
    return found !== undefined && found.file === file && contains(found.range, position);
  });
}

/** The logical id of the resource that a position of a template lies in. */
function resourceAt({ templates, text }: Analysis, { file, position }: FilePosition): string | undefined {
  const reading = templates.find((it) => it.template.file === file);
  const source = text(file);
  if (!reading || source === undefined) return undefined;
  return describeAt(reading, source, TextDocument.create(file, "", 0, source).offsetAt(position))?.resource;
}

function describe(analysis: Analysis, fn: LinkedFunction, here: boolean, uriOf: UriOf): RunnableFunction {
  const { file } = fn.template;
  const root = analysis.roots.find((it) => it !== file && isInside(it, file));
  const resource = analysis.locate(fn.resource.place);
  const handler = handlerLocation(fn.link, analysis);
  return {
    target: targetOf(fn, uriOf),
    label: fn.id,
    description: root === undefined ? baseName(file) : relative(root, file),
    here,
    ...(resource && { resource: location(resource, uriOf) }),
    ...(handler && { handler: location(handler, uriOf) }),
  };
}

function location({ file, range }: FileRange, uriOf: UriOf): NonNullable<RunnableFunction["resource"]> {
  return { uri: uriOf(file), range };
}

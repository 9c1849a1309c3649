import type { CodeLens } from "vscode-languageserver";
import type { Analysis, LocatedExport, Range, SourceExports } from "../lamplight.js";
import { parentOf, relative } from "../model/path.js";
import type { FileId } from "../model/place.js";
import {
  DEBUG_COMMAND,
  type FunctionTarget,
  GO_TO_HANDLER_COMMAND,
  GO_TO_TEMPLATE_COMMAND,
  RUN_COMMAND,
} from "../protocol.js";
import type { LinkedFunction } from "../rules/rule.js";
import type { UriOf } from "./diagnostics.js";
import { exportedHandlers } from "./exportedHandlers.js";
import { functionSpec, type SpecOptions } from "./functionSpec.js";
import { handlerSource } from "./handlerSource.js";

export interface LensOptions extends SpecOptions {
  readonly uriOf: UriOf;
  /** Those that the client runs; a lens with another command would do nothing. */
  readonly commands: ReadonlySet<string>;
}

/** Above each handler and each function of a template: what runs it, and the way to its other end. */
export function codeLenses(analysis: Analysis, file: FileId, options: LensOptions): readonly CodeLens[] {
  if (!options.commands.has(RUN_COMMAND)) return [];
  const handled = functionsIn(analysis, file);
  const above = new Map<number, number>();
  for (const { range } of handled) above.set(range.start.line, (above.get(range.start.line) ?? 0) + 1);
  return [
    ...handled.flatMap(({ fn, range }) =>
      handlerGroup(analysis, fn, range, (above.get(range.start.line) ?? 0) > 1, options),
    ),
    ...analysis.functions.flatMap((fn) => (fn.template.file === file ? templateGroup(analysis, fn, options) : [])),
  ];
}

/** Above each export that looks like a handler and that no template names. */
export function exportLenses(
  analyses: readonly Analysis[],
  source: SourceExports,
  options: LensOptions,
): readonly CodeLens[] {
  if (!options.commands.has(RUN_COMMAND)) return [];
  return unnamedHandlers(analyses, source).flatMap(({ exported, range }) => {
    const target: FunctionTarget = { kind: "export", file: options.uriOf(source.file), export: exported.name };
    return runLenses(range, target, "", options);
  });
}

/** The exports of a file that look like handlers and that no template names. */
export function unnamedHandlers(analyses: readonly Analysis[], source: SourceExports): readonly LocatedExport[] {
  const placed = analyses.flatMap((it) => functionsIn(it, source.file));
  const named = new Set(placed.map(({ range }) => JSON.stringify(range)));
  return exportedHandlers(source).filter(({ range }) => !named.has(JSON.stringify(range)));
}

export function targetOf(fn: LinkedFunction, uriOf: UriOf): FunctionTarget {
  return { kind: "template", template: uriOf(fn.template.file), id: fn.id };
}

interface PlacedFunction {
  readonly fn: LinkedFunction;
  readonly range: Range;
}

/** The functions whose handler is exported by a source file, in the order of their places. */
function functionsIn(analysis: Analysis, file: FileId): readonly PlacedFunction[] {
  const res = analysis.functions.flatMap((fn): PlacedFunction[] => {
    // Inline code stands in the template, where its resource has lenses already.
    if (fn.link.kind !== "linked" || fn.link.exported.place.file !== file || fn.template.file === file) return [];
    const place = analysis.locate(fn.link.exported.place);
    return place ? [{ fn, range: place.range }] : [];
  });
  return res.sort((a, b) => a.range.start.line - b.range.start.line);
}

/** Where several functions have one handler, each lens says whose it is. */
function handlerGroup(
  analysis: Analysis,
  fn: LinkedFunction,
  range: Range,
  isShared: boolean,
  options: LensOptions,
): readonly CodeLens[] {
  const target = targetOf(fn, options.uriOf);
  const answer = functionSpec(analysis, fn, options);
  const title = answer.kind === "spec" ? `${fn.id} · ${answer.spec.timeout} s · ${answer.spec.memorySize} MB` : fn.id;
  return [
    ...(answer.kind === "spec" ? runLenses(range, target, isShared ? ` ${fn.id}` : "", options) : []),
    ...lens(range, title, GO_TO_TEMPLATE_COMMAND, target, options),
  ];
}

function templateGroup(analysis: Analysis, fn: LinkedFunction, options: LensOptions): readonly CodeLens[] {
  const range = analysis.locate(fn.resource.place)?.range;
  if (!range) return [];
  const target = targetOf(fn, options.uriOf);
  const canRun = functionSpec(analysis, fn, options).kind === "spec";
  const handler = handlerSource(fn.link)?.file;
  return [
    ...(canRun ? runLenses(range, target, "", options) : []),
    ...(handler !== undefined && handler !== fn.template.file
      ? lens(range, relative(parentOf(fn.template.file), handler), GO_TO_HANDLER_COMMAND, target, options)
      : []),
  ];
}

function runLenses(range: Range, target: FunctionTarget, suffix: string, options: LensOptions): readonly CodeLens[] {
  return [
    ...lens(range, `Run${suffix}`, RUN_COMMAND, target, options),
    ...lens(range, `Debug${suffix}`, DEBUG_COMMAND, target, options),
  ];
}

function lens(
  range: Range,
  title: string,
  command: string,
  target: FunctionTarget,
  { commands }: LensOptions,
): readonly CodeLens[] {
  return commands.has(command) ? [{ range, command: { title, command, arguments: [target] } }] : [];
}

import type { Hover } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { describeAt } from "../config/syntax/describe.js";
import { type Limit, limitOfProperty } from "../data/limits.js";
import { lifecycleText, runtimeOf } from "../data/runtimes.js";
import type { Analysis, Position } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import { textOf, worlds } from "../model/value.js";
import { referenceHover } from "./referenceHover.js";
import { scheduleTexts } from "./scheduleRuns.js";

/** What a reference of a template means; at a property, what AWS allows there. */
export function hover(analysis: Analysis, file: FileId, position: Position, date: string): Hover | undefined {
  return referenceHover(analysis, file, position) ?? propertyHover(analysis, file, position, date);
}

/** The limit of a property, for a runtime the days on which it ends, and for a schedule its next runs. */
function propertyHover(analysis: Analysis, file: FileId, position: Position, date: string): Hover | undefined {
  const reading = analysis.templates.find((it) => it.template.file === file);
  const text = analysis.text(file);
  if (!reading || text === undefined) return undefined;

  const offset = TextDocument.create(file, "", 0, text).offsetAt(position);
  const described = describeAt(reading, text, offset);
  if (!described) return undefined;

  const { resource, path, key, place } = described;
  const range = analysis.locate(place)?.range;
  // Inside a map or a program of many lines, the limit of the whole would answer what nobody asked.
  if (!range || (!key && range.start.line !== range.end.line)) return undefined;

  const type = resource === undefined ? "" : (reading.template.resources.get(resource)?.type ?? "");
  const limit = nearestLimit(path, type);
  const runtimes = path.at(-1) === "Runtime" ? runtimeTexts(analysis, file, resource, date) : [];
  const limits = runtimes.length === 0 && limit ? [limitText(limit)] : runtimes;
  const sections = [...scheduleTexts(reading.template, place, date), ...limits];
  if (sections.length === 0) return undefined;
  return { contents: { kind: "markdown", value: sections.join("\n\n") }, range };
}

/** The limit of a property, or the one that it counts into: an item of a list, a variable of an environment. */
function nearestLimit(path: readonly string[], type: string): Limit | undefined {
  const [around, last] = path.slice(-2);
  const counts = around === "Variables" || /^\d+$/.test(last ?? "");
  return limitOfProperty(path, type) ?? (counts ? limitOfProperty(path.slice(0, -1), type) : undefined);
}

function limitText(limit: Limit): string {
  const range = rangeText(limit);
  const kind = limit.adjustable ? "Adjustable: AWS raises it on request." : "Hard limit.";
  const standard = limit.default === undefined ? "" : ` Default: ${quantity(limit.default, limit.unit)}.`;
  const first = range === "" ? `**${limit.name}**` : `**${limit.name}**: ${range}. ${kind}${standard}`;
  return [first, limit.note, sourceText(limit)].filter((it) => it !== undefined).join("\n\n");
}

function rangeText({ minimum, maximum, unit }: Limit): string {
  if (minimum !== undefined && maximum !== undefined) {
    return `${minimum.toLocaleString("en-US")} to ${quantity(maximum, unit)}`;
  }
  if (maximum !== undefined) return `at most ${quantity(maximum, unit)}`;
  return minimum === undefined ? "" : `at least ${quantity(minimum, unit)}`;
}

function quantity(count: number, unit: string | undefined): string {
  return `${count.toLocaleString("en-US")}${unit === undefined ? "" : ` ${unit}`}`;
}

function runtimeTexts(analysis: Analysis, file: FileId, resource: string | undefined, date: string): readonly string[] {
  const functions = analysis.functions.filter(
    (it) =>
      it.template.file === file &&
      (resource === undefined ? it.runtime.origin?.kind === "globals" : it.resource.id === resource),
  );
  const ids = functions.flatMap((it) => worlds(it.runtime)).flatMap(({ value }) => textOf(value) ?? []);
  return [...new Set(ids)].flatMap((id) => {
    const runtime = runtimeOf(id);
    const lifecycle = lifecycleText(id, date);
    return runtime && lifecycle ? [`${lifecycle}\n\n${sourceText(runtime)}`] : [];
  });
}

function sourceText({ source, date }: { readonly source: string; readonly date: string }): string {
  return `[AWS documentation](${source}), as of ${date}`;
}

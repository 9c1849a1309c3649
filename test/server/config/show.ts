import { readTemplate } from "../../../server/src/config/read.js";
import type { TemplateReading } from "../../../server/src/config/reading.js";
import { ChunkCache } from "../../../server/src/config/syntax/chunkCache.js";
import type { FileId, Place } from "../../../server/src/model/place.js";
import type { LambdaFunction } from "../../../server/src/model/template.js";
import type { Value } from "../../../server/src/model/value.js";

export const TEMPLATE = "/project/template.yaml" as FileId;

export interface Input {
  readonly file?: FileId;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly cache?: ChunkCache;
}

/** Reads a text that must be a template. */
export function read(text: string, input: Input = {}): TemplateReading {
  const { file = TEMPLATE, parameters = {}, cache = new ChunkCache() } = input;
  const res = readTemplate(file, text, { parameters, cache });
  if (!res) throw new Error("not a template");
  return res;
}

export function functionNamed(reading: TemplateReading, id: string): LambdaFunction {
  const res = reading.template.functions.find((it) => it.id === id);
  if (!res) throw new Error(`no function: ${id}`);
  return res;
}

/** The text that a place covers. */
export function textAt(reading: TemplateReading, text: string, place: Place | undefined): string | undefined {
  const offset = place && reading.offsets.get(place.chunk);
  return place === undefined || offset === undefined ? undefined : text.slice(offset + place.start, offset + place.end);
}

/** A value in one line: `"text"`, `12`, `<Table.Arn>`, `"a" + <B>`, `IsProd ? 1 : 2`, `?reason`, `-` for absent. */
export function show(value: Value): string {
  switch (value.kind) {
    case "known":
      return JSON.stringify(value.value);
    case "null":
      return "null";
    case "absent":
      return "-";
    case "unknown":
      return `?${value.reason}`;
    case "reference":
      return `<${value.target}${value.attribute === undefined ? "" : `.${value.attribute}`}>`;
    case "concat":
      return value.parts.map(show).join(" + ");
    case "choice":
      return `(${value.options
        .map((it) => `${it.guard ? `${it.guard.holds ? "" : "!"}${it.guard.condition}: ` : ""}${show(it.value)}`)
        .join(" | ")})`;
    case "list":
      return `[${value.items.map(show).join(", ")}]`;
    case "object":
      return `{${value.entries.map((it) => `${it.key}: ${show(it.value)}`).join(", ")}${value.open ? ", ..." : ""}}`;
    default:
      return value satisfies never;
  }
}

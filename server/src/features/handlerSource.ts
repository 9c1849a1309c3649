import type { Analysis, FileRange } from "../lamplight.js";
import type { HandlerLink, SourceLanguage } from "../model/handler.js";
import type { FileId } from "../model/place.js";

export interface HandlerSource {
  readonly file: FileId;
  readonly language: SourceLanguage;
  /** The export as the handler names it, whether the file has it or not. */
  readonly name: string;
}

/** The file that a handler means: half typed, or without the export, it is still that file. */
export function handlerSource(link: HandlerLink): HandlerSource | undefined {
  switch (link.kind) {
    case "linked":
      return { file: link.file, language: link.language, name: link.exported.name };
    case "export-missing":
      return { file: link.file, language: link.language, name: link.name };
    case "unknown":
      return link.source;
    case "file-missing":
      return undefined;
    default:
      return link satisfies never;
  }
}

/** The export that a handler means; the top of its file when the export is not there or not known. */
export function handlerLocation(link: HandlerLink, analysis: Analysis): FileRange | undefined {
  if (link.kind === "linked") return analysis.locate(link.exported.place);
  const source = handlerSource(link);
  const top = { line: 0, character: 0 };
  return source && { file: source.file, range: { start: top, end: top } };
}

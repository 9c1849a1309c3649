import { TextDocument } from "vscode-languageserver-textdocument";
import { type NamePlace, nameAt, type TemplateNames } from "../config/references/names.js";
import { readNames } from "../config/references/readNames.js";
import type { TemplateSyntax } from "../config/syntax/document.js";
import type { Analysis, Position, Range } from "../lamplight.js";
import type { FileId, Span } from "../model/place.js";
import type { Template } from "../model/template.js";

/** A template of a snapshot with the names in it. */
export interface NamedTemplate {
  readonly file: FileId;
  readonly template: Template;
  readonly text: string;
  readonly syntax: TemplateSyntax;
  readonly names: TemplateNames;
  readonly document: TextDocument;
}

/** Undefined for a file that is no template. */
export function namedTemplate(analysis: Analysis, file: FileId): NamedTemplate | undefined {
  const template = analysis.templates.find((it) => it.template.file === file)?.template;
  const text = analysis.text(file);
  const syntax = analysis.syntax(file);
  if (!template || text === undefined || !syntax) return undefined;
  const document = TextDocument.create(file, "", 0, text);
  return { file, template, text, syntax, names: readNames(text, syntax), document };
}

export function rangeOf({ document }: NamedTemplate, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** The name at a position of a template, when that is no text of Lambda's alone. */
export function namedAt(named: NamedTemplate, position: Position): NamePlace | undefined {
  return nameAt(named.names, named.document.offsetAt(position));
}

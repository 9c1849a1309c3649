import { declarationOf, type NamePlace } from "../config/references/names.js";
import { textSpan } from "../config/references/spans.js";
import { entryNamed } from "../config/syntax/node.js";
import type { Analysis, FileRange, Position } from "../lamplight.js";
import { parentOf, resolve } from "../model/path.js";
import type { FileId } from "../model/place.js";
import type { Resource } from "../model/template.js";
import { type Entry, property, textOf } from "../model/value.js";
import { namedTemplate, rangeOf } from "./namedTemplate.js";
import { contains } from "./ranges.js";

/** Where a template gives a parameter to a nested stack. */
export interface PassedParameter extends FileRange {
  readonly name: string;
  /** The template of the nested stack. */
  readonly child: FileId;
  /** The range holds the name and nothing else. */
  readonly exact: boolean;
  /** All names that are given beside it. */
  readonly siblings: readonly string[];
}

/** The parameters that the templates of a project give to each other. */
export function passedParameters(analysis: Analysis): readonly PassedParameter[] {
  return analysis.templates.flatMap(({ template }) =>
    [...template.resources.values()].flatMap((resource) => {
      const child = childOf(analysis, resource);
      const parameters = property(resource.properties, "Parameters");
      if (child === undefined || parameters.kind !== "object") return [];
      const siblings = parameters.entries.map((it) => it.key);
      return parameters.entries.flatMap((it) => passed(analysis, it, child, siblings));
    }),
  );
}

/** The parameter that is given to a nested stack at a position. */
export function passedAt(analysis: Analysis, file: FileId, position: Position): PassedParameter | undefined {
  return passedParameters(analysis).find((it) => it.file === file && contains(it.range, position));
}

/** Where the template of the nested stack declares the parameter. */
export function declarationOfPassed(analysis: Analysis, { child, name }: PassedParameter): FileRange | undefined {
  const named = namedTemplate(analysis, child);
  const place: NamePlace = { kind: "parameter", name, scope: "", declares: true, exact: true, start: 0, end: 0 };
  const declaration = named && declarationOf(named.names, place);
  return declaration && { file: child, range: rangeOf(named, declaration) };
}

/** Where `Outputs.Name` of a nested stack is declared. */
export function outputOf(analysis: Analysis, file: FileId, { name, attribute }: NamePlace): FileRange | undefined {
  const output = /^Outputs\.(.+)$/.exec(attribute?.name ?? "")?.[1];
  const template = analysis.templates.find((it) => it.template.file === file)?.template;
  const resource = template?.resources.get(name);
  const child = resource && childOf(analysis, resource);
  const named = child === undefined ? undefined : namedTemplate(analysis, child);
  const section = named?.syntax.sections.get("Outputs");
  const entry = output === undefined ? undefined : entryNamed(section?.entry.value, output);
  if (!named || !section || !entry) return undefined;
  const base = named.syntax.offsets.get(section.chunk) ?? 0;
  const { start, end } = entry.keySpan;
  const span = textSpan(named.text, { start: start + base, end: end + base }, entry.key);
  return { file: named.file, range: rangeOf(named, span) };
}

/** What the template of a nested stack puts out. */
export function outputsOf(analysis: Analysis, resource: Resource): readonly string[] {
  const child = childOf(analysis, resource);
  const outputs = child === undefined ? undefined : analysis.syntax(child)?.sections.get("Outputs");
  return outputs?.entry.value.kind === "map" ? outputs.entry.value.entries.map((it) => it.key) : [];
}

const LOCATIONS: Readonly<Record<string, string>> = {
  "AWS::CloudFormation::Stack": "TemplateURL",
  "AWS::Serverless::Application": "Location",
};

/** The template of a nested stack, where it is a file of the project. */
function childOf(analysis: Analysis, { type, file, properties }: Resource): FileId | undefined {
  const key = Object.hasOwn(LOCATIONS, type) ? LOCATIONS[type] : undefined;
  const location = key === undefined ? undefined : textOf(property(properties, key));
  if (!location || /^[a-z][\w+.-]+:/i.test(location)) return undefined;
  const child = resolve(parentOf(file), location);
  return analysis.templates.some((it) => it.template.file === child) ? child : undefined;
}

function passed(
  analysis: Analysis,
  { key, keyPlace }: Entry,
  child: FileId,
  siblings: readonly string[],
): readonly PassedParameter[] {
  const located = keyPlace && analysis.locate(keyPlace);
  const named = located && namedTemplate(analysis, located.file);
  if (!named) return [];
  const { start, end } = located.range;
  const span = { start: named.document.offsetAt(start), end: named.document.offsetAt(end) };
  const written = textSpan(named.text, span, key);
  return [{ file: named.file, range: rangeOf(named, written), name: key, child, exact: written.exact, siblings }];
}

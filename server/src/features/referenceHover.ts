import type { Hover } from "vscode-languageserver";
import { declarationOf, type NamePlace, touches, wholeOf } from "../config/references/names.js";
import { entryNamed, type MapEntry } from "../config/syntax/node.js";
import { pseudoParameters } from "../data/pseudoParameters.js";
import { attributesOf, attributeText, type ReferenceNames, referenceFacts, refText } from "../data/references.js";
import type { Analysis, Position } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import type { Parameter, Resource } from "../model/template.js";
import { property, textOf } from "../model/value.js";
import { type NamedTemplate, namedAt, namedTemplate, rangeOf } from "./namedTemplate.js";

/** What a reference of a template means. */
export function referenceHover(analysis: Analysis, file: FileId, position: Position): Hover | undefined {
  const named = namedTemplate(analysis, file);
  const place = named && namedAt(named, position);
  if (!place || place.declares) return undefined;
  const paragraphs = meaning(named, place);
  if (paragraphs.length === 0) return undefined;
  const isOnAttribute = place.attribute && touches(place.attribute, named.document.offsetAt(position));
  const range = rangeOf(named, isOnAttribute && place.attribute ? place.attribute : wholeOf(place));
  return { contents: { kind: "markdown", value: paragraphs.join("\n\n") }, range };
}

function meaning(named: NamedTemplate, place: NamePlace): readonly string[] {
  const { name } = place;
  switch (place.kind) {
    case "resource":
      return resourceMeaning(named, place);
    case "parameter": {
      const parameter = named.template.parameters.get(name);
      return parameter ? parameterMeaning(named, parameter) : [];
    }
    case "pseudo-parameter": {
      const known = pseudoParameters.find((it) => it.name === name);
      return known ? [`**${name}**: ${known.summary}`] : [];
    }
    case "condition":
      return [`**${name}**: condition`, ...excerpt(named, "Conditions", name)];
    case "mapping":
      return [`**${name}**: mapping`, ...excerpt(named, "Mappings", name)];
    case "mapping-key":
    case "variable":
      return declaredLine(named, place);
    case "unknown":
      return Object.hasOwn(IMPLICIT_APIS, name) ? [`**${name}**: ${IMPLICIT_APIS[name]}`] : [];
    default:
      return place.kind satisfies never;
  }
}

/** What SAM makes for events that name no API of their own. */
const IMPLICIT_APIS: Readonly<Record<string, string>> = {
  ServerlessRestApi: "the API that SAM makes for events of type `Api`",
  ServerlessHttpApi: "the API that SAM makes for events of type `HttpApi`",
};

function resourceMeaning({ template }: NamedTemplate, place: NamePlace): readonly string[] {
  const resource = template.resources.get(place.name);
  if (!resource) return [];
  if (place.generated !== undefined) {
    return [`**${place.generated}**: made by SAM for \`${resource.id}\` (\`${resource.type}\`)`];
  }
  const { attribute } = place;
  const shape = attribute ? attributeShape(resource, attribute.name) : refShape(resource);
  return [`**${resource.id}**: \`${resource.type}\``, ...(shape === undefined ? [] : [shape])];
}

function refShape(resource: Resource): string | undefined {
  const { ref, nameProperty } = referenceFacts(resource.type) ?? {};
  switch (ref) {
    case "name": {
      if (nameProperty === undefined) return undefined;
      const known = textOf(property(resource.properties, nameProperty));
      return known
        ? `\`Ref\` gives its name: ${code(known)}`
        : `\`Ref\` gives its name, which \`${nameProperty}\` sets`;
    }
    case "id":
      return "`Ref` gives its id, which AWS makes up";
    case "arn":
    case "url": {
      const text = refText(resource.type, namesOf(resource));
      if (!/^(?:arn|https):/.test(text)) return undefined;
      return `\`Ref\` gives its ${ref.toUpperCase()}: \`${withoutFakes(text)}\``;
    }
    case "opaque":
    case undefined:
      return undefined;
    default:
      return ref satisfies never;
  }
}

function attributeShape(resource: Resource, attribute: string): string | undefined {
  if (!attributesOf(resource.type).includes(attribute)) return undefined;
  const text = attributeText(resource.type, attribute, namesOf(resource));
  return /^(?:arn|https):/.test(text) ? `\`${attribute}\`: \`${withoutFakes(text)}\`` : undefined;
}

function namesOf({ id, type, properties }: Resource): ReferenceNames {
  const nameProperty = referenceFacts(type)?.nameProperty ?? "";
  const name = textOf(property(properties, nameProperty)) || `<name of ${id}>`;
  return { id, name, region: "${AWS::Region}", account: "${AWS::AccountId}" };
}

/** The table ends some ARNs as a local run needs them; only AWS knows how they end. */
function withoutFakes(text: string): string {
  return text.replace(/(?<=[-/])0{6,8}$|(?<=\/stream\/).*$|(?<=:(?:layer|function):[^:]*:)\d+$/, "...");
}

function parameterMeaning(named: NamedTemplate, { name, type, default: value, noEcho, allowedValues }: Parameter) {
  const entry = entryOf(named, "Parameters", name)?.entry;
  const description = entryNamed(entry?.value, "Description")?.value;
  const known = textOf(value);
  const isLookedUp = type.startsWith("AWS::SSM::Parameter::");
  const allowed = allowedValues.kind === "list" ? allowedValues.items.flatMap((it) => textOf(it) ?? []) : [];
  const facts = [
    noEcho ? "Its value is not shown (`NoEcho`)." : "",
    isLookedUp ? "Its value is looked up in the Parameter Store at deployment." : "",
    !noEcho && !isLookedUp && known !== undefined ? `Default: ${code(known)}.` : "",
    value.kind === "absent" ? "No default." : "",
    !noEcho && allowed.length > 0 ? `Allowed: ${allowed.map(code).join(", ")}.` : "",
  ].filter((it) => it !== "");
  return [
    `**${name}**: parameter of type \`${type}\``,
    ...(description?.kind === "scalar" && description.text !== "" ? [description.text] : []),
    ...(facts.length > 0 ? [facts.join(" ")] : []),
  ];
}

function code(text: string): string {
  return text === "" ? "the empty text" : `\`${text.replaceAll("`", "'")}\``;
}

const MAX_LINES = 12;

/** How an entry of a section is written. */
function excerpt(named: NamedTemplate, section: string, key: string): readonly string[] {
  const found = entryOf(named, section, key);
  if (!found) return [];
  const { entry, base } = found;
  const start = named.text.lastIndexOf("\n", base + entry.start) + 1;
  const lines = named.text.slice(start, base + entry.end).split("\n");
  const margin = Math.min(...lines.filter((it) => it.trim() !== "").map((it) => it.search(/\S/)));
  const shown = lines.slice(0, MAX_LINES).map((it) => it.slice(margin).trimEnd());
  return [fenced([...shown, ...(lines.length > MAX_LINES ? ["..."] : [])])];
}

function declaredLine(named: NamedTemplate, place: NamePlace): readonly string[] {
  const declaration = declarationOf(named.names, place);
  if (!declaration) return [];
  const start = named.text.lastIndexOf("\n", declaration.start) + 1;
  const end = named.text.indexOf("\n", declaration.end);
  return [fenced([named.text.slice(start, end < 0 ? undefined : end).trim()])];
}

function fenced(lines: readonly string[]): string {
  return ["```yaml", ...lines.map((it) => it.replaceAll("```", "'''")), "```"].join("\n");
}

function entryOf(
  { syntax }: NamedTemplate,
  section: string,
  key: string,
): { readonly entry: MapEntry; readonly base: number } | undefined {
  const placed = syntax.sections.get(section);
  const entry = entryNamed(placed?.entry.value, key);
  return placed && entry && { entry, base: syntax.offsets.get(placed.chunk) ?? 0 };
}

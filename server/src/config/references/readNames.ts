import { distinct } from "../../model/distinct.js";
import type { PlacedEntry, TemplateSyntax } from "../syntax/document.js";
import type { MapEntry } from "../syntax/node.js";
import { collectNames, type WrittenName } from "./collect.js";
import { makerOf } from "./generated.js";
import type { NameKind, NamePlace, TemplateNames } from "./names.js";

/** All places of a template that name something of it. `source` is the text that the syntax was parsed from. */
export function readNames(source: string, syntax: TemplateSyntax): TemplateNames {
  const known = templates.get(syntax);
  const names = known ?? namesOfTemplate(source, syntax);
  if (!known) templates.set(syntax, names);
  return names;
}

const templates = new WeakMap<TemplateSyntax, TemplateNames>();

function namesOfTemplate(source: string, syntax: TemplateSyntax): TemplateNames {
  const placed = [...syntax.sections.values(), ...syntax.resources.values()];
  const written = placed.flatMap((it) => namesOf(source, syntax, it));
  const declared = declaredIn(syntax);
  const all = written.map((it) => placeOf(it, syntax, declared));
  // What stands behind an anchor is met at each of its aliases.
  const places = syntax.hasAnchors ? distinct(all) : all;
  const broken = placed.filter((it) => it.broken).map((it) => `${it.chunk} does not parse`);
  return { places: places.sort((a, b) => a.start - b.start || a.end - b.end), incomplete: [...syntax.open, ...broken] };
}

/** Names by the entry they stand in, for as long as that is kept; equal texts share their entry. */
const collected = new WeakMap<MapEntry, readonly WrittenName[]>();

function namesOf(source: string, syntax: TemplateSyntax, placed: PlacedEntry): readonly WrittenName[] {
  // Aliases reach into other chunks, and their anchors may change alone.
  if (syntax.hasAnchors) return collectNames(source, syntax, placed);
  const known = collected.get(placed.entry);
  const names = known ?? collectNames(source, syntax, placed);
  if (!known) collected.set(placed.entry, names);
  return names;
}

interface Declared {
  readonly parameters: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
  readonly mappings: ReadonlySet<string>;
}

function declaredIn({ sections }: TemplateSyntax): Declared {
  const keys = (section: string): ReadonlySet<string> => {
    const node = sections.get(section)?.entry.value;
    return new Set(node?.kind === "map" ? node.entries.map((it) => it.key) : []);
  };
  return { parameters: keys("Parameters"), conditions: keys("Conditions"), mappings: keys("Mappings") };
}

function placeOf(written: WrittenName, syntax: TemplateSyntax, declared: Declared): NamePlace {
  const base = syntax.offsets.get(written.chunk) ?? 0;
  const { name, scope, declares, exact, attribute } = written;
  const start = written.start + base;
  const maker = isLookedUp(written, syntax, declared) ? makerOf(name, syntax) : undefined;
  return {
    kind: maker === undefined ? kindOf(written, syntax, declared) : "resource",
    name: maker ?? name,
    scope,
    declares,
    exact,
    start,
    end: maker !== undefined && exact ? start + maker.length : written.end + base,
    attribute: attribute && { name: attribute.text, start: attribute.start + base, end: attribute.end + base },
    generated: maker === undefined ? undefined : name,
  };
}

/** A name of the space of resources that no line of the template declares. */
function isLookedUp({ space, name }: WrittenName, { resources }: TemplateSyntax, { parameters }: Declared): boolean {
  if (resources.has(name)) return false;
  return space === "resource" || (space === "value" && !parameters.has(name));
}

function kindOf({ space, name }: WrittenName, { resources }: TemplateSyntax, declared: Declared): NameKind {
  switch (space) {
    case "value":
      if (name.startsWith("AWS::")) return "pseudo-parameter";
      if (declared.parameters.has(name)) return "parameter";
      return resources.has(name) ? "resource" : "unknown";
    case "resource":
      return resources.has(name) ? "resource" : "unknown";
    case "parameter":
      return declared.parameters.has(name) ? "parameter" : "unknown";
    case "condition":
      return declared.conditions.has(name) ? "condition" : "unknown";
    case "mapping":
      return declared.mappings.has(name) ? "mapping" : "unknown";
    case "mapping-key":
    case "variable":
      return space;
    default:
      return space satisfies never;
  }
}

import { clashOf, makerOf } from "../config/references/generated.js";
import { declarationOf, type NamePlace, placesOf, touches, wholeOf } from "../config/references/names.js";
import { readNames } from "../config/references/readNames.js";
import { scalarMeaning } from "../config/scalar.js";
import { isJson, type TemplateSyntax } from "../config/syntax/document.js";
import type { SyntaxNode } from "../config/syntax/node.js";
import type { Analysis, Position, Range, TextEdit } from "../lamplight.js";
import { baseName } from "../model/path.js";
import type { FileId } from "../model/place.js";
import { type NamedTemplate, namedAt, namedTemplate, rangeOf } from "./namedTemplate.js";
import { passedParameters } from "./nestedStacks.js";

export type Renaming =
  | { readonly kind: "edits"; readonly edits: readonly TextEdit[] }
  /** Why it cannot be renamed, and what to do. */
  | { readonly kind: "refused"; readonly message: string };

export type Renameable =
  | { readonly kind: "name"; readonly range: Range; readonly name: string }
  | { readonly kind: "refused"; readonly message: string };

const NOTHING_HERE =
  "Put the cursor on a logical id, a parameter, a condition or a mapping: nothing else can be renamed";

/** What would be renamed at a position: a resource, a parameter, a condition or a mapping. */
export function renameable(analysis: Analysis | undefined, file: FileId, position: Position): Renameable {
  const named = analysis && namedTemplate(analysis, file);
  const place = named && namedAt(named, position);
  if (!place) return refused(NOTHING_HERE);
  const problem = problemOf(named, place, position);
  return problem ?? { kind: "name", range: rangeOf(named, wholeOf(place)), name: place.name };
}

/** Gives a name of a template another text at all its places, or says why that cannot be done safely. */
export function rename(analysis: Analysis | undefined, file: FileId, position: Position, newName: string): Renaming {
  const named = analysis && namedTemplate(analysis, file);
  const place = named && namedAt(named, position);
  if (!place) return refused(NOTHING_HERE);
  const problem = problemOf(named, place, position) ?? problemOfName(named, place, newName);
  if (problem) return problem;
  if (newName === place.name) return { kind: "edits", edits: [] };
  const places = placesOf(named.names, place);
  const spans = [...new Map(places.map((it) => [it.start, it])).values()];
  const text = spans.reduceRight((it, { start, end }) => it.slice(0, start) + newName + it.slice(end), named.text);
  if (!saysTheSame(analysis, named, place, newName, text)) {
    return refused(`The template would not mean the same with this name; choose another name than ${newName}`);
  }
  const passed = place.kind === "parameter" ? passedParameters(analysis) : [];
  const given = passed.filter((it) => it.child === file && it.name === place.name);
  const unsafe = given.find((it) => !it.exact || it.siblings.includes(newName));
  if (unsafe)
    return refused(`A template that nests this one could not give it the parameter: ${baseName(unsafe.file)}`);
  const ranges = [...spans.map((it) => ({ file, range: rangeOf(named, it) })), ...given];
  return { kind: "edits", edits: ranges.map((it) => ({ file: it.file, range: it.range, newText: newName })) };
}

const RENAMED = new Set<NamePlace["kind"]>(["resource", "parameter", "condition", "mapping"]);

function problemOf(
  named: NamedTemplate,
  place: NamePlace,
  position: Position,
): Extract<Renameable, { kind: "refused" }> | undefined {
  if (place.attribute && !touches(wholeOf(place), named.document.offsetAt(position))) {
    return refused(`The type of the resource gives the attribute its name: ${place.attribute.name}`);
  }
  if (place.kind === "pseudo-parameter") return refused(`AWS gives this parameter its name: ${place.name}`);
  if (place.kind === "unknown") {
    return refused(`This template declares no such name; correct the reference instead: ${place.name}`);
  }
  if (!RENAMED.has(place.kind)) {
    return refused("Only logical ids, parameters, conditions and mappings can be renamed; edit this name by hand");
  }
  if (!declarationOf(named.names, place))
    return refused(`This name is not declared where it can be changed: ${place.name}`);
  const [reason] = named.names.incomplete;
  if (reason !== undefined) {
    return refused(`A part of the template cannot be read, so references could be missed; correct it first: ${reason}`);
  }
  if (placesOf(named.names, place).some((it) => !it.exact)) {
    return refused(`It is used inside text with escapes or folded lines; rename it by hand: ${place.name}`);
  }
  return undefined;
}

const MAXIMUM_LENGTH = 255;

function problemOfName(
  { names, syntax, text }: NamedTemplate,
  place: NamePlace,
  newName: string,
): Extract<Renaming, { kind: "refused" }> | undefined {
  if (newName === place.name) return undefined;
  if (!/^[A-Za-z0-9]+$/.test(newName)) {
    return refused(
      `CloudFormation takes letters and digits only, no blanks or signs; choose another name than "${newName}"`,
    );
  }
  if (newName.length > MAXIMUM_LENGTH) {
    return refused(`CloudFormation takes at most ${MAXIMUM_LENGTH} characters; choose a shorter name than ${newName}`);
  }
  const meaning = scalarMeaning({ kind: "scalar", style: "plain", text: newName, start: 0, end: 0 });
  if (!isJson(text) && (meaning.kind !== "known" || typeof meaning.value !== "string")) {
    return refused(
      `YAML reads this as a number, a boolean or null, not as a name; choose another name than ${newName}`,
    );
  }
  // `Ref` takes parameters and resources alike, so they share their names.
  const rivals = place.kind === "condition" || place.kind === "mapping" ? [place.kind] : ["resource", "parameter"];
  const taker = names.places.find((it) => it.declares && rivals.includes(it.kind) && it.name === newName);
  if (taker)
    return refused(`The name is taken by a ${taker.kind} of this template; choose another name than ${newName}`);
  const maker = rivals.includes("resource") ? makerOf(newName, syntax) : undefined;
  if (maker !== undefined) {
    return refused(`SAM gives this name to a resource that it makes for ${maker}; choose another name than ${newName}`);
  }
  const clash = place.kind === "resource" ? clashOf(place.name, newName, syntax) : undefined;
  if (clash !== undefined) {
    return refused(`SAM would make a second resource with the name ${clash}; choose another name than ${newName}`);
  }
  return undefined;
}

function refused(message: string) {
  return { kind: "refused", message } as const;
}

/** The template with the new name has the same syntax and the same names as before, but for that one. */
function saysTheSame(
  analysis: Analysis,
  { file, syntax, names }: NamedTemplate,
  { kind, name, scope }: NamePlace,
  newName: string,
  text: string,
): boolean {
  const after = analysis.syntax(file, text);
  if (!after) return false;
  const renamed = names.places.map((it) =>
    describePlace(it.kind === kind && it.name === name && it.scope === scope ? { ...it, name: newName } : it),
  );
  const found = readNames(text, after);
  return (
    found.incomplete.length === 0 &&
    isEqual(renamed, found.places.map(describePlace)) &&
    isEqual(leaves(syntax).map(blanked(name, newName)), leaves(after).map(blanked(name, newName)))
  );
}

/** Puts one mark where either of the names stands: the longer first, for one may hold the other. */
function blanked(...names: readonly string[]): (text: string) => string {
  const [long = "", short = ""] = names.toSorted((a, b) => b.length - a.length);
  return (text) => text.replaceAll(long, "\0").replaceAll(short, "\0");
}

function describePlace({ kind, name, declares, attribute }: NamePlace): string {
  // A key inside a mapping is told by the mapping's name, and a variable by the chunk that it stands in.
  const path = kind === "mapping-key" ? name.slice(name.indexOf("/")) : kind === "variable" ? "" : name;
  return `${kind} ${path} ${declares} ${attribute?.name ?? ""}`;
}

function isEqual(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((it, i) => it === right[i]);
}

/** Every key and every scalar, with what it is, in the order of the template. */
function leaves({ sections, resources }: TemplateSyntax): readonly string[] {
  const res: string[] = [];
  for (const { entry } of [...sections.values(), ...resources.values()]) {
    res.push(`key ${entry.key}`);
    visit(entry.value);
  }
  return res;

  function visit(node: SyntaxNode): void {
    switch (node.kind) {
      case "scalar":
        res.push(`${node.tag} ${node.anchor} ${node.style} ${node.text}`);
        return;
      case "alias":
        res.push(`*${node.name}`);
        return;
      case "sequence":
        res.push(`${node.tag} ${node.anchor} [${node.items.length}`);
        for (const it of node.items) visit(it);
        return;
      case "map":
        res.push(`${node.tag} ${node.anchor} {${node.entries.length}`);
        for (const it of node.entries) {
          res.push(`key ${it.key}`);
          visit(it.value);
        }
        return;
      default:
        node satisfies never;
    }
  }
}

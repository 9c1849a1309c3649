import { type CompletionItem, CompletionItemKind, InsertTextFormat, InsertTextMode } from "vscode-languageserver";
import { type Typing, typingAt } from "../config/references/typing.js";
import { entryNamed, type SyntaxNode } from "../config/syntax/node.js";
import { pseudoParameters } from "../data/pseudoParameters.js";
import { referenceFacts } from "../data/references.js";
import { samEventTypes } from "../data/samEventTypes.js";
import { samPolicyTemplates } from "../data/samPolicyTemplates.js";
import type { Analysis, Position } from "../lamplight.js";
import type { FileId } from "../model/place.js";
import { type NamedTemplate, namedTemplate, rangeOf } from "./namedTemplate.js";
import { outputsOf } from "./nestedStacks.js";
import { eventSnippet, policySnippet, policySnippetJson, withoutPlaceholders } from "./snippets.js";

/** What can be named where the position is: half-typed documents are the rule here. */
export function completions(
  analysis: Analysis,
  file: FileId,
  position: Position,
  { snippets }: { readonly snippets: boolean },
): readonly CompletionItem[] {
  const named = namedTemplate(analysis, file);
  if (!named) return [];
  const offset = named.document.offsetAt(position);
  const typing = typingAt(named.text, offset);
  if (!typing) return [];
  return offersFor(analysis, named, typing, offset).map((it, i) => itemOf(named, typing, offset, it, i, snippets));
}

interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string | undefined;
  readonly documentation?: string | undefined;
  /** What is written, when that is more than the label; with placeholders. */
  readonly snippet?: string | undefined;
  /** It brings the closing quote, and takes the place of one that is there. */
  readonly closesQuote?: boolean | undefined;
}

function itemOf(
  named: NamedTemplate,
  { prefix, needsQuotes }: Typing,
  offset: number,
  { label, kind, detail, documentation, snippet, closesQuote }: Offer,
  index: number,
  snippets: boolean,
): CompletionItem {
  const text = needsQuotes ? `"${label}"` : label;
  const end = closesQuote && named.text[offset] === '"' ? offset + 1 : offset;
  const newText = snippet === undefined ? text : snippets ? snippet : withoutPlaceholders(snippet);
  return {
    label,
    kind,
    ...(detail !== undefined && { detail }),
    ...(documentation !== undefined && { documentation: { kind: "markdown", value: documentation } }),
    // As in the template: what is declared first comes first.
    sortText: String(index).padStart(5, "0"),
    filterText: text,
    insertTextFormat: snippet !== undefined && snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(snippet !== undefined && { insertTextMode: InsertTextMode.asIs }),
    textEdit: { range: rangeOf(named, { start: offset - prefix.length, end }), newText },
  };
}

function offersFor(analysis: Analysis, named: NamedTemplate, typing: Typing, offset: number): readonly Offer[] {
  switch (typing.kind) {
    case "value":
      return [...parameterOffers(named), ...resourceOffers(named), ...pseudoOffers()];
    case "resource":
      return resourceOffers(named);
    case "attribute":
      return attributeOffers(analysis, named, typing.resource);
    case "dependency":
      return resourceOffers(named).filter((it) => it.label !== typing.path[1]);
    case "condition":
      return conditionOffers(named, typing);
    case "mapping":
      return keysOf(sectionNode(named, "Mappings")).map((label) => ({ label, kind: CompletionItemKind.Enum }));
    case "mapping-key":
      return mappingKeys(named, typing.keys).map((label) => ({ label, kind: CompletionItemKind.EnumMember }));
    case "policy":
      return policyOffers(named, typing, offset);
    case "event-type":
    case "event":
      return eventOffers(named, typing, offset);
    default:
      return typing satisfies never;
  }
}

function parameterOffers({ template }: NamedTemplate): readonly Offer[] {
  return [...template.parameters.values()].map(({ name, type }) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    detail: type,
  }));
}

function resourceOffers({ template }: NamedTemplate): readonly Offer[] {
  return [...template.resources.values()].map(({ id, type }) => ({
    label: id,
    kind: CompletionItemKind.Reference,
    detail: type,
  }));
}

function pseudoOffers(): readonly Offer[] {
  return pseudoParameters.map(({ name, summary }) => ({
    label: name,
    kind: CompletionItemKind.Constant,
    detail: summary,
  }));
}

function attributeOffers(analysis: Analysis, { template }: NamedTemplate, id: string): readonly Offer[] {
  const resource = template.resources.get(id);
  if (!resource) return [];
  const { arnAttribute, attributes = [] } = referenceFacts(resource.type) ?? {};
  const outputs = outputsOf(analysis, resource).map((it) => `Outputs.${it}`);
  const arn = arnAttribute === undefined ? [] : [arnAttribute];
  return [...new Set([...outputs, ...arn, ...attributes])].map((label) => ({
    label,
    kind: CompletionItemKind.Property,
    detail: resource.type,
  }));
}

function conditionOffers(named: NamedTemplate, { path }: Typing): readonly Offer[] {
  const own = path[0] === "Conditions" ? path[1] : undefined;
  return keysOf(sectionNode(named, "Conditions"))
    .filter((it) => it !== own && !it.startsWith("Fn::"))
    .map((label) => ({ label, kind: CompletionItemKind.Event }));
}

/** The keys of a mapping on the level below; `""` is any key. */
function mappingKeys(named: NamedTemplate, keys: readonly string[]): readonly string[] {
  const [map = "", ...below] = keys;
  let nodes = [entryNamed(sectionNode(named, "Mappings"), map)?.value];
  for (const key of below) {
    nodes = nodes.flatMap((it) =>
      it?.kind === "map"
        ? it.entries.filter((entry) => key === "" || entry.key === key).map((entry) => entry.value)
        : [],
    );
  }
  return [...new Set(nodes.flatMap(keysOf))];
}

/** Functions and state machines of SAM have policies and events; a resource that does not parse may be one. */
function holderType({ template }: NamedTemplate, { path }: Typing): string | undefined {
  const type = template.resources.get(path[1] ?? "")?.type ?? "";
  if (type === "") return "AWS::Serverless::Function";
  return type === "AWS::Serverless::Function" || type === "AWS::Serverless::StateMachine" ? type : undefined;
}

function policyOffers(named: NamedTemplate, typing: Typing, offset: number): readonly Offer[] {
  if (holderType(named, typing) === undefined) return [];
  const json = typing.path.at(-1) !== "-";
  return samPolicyTemplates.map((it) => ({
    label: it.name,
    kind: CompletionItemKind.Module,
    detail: it.parameters.map(({ name }) => name).join(", "),
    documentation: [
      it.description,
      ...it.parameters.map(({ name, description }) => `- \`${name}\`: ${description}`),
    ].join("\n"),
    closesQuote: json,
    snippet: json
      ? policySnippetJson(it, named.template).slice(1)
      : policySnippet(it, named.template, columnOf(named, offset - typing.prefix.length)),
  }));
}

function eventOffers(named: NamedTemplate, typing: Typing, offset: number): readonly Offer[] {
  const holder = holderType(named, typing);
  if (holder === undefined) return [];
  const types = samEventTypes.filter((it) => holder === "AWS::Serverless::Function" || it.stateMachine);
  return types.map((it) => ({
    label: it.name,
    kind: CompletionItemKind.Event,
    detail: it.summary,
    documentation: `Required: ${Object.keys(it.properties)
      .map((name) => `\`${name}\``)
      .join(", ")}`,
    snippet: snippetOf(it),
  }));

  function snippetOf(type: (typeof samEventTypes)[number]): string | undefined {
    const column = columnOf(named, offset - typing.prefix.length);
    if (typing.kind === "event") {
      const name = `\${1:${type.name}Event}`;
      const body = eventSnippet(type, named.template, column + 2).replace(/\$\{(\d+)/g, nextStop);
      return `${name}:\n${" ".repeat(column + 2)}Type: ${body}`;
    }
    const event = [...typing.path.slice(1, 5)];
    if (typing.needsQuotes || !isAlone(named, event, offset)) return undefined;
    const line = named.text.slice(named.text.lastIndexOf("\n", offset - 1) + 1, offset);
    return /^[ \t]*Type[ \t]*:/.test(line) ? eventSnippet(type, named.template, line.search(/\S/)) : undefined;
  }
}

/** Makes place for one more placeholder in front. */
function nextStop(_: string, stop: string): string {
  return `\${${Number(stop) + 1}`;
}

/** The event has no properties yet, and nothing follows on its line. */
function isAlone({ syntax, text }: NamedTemplate, path: readonly string[], offset: number): boolean {
  const [id = "", ...keys] = path;
  let node: SyntaxNode | undefined = syntax.resources.get(id)?.entry.value;
  for (const key of keys) node = entryNamed(node, key)?.value;
  return entryNamed(node, "Properties") === undefined && /^[ \t\r]*(?:\n|$)/.test(text.slice(offset));
}

function columnOf({ document }: NamedTemplate, offset: number): number {
  return document.positionAt(offset).character;
}

function sectionNode({ syntax }: NamedTemplate, section: string): SyntaxNode | undefined {
  return syntax.sections.get(section)?.entry.value;
}

function keysOf(node: SyntaxNode | undefined): readonly string[] {
  return node?.kind === "map" ? node.entries.map((it) => it.key) : [];
}

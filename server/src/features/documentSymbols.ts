import { type DocumentSymbol, type SymbolInformation, SymbolKind } from "vscode-languageserver";
import type { PlacedEntry } from "../config/syntax/document.js";
import { entryNamed, type MapEntry, type SyntaxNode } from "../config/syntax/node.js";
import type { Analysis } from "../lamplight.js";
import type { FileId, Span } from "../model/place.js";
import { type NamedTemplate, namedTemplate, rangeOf } from "./namedTemplate.js";

/** What an entry of a section is, and what it says of itself beside its name. */
interface SectionShape {
  readonly kind: SymbolKind;
  /** The property that is told beside the name. */
  readonly detail?: string | undefined;
}

const SECTIONS: Readonly<Record<string, SectionShape>> = {
  Parameters: { kind: SymbolKind.Variable, detail: "Type" },
  Mappings: { kind: SymbolKind.Enum },
  Conditions: { kind: SymbolKind.Boolean },
  Rules: { kind: SymbolKind.Boolean },
  Globals: { kind: SymbolKind.Struct },
  Outputs: { kind: SymbolKind.Field, detail: "Description" },
  Metadata: { kind: SymbolKind.Key },
};

/** The outline of a template: its sections, the resources with their types, the functions with their events. */
export function documentSymbols(analysis: Analysis, file: FileId): readonly DocumentSymbol[] {
  const named = namedTemplate(analysis, file);
  if (!named) return [];
  const sections = [...named.syntax.sections.values()].map((it) => sectionSymbol(named, it));
  return [...sections, ...resourcesSymbol(named)].sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
}

/** The same on one level, for clients that show no tree. */
export function flatSymbols(symbols: readonly DocumentSymbol[], uri: string, container?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children = [] }) => [
    { name, kind, location: { uri, range }, ...(container !== undefined && { containerName: container }) },
    ...flatSymbols(children, uri, name),
  ]);
}

function sectionSymbol(named: NamedTemplate, placed: PlacedEntry): DocumentSymbol {
  const shape = Object.hasOwn(SECTIONS, placed.entry.key) ? SECTIONS[placed.entry.key] : undefined;
  const entries = shape ? entriesOf(placed.entry.value) : [];
  const children = entries.map((it) =>
    symbol(named, placed.chunk, it, shape?.kind ?? SymbolKind.Key, textOf(it.value, shape?.detail)),
  );
  return symbol(named, placed.chunk, placed.entry, SymbolKind.Module, scalarText(placed.entry.value), children);
}

function resourcesSymbol(named: NamedTemplate): readonly DocumentSymbol[] {
  const children = [...named.syntax.resources.values()].map((it) => resourceSymbol(named, it));
  const [first] = children;
  const last = children.at(-1);
  if (!first || !last) return [];
  const before = named.text.slice(0, named.document.offsetAt(first.range.start));
  const header = [...before.matchAll(/(?<=^|[\s{,])["']?Resources["']?(?=\s*:)/g)].at(-1);
  const start = header?.index ?? before.length;
  const selection = { start, end: start + (header?.[0].length ?? 0) };
  const end = Math.max(...children.map((it) => named.document.offsetAt(it.range.end)));
  return [
    {
      name: "Resources",
      kind: SymbolKind.Module,
      range: rangeOf(named, { start, end }),
      selectionRange: rangeOf(named, selection),
      children,
    },
  ];
}

function resourceSymbol(named: NamedTemplate, { chunk, entry }: PlacedEntry): DocumentSymbol {
  const type = textOf(entry.value, "Type") ?? "";
  const events = entryNamed(entryNamed(entry.value, "Properties")?.value, "Events");
  const children = type.startsWith("AWS::Serverless::") && events ? entriesOf(events.value) : [];
  return symbol(
    named,
    chunk,
    entry,
    /^AWS::(?:Serverless|Lambda)::Function$/.test(type) ? SymbolKind.Function : SymbolKind.Object,
    type,
    children.map((it) => symbol(named, chunk, it, SymbolKind.Event, textOf(it.value, "Type"))),
  );
}

function symbol(
  named: NamedTemplate,
  chunk: string,
  entry: MapEntry,
  kind: SymbolKind,
  detail: string | undefined,
  children: DocumentSymbol[] = [],
): DocumentSymbol {
  const base = named.syntax.offsets.get(chunk) ?? 0;
  const range = (span: Span) => rangeOf(named, { start: span.start + base, end: span.end + base });
  return {
    // An empty name is refused by clients.
    name: entry.key || '""',
    ...(detail !== undefined && detail !== "" && { detail }),
    kind,
    range: range({ start: Math.min(entry.start, entry.keySpan.start), end: Math.max(entry.end, entry.keySpan.end) }),
    selectionRange: range(entry.keySpan),
    children,
  };
}

function entriesOf(node: SyntaxNode): readonly MapEntry[] {
  return node.kind === "map" ? node.entries : [];
}

function textOf(node: SyntaxNode, key: string | undefined): string | undefined {
  const value = key === undefined ? undefined : entryNamed(node, key)?.value;
  return value && scalarText(value);
}

/** The text of a scalar of one line. */
function scalarText(node: SyntaxNode): string | undefined {
  return node.kind === "scalar" && node.tag === undefined && !node.text.includes("\n") ? node.text : undefined;
}

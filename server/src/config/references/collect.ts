import type { Span } from "../../model/place.js";
import { isMacroKey } from "../evaluate.js";
import { type Intrinsic, intrinsicOf } from "../intrinsics.js";
import type { PlacedEntry, PlacedNode, TemplateSyntax } from "../syntax/document.js";
import { entryNamed, MAX_DEPTH, type MapEntry, type SyntaxNode } from "../syntax/node.js";
import { holes, splitAtDot, textSpan, type WrittenPart } from "./spans.js";

/** A name as written; `value` is what `Ref` means, a parameter or a resource. */
export interface WrittenName extends Span {
  readonly chunk: string;
  readonly space: "value" | "resource" | "parameter" | "condition" | "mapping" | "mapping-key" | "variable";
  readonly name: string;
  readonly scope: string;
  readonly declares: boolean;
  readonly exact: boolean;
  readonly attribute?: WrittenPart | undefined;
}

/** Collects the names of a section or of a resource. */
export function collectNames(source: string, syntax: TemplateSyntax, placed: PlacedEntry): readonly WrittenName[] {
  const collector = new Collector(source, syntax);
  const isResource = syntax.resources.get(placed.entry.key) === placed;
  if (isResource) collector.resource(placed);
  else collector.section(placed);
  return collector.names;
}

interface Spot {
  readonly chunk: string;
  readonly depth: number;
  /** Variables of the loops around, with their scopes. */
  readonly variables: ReadonlyMap<string, string>;
  /** A map with the one key `Condition` refers to a condition. */
  readonly inConditions?: boolean | undefined;
}

const FOR_EACH = "Fn::ForEach::";
const INTERFACE = "AWS::CloudFormation::Interface";

class Collector {
  readonly names: WrittenName[] = [];

  constructor(
    private readonly source: string,
    private readonly syntax: TemplateSyntax,
  ) {}

  resource({ entry, chunk }: PlacedEntry): void {
    const spot: Spot = { chunk, depth: 0, variables: new Map() };
    if (isMacroKey(entry.key)) {
      this.entry(entry, spot);
      return;
    }
    this.declare("resource", entry, entry.key, chunk);
    this.resourceBody(entry.value, spot);
  }

  section({ entry, chunk }: PlacedEntry): void {
    const spot: Spot = { chunk, depth: 0, variables: new Map() };
    const conditional = entry.key === "Conditions" || entry.key === "Rules";
    for (const { entry: it, chunk: at } of this.entriesOf(entry.value, chunk)) {
      const inner = { ...spot, chunk: at, inConditions: conditional };
      const isNamed = !isMacroKey(it.key);
      if (isNamed && entry.key === "Parameters") this.declare("parameter", it, it.key, at);
      if (isNamed && entry.key === "Conditions") this.declare("condition", it, it.key, at);
      if (isNamed && entry.key === "Mappings") this.mapping(it, at);
      if (entry.key === "Outputs") this.conditionOf(it.value, at);
      if (entry.key === "Metadata" && it.key === INTERFACE) this.parameterGroups(it.value, at);
      this.entry(it, inner);
    }
    if (entry.value.kind !== "map") this.walk(entry.value, spot);
  }

  private resourceBody(body: SyntaxNode, spot: Spot): void {
    const type = this.scalar(entryNamed(body, "Type")?.value);
    this.conditionOf(body, spot.chunk);
    for (const { entry, chunk } of this.entriesOf(body, spot.chunk)) {
      if (entry.key === "DependsOn") this.listed(entry.value, chunk, "resource");
      if (entry.key === "Connectors") {
        for (const { entry: it } of this.entriesOf(entry.value, chunk)) this.connector(it.value, chunk, "Destination");
      }
    }
    if (type === "AWS::Serverless::Connector") {
      this.connector(body, spot.chunk, "Source");
      this.connector(body, spot.chunk, "Destination");
    }
    this.walk(body, spot);
  }

  /** `Condition` of a resource or an output. */
  private conditionOf(body: SyntaxNode, chunk: string): void {
    for (const { entry, chunk: at } of this.entriesOf(body, chunk)) {
      if (entry.key === "Condition") this.scalarName("condition", entry.value, at);
    }
  }

  private connector(body: SyntaxNode, chunk: string, end: "Source" | "Destination"): void {
    const node = entryNamed(entryNamed(body, "Properties")?.value, end)?.value;
    for (const it of node?.kind === "sequence" ? node.items : node ? [node] : []) {
      const id = entryNamed(it, "Id")?.value;
      if (id) this.scalarName("resource", id, chunk);
    }
  }

  private mapping(mapping: MapEntry, chunk: string): void {
    this.declare("mapping", mapping, mapping.key, chunk);
    for (const { entry: top, chunk: at } of this.entriesOf(mapping.value, chunk)) {
      this.declare("mapping-key", top, `${mapping.key}/${top.key}`, at);
      for (const { entry: second, chunk: below } of this.entriesOf(top.value, at)) {
        this.declare("mapping-key", second, `${mapping.key}/${top.key}/${second.key}`, below);
      }
    }
  }

  /** Which parameters the console shows together, and how it labels them. */
  private parameterGroups(node: SyntaxNode, chunk: string): void {
    const groups = entryNamed(node, "ParameterGroups")?.value;
    for (const group of groups?.kind === "sequence" ? groups.items : []) {
      const parameters = entryNamed(group, "Parameters")?.value;
      if (parameters) this.listed(parameters, chunk, "parameter");
    }
    const labels = entryNamed(node, "ParameterLabels")?.value;
    if (!labels) return;
    for (const { entry, chunk: at } of this.entriesOf(labels, chunk)) {
      this.add("parameter", this.part(entry.keySpan, entry.key, at), at);
    }
  }

  private walk(node: SyntaxNode, spot: Spot): void {
    if (spot.depth > MAX_DEPTH) return;
    const inner = { ...spot, depth: spot.depth + 1 };
    const intrinsic = intrinsicOf(node);
    if (intrinsic) {
      this.intrinsic(intrinsic, inner);
      return;
    }
    switch (node.kind) {
      case "scalar":
        if (spot.variables.size > 0) for (const it of this.holes(node, spot.chunk)) this.variable(it, spot);
        return;
      case "map": {
        const [only] = node.entries.length === 1 ? node.entries : [];
        if (spot.inConditions && only?.key === "Condition") {
          this.scalarName("condition", only.value, spot.chunk);
          return;
        }
        for (const it of node.entries) this.entry(it, inner);
        return;
      }
      case "sequence":
        for (const it of node.items) this.walk(it, inner);
        return;
      case "alias":
        // What it stands for is collected where it is written.
        return;
      default:
        node satisfies never;
    }
  }

  private entry({ key, value, start }: MapEntry, spot: Spot): void {
    if (!key.startsWith(FOR_EACH) || value.kind !== "sequence") {
      this.walk(value, spot);
      return;
    }
    const [identifier, collection, body] = value.items;
    if (collection) this.walk(collection, spot);
    const name = this.scalar(identifier);
    if (!identifier || name === undefined || !body) return;
    const scope = `${spot.chunk}+${start}`;
    this.add("variable", this.part(identifier, name, spot.chunk), spot.chunk, { scope, declares: true });
    const inner = { ...spot, depth: spot.depth + 1, variables: new Map([...spot.variables, [name, scope]]) };
    for (const { entry, chunk } of this.entriesOf(body, spot.chunk)) {
      const at = { ...inner, chunk };
      for (const it of this.holesOfKey(entry, chunk)) this.variable(it, at);
      if (entryNamed(entry.value, "Type")) this.resourceBody(entry.value, at);
      else this.entry(entry, at);
    }
  }

  private intrinsic({ name, argument }: Intrinsic, spot: Spot): void {
    const { node, chunk } = this.resolved(argument, spot.chunk);
    const at = chunk === spot.chunk ? spot : { ...spot, chunk };
    const [first, ...rest] = node.kind === "sequence" ? node.items : [];
    switch (name) {
      case "Ref":
        if (node.kind === "scalar" && !isMade(node.text)) this.value(this.part(node, node.text, chunk), at);
        else this.walk(node, at);
        return;
      case "Condition":
        this.scalarName("condition", node, chunk);
        return;
      case "Fn::GetAtt":
        this.getAtt(node, at);
        return;
      case "Fn::Sub":
        this.sub(node, at);
        return;
      case "Fn::If":
        if (first) this.scalarName("condition", first, chunk);
        for (const it of rest) this.walk(it, at);
        return;
      case "Fn::FindInMap":
        this.findInMap(node, at);
        return;
      case "Fn::ValueOf":
        if (first) this.scalarName("parameter", first, chunk);
        return;
      default:
        this.walk(node, at);
        return;
    }
  }

  private getAtt(node: SyntaxNode, spot: Spot): void {
    if (node.kind === "scalar" && !isMade(node.text)) {
      const { head, tail } = splitAtDot(this.part(node, node.text, spot.chunk));
      this.resourceName(head, tail, spot);
      return;
    }
    if (node.kind !== "sequence") {
      this.walk(node, spot);
      return;
    }
    const [target, ...rest] = node.items;
    for (const it of rest) this.walk(it, spot);
    if (target?.kind !== "scalar" || target.tag !== undefined || isMade(target.text)) {
      if (target) this.walk(target, spot);
      return;
    }
    const attributes = rest.flatMap((it) => (it.kind === "scalar" && it.tag === undefined ? [it] : []));
    const [only] = attributes;
    const { head } = splitAtDot(this.part(target, target.text, spot.chunk));
    this.resourceName(head, only ? this.part(only, only.text, spot.chunk) : undefined, spot);
  }

  private resourceName(head: WrittenPart, attribute: WrittenPart | undefined, spot: Spot): void {
    if (this.variable(head, spot) || !NAME.test(head.text)) return;
    this.add("resource", head, spot.chunk, { attribute });
  }

  private sub(argument: SyntaxNode, spot: Spot): void {
    const [first, second] = argument.kind === "sequence" ? argument.items : [argument];
    if (!first) return;
    const template = this.resolved(first, spot.chunk);
    const map = second && this.resolved(second, spot.chunk);
    const own = new Map<string, string>();
    for (const { entry, chunk } of map ? this.entriesOf(map.node, map.chunk) : []) {
      const scope = `${chunk}+${map?.node.start ?? 0}`;
      own.set(entry.key, scope);
      this.add("variable", this.part(entry.keySpan, entry.key, chunk), chunk, { scope, declares: true });
      this.walk(entry.value, { ...spot, chunk, depth: spot.depth + 1 });
    }
    if (template.node.kind !== "scalar") {
      this.walk(template.node, { ...spot, chunk: template.chunk });
      return;
    }
    const at = { ...spot, chunk: template.chunk, variables: new Map([...spot.variables, ...own]) };
    for (const it of this.holes(template.node, template.chunk)) this.value(it, at);
  }

  private findInMap(node: SyntaxNode, spot: Spot): void {
    if (node.kind !== "sequence") return;
    const [map, top, second] = node.items;
    for (const it of node.items) this.walk(it, spot);
    const name = this.scalar(map);
    if (!map || name === undefined) return;
    this.scalarName("mapping", map, spot.chunk);
    const row = this.scalar(top);
    if (!top || row === undefined) return;
    this.add("mapping-key", { ...this.part(top, row, spot.chunk), text: `${name}/${row}` }, spot.chunk);
    const column = this.scalar(second);
    if (!second || column === undefined) return;
    this.add("mapping-key", { ...this.part(second, column, spot.chunk), text: `${name}/${row}/${column}` }, spot.chunk);
  }

  /** What `Ref` and the holes of `Fn::Sub` take. */
  private value(part: WrittenPart, spot: Spot): void {
    if (this.variable(part, spot)) return;
    const { head, tail } = splitAtDot(part);
    if (!NAME.test(head.text)) return;
    if (tail) this.add("resource", head, spot.chunk, { attribute: tail });
    else this.add("value", head, spot.chunk);
  }

  private variable(part: WrittenPart, spot: Spot): boolean {
    const scope = spot.variables.get(part.text);
    if (scope === undefined) return false;
    this.add("variable", part, spot.chunk, { scope });
    return true;
  }

  private listed(node: SyntaxNode, chunk: string, space: WrittenName["space"]): void {
    const { node: list, chunk: at } = this.resolved(node, chunk);
    for (const it of list.kind === "sequence" ? list.items : [list]) this.scalarName(space, it, at);
  }

  private scalarName(space: WrittenName["space"], node: SyntaxNode, chunk: string): void {
    const { node: scalar, chunk: at } = this.resolved(node, chunk);
    if (scalar.kind !== "scalar" || !NAME.test(scalar.text)) return;
    if (scalar.tag !== undefined && scalar.tag !== "!Condition") return;
    this.add(space, this.part(scalar, scalar.text, at), at);
  }

  private declare(space: WrittenName["space"], { keySpan, key }: MapEntry, name: string, chunk: string): void {
    this.add(space, { ...this.part(keySpan, key, chunk), text: name }, chunk, { declares: true });
  }

  private add(
    space: WrittenName["space"],
    { text, start, end, exact }: WrittenPart,
    chunk: string,
    { scope = "", declares = false, attribute }: Partial<Pick<WrittenName, "scope" | "declares" | "attribute">> = {},
  ): void {
    this.names.push({ chunk, space, name: text, scope, declares, exact, start, end, attribute });
  }

  /** The text of a plain scalar; what is computed has none. */
  private scalar(node: SyntaxNode | undefined): string | undefined {
    return node?.kind === "scalar" && node.tag === undefined ? node.text : undefined;
  }

  private part(span: Span, text: string, chunk: string): WrittenPart {
    const base = this.base(chunk);
    return relative(textSpan(this.source, { start: span.start + base, end: span.end + base }, text), base);
  }

  private holes(node: SyntaxNode, chunk: string): readonly WrittenPart[] {
    if (node.kind !== "scalar") return [];
    const base = this.base(chunk);
    const moved = { ...node, start: node.start + base, end: node.end + base };
    return holes(this.source, moved).map((it) => relative(it, base));
  }

  private holesOfKey({ key, keySpan }: MapEntry, chunk: string): readonly WrittenPart[] {
    return this.holes({ kind: "scalar", text: key, style: "plain", ...keySpan }, chunk);
  }

  private base(chunk: string): number {
    return this.syntax.offsets.get(chunk) ?? 0;
  }

  /** What an alias stands for. */
  private resolved(node: SyntaxNode, chunk: string): PlacedNode {
    let res: PlacedNode = { node, chunk };
    for (let steps = 0; steps < 10 && res.node.kind === "alias"; steps++) {
      const target = this.syntax.anchor(res.node.name, res.chunk);
      if (!target) return res;
      res = target;
    }
    return res;
  }

  /** The entries of a map, those of merge keys (`<<: *base`) too. */
  private entriesOf(map: SyntaxNode, chunk: string, depth = 0): readonly { entry: MapEntry; chunk: string }[] {
    const { node, chunk: at } = this.resolved(map, chunk);
    if (node.kind !== "map" || depth > 10) return [];
    return node.entries.flatMap((entry) => {
      if (entry.key !== "<<") return [{ entry, chunk: at }];
      const merged = entry.value.kind === "sequence" ? entry.value.items : [entry.value];
      return merged.flatMap((it) => this.entriesOf(it, at, depth + 1));
    });
  }
}

/** A name that can be looked up. */
const NAME = /^[\w:-]+$/;

/** A name that a loop makes with its variable. */
function isMade(text: string): boolean {
  return text.includes("${");
}

function relative(part: WrittenPart, base: number): WrittenPart {
  return { ...part, start: part.start - base, end: part.end - base };
}

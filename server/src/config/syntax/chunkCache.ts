import type { LambdaFunction, Resource } from "../../model/template.js";
import type { ExpandedLoops } from "../loops.js";
import type { MapEntry, ParsedText } from "./node.js";

/** What a resource's text means, given everything else that it depends on. */
interface EvaluatedResource {
  readonly resource: Resource;
  readonly function: LambdaFunction | undefined;
}

const DEFAULT_CAPACITY = 4_000;
/** Characters of source kept; larger texts push older ones out sooner. */
const DEFAULT_SIZE = 16_000_000;

/** Parsed chunks by their text, the least recently used dropped first, and what they meant when last evaluated. */
export class ChunkCache {
  /** How many texts were really parsed. */
  parsed = 0;
  /** How many resources were really evaluated. */
  evaluated = 0;
  readonly loops: ExpandedLoops = new WeakMap();
  private size = 0;
  private readonly resources = new WeakMap<MapEntry, EvaluatedResource & { readonly inputs: readonly unknown[] }>();
  private readonly texts = new Map<string, ParsedText>();

  constructor(
    private readonly capacity = DEFAULT_CAPACITY,
    private readonly maximumSize = DEFAULT_SIZE,
  ) {}

  /** The parsed text; `syntax` tells apart the same text read in two ways. */
  parse(syntax: "yaml" | "json", text: string, parse: (text: string) => ParsedText): ParsedText {
    const key = `${syntax}:${text}`;
    const found = this.texts.get(key);
    const res = found ?? parse(text);
    if (found) {
      this.texts.delete(key);
    } else {
      this.parsed++;
      this.size += key.length;
    }
    this.texts.set(key, res);
    this.trim();
    return res;
  }

  /** The resource of an entry, evaluated again only when one of the inputs is another than before. */
  evaluate(
    entry: MapEntry,
    inputs: readonly unknown[] | undefined,
    compute: () => EvaluatedResource,
  ): EvaluatedResource {
    const found = this.resources.get(entry);
    if (inputs && found?.inputs.length === inputs.length && found.inputs.every((it, i) => it === inputs[i]))
      return found;
    this.evaluated++;
    const res = compute();
    if (inputs) this.resources.set(entry, { ...res, inputs });
    return res;
  }

  private trim(): void {
    for (const oldest of this.texts.keys()) {
      if (this.texts.size <= this.capacity && this.size <= this.maximumSize) return;
      if (this.texts.size === 1) return;
      this.texts.delete(oldest);
      this.size -= oldest.length;
    }
  }
}

import type { ParsedText } from "./node.js";

const DEFAULT_CAPACITY = 4_000;
/** Characters of source kept; larger texts push older ones out sooner. */
const DEFAULT_SIZE = 16_000_000;

/** Parsed chunks by their text, the least recently used dropped first. */
export class ChunkCache {
  /** How many texts were really parsed. */
  parsed = 0;
  private size = 0;
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

  private trim(): void {
    for (const oldest of this.texts.keys()) {
      if (this.texts.size <= this.capacity && this.size <= this.maximumSize) return;
      if (this.texts.size === 1) return;
      this.texts.delete(oldest);
      this.size -= oldest.length;
    }
  }
}

/** Concise Binary Object Representation (RFC 8949), as much as errors and the names in requests need. */
export function encodeMap(entries: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(entries);
  return Buffer.concat([head(MAP, pairs.length), ...pairs.flat().map(encodeText)]);
}

/** The texts of a map, by key; nothing if the bytes are not a map. What is not understood ends it. */
export function decodeMap(bytes: Buffer): Readonly<Record<string, string>> | undefined {
  const reader = new Reader(bytes);
  try {
    return reader.map();
  } catch {
    return undefined;
  }
}

const BYTES = 2;
const TEXT = 3;
const LIST = 4;
const MAP = 5;
const TAG = 6;
const INDEFINITE = 31;
const INDEFINITE_LENGTH = Number.POSITIVE_INFINITY;
const BREAK = 0xff;
const MAX_DEPTH = 64;

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([head(TEXT, bytes.length), bytes]);
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.of((major << 5) | length);
  if (length < 0x100) return Buffer.of((major << 5) | 24, length);
  if (length < 0x10000) return Buffer.of((major << 5) | 25, length >> 8, length & 0xff);
  throw new RangeError("too long for an error");
}

/** Reads one item after the other; throws at what is cut off. */
class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  map(): Record<string, string> | undefined {
    const { major, length } = this.head();
    if (major !== MAP) return undefined;
    const res: Record<string, string> = {};
    this.repeat(length, () => {
      const key = this.item(0);
      const value = this.item(0);
      if (key !== undefined && value !== undefined) res[key] = value;
    });
    return res;
  }

  /** The text that comes next; anything else is passed over. */
  private item(depth: number): string | undefined {
    if (depth > MAX_DEPTH) throw new RangeError("nested too deeply");
    const { major, length } = this.head();
    switch (major) {
      case BYTES:
      case TEXT: {
        if (length === INDEFINITE_LENGTH) {
          const parts: string[] = [];
          this.repeat(length, () => parts.push(this.item(depth + 1) ?? ""));
          return major === TEXT ? parts.join("") : undefined;
        }
        const start = this.at;
        this.skip(length);
        return major === TEXT ? this.bytes.toString("utf8", start, this.at) : undefined;
      }
      case LIST:
      case MAP:
        this.repeat(length, () => {
          this.item(depth + 1);
          if (major === MAP) this.item(depth + 1);
        });
        return undefined;
      case TAG:
        return this.item(depth + 1);
      default:
        return undefined;
    }
  }

  private repeat(times: number, read: () => void): void {
    for (let i = 0; i < times; i++) {
      if (times === INDEFINITE_LENGTH && this.bytes.readUInt8(this.at) === BREAK) {
        this.at++;
        return;
      }
      read();
    }
  }

  /** The kind of the item, and its length, number of parts or value. */
  private head(): { readonly major: number; readonly length: number } {
    const first = this.bytes.readUInt8(this.at++);
    const major = first >> 5;
    const low = first & 31;
    if (low < 24) return { major, length: low };
    if (low === INDEFINITE) return { major, length: INDEFINITE_LENGTH };
    const size = 2 ** (low - 24);
    const start = this.at;
    this.skip(size);
    if (size > 4) return { major, length: Number(this.bytes.readBigUInt64BE(start)) };
    return { major, length: this.bytes.readUIntBE(start, size) };
  }

  private skip(length: number): void {
    this.at += length;
    if (this.at > this.bytes.length) throw new RangeError("cut off");
  }
}

import type { Value } from "../model/value.js";
import type { Source } from "./evaluate.js";

/** `Fn::Length` of a list. */
export function lengthOf(list: Value, source: Source): Value {
  if (list.kind !== "list" || list.open !== undefined || list.items.some(mayBeAbsent))
    return { kind: "unknown", reason: "Fn::Length", ...source };
  return { kind: "known", value: list.items.length, ...source };
}

/** The parts of the text that `Fn::ToJsonString` makes; undefined when it cannot be told where they end. */
export function jsonParts(value: Value): readonly Value[] | undefined {
  switch (value.kind) {
    case "known":
      return [text(JSON.stringify(value.value))];
    case "null":
      return [text("null")];
    case "reference":
      return [text('"'), value, text('"')];
    case "concat":
      return quoted(value.parts);
    case "list":
      return value.open === undefined ? enclosed("[", value.items.map(jsonParts), "]") : undefined;
    case "object": {
      if (value.open !== undefined) return undefined;
      const entries = value.entries.filter((it) => it.value.kind !== "absent");
      return enclosed(
        "{",
        entries.map((it) => entryParts(it.key, it.value)),
        "}",
      );
    }
    default:
      return undefined;
  }
}

const MAX_BLOCKS = 256;

/** The blocks that `Fn::Cidr` cuts a known block of IPv4 into. */
export function cidrBlocks(block: string, count: number, bits: number): readonly string[] | undefined {
  const [, a, b, c, d, size] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block) ?? [];
  const bytes = [a, b, c, d].map(Number);
  const prefix = 32 - bits;
  const isSound = bytes.every((it) => it <= 255) && Number.isInteger(count) && Number.isInteger(bits);
  if (!isSound || count < 1 || count > MAX_BLOCKS || bits < 1 || prefix < Number(size)) return undefined;
  if (count > 2 ** (prefix - Number(size))) return undefined;
  const whole = 2 ** (32 - Number(size));
  const address = bytes.reduce((sum, it) => sum * 256 + it, 0);
  const start = address - (address % whole);
  return Array.from({ length: count }, (_, i) => `${dotted(start + i * 2 ** bits)}/${prefix}`);
}

function dotted(address: number): string {
  return [3, 2, 1, 0].map((it) => Math.floor(address / 256 ** it) % 256).join(".");
}

function mayBeAbsent(value: Value): boolean {
  return value.kind === "absent" || (value.kind === "choice" && value.options.some((it) => mayBeAbsent(it.value)));
}

function text(value: string): Value {
  return { kind: "known", value };
}

function quoted(parts: readonly Value[]): readonly Value[] | undefined {
  const res = parts.map((it) => (it.kind === "known" ? text(JSON.stringify(String(it.value)).slice(1, -1)) : it));
  return [text('"'), ...res, text('"')];
}

function entryParts(key: string, value: Value): readonly Value[] | undefined {
  const parts = jsonParts(value);
  return parts && [text(`${JSON.stringify(key)}:`), ...parts];
}

function enclosed(
  open: string,
  items: readonly (readonly Value[] | undefined)[],
  close: string,
): readonly Value[] | undefined {
  const res: Value[] = [text(open)];
  for (const [i, parts] of items.entries()) {
    if (!parts) return undefined;
    res.push(...(i === 0 ? [] : [text(",")]), ...parts);
  }
  return [...res, text(close)];
}

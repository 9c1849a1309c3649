import { parse } from "yaml";
import type { ScalarStyle } from "./tree.js";

interface WrittenScalar {
  readonly text: string;
  readonly style: ScalarStyle;
  /** What the text says, without quotes. */
  readonly content: string;
}

/** A value in the place of a scalar of this style: quotes stay, and come where the value would be misread without. */
export function writeScalar(
  value: string | number,
  language: "yaml" | "json",
  style: ScalarStyle,
  quotes: "single" | "double" = "double",
): WrittenScalar | undefined {
  const content = String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return undefined;
    if (style === "plain") return { text: content, style, content };
  }
  if (language === "json") return quoted(content, "double");
  if (style !== "plain") return quoted(content, style);
  return isSafelyPlain(content) ? { text: content, style, content } : quoted(content, quotes);
}

/** No character of it means something to YAML, in block style or in flow style, and nothing reads it as no string. */
function isSafelyPlain(content: string): boolean {
  if (!/^[A-Za-z0-9_./$](?:[\w ./@+=$()~^*&;-]|:(?=\S))*$/.test(content) || content.endsWith(" ")) return false;
  return (["1.1", "1.2"] as const).every((version) => parse(content, { version, logLevel: "silent" }) === content);
}

function quoted(content: string, style: "single" | "double"): WrittenScalar {
  // Single quotes know no escapes.
  if (style === "single" && /^[ -~\u00a0-\ud7ff]*$/.test(content)) {
    return { text: `'${content.replaceAll("'", "''")}'`, style, content };
  }
  const text = JSON.stringify(content).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
  return { text, style: "double", content };
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

import type { ScalarNode } from "./syntax/node.js";

type ScalarMeaning =
  | { readonly kind: "known"; readonly value: string | number | boolean }
  | { readonly kind: "null" }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * What AWS reads in a scalar: YAML 1.1 booleans, numbers, and text for everything else. Dates and numbers with leading
 * zeros stay text. A number that would not print as it is written (`1.10`) is its text too.
 */
export function scalarMeaning({ text, style }: ScalarNode): ScalarMeaning {
  if (style !== "plain") return { kind: "known", value: text };
  if (/^(?:~|null|Null|NULL)?$/.test(text)) return { kind: "null" };
  if (/^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/.test(text)) return { kind: "known", value: true };
  if (/^(?:false|False|FALSE|no|No|NO|off|Off|OFF)$/.test(text)) return { kind: "known", value: false };
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) {
    return { kind: "known", value: String(Number(text)) === text ? Number(text) : text };
  }
  if (ODD_NUMBER.test(text)) return { kind: "unknown", reason: `a number in an unusual notation: ${text}` };
  return { kind: "known", value: text };
}

/** Numbers that the tools around CloudFormation read in different ways. */
const ODD_NUMBER =
  /^[-+]?(?:0[xX][\da-fA-F_]+|0b[01_]+|0o[0-7]+|[1-9][\d_]*_[\d_]*|(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+|\.\d+|\d+\.)$|^\+\d+(?:\.\d+)?$/;

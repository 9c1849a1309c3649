import { getLocation } from "jsonc-parser";
import { isJson } from "../syntax/document.js";

/** What a half-typed word at an offset is going to name. */
export type Typing = Typed & {
  /** What is there of it already; it ends at the offset. */
  readonly prefix: string;
  /** Keys from the top of the template; `-` for an item of a list. */
  readonly path: readonly string[];
  /** The syntax is JSON, and no quote stands in front. */
  readonly needsQuotes: boolean;
};

type Typed =
  /** What `Ref` takes, or a hole of `Fn::Sub`. */
  | { readonly kind: "value" }
  /** The resource of `Fn::GetAtt`. */
  | { readonly kind: "resource" }
  | { readonly kind: "attribute"; readonly resource: string }
  | { readonly kind: "dependency" }
  | { readonly kind: "condition" }
  | { readonly kind: "mapping" }
  /** A key of a mapping, below those that are there already. */
  | { readonly kind: "mapping-key"; readonly keys: readonly string[] }
  | { readonly kind: "policy" }
  | { readonly kind: "event-type" }
  | { readonly kind: "event" };

/** Characters looked at before the offset: more than any half-typed function takes. */
const REACH = 1_000;

/** Reads the text alone, for a document is mostly broken exactly where something is typed. */
export function typingAt(text: string, offset: number): Typing | undefined {
  const before = text.slice(Math.max(0, offset - REACH), offset);
  const json = isJson(text);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  let path: readonly string[] | undefined;
  const hole = HOLE.exec(line);
  if (hole) {
    if (!isInSub(text, offset, json)) return undefined;
    return concluded(holeTyped(hole), hole[2] ?? hole[1] ?? "");
  }
  if (!json && isComment(line)) return undefined;
  for (const [pattern, typed, fits] of PATTERNS) {
    const match = pattern.exec(before);
    if (!match || (fits && !fits(around()))) continue;
    const res = typed(match);
    if (res) return concluded(res, match.at(-1) ?? "");
  }
  return undefined;

  function concluded(typed: Typed, prefix: string): Typing {
    const quoted = /["']/.test(text[offset - prefix.length - 1] ?? "");
    const inside = typed.kind === "attribute" && text[offset - prefix.length - 1] === ".";
    const needsQuotes = json && !hole && !quoted && !inside;
    return { ...typed, prefix, path: around(), needsQuotes };
  }

  function around(): readonly string[] {
    path ??= pathAt(text, offset, json);
    return path;
  }
}

const HOLE = /\$\{\s*([\w:]*)(?:\.([\w.]*))?$/;

function holeTyped(hole: RegExpExecArray): Typed {
  const [, resource = "", attribute] = hole;
  return attribute === undefined ? { kind: "value" } : { kind: "attribute", resource };
}

type Pattern = readonly [
  RegExp,
  (match: RegExpExecArray) => Typed | undefined,
  ((path: readonly string[]) => boolean)?,
];

const constant = (kind: Exclude<Typed["kind"], "attribute" | "mapping-key">) => (): Typed => ({ kind });

/** `!GetAtt [` or `- ` on the lines below it; then items, and what is typed. */
function listed(name: string, items: string): RegExp {
  const head = String.raw`(?:!${name}|Fn::${name}["']?\s*:)`;
  const separator = String.raw`(?:\s*,\s*|[ \t]*\r?\n[ \t]*-[ \t]+)`;
  const opening = String.raw`\s*(?:\[\s*|\r?\n[ \t]*-[ \t]+)`;
  return new RegExp(`${head}${opening}${items.replaceAll(",", separator)}$`);
}

const ITEM = String.raw`["']?([\w.:-]+)["']?`;
const WORD = String.raw`["']?([\w.-]*)`;

const PATTERNS: readonly Pattern[] = [
  [/(?:!Ref[ \t]+|(?:^|[\s{,"'])Ref["']?\s*:[ \t]*)["']?([\w:]*)$/, constant("value")],
  [/(?:!GetAtt[ \t]+|Fn::GetAtt["']?\s*:[ \t]*)["']?(\w*)$/, constant("resource")],
  [
    /(?:!GetAtt[ \t]+|Fn::GetAtt["']?\s*:[ \t]*)["']?(\w+)\.([\w.]*)$/,
    ([, resource = ""]) => ({ kind: "attribute", resource }),
  ],
  [listed("GetAtt", WORD), constant("resource")],
  [listed("GetAtt", `${ITEM},${WORD}`), ([, resource = ""]) => ({ kind: "attribute", resource })],
  [listed("FindInMap", WORD), constant("mapping")],
  [listed("FindInMap", `${ITEM},${WORD}`), ([, map = ""]) => ({ kind: "mapping-key", keys: [map] })],
  [
    listed("FindInMap", `${ITEM},${ITEM},${WORD}`),
    ([, map = "", top = ""]) => ({ kind: "mapping-key", keys: [map, top] }),
  ],
  [
    listed("FindInMap", String.raw`${ITEM},(?:!Ref\s+|\{\s*["']?Ref["']?\s*:\s*)["']?[\w:]+["']?\s*\}?,${WORD}`),
    ([, map = ""]) => ({ kind: "mapping-key", keys: [map, ""] }),
  ],
  [listed("If", WORD), constant("condition")],
  [/!Condition[ \t]+["']?(\w*)$/, constant("condition")],
  [/(?:^|[\s{,"'])Condition["']?\s*:[ \t]*["']?(\w*)$/, constant("condition"), takesCondition],
  [/(?:^|[\s{,"'])DependsOn["']?\s*:[ \t]*["']?(\w*)$/, constant("dependency"), isInResource],
  [/(?:^|[\s{,"'])DependsOn["']?\s*:\s*\[(?:[^\]]*,)?\s*["']?(\w*)$/, constant("dependency"), isInResource],
  [
    /(?:^|\n)[ \t]*DependsOn["']?[ \t]*:[ \t]*\r?\n(?:[ \t]*-[^\n]*\n)*[ \t]*-[ \t]+["']?(\w*)$/,
    constant("dependency"),
    isInResource,
  ],
  [/(?:^|\n)[ \t]*-[ \t]+["']?(\w*)$/, constant("policy"), (path) => isIn(path, "Policies", "-")],
  [/[{,]\s*"(\w*)$/, constant("policy"), (path) => isIn(path, "Policies", "-", "*")],
  [/(?:^|\n|[{,])[ \t]*["']?Type["']?[ \t]*:[ \t]*["']?(\w*)$/, constant("event-type"), isEvent],
  [/(?:^|\n)[ \t]+(\w*)$/, constant("event"), (path) => isIn(path, "Events")],
];

function isInResource(path: readonly string[]): boolean {
  return path[0] === "Resources";
}

/** The attribute of a resource or an output, or a condition inside another. */
function takesCondition(path: readonly string[]): boolean {
  const [section] = path;
  const depth = path.at(-1) === "Condition" ? path.length - 1 : path.length;
  return section === "Conditions" || ((section === "Resources" || section === "Outputs") && depth === 2);
}

/** `["Resources", id, "Properties", ...]`; `*` stands for any key. */
function isIn(path: readonly string[], ...keys: readonly string[]): boolean {
  if (path.length !== keys.length + 3 || path[0] !== "Resources" || path[2] !== "Properties") return false;
  return keys.every((it, i) => it === "*" || it === path[i + 3]);
}

function isEvent(path: readonly string[]): boolean {
  return isIn(path, "Events", "*") || isIn(path, "Events", "*", "Type");
}

function isComment(line: string): boolean {
  return /(?:^|\s)#[^"']*$/.test(line);
}

function isInSub(text: string, offset: number, json: boolean): boolean {
  if (json) return getLocation(text, offset).path.includes("Fn::Sub");
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const isSub = (line: string): boolean => /(?:!|Fn::)Sub\b/.test(line);
  return isSub(text.slice(lineStart, offset)) || linesAround(text, offset).some(({ line }) => isSub(line));
}

/** The keys around an offset, from the top of the template. */
function pathAt(text: string, offset: number, json: boolean): readonly string[] {
  if (json) return getLocation(text, offset).path.map((it) => (typeof it === "number" ? "-" : it));
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return [...keysOf(text.slice(lineStart, offset)), ...linesAround(text, offset).flatMap((it) => it.keys)].reverse();
}

interface LineAround {
  readonly line: string;
  readonly keys: readonly string[];
}

const LINE = /^( *)((?:-[ \t]+)*)(?:(["']?)([\w:.*$-]+)\3[ \t]*:(?=\s|$))?/;

/** The key that a line opens, and `-` when it is an item of a list; inside out. */
function keysOf(line: string): readonly string[] {
  const [, , dashes = "", , key] = LINE.exec(line) ?? [];
  const isItem = dashes !== "" || /^\s*-$/.test(line);
  return [...(key === undefined ? [] : [key]), ...(isItem ? ["-"] : [])];
}

/** The lines of block style that hold the line of an offset, inside out, told by their indentation alone. */
function linesAround(text: string, offset: number): readonly LineAround[] {
  const res: LineAround[] = [];
  let lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const current = text.slice(lineStart, offset);
  let column = Math.max(0, current.search(/\S/));
  if (current.trim() === "") column = current.length;
  // The key that holds a list may stand in the column of its items.
  let isItem = /^\s*-(?:\s|$)/.test(current);
  while (lineStart > 0 && (column > 0 || isItem)) {
    const end = lineStart - 1;
    lineStart = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(lineStart, end);
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, blanks = "", dashes = "", , key] = LINE.exec(line) ?? [];
    const indent = blanks.length;
    const isHolder =
      isItem && dashes === "" ? indent <= column : indent + (key === undefined ? 0 : dashes.length) < column;
    if (!isHolder) continue;
    res.push({ line, keys: keysOf(line) });
    column = indent;
    isItem = dashes !== "";
  }
  return res;
}

import { Composer, CST, Parser } from "yaml";
import { type Collection, type Key, type Opaque, type ScalarStyle, Slot, type TreeNode } from "./tree.js";

/** Reads the first document of a YAML text; undefined when there is any error but a duplicate key. */
export function yamlTree(text: string): TreeNode | undefined {
  const tokens = [...new Parser().parse(text)];
  const [document] = new Composer({ uniqueKeys: false, logLevel: "silent" }).compose(tokens);
  if (!document || document.errors.length > 0) return undefined;
  const token = tokens.find((it) => it.type === "document");
  if (!token?.value) return undefined;
  return nodeOf(token.value, token.start, text, undefined, token.offset);
}

const SCALAR_STYLES: Partial<Record<CST.Token["type"], ScalarStyle>> = {
  scalar: "plain",
  "single-quoted-scalar": "single",
  "double-quoted-scalar": "double",
};

/** `before` are the tokens between a colon, a dash or a comma and the value; `at` is where nothing would stand. */
function nodeOf(
  token: CST.Token | null | undefined,
  before: readonly CST.SourceToken[],
  text: string,
  slot: Slot | undefined,
  at: number,
): TreeNode {
  const properties = before.filter((it) => it.type === "tag" || it.type === "anchor");
  const last = properties.at(-1);
  const base = {
    start: properties[0]?.offset ?? (token ? startOf(token) : at),
    tag: properties.find((it) => it.type === "tag")?.source,
    anchored: properties.some((it) => it.type === "anchor"),
    slot,
  };
  if (!token) return { ...base, kind: "empty", text: "", end: last ? last.offset + last.source.length : at };
  if (token.type === "block-map" || token.type === "block-seq" || token.type === "flow-collection") {
    return collectionOf(token, base, text);
  }
  const style = SCALAR_STYLES[token.type];
  const source = "source" in token ? token.source : "";
  if (style) return { ...base, kind: "scalar", style, text: scalarText(token), end: token.offset + source.length };
  return opaqueOf(token, base, text);
}

function opaqueOf(token: CST.Token, base: Omit<Opaque, "kind" | "text" | "end">, text: string): TreeNode {
  if (token.type !== "block-scalar") {
    const end = token.offset + ("source" in token ? token.source.length : 0);
    return { ...base, kind: "alias", text: text.slice(token.offset, end), end };
  }
  const source = token.source.trimEnd();
  const header = token.props.find((it) => it.type === "block-scalar-header");
  const headerEnd = token.offset + (header && "source" in header ? header.source.length : 0);
  const end = source === "" ? headerEnd : blockSourceStart(token) + source.length;
  // What the header keeps of the blank lines below is part of the text, so that no edit goes between.
  return { ...base, kind: "blockScalar", text: scalarText(token), end };
}

function blockSourceStart({ offset, props }: CST.BlockScalar): number {
  return props.reduce((end, it) => ("source" in it ? Math.max(end, it.offset + it.source.length) : end), offset);
}

function collectionOf(
  token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection,
  base: Omit<Collection, "kind" | "style" | "slots" | "odd" | "end">,
  text: string,
): TreeNode {
  const isMap = token.type === "block-map" || (token.type === "flow-collection" && token.start.source === "{");
  const slots: Slot[] = [];
  const res: { -readonly [K in keyof Collection]: Collection[K] } = {
    ...base,
    kind: isMap ? "map" : "sequence",
    style: token.type === "flow-collection" ? "flow" : "block",
    slots,
    odd: false,
    end: base.start,
  };
  for (const item of token.items) {
    if (isFiller(item)) continue;
    slots.push(isMap ? entryOf(item, text, res) : itemOf(item, text, res));
    if (isMap ? !hasSimpleKey(item) : hasColon(item)) res.odd = true;
  }
  res.end = slots.at(-1)?.end ?? token.offset;
  if (token.type === "flow-collection") {
    const close = token.end.find((it) => it.type === "flow-map-end" || it.type === "flow-seq-end");
    res.end = close ? close.offset + 1 : res.end;
  }
  return res;
}

/** Comments and spaces after the last entry, and a trailing comma, make an item of their own. */
function isFiller({ start, key, sep, value }: CST.CollectionItem): boolean {
  if (key || value || sep?.some((it) => it.type === "map-value-ind")) return false;
  return !start.some((it) => it.type === "seq-item-ind" || it.type === "explicit-key-ind");
}

function hasColon({ sep }: CST.CollectionItem): boolean {
  return sep?.some((it) => it.type === "map-value-ind") ?? false;
}

function hasSimpleKey({ start, key }: CST.CollectionItem): boolean {
  if (!key || !SCALAR_STYLES[key.type]) return false;
  return !start.some((it) => it.type === "explicit-key-ind" || it.type === "tag" || it.type === "anchor");
}

function entryOf(item: CST.CollectionItem, text: string, owner: Collection): Slot {
  const { start, sep = [], value } = item;
  const colon = sep.find((it) => it.type === "map-value-ind");
  const first = item.key ? startOf(item.key) : (colon?.offset ?? start.at(-1)?.offset ?? owner.start);
  const end = first + (item.key && "source" in item.key ? item.key.source.length : 0);
  const colonEnd = colon ? colon.offset + 1 : end;
  const style = (item.key && SCALAR_STYLES[item.key.type]) ?? "plain";
  const key: Key = { start: first, end, style, text: item.key ? scalarText(item.key) : "", colonEnd };
  return new Slot(owner, key, (slot) => nodeOf(value, sep, text, slot, colonEnd));
}

function itemOf(item: CST.CollectionItem, text: string, owner: Collection): Slot {
  const { start, key, sep = [], value } = item;
  const dash = start.find((it) => it.type === "seq-item-ind")?.offset;
  const at = dash === undefined ? (sep[0]?.offset ?? owner.start) : dash + 1;
  if (!hasColon(item)) return new Slot(owner, undefined, (slot) => nodeOf(key ?? value, start, text, slot, at), dash);
  const first = key ? startOf(key) : at;
  const { end } = nodeOf(value, sep, text, undefined, at);
  return new Slot(owner, undefined, (slot) => ({
    kind: "pair",
    text: text.slice(first, end),
    start: first,
    end,
    anchored: false,
    slot,
  }));
}

function startOf(token: CST.Token): number {
  if (token.type === "flow-collection") return token.start.offset;
  if (token.type !== "block-map" && token.type !== "block-seq") return token.offset;
  const [item] = token.items;
  const first = item?.start.find((it) => it.type !== "space" && it.type !== "newline" && it.type !== "comment");
  const { key } = item && "key" in item ? item : {};
  return first?.offset ?? (key ? startOf(key) : token.offset);
}

function scalarText(token: CST.Token): string {
  return CST.isScalar(token) ? CST.resolveAsScalar(token).value : "";
}

import { jsonTree } from "./jsonTree.js";
import { isCollection, type TreeNode } from "./tree.js";
import { yamlTree } from "./yamlTree.js";

/** A part of a template that can be read alone. All offsets in its tree are its own. */
export interface Piece {
  /** Where it begins in the template. */
  readonly start: number;
  readonly text: string;
  readonly language: "yaml" | "json";
  readonly root: TreeNode;
  /** The keys around the root: `["Resources"]` when the root holds one resource. */
  readonly prefix: readonly string[];
  /** One of several sections, which the template could do without. */
  readonly isOneOfMany: boolean;
  readonly lineBreak: "\n" | "\r\n";
}

interface Part {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const SECTION = /^\uFEFF?(?:(["']?)([\w:.-]+)\1[ \t]*:(?=\s|$)|(---|\.\.\.)(?=\s|$))/gm;

/**
 * Cuts a template into pieces, so that an edit reads no more than the resource it is about, and an error elsewhere does
 * not matter. A piece is one resource or one section of a YAML template in block style, and all of any other.
 */
export class TemplateText {
  private readonly sections: readonly Part[];
  private readonly isJson: boolean;
  private readonly lineBreak: "\n" | "\r\n";
  private resources: readonly Part[] | undefined;
  private readonly pieces = new Map<string, Piece | undefined>();

  constructor(readonly text: string) {
    this.isJson = /^\s*\{/.test(text);
    this.lineBreak = /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
    this.sections = this.isJson ? [] : sectionsOf(text);
  }

  /** The piece around a span, and undefined when it has an error. */
  around(start: number, end: number): Piece | undefined {
    const holds = (it: Part) => it.start <= start && end <= it.end;
    const resource = this.resourceParts().find(holds);
    if (resource) return this.piece(resource, ["Resources"]);
    return this.sectionAround(start, end);
  }

  /** The whole section around a span. */
  sectionAround(start: number, end: number): Piece | undefined {
    if (this.sections.length === 0) return this.piece({ key: "", start: 0, end: this.text.length }, []);
    const section = this.sections.find((it) => it.start <= start && end <= it.end);
    return section && this.piece(section, []);
  }

  /** The piece that declares a resource; undefined when none does, or more than one. */
  ofResource(id: string): Piece | undefined {
    const [part, second] = this.resourceParts().filter((it) => it.key === id);
    if (second) return undefined;
    if (part) return this.piece(part, ["Resources"]);
    const [section] = this.sections.filter((it) => it.key === "Resources");
    return section ? this.piece(section, []) : this.sectionAround(0, 0);
  }

  /** True for the lines above the first section: comments, and the marks of the document. */
  isAbove(end: number): boolean {
    const [first] = this.sections;
    return first !== undefined && end <= first.start;
  }

  private resourceParts(): readonly Part[] {
    this.resources ??= resourcesOf(this.text, this.sections);
    return this.resources;
  }

  private piece({ start, end }: Part, prefix: readonly string[]): Piece | undefined {
    const key = `${start}-${end}`;
    if (!this.pieces.has(key)) {
      const isOneOfMany = prefix.length === 0 && this.sections.length > 1;
      const about = { start, prefix, isOneOfMany, lineBreak: this.lineBreak };
      this.pieces.set(key, readPiece(this.text.slice(start, end), about, this.isJson));
    }
    return this.pieces.get(key);
  }
}

/** Reads a piece's text again after edits. */
export function readAgain(piece: Piece, text: string): Piece | undefined {
  return readPiece(text, piece, piece.language === "json");
}

function readPiece(
  text: string,
  about: Pick<Piece, "start" | "prefix" | "isOneOfMany" | "lineBreak">,
  isJson: boolean,
): Piece | undefined {
  const { start, prefix, isOneOfMany, lineBreak } = about;
  const json = isJson ? treeOf(jsonTree, text) : undefined;
  const root = json ?? treeOf(yamlTree, text);
  if (!root || !isCollection(root)) return undefined;
  return { start, text, language: json ? "json" : "yaml", root, prefix, isOneOfMany, lineBreak };
}

/** Deeper nesting than any template needs is not edited. */
const MAX_DEPTH = 200;

/** The parsers are recursive: what is nested deeper than the stack allows has no tree. */
function treeOf(parse: (text: string) => TreeNode | undefined, text: string): TreeNode | undefined {
  try {
    const root = parse(text);
    return root && isWithinDepth(root, MAX_DEPTH) ? root : undefined;
  } catch {
    return undefined;
  }
}

function isWithinDepth(node: TreeNode, depth: number): boolean {
  if (!isCollection(node)) return true;
  return depth > 0 && node.slots.every((it) => isWithinDepth(it.value, depth - 1));
}

/** The keys in the first column of the first document. */
function sectionsOf(text: string): readonly Part[] {
  const res: { key: string; start: number; end: number }[] = [];
  for (const match of text.matchAll(SECTION)) {
    const last = res.at(-1);
    if (last) last.end = match.index;
    if (match[2] !== undefined) res.push({ key: match[2], start: match.index, end: text.length });
    else if (last) break;
  }
  return res;
}

function resourcesOf(text: string, sections: readonly Part[]): readonly Part[] {
  const [section, second] = sections.filter((it) => it.key === "Resources");
  if (!section || second) return [];
  const body = text.slice(section.start, section.end);
  const header = /^[^\n]*?:[ \t]*(?:#[^\n]*)?\r?\n/.exec(body)?.[0];
  const indent = header && /^( +)[^\s#]/m.exec(body.slice(header.length))?.[1];
  if (!header || !indent) return [];
  const entry = new RegExp(`^ {${indent.length}}(?=[^\\s#])(?:(["']?)([\\w-]+)\\1[ \\t]*:(?=\\s|$))?`, "gm");
  const starts = [...body.matchAll(entry)];
  return starts.flatMap((it, index) => {
    const start = section.start + it.index;
    const next = starts[index + 1];
    return [{ key: it[2] ?? "", start, end: next ? section.start + next.index : section.end }];
  });
}

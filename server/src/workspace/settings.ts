import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Severity } from "../model/finding.js";
import type { Settings } from "../model/settings.js";

/** The project file, at the root of a project. */
export const SETTINGS_FILE = ".lamplight.json";

/** What a project file says, and what in it could not be understood. */
export interface ParsedSettings {
  readonly settings: Partial<Settings>;
  /** One sentence each, without a final period. */
  readonly problems: readonly string[];
}

const SEVERITIES = ["error", "warning", "information", "hint", "off"] satisfies (Severity | "off")[];

const KEYS = ["rules", "templates", "parameters", "baseline", "$schema"];

/** Reads a `.lamplight.json`: JSON with comments. A wrong value costs itself; the others hold. */
export function parseSettings(text: string): ParsedSettings {
  const errors: ParseError[] = [];
  const problems: string[] = [];
  const source = text.replace(/^\uFEFF/, "");
  const root = parseTree(source, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) return { settings: {}, problems: [syntaxProblem(source, error)] };
  if (root?.type !== "object") return { settings: {}, problems: [wrongType("the file", "an object", root)] };
  const settings: { -readonly [K in keyof Settings]?: Settings[K] } = {};
  for (const [key, value] of propertiesOf(root)) {
    if (key === "rules") settings.rules = strings(key, value, isSeverity, `one of ${SEVERITIES.join(", ")}`, problems);
    else if (key === "templates") settings.templates = globs(value, problems);
    else if (key === "parameters") settings.parameters = strings(key, value, isText, "a string", problems);
    else if (key === "baseline") readBaseline(value);
    else if (!KEYS.includes(key)) problems.push(`there is no setting "${key}": use ${KEYS.slice(0, -1).join(", ")}`);
  }
  return { settings, problems };

  function readBaseline(value: Node): void {
    if (typeof value.value === "string" && value.value !== "") settings.baseline = value.value;
    else problems.push(wrongType('"baseline"', "a path", value));
  }
}

/** Lays the given settings over those of project files; of two project files, the first wins. */
export function mergeSettings(given: Settings, ...projectFiles: readonly Partial<Settings>[]): Settings {
  const baseline = given.baseline ?? projectFiles.find((it) => it.baseline !== undefined)?.baseline;
  const fromLast = projectFiles.toReversed();
  return {
    enable: given.enable && projectFiles.every((it) => it.enable ?? true),
    rules: Object.assign({}, ...fromLast.map((it) => it.rules), given.rules),
    templates: [...new Set([...projectFiles.flatMap((it) => it.templates ?? []), ...given.templates])],
    parameters: Object.assign({}, ...fromLast.map((it) => it.parameters), given.parameters),
    ...(baseline !== undefined && { baseline }),
  };
}

function propertiesOf(node: Node): readonly (readonly [string, Node])[] {
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [[String(key.value), value] as const] : [],
  );
}

function strings<T extends string>(
  name: string,
  node: Node,
  is: (value: unknown) => value is T,
  expected: string,
  problems: string[],
): Readonly<Record<string, T>> {
  if (node.type !== "object") {
    problems.push(wrongType(`"${name}"`, "an object", node));
    return {};
  }
  const res = propertiesOf(node).flatMap(([key, { value }]) => (is(value) ? [[key, value] as const] : []));
  for (const [key, it] of propertiesOf(node)) {
    if (!is(it.value)) problems.push(wrongType(`"${name}": "${key}"`, expected, it));
  }
  return Object.fromEntries(res);
}

function globs(node: Node, problems: string[]): readonly string[] {
  const values: unknown = getNodeValue(node);
  if (Array.isArray(values) && values.every(isText)) return values;
  problems.push(wrongType('"templates"', "a list of globs", node));
  return [];
}

function syntaxProblem(text: string, { error, offset }: ParseError): string {
  const before = text.slice(0, offset).split("\n");
  const words = printParseErrorCode(error).replace(/([a-z])([A-Z])/g, "$1 $2");
  return `not JSON at ${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${words.toLowerCase()}`;
}

function wrongType(name: string, expected: string, node: Node | undefined): string {
  return `${name} must be ${expected}, not ${node ? JSON.stringify(getNodeValue(node)) : "empty"}`;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isSeverity(value: unknown): value is Severity | "off" {
  return SEVERITIES.some((it) => it === value);
}

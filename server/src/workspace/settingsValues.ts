import { getNodeValue, type Node } from "jsonc-parser";

/** Takes up what could not be understood: one sentence each, without a final period. */
export type Problems = string[];

export function propertiesOf(node: Node): readonly (readonly [string, Node])[] {
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [[String(key.value), value] as const] : [],
  );
}

/** An object by what its values are; those that are something else are left out and told. */
export function entries<T>(
  name: string,
  node: Node,
  read: (value: unknown) => T | undefined,
  expected: string,
  problems: Problems,
): Readonly<Record<string, T>> {
  if (node.type !== "object") {
    problems.push(wrongType(`"${name}"`, "an object", node));
    return {};
  }
  const res = propertiesOf(node).flatMap(([key, value]) => {
    const known = read(getNodeValue(value));
    if (known === undefined) problems.push(wrongType(`"${name}": "${key}"`, expected, value));
    return known === undefined ? [] : [[key, known] as const];
  });
  return Object.fromEntries(res);
}

export function list(name: string, node: Node, expected: string, problems: Problems): readonly string[] {
  const values: unknown = getNodeValue(node);
  if (Array.isArray(values) && values.every(isText)) return values;
  problems.push(wrongType(`"${name}"`, expected, node));
  return [];
}

/** A text that says something. */
export function path(name: string, node: Node, problems: Problems): string | undefined {
  const value: unknown = getNodeValue(node);
  if (isText(value) && value !== "") return value;
  problems.push(wrongType(`"${name}"`, "a path", node));
  return undefined;
}

/** A text that names something. */
export function name(key: string, node: Node, problems: Problems): string | undefined {
  const value: unknown = getNodeValue(node);
  if (isText(value) && value !== "") return value;
  problems.push(wrongType(`"${key}"`, "a name", node));
  return undefined;
}

export function wrongType(name: string, expected: string, node: Node | undefined): string {
  return `${name} must be ${expected}, not ${node ? JSON.stringify(getNodeValue(node)) : "empty"}`;
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

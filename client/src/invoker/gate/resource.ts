/** Longer names are cut for display. */
const MAX_LENGTH = 256;

/** The resources that the body of a request names, as it has them. `members` are those that may, the best first. */
export function namedResources(body: unknown, members: readonly string[]): readonly string[] {
  if (!isObject(body)) return [];
  const inBatch = tablesOfBatch(body);
  if (inBatch.length > 0) return inBatch;

  for (const member of members) {
    const value = body[member];
    if (typeof value === "string" && value !== "") return [value];
  }
  return busesOfEntries(body["Entries"]);
}

/** What the user knows it by: the placeholder's own name, or the end of an ARN or URL. */
export function displayName(value: string, placeholders: ReadonlyMap<string, string>): string {
  return placeholderIn(value, placeholders) ?? shortened(value);
}

/** A line that is not too long. */
export function forDisplay(name: string): string {
  const line = name.replace(/\p{Cc}+/gu, " ");
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}...` : line;
}

/** The tables of `BatchWriteItem` and `BatchGetItem`, of `TransactWriteItems` and `TransactGetItems`. */
function tablesOfBatch(body: Readonly<Record<string, unknown>>): readonly string[] {
  const { RequestItems: byTable, TransactItems: items } = body;
  if (isObject(byTable)) return Object.keys(byTable);
  if (!Array.isArray(items)) return [];
  const actions = items.filter(isObject).flatMap((it) => Object.values(it).filter(isObject));
  return distinct(actions.map((it) => it["TableName"]));
}

/** The buses of `PutEvents`. */
function busesOfEntries(entries: unknown): readonly string[] {
  return Array.isArray(entries) ? distinct(entries.filter(isObject).map((it) => it["EventBusName"])) : [];
}

function distinct(values: readonly unknown[]): readonly string[] {
  return [...new Set(values.filter((it) => typeof it === "string"))];
}

/** The longest placeholder that stands in the value by itself, or by its own last part, whatever follows it. */
function placeholderIn(value: string, placeholders: ReadonlyMap<string, string>): string | undefined {
  const found = [...placeholders]
    .flatMap(([text, name]) => [text, text.split(/[:/]/).at(-1) ?? ""].map((it) => ({ text: it, name })))
    .filter(({ text }) => text !== "" && containsWhole(value, text))
    .sort((a, b) => b.text.length - a.text.length);
  return found[0]?.name;
}

function containsWhole(value: string, text: string): boolean {
  const at = value.indexOf(text);
  const isPart = (it: string | undefined) => it !== undefined && /[\w.-]/.test(it);
  return at >= 0 && !isPart(value[at - 1]) && !isPart(value[at + text.length]);
}

function shortened(value: string): string {
  const [, ofArn] = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(value) ?? [];
  const [, ofUrl] = /^https?:\/\/.*\/([^/]+)$/.exec(value) ?? [];
  return ofArn ?? ofUrl ?? value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

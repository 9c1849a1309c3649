import { isList, isObject, type Json, parsed } from "./json.js";

/** A value to set in an event, `body.orderId=1`. */
export interface Assignment {
  /** Keys and indexes from the outside in. */
  readonly path: readonly (string | number)[];
  /** As given: JSON, or else text. */
  readonly text: string;
}

export type SetResult =
  | { readonly kind: "set"; readonly event: Json }
  /** Why not, in a clause. */
  | { readonly kind: "refused"; readonly reason: string };

/** `path=value`, its path dotted: `Records[0].body`, `Records.0.body`, `headers["x.y"]`. Undefined for other text. */
export function assignmentOf(text: string): Assignment | undefined {
  const path: (string | number)[] = [];
  let rest = text;
  while (path.length === 0 || !rest.startsWith("=")) {
    const [whole, name, index, quoted] = (path.length === 0 ? FIRST_STEP : STEP).exec(rest) ?? [];
    if (whole === undefined) return undefined;
    path.push(name ?? (index === undefined ? String(parsed(`"${quoted}"`) ?? quoted) : Number(index)));
    rest = rest.slice(whole.length);
  }
  return { path, text: rest.slice(1) };
}

/**
 * Sets a value in an event and makes what is not there on the way. What is text stays text, so that an id of digits
 * does not become a number; where that text is JSON, or JSON in base64, the path goes on into it.
 */
export function setPath(event: Json, { path, text }: Assignment): SetResult {
  return changed(event, path, text);
}

const FIRST_STEP = /^(?:([^.[\]="]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\])/;
const STEP = /^(?:\.([^.[\]="]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\])/;

function changed(value: Json | undefined, [key, ...rest]: Assignment["path"], text: string): SetResult {
  if (key === undefined) return { kind: "set", event: given(text, value) };
  if (typeof value === "string") return changedWithin(value, [key, ...rest], text);
  if (isList(value)) return changedItem(value, key, rest, text);
  if (!isObject(value) && typeof key === "number") return changedItem([], key, rest, text);
  const present = new Map(isObject(value) ? Object.entries(value) : []);
  return onSet(changed(present.get(String(key)), rest, text), (it) => Object.fromEntries(present.set(String(key), it)));
}

function given(text: string, before: Json | undefined): Json {
  const json = parsed(text);
  const isJsonForText = typeof before === "string" && json !== null && typeof json !== "string";
  return json === undefined || isJsonForText ? text : json;
}

function changedItem(list: readonly Json[], key: string | number, rest: Assignment["path"], text: string): SetResult {
  const index = /^\d+$/.test(String(key)) ? Number(key) : undefined;
  if (index === undefined) return { kind: "refused", reason: `a list has its items by number, not by ${key}` };
  if (index > list.length) {
    const items = `${list.length} item${list.length === 1 ? "" : "s"}`;
    return { kind: "refused", reason: `the list has ${items}, so the next one is number ${list.length}, not ${key}` };
  }
  return onSet(changed(list[index], rest, text), (it) =>
    index === list.length ? [...list, it] : list.with(index, it),
  );
}

/** Changes what a text carries: JSON, plain or in base64. Any other text gives way to what the path makes. */
function changedWithin(carrier: string, path: Assignment["path"], text: string): SetResult {
  const plain = parsed(carrier);
  if (isObject(plain) || isList(plain)) return onSet(changed(plain, path, text), (it) => JSON.stringify(it));
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(carrier)
    ? parsed(Buffer.from(carrier, "base64").toString("utf8"))
    : undefined;
  if (!isObject(decoded) && !isList(decoded)) return changed(undefined, path, text);
  return onSet(changed(decoded, path, text), (it) => Buffer.from(JSON.stringify(it)).toString("base64"));
}

function onSet(result: SetResult, build: (event: Json) => Json): SetResult {
  return result.kind === "set" ? { kind: "set", event: build(result.event) } : result;
}

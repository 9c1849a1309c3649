import { at, property, type Value } from "../model/value.js";
import { isList, isObject, type Json, type JsonObject, parsed } from "./json.js";
import { jsonIn, type Scene, textIn } from "./scene.js";

interface Rule {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly scene: Scene;
}

/**
 * What a rule's target hands to the function: `Input` in place of the event, the part of it at `InputPath`, or what
 * `InputTransformer` makes of it. The event itself where the target says nothing.
 */
export function targetInput(target: Value | undefined, event: JsonObject, rule: Rule): Json {
  if (!target) return event;
  const read = (...keys: readonly string[]) => textIn(rule.scene, at(target, ...keys));
  const input = read("Input");
  if (input !== undefined) return parsed(input) ?? input;
  const path = read("InputPath");
  if (path !== undefined) return atPath(event, path) ?? event;
  const template = read("InputTransformer", "InputTemplate");
  if (template === undefined) return event;
  const paths = jsonIn(rule.scene, property(property(target, "InputTransformer"), "InputPathsMap"));
  return transformed(template, valuesOf(isObject(paths) ? paths : {}, event, rule));
}

function valuesOf(paths: JsonObject, event: JsonObject, { name, region, account }: Rule): ReadonlyMap<string, Json> {
  const own = Object.entries(paths).map(
    ([key, path]) => [key, (typeof path === "string" && atPath(event, path)) || null] as const,
  );
  return new Map<string, Json>([
    ["aws.events.rule-arn", `arn:aws:events:${region}:${account}:rule/${name}`],
    ["aws.events.rule-name", name],
    ["aws.events.event.ingestion-time", event["time"] ?? null],
    ["aws.events.event", withoutDetail(event)],
    ["aws.events.event.json", event],
    ...own,
  ]);
}

function withoutDetail({ detail: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Within quotes a value is text, elsewhere JSON. */
function transformed(template: string, values: ReadonlyMap<string, Json>): Json {
  const text = template.replaceAll(/"(?:[^"\\]|\\.)*"|<([\w.-]+)>/g, (token, name: string | undefined) => {
    if (name !== undefined) return values.has(name) ? JSON.stringify(values.get(name)) : token;
    return token.replaceAll(/<([\w.-]+)>/g, (hole, inner: string) =>
      values.has(inner) ? escaped(values.get(inner) ?? null) : hole,
    );
  });
  return parsed(text) ?? text;
}

function escaped(value: Json): string {
  return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value)).slice(1, -1);
}

/** `$.detail.items[0]` of an event. */
function atPath(event: JsonObject, path: string): Json | undefined {
  if (!path.startsWith("$")) return undefined;
  let value: Json | undefined = event;
  for (const [, name, quoted, index] of path.matchAll(/\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]/g)) {
    const key: string | undefined = name ?? quoted;
    if (key !== undefined) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    else value = isList(value) ? value[Number(index)] : undefined;
  }
  return value;
}

import { attributeText, refText } from "../data/references.js";
import { LOCAL_ACCOUNT, LOCAL_REGION, localName } from "../model/localName.js";
import type { Resource, Template } from "../model/template.js";
import { property, type Reference, type Value, worlds } from "../model/value.js";
import type { Json } from "./json.js";

/** Where an event takes place. */
export interface Scene {
  readonly resources: Template["resources"];
  readonly region: string;
  readonly account: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

/** What sends an event: a resource of the template, one that is named only, or one made up. */
export interface Sender {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly resource?: Resource | undefined;
}

/** A scene without a template. */
export function emptyScene(date: string): Scene {
  return { resources: new Map(), region: LOCAL_REGION, account: LOCAL_ACCOUNT, date };
}

/** The text that a value is in a local run: references are names, ARNs and addresses of placeholders. */
export function textIn(scene: Scene, value: Value | undefined): string | undefined {
  const json = value && jsonIn(scene, value);
  return typeof json === "string" || typeof json === "number" ? String(json) : undefined;
}

/** A value as the service gets it; undefined for what cannot be told. Of several, the first that can. */
export function jsonIn(scene: Scene, value: Value): Json | undefined {
  switch (value.kind) {
    case "known":
      return value.value;
    case "null":
      return null;
    case "reference":
      return referenceText(scene, value);
    case "concat": {
      const parts = value.parts.map((it) => textIn(scene, it));
      return parts.every((it) => it !== undefined) ? parts.join("") : undefined;
    }
    case "choice":
      return worlds(value)
        .map((it) => jsonIn(scene, it.value))
        .find((it) => it !== undefined);
    case "list":
      return value.items.map((it) => jsonIn(scene, it)).filter((it) => it !== undefined);
    case "object":
      return Object.fromEntries(
        value.entries.flatMap((it) => {
          const json = jsonIn(scene, it.value);
          return json === undefined ? [] : [[it.key, json] as const];
        }),
      );
    case "unknown":
    case "absent":
      return undefined;
    default:
      return value satisfies never;
  }
}

/** The items of a list, or a lone value as the only one, in the first way that the template can turn out. */
export function listIn(value: Value): readonly Value[] {
  const [first] = worlds(value).filter((it) => it.value.kind !== "absent" && it.value.kind !== "null");
  if (!first || first.value.kind === "unknown") return [];
  const items = first.value.kind === "list" ? first.value.items : [first.value];
  return items.flatMap((it) => worlds(it)[0]?.value ?? []);
}

/** The resource that a value refers to, whole, by an attribute or within a text. */
export function resourceIn({ resources }: Scene, value: Value | undefined): Resource | undefined {
  for (const { value: it } of value ? worlds(value) : []) {
    for (const part of it.kind === "concat" ? it.parts : [it]) {
      const resource = part.kind === "reference" ? resources.get(part.target) : undefined;
      if (resource) return resource;
    }
  }
  return undefined;
}

/** What a source of events is called, by reference, by ARN, by address or by name. */
export function senderIn(scene: Scene, source: Value | undefined, otherwise: string): Sender {
  const { region, account } = scene;
  const resource = resourceIn(scene, source);
  if (resource) return { name: localName(resource), region, account, resource };
  const text = textIn(scene, source);
  const [, , , arnRegion, arnAccount, ...rest] = text?.startsWith("arn:") ? text.split(":") : [];
  const name = (rest.length > 0 ? rest.join(":") : text)?.split(/[:/]/).filter((it) => it !== "");
  // `table/orders/stream/2026-01-01T00:00:00.000` is of the table, `stream/orders` of the stream.
  const own = rest.length > 0 && rest[0]?.includes("/") ? rest[0].split("/")[1] : name?.at(-1);
  return { name: own || otherwise, region: arnRegion || region, account: arnAccount || account };
}

/** A resource of these types that refers to another by one of its properties. */
export function referrerIn(
  scene: Scene,
  target: Resource | undefined,
  types: Readonly<Record<string, string>>,
): Resource | undefined {
  if (!target) return undefined;
  return [...scene.resources.values()].find((it) => {
    const name = Object.hasOwn(types, it.type) ? types[it.type] : undefined;
    return name !== undefined && resourceIn(scene, property(it.properties, name))?.id === target.id;
  });
}

function referenceText({ resources, region, account }: Scene, { target, attribute }: Reference): string | undefined {
  const pseudo = PSEUDO_PARAMETERS[target];
  if (pseudo) return pseudo({ region, account });
  const resource = resources.get(target);
  if (!resource) return undefined;
  const names = { id: resource.id, name: localName(resource), region, account };
  return attribute === undefined ? refText(resource.type, names) : attributeText(resource.type, attribute, names);
}

const PSEUDO_PARAMETERS: Readonly<Record<string, (scene: Pick<Scene, "region" | "account">) => string>> = {
  "AWS::AccountId": ({ account }) => account,
  "AWS::Partition": () => "aws",
  "AWS::Region": ({ region }) => region,
  "AWS::StackName": () => "local",
  "AWS::URLSuffix": () => "amazonaws.com",
};

import { type SamProperties, samEventProperties, samResourceProperties } from "../../data/samProperties.js";
import type { Place } from "../../model/place.js";
import type { Resource, Template } from "../../model/template.js";
import { type Entry, entryOf, type Known, type ListValue, type ObjectValue, type Value } from "../../model/value.js";

/** A map of properties that the SAM transform validates: those of a resource, or those of an event. */
export interface SamProperty {
  readonly resource: Resource;
  /** What declares the properties, as a message calls it: `AWS::Serverless::Function`, `event type SQS`. */
  readonly of: string;
  /** Where it is named in the template. */
  readonly place: Place;
  readonly known: SamProperties;
  readonly properties: ObjectValue;
  /** From the resource's body to the properties. */
  readonly path: readonly string[];
  readonly event?: SamEvent | undefined;
}

/** An event of a function or of a state machine. */
export interface SamEvent {
  readonly resource: Resource;
  readonly key: string;
  readonly place: Place;
  readonly value: Value;
  readonly type?: string | undefined;
}

const SAM = "AWS::Serverless-2016-10-31";
const LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions";

/** The resources that SAM transforms as they are written: no other macro has its hand in them. */
export function samResources(template: Template): readonly Resource[] {
  if (template.transforms.some((it) => it !== SAM && it !== LANGUAGE_EXTENSIONS)) return [];
  return [...template.resources.values()].filter((it) => it.type.startsWith("AWS::Serverless::") && !it.broken);
}

/** The language extensions replace intrinsic functions by values before SAM looks. */
export function extendsLanguage({ transforms }: Template): boolean {
  return transforms.includes(LANGUAGE_EXTENSIONS);
}

/** The events of a resource whose `Events` is a plain map. */
export function eventsOf(resource: Resource): readonly SamEvent[] {
  if (!samEventProperties(resource.type)) return [];
  const events = written(entryOf(resource.properties, "Events")?.value);
  if (events?.kind !== "object") return [];
  return events.entries.flatMap(({ key, keyPlace, value }) => {
    const type = written(entryOf(written(value), "Type")?.value);
    const name = type?.kind === "known" && typeof type.value === "string" ? type.value : undefined;
    return keyPlace ? [{ resource, key, place: keyPlace, value, type: name }] : [];
  });
}

/** Every map of properties that the transform checks against a list of its own. */
export function checkedProperties(template: Template): readonly SamProperty[] {
  return samResources(template).flatMap((resource): readonly SamProperty[] => {
    const known = samResourceProperties(resource.type);
    if (!known) return [];
    const { properties, place, type } = resource;
    return [
      { resource, of: type, place, known, properties, path: ["Properties"] },
      ...corsOfUrl(resource),
      ...eventsOf(resource).flatMap(eventProperties),
    ];
  });
}

/** What stands in the template itself, where no intrinsic function and no reference stands for it. */
export function written(value: Value | undefined): Known | ObjectValue | ListValue | undefined {
  if (value?.kind !== "known" && value?.kind !== "object" && value?.kind !== "list") return undefined;
  if (value.decidedAt || value.joined || (value.origin && value.origin.kind !== "globals")) return undefined;
  return value;
}

/** The text of a value that is written where it is used. */
export function writtenText(value: Value | undefined): string | undefined {
  const it = written(value);
  return it?.kind === "known" && typeof it.value === "string" ? it.value : undefined;
}

/** The value is there for certain, and says something: not an empty one, and not one that a condition may take away. */
export function isGiven(value: Value | undefined): boolean {
  switch (value?.kind) {
    case "known":
      return value.value !== "" && value.value !== 0 && value.value !== false;
    case "object":
      return value.entries.length > 0;
    case "list":
      return value.items.length > 0;
    case "reference":
    case "concat":
      return true;
    default:
      return false;
  }
}

/** The key is not in the map for certain, and nobody is about to write it. */
export function lacks(value: ObjectValue, key: string): boolean {
  return value.open === undefined && !entryOf(value, key) && !value.entries.some((it) => it.value.kind === "null");
}

/** The start of a known name, whose value is still to come. */
export function isBeingTyped({ key, value }: Entry, names: readonly string[]): boolean {
  return value.kind === "null" && names.some((it) => it.toLowerCase().startsWith(key.toLowerCase()));
}

/** An entry of Globals is looked at there, once. */
export function isOwn({ value, keyPlace }: Entry, { place }: Resource): boolean {
  return value.origin?.kind !== "globals" && keyPlace?.chunk === place.chunk;
}

const CORS: SamProperties = {
  AllowCredentials: { kinds: ["boolean"] },
  AllowHeaders: { kinds: ["list"] },
  AllowMethods: { kinds: ["list"] },
  AllowOrigins: { kinds: ["list"] },
  ExposeHeaders: { kinds: ["list"] },
  MaxAge: { kinds: ["integer"] },
};

/** The only map below the properties whose keys the transform looks at. */
function corsOfUrl(resource: Resource): readonly SamProperty[] {
  if (resource.type !== "AWS::Serverless::Function") return [];
  const url = entryOf(resource.properties, "FunctionUrlConfig");
  const cors = written(entryOf(written(url?.value), "Cors")?.value);
  // SAM takes a map of one key `Condition` for an intrinsic function.
  if (!url || cors?.kind !== "object" || cors.entries.some((it) => it.key === "Condition")) return [];
  const path = ["Properties", "FunctionUrlConfig", "Cors"];
  const place = url.keyPlace ?? resource.place;
  return [{ resource, of: "FunctionUrlConfig.Cors", place, known: CORS, properties: cors, path }];
}

function eventProperties(event: SamEvent): readonly SamProperty[] {
  const { resource, key, place, type = "", value } = event;
  const types = samEventProperties(resource.type) ?? {};
  const known = Object.hasOwn(types, type) ? types[type] : undefined;
  const body = written(value);
  if (!known || body?.kind !== "object") return [];
  const entry = entryOf(body, "Properties");
  const properties = entry ? written(entry.value) : ({ kind: "object", entries: [], open: body.open } as const);
  if (properties?.kind !== "object") return [];
  const path = ["Properties", "Events", key, "Properties"];
  return [{ resource, of: `event type ${type}`, place, known, properties, path, event }];
}

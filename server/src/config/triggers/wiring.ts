import type { LambdaFunction, Resource } from "../../model/template.js";
import type { Trigger } from "../../model/trigger.js";
import { property, type Reference, type Value, worlds } from "../../model/value.js";
import { samAliasId } from "../wiring/alias.js";

/** A trigger and the function that it invokes. */
export interface Wired {
  readonly function: string;
  readonly trigger: Trigger;
}

/** What the readers of triggers ask about the rest of the template. */
export interface Wires {
  readonly resources: ReadonlyMap<string, Resource>;
  /** Logical ids of the functions that a value names, by reference, by ARN or by name, through versions and aliases. */
  functionsAt(value: Value): readonly string[];
}

export function wiresOf(resources: ReadonlyMap<string, Resource>, functions: readonly LambdaFunction[]): Wires {
  const ids = new Set(functions.map((it) => it.id));
  const byName = new Map(functions.map((it) => [spelled(it.functionName) ?? it.id, it.id]));
  const byAlias = new Map(functions.map((it) => [samAliasId(it), it.id]));
  return { resources, functionsAt: (value) => [...new Set(find(value, 0))] };

  function find(value: Value, depth: number): readonly string[] {
    if (depth > MAX_STEPS) return [];
    return worlds(value).flatMap(({ value: it }): readonly string[] => {
      switch (it.kind) {
        case "reference":
          return referred(it, depth);
        case "concat": {
          const whole = named(spelled(it));
          return whole.length > 0 ? whole : it.parts.flatMap((part) => find(part, depth + 1));
        }
        case "known":
          return named(String(it.value));
        default:
          return [];
      }
    });
  }

  function referred({ target }: Reference, depth: number): readonly string[] {
    // SAM's `Function.Version` and `Function.Alias` are references to names with a dot.
    const [id = ""] = target.split(".");
    const owner = ids.has(id) ? id : byAlias.get(id);
    if (owner !== undefined) return [owner];
    const resource = resources.get(id);
    const isPublished = resource?.type === "AWS::Lambda::Version" || resource?.type === "AWS::Lambda::Alias";
    return isPublished ? find(property(resource.properties, "FunctionName"), depth + 1) : [];
  }

  /** By ARN, also within a text, or by name, with a version or an alias behind it or without. */
  function named(text: string | undefined): readonly string[] {
    const [, name] = ARN.exec(text ?? "") ?? NAME.exec(text ?? "") ?? [];
    const id = name === undefined ? undefined : byName.get(name);
    return id === undefined ? [] : [id];
  }
}

/** Holes are as `spelled` writes them. */
const ARN = /:function:((?:[\w-]|\$\{[^}]*\})+)/;
const NAME = /^((?:[\w-]|\$\{[^}]*\})+)(?::[\w$-]+)?$/;

/** A text with its holes as `Fn::Sub` writes them; undefined where something in it is not known. */
function spelled(value: Value): string | undefined {
  const parts = value.kind === "concat" ? value.parts : [value];
  const texts = parts.map((it) => {
    if (it.kind === "known") return String(it.value);
    if (it.kind !== "reference") return undefined;
    return `\${${it.attribute === undefined ? it.target : `${it.target}.${it.attribute}`}}`;
  });
  return texts.includes(undefined) ? undefined : texts.join("");
}

/** Versions of aliases of versions do not exist; this ends a reference in a circle. */
const MAX_STEPS = 8;

/** What a property that takes one or many holds, in every way that the template can turn out. */
export function itemsOf(value: Value): readonly Value[] {
  const items = worlds(value).flatMap(({ value: it }) => (it.kind === "list" ? it.items : [it]));
  return items.flatMap((it) => worlds(it)).flatMap(({ value: it }) => (NOTHING.has(it.kind) ? [] : [it]));
}

const NOTHING: ReadonlySet<Value["kind"]> = new Set(["absent", "null", "unknown", "list"]);

/** The resource that a value refers to, whole or by an attribute, also within a text. */
export function resourceAt(value: Value, { resources }: Pick<Wires, "resources">): Resource | undefined {
  for (const { value: it } of worlds(value)) {
    const parts = it.kind === "concat" ? it.parts : [it];
    for (const part of parts) {
      const resource = part.kind === "reference" ? resources.get(part.target) : undefined;
      if (resource) return resource;
    }
  }
  return undefined;
}

/** A reference to a resource, as `Ref` makes it. */
export function referenceTo({ id }: Resource): Reference {
  return { kind: "reference", target: id };
}

/** What is certain to be true; neither a reference nor a condition is. */
export function isTrue(value: Value): boolean {
  return value.kind === "known" && String(value.value) === "true";
}

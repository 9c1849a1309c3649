import { namePropertyOf } from "./localName.js";
import type { Resource, Template } from "./template.js";
import { property, type Value, type World, worlds } from "./value.js";

/**
 * The resource of the template that a value stands for: by `Ref`, by an attribute of its own, or by an ARN around its
 * name. Undefined unless that is certain, and the same however the conditions of the template turn out.
 */
export function resourceOf(template: Pick<Template, "resources">, value: Value): Resource | undefined {
  const found = worlds(value).map((it) => settledResource(template, it.value));
  const [first] = found;
  return first && !first.excluded && found.every((it) => it === first) ? first : undefined;
}

/** The service in an ARN, however much else of it is open. */
export function serviceOf(value: Value): string | undefined {
  const services = worlds(value).map(({ value: it }) => {
    const parts = it.kind === "concat" ? it.parts : [it];
    return ARN_START.exec(parts.map((part) => symbol(part) ?? "?").join(""))?.[1];
  });
  const [first] = services;
  return services.every((it) => it === first) ? first : undefined;
}

/**
 * A text in which references stand as `${Id}`, `${Id.Arn}` and `${AWS.Region}`, so that two values with the same text
 * are the same. Undefined where a part of it is not known.
 */
export function symbolicText(value: World["value"]): string | undefined {
  const symbols = (value.kind === "concat" ? value.parts : [value]).map(symbol);
  return symbols.every((it) => it !== undefined) ? symbols.join("") : undefined;
}

const ARN_START = /^arn:[^:]+:([a-z0-9-]+):/;

/** An ARN in the account and the Region of the stack, where it has any. */
const OWN_ARN = /^arn:[^:]+:([a-z0-9-]+):(?:\$\{AWS\.Region\})?:(?:\$\{AWS\.AccountId\})?:(.+)$/;

/** What stands before the name in the ARNs of some services: `table/Orders`, `function:orders`. */
const NAME_PREFIX = /^(?:table|stream|function|stateMachine)[/:]/;

/** An attribute of the resource itself: that of a nested stack's output, or of a secret beside a database, has a dot. */
const REFERENCE = /^\$\{(\w+)(?:\.\w+)?\}$/;

function settledResource(template: Pick<Template, "resources">, value: World["value"]): Resource | undefined {
  const text = symbolicText(value);
  if (text === undefined) return undefined;
  const id = REFERENCE.exec(text)?.[1];
  if (id !== undefined) return template.resources.get(id);
  const [, service, rest] = OWN_ARN.exec(text) ?? [];
  return service === undefined || rest === undefined ? undefined : named(template, service, rest);
}

function named({ resources }: Pick<Template, "resources">, service: string, rest: string): Resource | undefined {
  const name = rest.replace(NAME_PREFIX, "").replace(/\/stream\/[^/]*$/, "");
  const ofService = [...resources.values()].filter((it) => !it.excluded && serviceOfType(it.type) === service);
  const id = REFERENCE.exec(name)?.[1];
  if (id !== undefined) return ofService.find((it) => it.id === id);
  const [only, ...others] = ofService.filter((it) => nameOf(it) === name);
  return others.length === 0 ? only : undefined;
}

function nameOf({ type, properties }: Resource): string | undefined {
  const key = namePropertyOf(type);
  const [world, ...others] = key === undefined ? [] : worlds(property(properties, key));
  return world && others.length === 0 ? symbolicText(world.value) : undefined;
}

/** The types whose service ARNs call by another name. */
const SERVICES: Readonly<Record<string, string>> = {
  "AWS::Serverless::Function": "lambda",
  "AWS::Serverless::SimpleTable": "dynamodb",
  "AWS::Serverless::StateMachine": "states",
  "AWS::StepFunctions::StateMachine": "states",
};

function serviceOfType(type: string): string | undefined {
  return SERVICES[type] ?? type.split("::")[1]?.toLowerCase();
}

function symbol(value: Value): string | undefined {
  if (value.kind === "known") return String(value.value);
  if (value.kind !== "reference") return undefined;
  const target = value.target.replaceAll("::", ".");
  return value.attribute === undefined ? `\${${target}}` : `\${${target}.${value.attribute}}`;
}

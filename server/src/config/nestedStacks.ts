import { parentOf, resolve } from "../model/path.js";
import type { FileId } from "../model/place.js";
import type { Resource, Template } from "../model/template.js";
import { property, textOf, type Value } from "../model/value.js";

/** What the stacks around give to the parameters of a nested one, by name. */
export interface PassedParameters {
  /** Values that no deployment changes. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Values that defaults of the template around give; null for what cannot be told. */
  readonly otherwise: Readonly<Record<string, string | null>>;
}

export const NOTHING_PASSED: PassedParameters = { fixed: {}, otherwise: {} };

const LOCATIONS: Readonly<Record<string, string>> = {
  "AWS::CloudFormation::Stack": "TemplateURL",
  "AWS::Serverless::Application": "Location",
};

/** The local file that a nested stack is made from. */
export function nestedTemplate({ type, file, properties }: Resource): FileId | undefined {
  const key = Object.hasOwn(LOCATIONS, type) ? LOCATIONS[type] : undefined;
  const location = key === undefined ? undefined : textOf(property(properties, key));
  if (!location || /^[a-z][\w+.-]+:/i.test(location)) return undefined;
  return resolve(parentOf(file), location);
}

/** What templates pass to those that they nest. Where two pass different values, nothing can be told. */
export function passedParameters(
  templates: readonly { readonly template: Template; readonly explicit: Readonly<Record<string, string>> }[],
): ReadonlyMap<FileId, PassedParameters> {
  const res = new Map<FileId, PassedParameters>();
  for (const { template, explicit } of templates) {
    for (const resource of template.resources.values()) {
      const child = nestedTemplate(resource);
      const parameters = property(resource.properties, "Parameters");
      if (child === undefined || child === template.file || parameters.kind !== "object") continue;
      const entries = parameters.entries.filter((it) => it.value.kind !== "absent");
      const passed = entries.map((it) => passedValue(it.key, it.value, explicit));
      const here = {
        fixed: Object.fromEntries(
          passed.flatMap(({ name, text, isFixed }) => (isFixed && text !== null ? [[name, text]] : [])),
        ),
        otherwise: Object.fromEntries(passed.flatMap(({ name, text, isFixed }) => (isFixed ? [] : [[name, text]]))),
      };
      const before = res.get(child);
      res.set(child, before ? common(before, here) : here);
    }
  }
  return res;
}

interface Passed {
  readonly name: string;
  readonly text: string | null;
  readonly isFixed: boolean;
}

function passedValue(name: string, value: Value, explicit: Readonly<Record<string, string>>): Passed {
  const text = value.kind === "known" ? String(value.value) : null;
  const { origin } = value;
  const isOpen = origin?.kind === "parameter" && !Object.hasOwn(explicit, origin.name);
  return { name, text, isFixed: text !== null && !isOpen };
}

function common(left: PassedParameters, right: PassedParameters): PassedParameters {
  const fixed: Record<string, string> = {};
  const otherwise: Record<string, string | null> = {};
  for (const name of new Set([left, right].flatMap((it) => [...Object.keys(it.fixed), ...Object.keys(it.otherwise)]))) {
    const [a, b] = [passedIn(left, name), passedIn(right, name)];
    const isFixed = Object.hasOwn(left.fixed, name) && Object.hasOwn(right.fixed, name);
    if (a === b && a !== null && isFixed) fixed[name] = a;
    else otherwise[name] = a === b ? a : null;
  }
  return { fixed, otherwise };
}

function passedIn({ fixed, otherwise }: PassedParameters, name: string): string | null {
  if (Object.hasOwn(fixed, name)) return fixed[name] ?? null;
  return Object.hasOwn(otherwise, name) ? (otherwise[name] ?? null) : null;
}

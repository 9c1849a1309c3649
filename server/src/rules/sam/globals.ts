import { samGlobals, samResourceProperties } from "../../data/samProperties.js";
import type { Fix } from "../../model/finding.js";
import type { Place } from "../../model/place.js";
import type { Template } from "../../model/template.js";
import type { Entry } from "../../model/value.js";
import { closest } from "../closest.js";
import { defineRule, type Report } from "../rule.js";
import { isBeingTyped, samResources, written } from "./samTemplate.js";

export const globals = defineRule({
  id: "sam/globals",
  summary: "Globals has a section or a property that SAM does not take there",
  rationale: `
\`Globals\` gives properties to all resources of a type, but not every type has a section, and not every property can be
given to all: what tells one resource from another (\`FunctionName\`, \`Role\`, \`Policies\`, \`Events\`, \`StageName\`) belongs
to the resource itself. SAM rejects the whole template for a key that it does not take.
`,
  severity: "error",
  fixes: ["Rename the key to the nearest one that SAM takes."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 10
    Policies: AmazonS3ReadOnlyAccess
  # ^^^^^^^^ error: \`Policies\` cannot be set for all functions: SAM rejects the template; set it on each resource of type AWS::Serverless::Function
Resources:
  Orders:
    Type: AWS::Serverless::Function
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 10
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Policies: AmazonS3ReadOnlyAccess
`,
  },

  *check(template) {
    const sections = written(template.globals);
    if (sections?.kind !== "object" || !isSam(template)) return;
    for (const section of sections.entries) {
      const { key, keyPlace, value } = section;
      const taken = Object.hasOwn(samGlobals, key) ? samGlobals[key] : undefined;
      if (!keyPlace || isBeingTyped(section, Object.keys(samGlobals))) continue;
      if (!taken) {
        yield unknownSection(section, keyPlace);
        continue;
      }
      const properties = written(value);
      if (properties?.kind !== "object") continue;
      for (const entry of properties.entries) yield* refused(entry, key, taken);
    }
  },
});

/** SAM is there, and no other macro has its hand in the section. */
function isSam(template: Template): boolean {
  return template.dialect === "sam" && samResources(template).length > 0;
}

function unknownSection({ key }: Entry, place: Place): Report {
  const names = Object.keys(samGlobals);
  const [meant] = closest(key, names);
  const why = "is no section of Globals: SAM rejects the template";
  const advice = meant ? `did you mean ${meant}?` : `it takes ${names.join(", ")}`;
  return { place, message: `\`${key}\` ${why}; ${advice}`, fixes: meant ? [rename(place, meant)] : [] };
}

function* refused(entry: Entry, section: string, taken: readonly string[]): Iterable<Report> {
  const { key, keyPlace } = entry;
  if (!keyPlace || taken.includes(key) || isBeingTyped(entry, taken)) return;
  const type = `AWS::Serverless::${section}`;
  if (Object.hasOwn(samResourceProperties(type) ?? {}, key)) {
    const all = section === "Function" ? "all functions" : `all resources of ${type}`;
    const advice = `set it on each resource of type ${type}`;
    yield { place: keyPlace, message: `\`${key}\` cannot be set for ${all}: SAM rejects the template; ${advice}` };
    return;
  }
  const [meant] = closest(key, taken);
  yield {
    place: keyPlace,
    message: `\`${key}\` is no property of ${type}: SAM rejects the template; ${meant ? `did you mean ${meant}?` : "remove it"}`,
    fixes: meant ? [rename(keyPlace, meant)] : [],
  };
}

function rename(place: Place, name: string): Fix {
  return { title: `Rename to ${name}`, safe: false, edits: [{ kind: "rename-key", place, name }] };
}

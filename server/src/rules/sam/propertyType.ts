import type { SamKind } from "../../data/samProperties.js";
import type { Fix } from "../../model/finding.js";
import type { Entry } from "../../model/value.js";
import { defineRule, type Report } from "../rule.js";
import { checkedProperties, isOwn, written } from "./samTemplate.js";

export const propertyType = defineRule({
  id: "sam/property-type",
  summary: "A property of SAM has a value of the wrong type",
  rationale: `
SAM looks at what kind of value a property has before it transforms a template: a number in quotes is no number for it, a
text is no list, a list no map. What an intrinsic function gives is left to CloudFormation and not reported, nor is a
number where a text is expected.
`,
  severity: "error",
  fixes: ["Take the quotes off a number or a boolean."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Layers: arn:aws:lambda:eu-west-1:123456789012:layer:tools:3
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: Layers is a list, and this is a text: SAM rejects the template
      Events:
        Queued:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: "5"
                     # ^^^ error: BatchSize is a whole number, and this is a text: SAM rejects the template; take off the quotes
  Queue:
    Type: AWS::SQS::Queue
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Layers:
        - arn:aws:lambda:eu-west-1:123456789012:layer:tools:3
      Events:
        Queued:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 5
  Queue:
    Type: AWS::SQS::Queue
`,
  },

  *check(template) {
    const seen = new Set<number>();
    // What Globals gives to many is reported once.
    const isFirst = ({ value }: Entry) => {
      const { place } = value.origin?.kind === "globals" ? value.origin : {};
      if (!place || seen.has(place.start)) return false;
      seen.add(place.start);
      return true;
    };
    for (const { known, properties, resource } of checkedProperties(template)) {
      for (const entry of properties.entries) {
        const kinds = Object.hasOwn(known, entry.key) ? known[entry.key]?.kinds : undefined;
        if (kinds && (isOwn(entry, resource) || isFirst(entry))) yield* mistyped(entry, kinds);
      }
    }
  },
});

const NAMES: Readonly<Record<SamKind, string>> = {
  boolean: "true or false",
  integer: "a whole number",
  list: "a list",
  map: "a map",
  text: "a text",
};

function* mistyped(entry: Entry, kinds: readonly SamKind[]): Iterable<Report> {
  const value = written(entry.value);
  if (!value?.place) return;
  const kind = kindOf(entry);
  if (kind === undefined || kinds.includes(kind) || (kind === "boolean" && kinds.includes("integer"))) return;
  // CloudFormation reads a number or a boolean as a text where it wants one.
  if ((kind === "integer" || kind === "boolean") && kinds.includes("text")) return;
  const unquoted = value.kind === "known" ? unquotedOf(value.value, kinds) : undefined;
  const fix: Fix | undefined = unquoted
    ? { title: `Replace by ${unquoted}`, safe: false, edits: [{ kind: "text", place: value.place, newText: unquoted }] }
    : undefined;
  const expected = kinds.map((it) => NAMES[it]).join(" or ");
  const advice = fix ? "; take off the quotes" : "";
  yield {
    place: value.place,
    message: `${entry.key} is ${expected}, and this is ${NAMES[kind]}: SAM rejects the template${advice}`,
    fixes: fix ? [fix] : [],
  };
}

/** Undefined for what passes as an intrinsic function, for what readers of YAML read differently, and what is being typed. */
function kindOf({ keyPlace, value }: Entry): SamKind | undefined {
  switch (value.kind) {
    case "object":
      return value.open !== undefined || value.entries.length === 1 ? undefined : "map";
    case "list":
      return value.open === undefined ? "list" : undefined;
    case "known":
      break;
    default:
      return undefined;
  }
  if (typeof value.value === "number") return Number.isInteger(value.value) ? "integer" : undefined;
  if (typeof value.value === "boolean") return "boolean";
  if (/^(?:y|yes|n|no|on|off|[-+]?0[0-9a-z_]+|[-+]?\d[\d_:.e+-]*[_:.e+-][\d_:.e+-]*)$/i.test(value.value))
    return undefined;
  // A word on the next line is the key of a map, or the item of a list, whose colon or dash is still to come.
  const gap = (value.place?.start ?? 0) - (keyPlace?.end ?? 0);
  return /^\w*$/.test(value.value) && gap > 2 ? undefined : "text";
}

function unquotedOf(value: string | number | boolean, kinds: readonly SamKind[]): string | undefined {
  if (typeof value !== "string") return undefined;
  if (kinds.includes("integer") && /^(?:0|[1-9]\d{0,8})$/.test(value)) return value;
  return kinds.includes("boolean") && /^(?:true|false)$/i.test(value) ? value.toLowerCase() : undefined;
}

import { samEventProperties } from "../../data/samProperties.js";
import type { Fix } from "../../model/finding.js";
import type { Place } from "../../model/place.js";
import { entryOf, type Value } from "../../model/value.js";
import { closest } from "../closest.js";
import { defineRule, type Report } from "../rule.js";
import { eventsOf, type SamEvent, samResources, written } from "./samTemplate.js";

export const eventType = defineRule({
  id: "sam/event-type",
  summary: "An event has a type that SAM does not know, none at all, or stands under a condition",
  rationale: `
SAM reads the \`Type\` of each event to know what to make of it, by its exact spelling: \`Api\`, not \`API\`. It knows fewer
types for a state machine than for a function. An event cannot be put under \`Fn::If\`, as SAM does not look into it: write
the resources of a conditional event yourself, with a \`Condition\`.
`,
  severity: "error",
  fixes: ["Replace the type by the nearest one that SAM knows."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get:
          Type: API
              # ^^^ error: \`API\` is no event type of AWS::Serverless::Function: SAM rejects the template; did you mean Api?
          Properties:
            Path: /orders
            Method: get
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get:
          Type: Api
          Properties:
            Path: /orders
            Method: get
`,
  },

  *check(template) {
    for (const resource of samResources(template)) {
      const types = Object.keys(samEventProperties(resource.type) ?? {});
      const events = types.length > 0 ? entryOf(resource.properties, "Events") : undefined;
      if (events?.keyPlace && isConditional(events.value)) yield conditional(events.keyPlace, "Events");
      for (const event of eventsOf(resource)) yield* refused(event, types);
    }
  },
});

function* refused(event: SamEvent, types: readonly string[]): Iterable<Report> {
  const { key, place, resource, type, value } = event;
  if (isConditional(value)) {
    yield conditional(place, `Event \`${key}\``);
    return;
  }
  const body = written(value);
  if (body?.kind !== "object" || body.open !== undefined) return;
  const entry = entryOf(body, "Type");
  if (!entry) {
    // An event without a type is rejected only when somebody has begun to say what it is.
    if (!entryOf(body, "Properties")) return;
    yield { place, message: `Event \`${key}\` has no Type: SAM rejects the template; set one` };
    return;
  }
  if (type === undefined || types.includes(type) || types.some((it) => it.startsWith(type))) return;
  const [meant] = closest(type, types);
  const typePlace = entry.value.place ?? place;
  const fix: Fix | undefined = meant
    ? { title: `Set Type to ${meant}`, safe: false, edits: [{ kind: "set-scalar", place: typePlace, value: meant }] }
    : undefined;
  const advice = meant ? `did you mean ${meant}?` : `it takes ${types.join(", ")}`;
  yield {
    place: typePlace,
    message: `\`${type}\` is no event type of ${resource.type}: SAM rejects the template; ${advice}`,
    fixes: fix ? [fix] : [],
  };
}

function isConditional(value: Value): boolean {
  return value.kind === "choice" || value.decidedAt !== undefined;
}

function conditional(place: Place, what: string): Report {
  const why = "stands under a condition: SAM takes no Fn::If there and rejects the template";
  return { place, message: `${what} ${why}; write the resources of such an event yourself, with a Condition` };
}

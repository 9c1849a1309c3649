import type { Place } from "../../model/place.js";
import type { Template } from "../../model/template.js";
import { entryOf, type ObjectValue, type Value } from "../../model/value.js";
import { defineRule, type Report } from "../rule.js";
import { checkedProperties, type SamProperty, written, writtenText } from "./samTemplate.js";

export const duplicateEvent = defineRule({
  id: "sam/duplicate-event",
  summary: "Two events are the same route of an API, or the same trigger of a user pool",
  rationale: `
SAM writes each \`Api\` and \`HttpApi\` event into the definition of its API, where a method of a path can have one function,
and each \`Cognito\` event into its user pool, where a trigger can have one. It rejects the template where two events want the
same place, most often because one was copied from the other. It does so too where conditions of the functions exclude each
other, for it does not look at them.
`,
  severity: "error",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html",
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-cognito.html",
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
        List:
          Type: HttpApi
          Properties:
            Path: /orders
            Method: get
        Create:
      # ^^^^^^ error: Event \`Create\` is the route GET /orders, which event \`List\` of \`Orders\` is already: SAM rejects the template; change Path or Method
          Type: HttpApi
          Properties:
            Path: /orders
            Method: GET
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        List:
          Type: HttpApi
          Properties:
            Path: /orders
            Method: get
        Create:
          Type: HttpApi
          Properties:
            Path: /orders
            Method: post
`,
  },

  *check(template) {
    const taken = new Map<string, Taken>();
    for (const checked of checkedProperties(template)) {
      for (const use of usesOf(template, checked)) {
        const { event, key, text, advice } = use;
        const earlier = taken.get(key);
        if (earlier) yield duplicate({ event, text, advice }, earlier);
        else taken.set(key, { name: `event \`${event.key}\` of \`${event.resource.id}\``, place: event.place });
      }
    }
  },
});

interface Taken {
  readonly name: string;
  readonly place: Place;
}

interface Use {
  readonly event: NonNullable<SamProperty["event"]>;
  /** The same for two events that want the same place. */
  readonly key: string;
  readonly text: string;
  readonly advice: string;
}

function duplicate({ event, text, advice }: Omit<Use, "key">, { name, place }: Taken): Report {
  const message = `Event \`${event.key}\` is ${text}, which ${name} is already: SAM rejects the template; ${advice}`;
  return { place: event.place, message, related: [{ place, message: "The other event" }] };
}

function usesOf(template: Template, { event, properties }: SamProperty): readonly Use[] {
  switch (event?.type) {
    case "Api":
      return routes(event, properties, apiOf(template, entryOf(properties, "RestApiId")?.value, "ServerlessRestApi"));
    case "HttpApi":
      return routes(event, properties, apiOf(template, entryOf(properties, "ApiId")?.value, "ServerlessHttpApi"));
    case "Cognito":
      return poolTriggers(event, properties);
    default:
      return [];
  }
}

function routes(event: Use["event"], properties: ObjectValue, api: string | undefined): readonly Use[] {
  const path = writtenText(entryOf(properties, "Path")?.value);
  const method = writtenText(entryOf(properties, "Method")?.value)?.toUpperCase();
  if (!api || !path || !method) return [];
  const text = `the route ${method} ${path}`;
  return [{ event, key: `${api} ${method} ${path}`, text, advice: "change Path or Method" }];
}

/** The API whose definition SAM writes itself. */
function apiOf({ resources }: Template, value: Value | undefined, implicit: string): string | undefined {
  if (!value) return resources.has(implicit) ? undefined : implicit;
  const isReference = value.kind === "reference" && value.attribute === undefined && !value.decidedAt;
  const id = isReference ? value.target : writtenText(value);
  const api = id === undefined ? undefined : resources.get(id);
  if (!api?.type.startsWith("AWS::Serverless::") || api.broken || api.properties.open !== undefined) return undefined;
  return api.properties.entries.some((it) => it.key.includes("Definition")) ? undefined : api.id;
}

function poolTriggers(event: Use["event"], properties: ObjectValue): readonly Use[] {
  const pool = entryOf(properties, "UserPool")?.value;
  if (pool?.kind !== "reference" || pool.attribute !== undefined || pool.decidedAt) return [];
  const trigger = written(entryOf(properties, "Trigger")?.value);
  const names = trigger?.kind === "list" ? trigger.items : trigger ? [trigger] : [];
  return names.flatMap((it) => {
    const name = writtenText(it);
    const text = `trigger ${name} of \`${pool.target}\``;
    return name
      ? [{ event, key: `${pool.target} ${name}`, text, advice: "change Trigger, or remove one of them" }]
      : [];
  });
}

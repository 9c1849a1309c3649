import type { Template } from "../../model/template.js";
import { entryOf, type Value } from "../../model/value.js";
import { defineRule, type Report } from "../rule.js";
import { checkedProperties, type SamProperty } from "./samTemplate.js";

export const eventReference = defineRule({
  id: "sam/event-reference",
  summary: "An event does not refer to a resource of the template in the one way that SAM can follow",
  rationale: `
SAM writes the notification of an \`S3\` event into the bucket, the trigger of a \`Cognito\` event into the user pool and the
route of an \`Api\` event into the API. It can do so only where these are resources of the same template, and it finds them
only by a plain \`!Ref\`: a name, an ARN, \`!GetAtt\`, \`!ImportValue\` or a parameter are rejected.

For a bucket that is not in the template use an \`EventBridgeRule\` event, with notifications to EventBridge switched on for
the bucket.
`,
  severity: "error",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-s3.html",
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-cognito.html",
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Uploaded:
          Type: S3
          Properties:
            Bucket: !GetAtt Photos.Arn
                  # ^^^^^^^^^^^^^^^^^^ error: Bucket of event \`Uploaded\` is an attribute: SAM follows only !Ref to a bucket of the template and rejects anything else; write !Ref Photos
            Events: s3:ObjectCreated:*
  Photos:
    Type: AWS::S3::Bucket
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Uploaded:
          Type: S3
          Properties:
            Bucket: !Ref Photos
            Events: s3:ObjectCreated:*
  Photos:
    Type: AWS::S3::Bucket
`,
  },

  *check(template) {
    for (const checked of checkedProperties(template)) yield* misled(template, checked);
  },
});

interface Target {
  readonly property: string;
  readonly what: string;
  /** The type that SAM refuses, the other kind of API; whatever else it is, the transform does not look. */
  readonly refused?: string | undefined;
  /** The bare logical id will do. */
  readonly byName?: boolean | undefined;
}

const TARGETS: Readonly<Record<string, Target>> = {
  Api: {
    property: "RestApiId",
    what: "a REST API",
    refused: "AWS::Serverless::HttpApi",
    byName: true,
  },
  Cognito: { property: "UserPool", what: "a user pool" },
  HttpApi: {
    property: "ApiId",
    what: "an HTTP API",
    refused: "AWS::Serverless::Api",
    byName: true,
  },
  S3: { property: "Bucket", what: "a bucket" },
};

function* misled(template: Template, { event, properties }: SamProperty): Iterable<Report> {
  const target = TARGETS[event?.type ?? ""];
  const value = target && entryOf(properties, target.property)?.value;
  if (!target || !event || !value?.place) return;
  const fault = faultOf(template, value, target);
  if (!fault) return;
  const rule = `SAM follows only !Ref to ${target.what} of the template and rejects anything else`;
  yield {
    place: value.place,
    message: `${target.property} of event \`${event.key}\` ${fault.is}: ${rule}; ${fault.advice}`,
  };
}

function faultOf(template: Template, value: Value, target: Target): { is: string; advice: string } | undefined {
  const { resources, open } = template;
  const advice = `write !Ref and the logical id of ${target.what}`;
  if (value.kind === "choice") return { is: "depends on a condition", advice };
  if (value.decidedAt) return undefined;
  if (value.kind === "known") {
    if (value.origin?.kind === "parameter") return { is: `is parameter ${value.origin.name}`, advice };
    const name = String(value.value);
    if (value.origin || (target.byName && (resources.has(name) || open.length > 0))) return undefined;
    return { is: "is a text", advice: resources.has(name) ? `write !Ref ${name}` : advice };
  }
  if (value.kind === "unknown" && value.reason === "Fn::ImportValue") return { is: "is from another stack", advice };
  if (value.kind !== "reference" || value.target.startsWith("AWS::")) return undefined;
  const resource = resources.get(value.target);
  if (value.attribute !== undefined) {
    return { is: "is an attribute", advice: resource ? `write !Ref ${value.target}` : advice };
  }
  if (!resource) return isNowhere(template, value.target) ? { is: "names nothing in the template", advice } : undefined;
  // With a definition of its own the route is not written into it.
  const hasBody = resource.properties.entries.some((it) => it.key.startsWith("Definition"));
  if (resource.type !== target.refused || (target.property === "ApiId" && hasBody)) return undefined;
  return { is: `is a resource of type ${resource.type}`, advice };
}

/** No resource, none that SAM makes, and no id that is still being typed. */
function isNowhere({ open, parameters, resources }: Template, id: string): boolean {
  if (open.length > 0 || id === "" || IMPLICIT.some((it) => it.startsWith(id))) return false;
  return ![...resources.keys(), ...parameters.keys()].some((it) => it.startsWith(id));
}

const IMPLICIT = ["ServerlessRestApi", "ServerlessHttpApi"];

import type { Place } from "../../model/place.js";
import type { Resource } from "../../model/template.js";
import { type Entry, entryOf, type ObjectValue } from "../../model/value.js";
import { defineRule, type Report } from "../rule.js";
import {
  checkedProperties,
  isGiven,
  lacks,
  type SamProperty,
  samResources,
  written,
  writtenText,
} from "./samTemplate.js";

export const missingProperty = defineRule({
  id: "sam/missing-property",
  summary: "A property is missing without which SAM cannot transform a resource or an event",
  rationale: `
Some properties are what a resource or an event is about: the queue that an \`SQS\` event reads, the \`Type\` of a dead-letter
queue, the \`AuthType\` of a function URL. SAM has no default for them and rejects the whole template where one is missing.

A function without \`CodeUri\` is not reported: \`sam build\` takes the template's own folder for it.
`,
  severity: "error",
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
      DeadLetterQueue:
    # ^^^^^^^^^^^^^^^ error: DeadLetterQueue of \`Orders\` has no Type: SAM rejects the template; set SQS or SNS
        TargetArn: !GetAtt Failed.Arn
      Events:
        List:
      # ^^^^ error: Event \`List\` has no Path: SAM rejects an event of type Api without it; set Path
          Type: Api
          Properties:
            Method: get
  Failed:
    Type: AWS::SQS::Queue
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      DeadLetterQueue:
        Type: SQS
        TargetArn: !GetAtt Failed.Arn
      Events:
        List:
          Type: Api
          Properties:
            Path: /orders
            Method: get
  Failed:
    Type: AWS::SQS::Queue
`,
  },

  *check(template) {
    for (const checked of checkedProperties(template)) {
      yield* required(checked);
      if (checked.event?.type === "HttpApi") yield* pathAndMethod(checked);
      if (checked.event?.type === "SNS") yield* ofSubscription(checked);
      if (WITH_QUEUE.has(checked.event?.type ?? "")) yield* ofDeadLetterConfig(checked);
    }
    for (const resource of samResources(template)) {
      if (resource.type === "AWS::Serverless::Function") yield* ofFunction(resource);
      if (resource.type === "AWS::Serverless::StateMachine") yield* ofStateMachine(resource);
    }
  },
});

function* required({ known, properties, event, resource, of, place }: SamProperty): Iterable<Report> {
  for (const [name, { required: isRequired }] of Object.entries(known)) {
    if (!isRequired || !lacks(properties, name) || isReportedByStreams(event?.type, name)) continue;
    yield event
      ? ofEvent(event, name)
      : {
          place,
          message: `\`${resource.id}\` has no ${name}: SAM rejects a resource of type ${of} without it; set ${name}`,
        };
  }
}

function ofEvent({ key, place, type }: { key: string; place: Place; type?: string | undefined }, name: string): Report {
  const why = `SAM rejects an event of type ${type} without it`;
  return { place, message: `Event \`${key}\` has no ${name}: ${why}; set ${name}` };
}

/** The service rejects it too: rule kinesis/starting-position-missing. */
function isReportedByStreams(type: string | undefined, name: string): boolean {
  return name === "StartingPosition" && (type === "Kinesis" || type === "DynamoDB");
}

/** An event of an HTTP API has both, or none for the default route. */
function* pathAndMethod({ properties, event }: SamProperty): Iterable<Report> {
  for (const [name, other] of [
    ["Path", "Method"],
    ["Method", "Path"],
  ] as const) {
    if (event && lacks(properties, name) && isGiven(entryOf(properties, other)?.value)) yield ofEvent(event, name);
  }
}

function* ofSubscription({ properties, event }: SamProperty): Iterable<Report> {
  const subscription = written(entryOf(properties, "SqsSubscription")?.value);
  if (!event || subscription?.kind !== "object" || subscription.entries.length === 0) return;
  for (const name of ["QueueArn", "QueueUrl"]) {
    if (lacks(subscription, name)) yield ofEvent(event, `SqsSubscription.${name}`);
  }
}

const WITH_QUEUE: ReadonlySet<string> = new Set(["CloudWatchEvent", "EventBridgeRule", "Schedule", "ScheduleV2"]);

function* ofDeadLetterConfig({ properties, event }: SamProperty): Iterable<Report> {
  const config = written(entryOf(properties, "DeadLetterConfig")?.value);
  if (!event || config?.kind !== "object" || config.entries.length === 0) return;
  if (lacks(config, "Arn") && lacks(config, "Type")) yield ofEvent(event, "DeadLetterConfig.Arn");
}

function* ofFunction(resource: Resource): Iterable<Report> {
  const { properties } = resource;
  yield* runtimeAndHandler(resource);
  yield* inside(resource, ["DeadLetterQueue"], {
    Type: "set SQS or SNS",
    TargetArn: "set the ARN of the queue or topic",
  });
  yield* inside(resource, ["FunctionUrlConfig"], { AuthType: "set AWS_IAM or NONE" });
  const preference = written(entryOf(properties, "DeploymentPreference")?.value);
  if (preference && !entryOf(preference, "Enabled")) {
    yield* inside(resource, ["DeploymentPreference"], { Type: "set how traffic shifts, such as AllAtOnce" });
  }
  for (const outcome of ["OnSuccess", "OnFailure"]) {
    const path = ["EventInvokeConfig", "DestinationConfig", outcome];
    yield* inside(resource, path, { Type: "set SQS, SNS, EventBridge, Lambda or S3Bucket" });
    const type = writtenText(entryOf(mapAt(properties, path)?.map, "Type")?.value);
    if (type !== undefined && NOT_MADE.has(type)) yield* inside(resource, path, { Destination: "set the ARN of it" });
  }
  const scaling = entryOf(properties, "FunctionScalingConfig");
  if (scaling?.keyPlace && isGiven(scaling.value) && lacks(properties, "CapacityProviderConfig")) {
    const why = "FunctionScalingConfig needs CapacityProviderConfig: SAM rejects the template without it";
    yield { place: scaling.keyPlace, message: `${why}; set the capacity provider, or remove FunctionScalingConfig` };
  }
}

/** The destinations that SAM does not make itself. */
const NOT_MADE: ReadonlySet<string> = new Set(["EventBridge", "Lambda", "S3Bucket"]);

function* runtimeAndHandler(resource: Resource): Iterable<Report> {
  const { properties, place, id } = resource;
  const packageType = entryOf(properties, "PackageType");
  const type = written(packageType?.value);
  if (packageType && !(type?.kind === "known" && type.value === "Zip")) return;
  if (entryOf(properties, "ImageUri") || entryOf(properties, "ImageConfig")) return;
  // Whoever has named neither is still writing.
  for (const [name, other] of [
    ["Runtime", "Handler"],
    ["Handler", "Runtime"],
  ] as const) {
    if (!lacks(properties, name) || !isGiven(entryOf(properties, other)?.value)) continue;
    yield {
      place,
      message: `\`${id}\` has a ${other} and no ${name}: SAM rejects a function of a zip archive without it; set ${name}`,
    };
  }
}

function* ofStateMachine({ properties, place, id }: Resource): Iterable<Report> {
  if (properties.entries.length === 0 || !lacks(properties, "Definition") || entryOf(properties, "DefinitionUri"))
    return;
  yield {
    place,
    message: `\`${id}\` has no definition: SAM rejects a state machine without it; set DefinitionUri or Definition`,
  };
}

/** What a map below the properties cannot be without. */
function* inside(
  resource: Resource,
  path: readonly string[],
  names: Readonly<Record<string, string>>,
): Iterable<Report> {
  const found = mapAt(resource.properties, path);
  if (!found) return;
  for (const [name, advice] of Object.entries(names)) {
    if (!lacks(found.map, name)) continue;
    const message = `${path.join(".")} of \`${resource.id}\` has no ${name}: SAM rejects the template; ${advice}`;
    yield { place: found.place, message };
  }
}

function mapAt(map: ObjectValue, path: readonly string[]): { map: ObjectValue; place: Place } | undefined {
  const [key = "", ...more] = path;
  const entry: Entry | undefined = entryOf(map, key);
  const value = written(entry?.value);
  if (value?.kind !== "object" || !entry?.keyPlace) return undefined;
  if (more.length > 0) return mapAt(value, more);
  return value.entries.length > 0 ? { map: value, place: entry.keyPlace } : undefined;
}

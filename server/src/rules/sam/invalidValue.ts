import type { Fix } from "../../model/finding.js";
import type { Resource } from "../../model/template.js";
import { entryOf, type Value } from "../../model/value.js";
import { closest } from "../closest.js";
import { defineRule, type Report } from "../rule.js";
import { checkedProperties, isOwn, samResources, written, writtenText } from "./samTemplate.js";

export const invalidValue = defineRule({
  id: "sam/invalid-value",
  summary: "A property of SAM has a value that is none of those that it may have",
  rationale: `
For a few properties SAM decides by the value what to make: a dead-letter queue of \`Type: SQS\` gets another permission than
one of \`Type: SNS\`. It compares the value letter by letter, and rejects the whole template for one that it does not know.
`,
  severity: "error",
  fixes: ["Replace the value by the nearest one that SAM takes."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live.v1
                      # ^^^^^^^ error: AutoPublishAlias is \`live.v1\`: SAM rejects an alias with other characters than letters, digits, hyphens and underscores, or of digits only
      DeadLetterQueue:
        Type: Sqs
            # ^^^ error: DeadLetterQueue.Type is \`Sqs\`: SAM takes SQS or SNS, and rejects the template for anything else
        TargetArn: !GetAtt Failed.Arn
  Failed:
    Type: AWS::SQS::Queue
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeadLetterQueue:
        Type: SQS
        TargetArn: !GetAtt Failed.Arn
  Failed:
    Type: AWS::SQS::Queue
`,
  },

  *check(template) {
    for (const resource of samResources(template)) {
      if (resource.type !== "AWS::Serverless::Function") continue;
      for (const [name, choices] of Object.entries(CHOICES)) {
        yield* otherThan(choices, valueAt(resource.properties, name.split(".")), name);
      }
      yield* ofAlias(resource);
    }
    for (const { properties, known, resource } of checkedProperties(template)) {
      for (const entry of properties.entries) {
        const choices = Object.hasOwn(known, entry.key) ? known[entry.key]?.choices : undefined;
        if (choices && isOwn(entry, resource)) yield* otherThan(choices, entry.value, entry.key);
      }
    }
    for (const { event, properties } of checkedProperties(template)) {
      if (!event) continue;
      for (const [name, { events, choices }] of Object.entries(EVENT_CHOICES)) {
        if (events.has(event.type ?? "")) yield* otherThan(choices, valueAt(properties, name.split(".")), name);
      }
    }
  },
});

const DESTINATIONS = ["SQS", "SNS", "EventBridge", "Lambda", "S3Bucket"];

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  "DeadLetterQueue.Type": ["SQS", "SNS"],
  "EventInvokeConfig.DestinationConfig.OnFailure.Type": DESTINATIONS,
  "EventInvokeConfig.DestinationConfig.OnSuccess.Type": DESTINATIONS,
  "FunctionUrlConfig.AuthType": ["AWS_IAM", "NONE"],
  PackageType: ["Zip", "Image"],
};

const EVENT_CHOICES: Readonly<Record<string, { events: ReadonlySet<string>; choices: readonly string[] }>> = {
  "DeadLetterConfig.Type": {
    events: new Set(["CloudWatchEvent", "EventBridgeRule", "Schedule", "ScheduleV2"]),
    choices: ["SQS"],
  },
  "DestinationConfig.OnFailure.Type": {
    events: new Set(["DynamoDB", "Kinesis", "MSK", "SelfManagedKafka", "SQS", "MQ", "DocumentDB"]),
    choices: ["SQS", "SNS", "S3", "Kafka"],
  },
};

function valueAt(value: Value, path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((it, key) => entryOf(written(it), key)?.value, value);
}

function* otherThan(choices: readonly string[], value: Value | undefined, name: string): Iterable<Report> {
  const text = writtenText(value);
  // The start of a value is one that is being typed.
  if (!value?.place || text === undefined || choices.some((it) => it.startsWith(text))) return;
  const [nearest] = closest(text, choices);
  const [only] = choices.length === 1 ? choices : [nearest];
  const fix: Fix | undefined = only
    ? { title: `Set ${name} to ${only}`, safe: false, edits: [{ kind: "set-scalar", place: value.place, value: only }] }
    : undefined;
  yield {
    place: value.place,
    message: `${name} is \`${text}\`: SAM takes ${listed(choices)}, and rejects the template for anything else`,
    fixes: fix ? [fix] : [],
  };
}

function listed(choices: readonly string[]): string {
  const last = choices.at(-1) ?? "";
  return choices.length < 2 ? `only ${last}` : `${choices.slice(0, -1).join(", ")} or ${last}`;
}

function* ofAlias({ properties }: Resource): Iterable<Report> {
  const value = entryOf(properties, "AutoPublishAlias")?.value;
  const alias = writtenText(value);
  if (!value?.place || !alias || /^(?![0-9]+$)[a-zA-Z0-9_-]+$/.test(alias)) return;
  const why =
    "SAM rejects an alias with other characters than letters, digits, hyphens and underscores, or of digits only";
  yield { place: value.place, message: `AutoPublishAlias is \`${alias}\`: ${why}` };
}

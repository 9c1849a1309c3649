import type { Fix } from "../../model/finding.js";
import { entryOf, property, type Value } from "../../model/value.js";
import { failures } from "../failure.js";
import { type Mapping, type MappingKind, mappingsOf } from "../mappings.js";
import { defineRule } from "../rule.js";

export const wrongSourceProperty = defineRule({
  id: "batch/wrong-source-property",
  summary: "An event source mapping has a property that its source does not know",
  rationale: `
Queues, streams and topics are read in different ways, and most properties of an event source mapping are for some of them
only. A queue has no position and no shards; a failed message of a queue is handled by the queue's own \`RedrivePolicy\`,
not by retries or a destination of the mapping. AWS rejects a deploy that sets a property for the wrong kind of source; SAM
lets it pass.
`,
  severity: "error",
  fixes: ["Remove the property."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
            ParallelizationFactor: 5
          # ^^^^^^^^^^^^^^^^^^^^^ error: ParallelizationFactor is for Kinesis and DynamoDB streams, and event \`Orders\` reads an SQS queue: AWS rejects the mapping; remove it
  Orders:
    Type: AWS::SQS::Queue
`,
    good: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
            ScalingConfig:
              MaximumConcurrency: 5
  Orders:
    Type: AWS::SQS::Queue
`,
  },

  *check(fn) {
    for (const mapping of mappingsOf(fn)) {
      for (const [name, { kinds, text }] of Object.entries(SOURCES)) {
        const value = property(mapping.settings, name);
        if (kinds.has(mapping.kind)) continue;
        for (const { place, when } of failures(mapping, value, (it) => isGiven(it) || undefined)) {
          const reads = `${mapping.name} reads ${NAMES[mapping.kind]}`;
          yield {
            place: entryOf(mapping.settings, name)?.keyPlace ?? place,
            message: `${name} is for ${text}, and ${reads}: AWS rejects the mapping${when}; remove it`,
            fixes: removal(mapping, name),
          };
        }
      }
    }
  },
});

const NAMES: Readonly<Record<MappingKind, string>> = {
  documentdb: "a DocumentDB change stream",
  dynamodb: "a DynamoDB stream",
  kafka: "a Kafka topic",
  kinesis: "a Kinesis stream",
  mq: "an Amazon MQ broker",
  sqs: "an SQS queue",
};

interface Sources {
  readonly kinds: ReadonlySet<MappingKind>;
  readonly text: string;
}

const SHARDED: Sources = { kinds: new Set(["kinesis", "dynamodb"]), text: "Kinesis and DynamoDB streams" };
const RETRIED: Sources = {
  kinds: new Set(["kinesis", "dynamodb", "kafka"]),
  text: "Kinesis and DynamoDB streams and Kafka topics",
};
const POSITIONED: Sources = {
  kinds: new Set(["kinesis", "dynamodb", "kafka", "documentdb"]),
  text: "streams and Kafka topics",
};

/** The sources that each property is for. */
const SOURCES: Readonly<Record<string, Sources>> = {
  BisectBatchOnFunctionError: RETRIED,
  DestinationConfig: RETRIED,
  FunctionResponseTypes: {
    kinds: new Set(["sqs", "kinesis", "dynamodb", "kafka"]),
    text: "queues, streams and Kafka topics",
  },
  MaximumRecordAgeInSeconds: RETRIED,
  MaximumRetryAttempts: RETRIED,
  ParallelizationFactor: SHARDED,
  ProvisionedPollerConfig: { kinds: new Set(["sqs", "kafka"]), text: "SQS queues and Kafka topics" },
  ScalingConfig: { kinds: new Set(["sqs"]), text: "SQS queues" },
  StartingPosition: POSITIONED,
  StartingPositionTimestamp: POSITIONED,
  TumblingWindowInSeconds: SHARDED,
};

/** AWS may take what asks for nothing: `false`, 0, an empty map or list. */
function isGiven(value: Value): boolean {
  switch (value.kind) {
    case "known":
      return !["false", "0", ""].includes(String(value.value));
    case "object":
      return value.entries.length > 0;
    case "list":
      return value.items.length > 0;
    case "reference":
    case "concat":
      return true;
    default:
      return false;
  }
}

function removal({ settings }: Mapping, name: string): readonly Fix[] {
  const place = entryOf(settings, name)?.place;
  return place ? [{ title: `Remove ${name}`, safe: true, edits: [{ kind: "remove", place }] }] : [];
}

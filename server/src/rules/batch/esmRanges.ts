import { limit } from "../../data/limits.js";
import { at } from "../../model/value.js";
import { outOfRange } from "../limits/range.js";
import { type MappingKind, mappingsOf } from "../mappings.js";
import { defineRule } from "../rule.js";

export const esmRanges = defineRule({
  id: "batch/esm-ranges",
  summary: "A number of an event source mapping is outside the range that Lambda allows",
  rationale: `
AWS rejects a deploy in which the batch size, the batching window, the retries, the age of records, the parallel batches,
the tumbling window, the concurrency or the pollers of an event source mapping are out of range. \`sam validate\` does not
tell.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  fixes: ["Set the nearest allowed value."],
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
        Clicks:
          Type: Kinesis
          Properties:
            Stream: !GetAtt Clicks.Arn
            StartingPosition: LATEST
            MaximumRecordAgeInSeconds: 30
            #                          ^^ error: MaximumRecordAgeInSeconds of 30 s is below the minimum of 60 s: AWS rejects the deploy
  Clicks:
    Type: AWS::Kinesis::Stream
`,
    good: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Clicks:
          Type: Kinesis
          Properties:
            Stream: !GetAtt Clicks.Arn
            StartingPosition: LATEST
            MaximumRecordAgeInSeconds: 3600
  Clicks:
    Type: AWS::Kinesis::Stream
`,
  },

  *check(fn) {
    for (const mapping of mappingsOf(fn)) {
      for (const { path, limits, special } of RANGES) {
        const id = limits[mapping.kind];
        if (id === undefined) continue;
        const value = at(mapping.settings, ...path);
        yield* outOfRange(mapping, { name: path.join("."), value, limit: limit(id), special });
      }
    }
  },
});

interface Range {
  readonly path: readonly string[];
  /** Ids of the limits for the sources that know the property. */
  readonly limits: Readonly<Partial<Record<MappingKind, string>>>;
  readonly special?: number | undefined;
}

const ENDLESS = -1;

const RANGES: readonly Range[] = [
  { path: ["BatchSize"], limits: all("batch-size") },
  { path: ["MaximumBatchingWindowInSeconds"], limits: all("batching-window") },
  { path: ["MaximumRecordAgeInSeconds"], limits: streams("record-age"), special: ENDLESS },
  { path: ["MaximumRetryAttempts"], limits: streams("stream-retries") },
  { path: ["ParallelizationFactor"], limits: streams("parallelization-factor") },
  { path: ["TumblingWindowInSeconds"], limits: streams("tumbling-window") },
  { path: ["ScalingConfig", "MaximumConcurrency"], limits: { sqs: "sqs-maximum-concurrency" } },
  {
    path: ["ProvisionedPollerConfig", "MinimumPollers"],
    limits: { sqs: "sqs-minimum-pollers", kafka: "kafka-minimum-pollers" },
  },
  {
    path: ["ProvisionedPollerConfig", "MaximumPollers"],
    limits: { sqs: "sqs-maximum-pollers", kafka: "kafka-maximum-pollers" },
  },
];

function all(id: string): Range["limits"] {
  return { ...streams(id), documentdb: id, kafka: id, mq: id, sqs: id };
}

function streams(id: string): Range["limits"] {
  return { dynamodb: id, kinesis: id };
}

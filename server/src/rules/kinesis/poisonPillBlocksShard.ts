import { at, property, type Value } from "../../model/value.js";
import { isUnset, settled } from "../failure.js";
import { isDisabled, type Mapping, mappingsOf, setMappingProperty } from "../mappings.js";
import { defineRule } from "../rule.js";

export const poisonPillBlocksShard = defineRule({
  id: "kinesis/poison-pill-blocks-shard",
  summary: "A stream's batch that always fails is tried again without end, and blocks its shard",
  rationale: `
When nothing else is set, Lambda tries a failed batch of a Kinesis or DynamoDB stream again until its records expire: a
day for a DynamoDB stream, up to a year for a Kinesis stream. All that time no other record of the shard is processed. One
bad record is enough.

Set \`MaximumRetryAttempts\` or \`MaximumRecordAgeInSeconds\`; \`BisectBatchOnFunctionError\` narrows the batch down to the
bad record; \`DestinationConfig.OnFailure\` keeps what was given up.
`,
  severity: "warning",
  severities: "Information when the function may report single records as failed (`ReportBatchItemFailures`).",
  fixes: [
    "Set `MaximumRetryAttempts` to 3; not applied by `check --fix`, since what fails 3 times is lost without a destination.",
  ],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Clicks:
      # ^^^^^^ warning: A batch of event \`Clicks\` that fails is tried again until its records expire, and blocks its shard: set MaximumRetryAttempts and DestinationConfig.OnFailure
          Type: Kinesis
          Properties:
            Stream: !GetAtt Clicks.Arn
            StartingPosition: LATEST
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
            MaximumRetryAttempts: 3
            BisectBatchOnFunctionError: true
            DestinationConfig:
              OnFailure:
                Type: SQS
                Destination: !GetAtt FailedClicks.Arn
  Clicks:
    Type: AWS::Kinesis::Stream
  FailedClicks:
    Type: AWS::SQS::Queue
`,
  },

  *check(fn) {
    for (const mapping of mappingsOf(fn)) {
      const { kind, source, settings, name, place } = mapping;
      if ((kind !== "kinesis" && kind !== "dynamodb") || isUnset(mapping, source) || isDisabled(mapping)) continue;
      if (!LIMITS.every((path) => isUnset(mapping, at(settings, ...path)))) continue;
      const what = `A batch of ${name} that fails is tried again until its records expire, and blocks its shard`;
      yield {
        place,
        message: `${what}: set MaximumRetryAttempts and DestinationConfig.OnFailure`,
        severity: reportsItems(mapping) ? "information" : "warning",
        fixes: [setMappingProperty(mapping, { name: "MaximumRetryAttempts", value: 3, safe: false })],
      };
    }
  },
});

/** Who has set one of these has thought about it; `-1` asks for what is the default. */
const LIMITS = [["MaximumRetryAttempts"], ["MaximumRecordAgeInSeconds"], ["DestinationConfig", "OnFailure"]] as const;

function reportsItems(mapping: Mapping): boolean {
  const types = settled(mapping, property(mapping.settings, "FunctionResponseTypes"));
  return types.some((it: Value) => it.kind !== "absent" && it.kind !== "null");
}

import { property } from "../../model/value.js";
import { failures, isUnset, reportFailure } from "../failure.js";
import { mappingsOf, setMappingProperty } from "../mappings.js";
import { defineRule } from "../rule.js";

export const startingPositionMissing = defineRule({
  id: "kinesis/starting-position-missing",
  summary: "A stream is read without saying from where",
  rationale: `
An event source mapping of a Kinesis stream or a DynamoDB stream needs \`StartingPosition\`: \`LATEST\` begins with new
records, \`TRIM_HORIZON\` with the oldest that the stream still holds. Without it AWS rejects the deploy, and so does SAM.
`,
  severity: "error",
  fixes: ["Set `StartingPosition` to `LATEST`; not applied by `check --fix`, since `TRIM_HORIZON` may be meant."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html",
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
      # ^^^^^^ error: Event \`Clicks\` has no StartingPosition: AWS rejects a mapping of a stream without it; set LATEST or TRIM_HORIZON
          Type: Kinesis
          Properties:
            Stream: !GetAtt Clicks.Arn
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
  Clicks:
    Type: AWS::Kinesis::Stream
`,
  },

  *check(fn) {
    for (const mapping of mappingsOf(fn)) {
      const { kind, source, settings, name, place } = mapping;
      // Who has not named the stream yet is still writing.
      if ((kind !== "kinesis" && kind !== "dynamodb") || isUnset(mapping, source)) continue;
      const position = property(settings, "StartingPosition");
      const judge = (it: { kind: string }) => it.kind === "absent" || it.kind === "null" || undefined;
      for (const failure of failures(mapping, position, judge, place)) {
        const why = "AWS rejects a mapping of a stream without it; set LATEST or TRIM_HORIZON";
        const message = `${capitalised(name)} has no StartingPosition: ${why}`;
        const fixes = [setMappingProperty(mapping, { name: "StartingPosition", value: "LATEST", safe: false })];
        yield reportFailure(failure, { message, severity: "error", fixes });
      }
    }
  },
});

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

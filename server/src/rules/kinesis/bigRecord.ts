import { limit, maximumOf } from "../../data/limits.js";
import { resourceOf } from "../../model/resourceOf.js";
import type { Resource, Template } from "../../model/template.js";
import { at, numberOf, property, type Value } from "../../model/value.js";
import { failures, isUnset, reportFailure } from "../failure.js";
import { isDisabled, mappingsOf } from "../mappings.js";
import { defineRule } from "../rule.js";

export const bigRecord = defineRule({
  id: "kinesis/big-record",
  summary: "A stream takes records that are too large for the function that reads it",
  rationale: `
Lambda hands the records of a stream to the function in base64, which makes 4 bytes of 3, and an invocation takes at most
6 MB. A Kinesis stream whose \`MaxRecordSizeInKiB\` is above 4,608 therefore takes records that no function can get. With
\`DestinationConfig.OnFailure\` and a bucket there, Lambda at least keeps them.
`,
  severity: "warning",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/streams/latest/dev/large-records.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
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
          Type: Kinesis
          Properties:
            Stream: !GetAtt Clicks.Arn
            StartingPosition: LATEST
            MaximumRetryAttempts: 3
  Clicks:
    Type: AWS::Kinesis::Stream
    Properties:
      MaxRecordSizeInKiB: 10240
      #                   ^^^^^ warning: \`Clicks\` takes records of up to 10240 KiB, and \`Worker\` gets none above 4608 KiB, as base64 in a payload of 6 MB: larger ones are never processed; set DestinationConfig.OnFailure on event \`Clicks\` or a smaller size
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
  Clicks:
    Type: AWS::Kinesis::Stream
    Properties:
      MaxRecordSizeInKiB: 4096
`,
  },

  *check(fn) {
    const { template } = fn;
    const payload = maximumOf("synchronous-payload") / 1024;
    const largest = Math.floor((payload * 3) / 4);
    const { maximum = largest } = limit("kinesis-record-size");
    const isTooLarge = (it: Value) => {
      const size = numberOf(it) ?? 0;
      return (size > largest && size <= maximum) || undefined;
    };
    for (const mapping of mappingsOf(fn)) {
      if (mapping.kind !== "kinesis" || isDisabled(mapping)) continue;
      const stream = streamOf(template, mapping.source);
      if (!stream || stream.broken || !isUnset(mapping, at(mapping.settings, "DestinationConfig", "OnFailure")))
        continue;
      const size = property(stream.properties, "MaxRecordSizeInKiB");
      for (const failure of failures({ resource: stream, template }, size, isTooLarge)) {
        const takes = `\`${stream.id}\` takes records of up to ${numberOf(failure.value)} KiB`;
        const gets = `\`${fn.id}\` gets none above ${largest} KiB, as base64 in a payload of ${payload / 1024} MB`;
        const remedy = `set DestinationConfig.OnFailure on ${mapping.name} or a smaller size`;
        const message = `${takes}, and ${gets}: larger ones are never processed; ${remedy}`;
        const report = reportFailure(failure, { message, severity: "warning" });
        yield { ...report, related: [{ place: mapping.place, message: `Read by ${fn.id}` }] };
      }
    }
  },
});

/** The stream itself, or the one that a registered consumer reads. */
function streamOf(template: Template, source: Value): Resource | undefined {
  const resource = resourceOf(template, source);
  if (resource?.type === "AWS::Kinesis::Stream") return resource;
  if (resource?.type !== "AWS::Kinesis::StreamConsumer") return undefined;
  const stream = resourceOf(template, property(resource.properties, "StreamARN"));
  return stream?.type === "AWS::Kinesis::Stream" ? stream : undefined;
}

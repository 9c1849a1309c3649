import type { Resource } from "../../model/template.js";
import type { Trigger } from "../../model/trigger.js";
import { entryOf, textOf, type Value } from "../../model/value.js";
import { isSet, isUnset } from "../failure.js";
import { mappingsOf } from "../mappings.js";
import { defineRule, type LinkedFunction } from "../rule.js";

export const sqsDlqOnFunction = defineRule({
  id: "sqs/sqs-dlq-on-function",
  summary: "A function that only reads queues and streams has a dead-letter queue of its own, which gets nothing",
  rationale: `
The dead-letter queue of a function (\`DeadLetterConfig\`, \`DeadLetterQueue\` in SAM) takes events of *asynchronous*
invocations. Lambda reads queues and streams itself and invokes the function synchronously, so that failed messages never
get there: a queue tries them again until they expire, a stream until the records do.

Failed messages of a queue go to the dead-letter queue that the \`RedrivePolicy\` of the *queue* names; those of a stream
go to the \`DestinationConfig.OnFailure\` of the event source mapping.
`,
  severity: "warning",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      DeadLetterQueue:
    # ^^^^^^^^^^^^^^^ warning: DeadLetterQueue takes events of asynchronous invocations, and \`Worker\` only reads queues and streams: failed messages never get there; set RedrivePolicy on the queue of event \`Orders\`
        Type: SQS
        TargetArn: !GetAtt FailedOrders.Arn
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
  Orders:
    Type: AWS::SQS::Queue
  FailedOrders:
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
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt FailedOrders.Arn
        maxReceiveCount: 5
  FailedOrders:
    Type: AWS::SQS::Queue
`,
  },

  *check(fn) {
    const name = fn.dialect === "sam" ? "DeadLetterQueue" : "DeadLetterConfig";
    const entry = entryOf(fn.resource.properties, name);
    if (!entry?.keyPlace || !isSet(fn, entry.value)) return;
    const [mapping] = mappingsOf(fn);
    if (!mapping || mayBeInvokedAsynchronously(fn)) return;
    const remedy =
      mapping.kind === "sqs"
        ? `set RedrivePolicy on the queue of ${mapping.name}`
        : `set DestinationConfig.OnFailure on ${mapping.name}`;
    const only = `takes events of asynchronous invocations, and \`${fn.id}\` only reads queues and streams`;
    yield {
      place: entry.keyPlace,
      message: `${name} ${only}: failed messages never get there; ${remedy}`,
      related: [{ place: mapping.place, message: `Read by ${fn.id}` }],
    };
  },
});

/** Something in the template invokes the function in another way, or knows it and so may. */
function mayBeInvokedAsynchronously(fn: LinkedFunction): boolean {
  const { template, resource } = fn;
  const triggers = template.triggers.get(fn.id) ?? [];
  if (template.open.length > 0 || !triggers.every(isPolled)) return true;
  if (!isUnset(fn, entryOf(resource.properties, "EventInvokeConfig")?.value ?? { kind: "absent" })) return true;
  return [...template.resources.values()].some(
    (it) => it !== resource && !ONLOOKERS.has(it.type) && (it.broken || mentions(it, fn)),
  );
}

function isPolled({ kind, ...trigger }: Trigger): boolean {
  return kind === "sqs" || kind === "kinesis" || kind === "dynamodb" || ("type" in trigger && POLLED.has(trigger.type));
}

const POLLED: ReadonlySet<string> = new Set(["AWS::Lambda::EventSourceMapping", "DocumentDB", "MQ", "MSK"]);

/** The types that name a function without invoking it. */
const ONLOOKERS: ReadonlySet<string> = new Set([
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Logs::LogGroup",
  "AWS::Logs::MetricFilter",
]);

function mentions({ properties, connectors }: Resource, { id, functionName }: LinkedFunction): boolean {
  const name = textOf(functionName);
  return [properties, connectors].some((it) => it !== undefined && isMentioned(it));

  function isMentioned(value: Value): boolean {
    switch (value.kind) {
      case "object":
        return value.entries.some((it) => isMentioned(it.value));
      case "list":
        return value.items.some(isMentioned);
      case "choice":
        return value.options.some((it) => isMentioned(it.value));
      case "concat":
        return value.parts.some(isMentioned);
      case "reference":
        return value.target === id || value.target.startsWith(`${id}.`);
      case "known":
        return value.value === id || (name !== undefined && String(value.value).includes(name));
      default:
        return false;
    }
  }
}

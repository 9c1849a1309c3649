import { limit } from "../../data/limits.js";
import { resourceOf } from "../../model/resourceOf.js";
import type { Resource, Template } from "../../model/template.js";
import { at, numberOf, property, textOf, type Value } from "../../model/value.js";
import { failures, isUnset, replaceValue, reportFailure } from "../failure.js";
import { defineRule } from "../rule.js";
import { feedsOf } from "./queues.js";

export const sqsNoRedrive = defineRule({
  id: "sqs/sqs-no-redrive",
  summary: "A queue that feeds a function has no dead-letter queue",
  rationale: `
A message that the function cannot process becomes visible again and is tried again, until the queue's retention period
(4 days when nothing else is set) ends. Then it is deleted, and nobody knows. Until then it uses up invocations, and in a
FIFO queue it holds up all messages of its group. With a \`RedrivePolicy\` the queue moves it to a dead-letter queue.

AWS advises a \`maxReceiveCount\` of at least 5: a message counts as received when the function is only throttled, too.
`,
  severity: "warning",
  severities: "Information when there is a dead-letter queue whose `maxReceiveCount` is below 3.",
  fixes: ["Set `maxReceiveCount` to 5."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
  ],
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
  Orders:
# ^^^^^^ warning: \`Orders\` has no dead-letter queue: a message that \`Worker\` cannot process is tried again until it expires, and then lost; set RedrivePolicy
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
    const { template } = fn;
    for (const { queue, mapping } of feedsOf(fn)) {
      const existing = { resource: queue, template };
      const policy = property(queue.properties, "RedrivePolicy");
      if (isUnset(existing, policy)) {
        if (mayBeDeadLetterQueue(template, queue)) continue;
        const lost = `a message that \`${fn.id}\` cannot process is tried again until it expires, and then lost`;
        yield {
          place: queue.place,
          message: `\`${queue.id}\` has no dead-letter queue: ${lost}; set RedrivePolicy`,
          related: [{ place: mapping.place, message: `Read by ${fn.id}` }],
        };
      }
      const { minimum = 0, default: advised = 0 } = limit("sqs-receives");
      const isLow = (it: Value) => (numberOf(it) ?? minimum) < minimum;
      for (const failure of failures(existing, at(policy, COUNT), (it) => isLow(it) || undefined)) {
        const count = textOf(failure.value);
        const why = "a message that waits for a throttled function goes to the dead-letter queue unprocessed";
        yield reportFailure(failure, {
          message: `maxReceiveCount of ${count} leaves no room for retries: ${why}; AWS advises at least ${advised}`,
          severity: "information",
          fixes: [replaceValue(failure, { title: `Set maxReceiveCount to ${advised}`, value: advised, safe: false })],
        });
      }
    }
  },
});

const COUNT = "maxReceiveCount";

/** Its messages have failed already: another queue, a function, a topic or a rule sends them, or its name says so. */
function mayBeDeadLetterQueue(template: Template, queue: Resource): boolean {
  if (
    template.open.length > 0 ||
    !isUnset({ resource: queue, template }, property(queue.properties, "RedriveAllowPolicy"))
  )
    return true;
  const name = `${queue.id} ${textOf(property(queue.properties, "QueueName")) ?? ""}`;
  if (/dlq|dead|fail|error/i.test(name)) return true;
  return [...template.resources.values()].some((it) => it.broken || sendsFailures(template, it.properties, queue));
}

/** Where failed messages go is called `DeadLetterConfig`, `deadLetterTargetArn`, `RedrivePolicy`, `OnFailure` and such. */
const FAILED = /dead.?letter|redrive|onfailure/i;

function sendsFailures(template: Template, value: Value, queue: Resource, isInside = false): boolean {
  switch (value.kind) {
    case "object":
      return value.entries.some((it) => sendsFailures(template, it.value, queue, isInside || FAILED.test(it.key)));
    case "list":
      return value.items.some((it) => sendsFailures(template, it, queue, isInside));
    case "choice":
      return value.options.some((it) => sendsFailures(template, it.value, queue, isInside));
    default:
      return isInside && (resourceOf(template, value) === queue || textOf(value) === queue.id);
  }
}

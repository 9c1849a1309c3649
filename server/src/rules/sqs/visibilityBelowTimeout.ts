import { limit } from "../../data/limits.js";
import { numberOf, property } from "../../model/value.js";
import { failures, reportFailure } from "../failure.js";
import { defineRule, type LinkedFunction, type Report } from "../rule.js";
import { advisedVisibility, feedsOf, shortVisibility, type Times } from "./queues.js";

export const visibilityBelowTimeout = defineRule({
  id: "sqs/visibility-below-timeout",
  summary: "A queue hides its messages for less time than the function that reads it may run",
  rationale: `
Lambda refuses an event source mapping when the visibility timeout of the queue is below the timeout of the function: the
messages would be visible again, and be processed twice, while the function still works on them. The deploy fails.

A queue hides messages for 30 seconds and a function runs for 3 seconds when nothing else is set. AWS advises to set
\`VisibilityTimeout\` to six times the timeout of the function, plus the batching window, so that a message survives
throttling and retries.
`,
  severity: "error",
  severities: "A warning when one of the times is the default of a parameter, which a deploy can overrule.",
  fixes: ["Set `VisibilityTimeout` to six times the timeout of the function, plus the batching window."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 60
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
  Orders:
# ^^^^^^ error: VisibilityTimeout of 30 s (the default) is below the timeout of 60 s of \`Worker\`: AWS rejects the mapping; set it to 360, six times the timeout
    Type: AWS::SQS::Queue
`,
    good: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 60
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 360
`,
  },

  *check(fn) {
    for (const feed of feedsOf(fn)) {
      yield* shortVisibility(fn, feed, {
        isTooShort: ({ visibility, timeout }) => visibility < timeout,
        report: (times) => ({ problem: problemOf(fn.id, times), severity: "error", safe: true }),
      });
    }
    yield* madeQueues(fn);
  },
});

function problemOf(id: string, times: Times): string {
  const advised = `set it to ${advisedVisibility(times)}, six times the timeout${times.window > 0 ? " plus the batching window" : ""}`;
  return `is below the timeout of ${times.timeout} s of \`${id}\`: AWS rejects the mapping; ${advised}`;
}

/** The queue that SAM makes between a topic and the function has the default, and no property to change it. */
function* madeQueues(fn: LinkedFunction): Iterable<Report> {
  const { default: visibility = 0 } = limit("sqs-visibility-timeout");
  const isTooLong = (seconds: number | undefined) => (seconds ?? 0) > visibility || undefined;
  for (const { kind, settings } of fn.template.triggers.get(fn.id) ?? []) {
    const subscription = property(settings, "SqsSubscription");
    if (kind !== "sns" || subscription.kind !== "known" || String(subscription.value) !== "true") continue;
    for (const failure of failures(fn, fn.timeout, (it) => isTooLong(numberOf(it)))) {
      const made = `The queue that SAM makes has a VisibilityTimeout of ${visibility} s`;
      const below = `below the timeout of ${numberOf(failure.value)} s of \`${fn.id}\``;
      const message = `${made}, ${below}: AWS rejects the mapping; name a queue of your own in SqsSubscription`;
      const report = reportFailure(failure, { message, severity: "error" });
      yield { ...report, place: subscription.place ?? report.place };
    }
  }
}

import { defineRule } from "../rule.js";
import { advisedVisibility, feedsOf, shortVisibility, type Times } from "./queues.js";

export const visibilityLt6x = defineRule({
  id: "sqs/visibility-lt-6x",
  summary: "A queue hides its messages for less than six times the timeout of the function that reads it",
  rationale: `
When the function is throttled, or waits for a batch to fill, messages that Lambda has already received wait inside of
Lambda. A message whose visibility timeout ends there becomes visible again: it is processed twice, or goes to the
dead-letter queue without ever having been processed. AWS advises a visibility timeout of six times the timeout of the
function, plus the batching window.
`,
  severity: "information",
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
      Timeout: 30
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 90
      #                  ^^ information: VisibilityTimeout of 90 s is below six times the timeout of \`Worker\` (30 s): messages that wait for a throttled function come back and are processed twice; set it to 180
`,
    good: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 30
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180
`,
  },

  *check(fn) {
    for (const feed of feedsOf(fn)) {
      yield* shortVisibility(fn, feed, {
        isTooShort: (times) => times.visibility >= times.timeout && times.visibility < advisedVisibility(times),
        report: (times) => ({ problem: problemOf(fn.id, times), severity: "information", safe: false }),
      });
    }
  },
});

function problemOf(id: string, times: Times): string {
  const { timeout, window } = times;
  const advised = `six times the timeout of \`${id}\` (${timeout} s)${window > 0 ? ` plus its batching window (${window} s)` : ""}`;
  const why = "messages that wait for a throttled function come back and are processed twice";
  return `is below ${advised}: ${why}; set it to ${advisedVisibility(times)}`;
}

import { maximumOf } from "../../data/limits.js";
import type { Fix } from "../../model/finding.js";
import { entryOf, numberOf, property } from "../../model/value.js";
import { type JointFailure, jointFailures, replaceValue, reportFailure, type Settled } from "../failure.js";
import { type Mapping, mappingsOf, setMappingProperty } from "../mappings.js";
import { defineRule, type Report } from "../rule.js";
import { isFifoQueue } from "./queues.js";

export const sqsBatchWindow = defineRule({
  id: "sqs/sqs-batch-window",
  summary: "A queue's batch is larger than its batching window allows, or a FIFO queue has a batching window",
  rationale: `
Lambda takes batches of more than 10 messages from a standard queue only with a batching window
(\`MaximumBatchingWindowInSeconds\`) of at least 1 second. From a FIFO queue it takes at most 10 messages, and no batching
window. AWS rejects anything else when it deploys.
`,
  severity: "error",
  severities: "A warning when a value is the default of a parameter, which a deploy can overrule.",
  fixes: [
    "Set `MaximumBatchingWindowInSeconds` to 1.",
    "Set the `BatchSize` of a FIFO queue to 10.",
    "Remove the batching window of a FIFO queue.",
  ],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"],
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
            BatchSize: 100
            #          ^^^ error: BatchSize of 100 needs a batching window of at least 1 s: AWS rejects the mapping; set MaximumBatchingWindowInSeconds
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
            BatchSize: 100
            MaximumBatchingWindowInSeconds: 1
  Orders:
    Type: AWS::SQS::Queue
`,
  },

  *check(fn) {
    for (const mapping of mappingsOf(fn)) {
      if (mapping.kind !== "sqs") continue;
      const isFifo = isFifoQueue(fn.template, mapping.source);
      const size = property(mapping.settings, "BatchSize");
      const window = property(mapping.settings, WINDOW);
      const judge = (values: readonly Settled[]) => mistakeOf(values, isFifo);
      for (const failure of jointFailures([mapping], [size, window], judge)) {
        const report = reportOf(mapping, failure);
        if (report) yield report;
      }
    }
  },
});

const WINDOW = "MaximumBatchingWindowInSeconds";

type Mistake =
  | { readonly kind: "no-window"; readonly size: number; readonly isSure: boolean }
  | { readonly kind: "fifo-size"; readonly size: number }
  | { readonly kind: "fifo-window"; readonly seconds: number };

/** Where it is not known whether the queue is FIFO, what neither kind of queue takes is a mistake all the same. */
function mistakeOf([size, window]: readonly Settled[], isFifo: boolean | undefined): Mistake | undefined {
  const messages = size && numberOf(size);
  const seconds = window?.kind === "absent" || window?.kind === "null" ? 0 : window && numberOf(window);
  // What no queue takes is out of range.
  const isLarge =
    messages !== undefined &&
    messages > maximumOf("sqs-batch-size-without-window") &&
    messages <= maximumOf("batch-size");
  if (isFifo && isLarge) return { kind: "fifo-size", size: messages };
  if (isFifo && seconds !== undefined && seconds > 0) return { kind: "fifo-window", seconds };
  return !isFifo && isLarge && seconds === 0
    ? { kind: "no-window", size: messages, isSure: isFifo === false }
    : undefined;
}

function reportOf(mapping: Mapping, { values, verdict, when }: JointFailure<Mistake>): Report | undefined {
  const [size, window] = values;
  const value = verdict.kind === "fifo-window" ? window : size;
  if (!value?.place) return undefined;
  const failure = { value, verdict, place: value.place, when };
  const severity = "error";
  switch (verdict.kind) {
    case "no-window": {
      const why =
        "needs a batching window of at least 1 s: AWS rejects the mapping; set MaximumBatchingWindowInSeconds";
      const fixes = [setMappingProperty(mapping, { name: WINDOW, value: 1, safe: verdict.isSure })];
      return reportFailure(failure, { message: `BatchSize of ${verdict.size} ${why}`, severity, fixes });
    }
    case "fifo-size": {
      const maximum = maximumOf("sqs-fifo-batch-size");
      const message = `BatchSize of ${verdict.size} is above the ${maximum} messages of a FIFO queue: AWS rejects the mapping`;
      const fixes = [replaceValue(failure, { title: `Set BatchSize to ${maximum}`, value: maximum, safe: true })];
      return reportFailure(failure, { message, severity, fixes });
    }
    case "fifo-window": {
      const message = `A FIFO queue has no batching window, here of ${verdict.seconds} s: AWS rejects the mapping; remove it`;
      return reportFailure(failure, { message, severity, fixes: removal(mapping) });
    }
    default:
      return verdict satisfies never;
  }
}

function removal({ settings }: Mapping): readonly Fix[] {
  const place = entryOf(settings, WINDOW)?.place;
  return place ? [{ title: `Remove ${WINDOW}`, safe: true, edits: [{ kind: "remove", place }] }] : [];
}

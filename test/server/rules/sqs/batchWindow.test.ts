import { test } from "node:test";
import { sqsBatchWindow } from "../../../../server/src/rules/sqs/sqsBatchWindow.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { withEvent, withMapping } from "../mapping.js";
import { marked } from "../template.js";

const STANDARD = ["Orders:", "  Type: AWS::SQS::Queue"];
const FIFO = [...STANDARD, "  Properties: { FifoQueue: true }"];
const OPEN = [...STANDARD, "  Properties: { FifoQueue: !ImportValue IsFifo }"];

const NO_WINDOW = (size: number) =>
  `error: BatchSize of ${size} needs a batching window of at least 1 s: AWS rejects the mapping; set MaximumBatchingWindowInSeconds`;
const TOO_LARGE = "error: BatchSize of 11 is above the 10 messages of a FIFO queue: AWS rejects the mapping";
const WINDOW = "error: A FIFO queue has no batching window, here of 5 s: AWS rejects the mapping; remove it";

function template(lines: readonly string[], resources: readonly string[], source = "!GetAtt Orders.Arn"): string {
  return withEvent("SQS", [`Queue: ${source}`, ...lines], { resources });
}

for (const [what, lines, resources] of [
  ["the default batch", [], STANDARD],
  ["10 messages", ["BatchSize: 10"], STANDARD],
  ["11 messages with a window", ["BatchSize: 11", "MaximumBatchingWindowInSeconds: 1"], STANDARD],
  ["a window that is not known", ["BatchSize: 11", "MaximumBatchingWindowInSeconds: !ImportValue W"], STANDARD],
  ["a size that is not known", ["BatchSize: !ImportValue Size"], STANDARD],
  ["a size that no queue takes", ["BatchSize: 20000"], STANDARD],
  ["10 messages of a FIFO queue", ["BatchSize: 10", "MaximumBatchingWindowInSeconds: 0"], FIFO],
  ["a window where the queue may be FIFO or not", ["MaximumBatchingWindowInSeconds: 5"], OPEN],
  [
    "a large batch and a window where the queue may be FIFO or not",
    ["BatchSize: 11", "MaximumBatchingWindowInSeconds: 5"],
    OPEN,
  ],
] as const) {
  test(`a queue is allowed ${what}`, async () => {
    await checkRule(sqsBatchWindow, template(lines, resources));
  });
}

test("a batch of a stream needs no window", async () => {
  await checkRule(sqsBatchWindow, withEvent("Kinesis", ["Stream: !GetAtt Clicks.Arn", "BatchSize: 100"]));
});

for (const [what, size, resources, source] of [
  ["a standard queue", 11, STANDARD, "!GetAtt Orders.Arn"],
  ["a queue that may be FIFO or not", 10000, OPEN, "!GetAtt Orders.Arn"],
  ["a queue of another stack", 100, [], "!ImportValue Orders"],
] as const) {
  test(`more than 10 messages of ${what} need a window`, async () => {
    const line = marked(`BatchSize: ${size}`, String(size), NO_WINDOW(size));
    await checkRule(sqsBatchWindow, template([line], resources, source));
  });
}

test("a window of 0 is none, and the fix replaces it", async () => {
  const window = "MaximumBatchingWindowInSeconds: 0";
  await checkRule(sqsBatchWindow, template([marked("BatchSize: 100", "100", NO_WINDOW(100)), window], STANDARD));
  const after = template(["BatchSize: 100", "MaximumBatchingWindowInSeconds: 1"], STANDARD);
  await checkFix(sqsBatchWindow, template(["BatchSize: 100", window], STANDARD), after);
});

test("the fix adds a window to a mapping of plain CloudFormation", async () => {
  const lines = ["EventSourceArn: !GetAtt Orders.Arn", "BatchSize: 100"];
  const after = withMapping([...lines, "MaximumBatchingWindowInSeconds: 1"], { resources: STANDARD });
  await checkFix(sqsBatchWindow, withMapping(lines, { resources: STANDARD }), after);
});

for (const [what, source, resources] of [
  ["that says so", "!GetAtt Orders.Arn", FIFO],
  ["whose ARN says so", "arn:aws:sqs:eu-west-1:123456789012:orders.fifo", []],
  ["whose ARN with holes says so", '!Sub "arn:aws:sqs:eu-west-1:${AWS::AccountId}:orders.fifo"', []],
] as const) {
  test(`a FIFO queue ${what} has neither large batches nor a window`, async () => {
    await checkRule(sqsBatchWindow, template([marked("BatchSize: 11", "11", TOO_LARGE)], resources, source));
    const window = marked("MaximumBatchingWindowInSeconds: 5", "5", WINDOW);
    await checkRule(sqsBatchWindow, template([window], resources, source));
  });
}

test("a queue that a parameter names by default may be another one", async () => {
  const head = ["Parameters:", "  Arn: { Type: String, Default: 'arn:aws:sqs:eu-west-1:123456789012:orders.fifo' }"];
  const lines = ["Queue: !Ref Arn", "MaximumBatchingWindowInSeconds: 5"];
  await checkRule(sqsBatchWindow, withEvent("SQS", lines, { head }));
});

test("the fixes of a FIFO queue lower the batch and remove the window", async () => {
  await checkFix(sqsBatchWindow, template(["BatchSize: 11"], FIFO), template(["BatchSize: 10"], FIFO));
  await checkFix(sqsBatchWindow, template(["MaximumBatchingWindowInSeconds: 5"], FIFO), template([], FIFO));
});

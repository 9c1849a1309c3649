import assert from "node:assert/strict";
import { test } from "node:test";
import { visibilityBelowTimeout } from "../../../../server/src/rules/sqs/visibilityBelowTimeout.js";
import { visibilityLt6x } from "../../../../server/src/rules/sqs/visibilityLt6x.js";
import { checkFix, checkRule, fixTitles } from "../../../support/check.js";
import { withEvent, withMapping } from "../mapping.js";
import { marked } from "../template.js";

const READ = ["Queue: !GetAtt Orders.Arn"];
const QUEUE = ["Orders:", "  Type: AWS::SQS::Queue"];

function queue(...properties: readonly string[]): readonly string[] {
  return [...QUEUE, "  Properties:", ...properties.map((it) => `    ${it.replace("\n", "\n    ")}`)];
}

function below(visibility: string, timeout: number, advised = 6 * timeout): string {
  const seconds = `VisibilityTimeout of ${visibility} is below the timeout of ${timeout} s of \`Worker\``;
  return `error: ${seconds}: AWS rejects the mapping; set it to ${advised}, six times the timeout`;
}

for (const [what, fn, resources] of [
  ["the default of both", [], QUEUE],
  ["a timeout as long as the default visibility", ["Timeout: 30"], QUEUE],
  ["a timeout that is not known", ["Timeout: !ImportValue Seconds"], queue("VisibilityTimeout: 5")],
  ["a visibility that is not known", ["Timeout: 60"], queue("VisibilityTimeout: !ImportValue Seconds")],
  ["properties that a macro may add to", ["Timeout: 60"], queue("Fn::Transform: { Name: Defaults }")],
  ["a queue that does not parse", ["Timeout: 60"], queue("VisibilityTimeout: 5", "Tags: { A")],
  ["a resource of another type", ["Timeout: 60"], ["Orders:", "  Type: AWS::SNS::Topic"]],
  ["a queue of another stack", ["Timeout: 60"], []],
] as const) {
  test(`the visibility timeout is allowed with ${what}`, async () => {
    await checkRule(visibilityBelowTimeout, withEvent("SQS", READ, { fn, resources }));
  });
}

for (const [what, source] of [
  ["an ARN of another account", "arn:aws:sqs:eu-west-1:123456789012:orders"],
  ["a parameter", "!Ref OrdersArn"],
  ["an imported ARN", "!ImportValue OrdersArn"],
] as const) {
  test(`a queue given by ${what} is not judged`, async () => {
    const head = ["Parameters:", "  OrdersArn: { Type: String }"];
    const options = { fn: ["Timeout: 60"], resources: queue("QueueName: orders"), head };
    await checkRule(visibilityBelowTimeout, withEvent("SQS", [`Queue: ${source}`], options));
  });
}

test("the shortest time of 30 s is said to be the default, and written below the queue by the fix", async () => {
  const template = withEvent("SQS", READ, { fn: ["Timeout: 31"], resources: QUEUE });
  await checkRule(
    visibilityBelowTimeout,
    template.replace("  Orders:\n", `${marked("  Orders:", "Orders", below("30 s (the default)", 31))}\n`),
  );
  const fixed = [...QUEUE, "  Properties:", "    VisibilityTimeout: 186"];
  await checkFix(visibilityBelowTimeout, template, withEvent("SQS", READ, { fn: ["Timeout: 31"], resources: fixed }));
});

test("a time that is written is marked and replaced, with the batching window counted in", async () => {
  const events = [...READ, "MaximumBatchingWindowInSeconds: 20"];
  const before = queue("VisibilityTimeout: 10 # short");
  const message = `${below("10 s", 60, 380)} plus the batching window`;
  await checkRule(
    visibilityBelowTimeout,
    withEvent("SQS", events, { fn: ["Timeout: 60"], resources: before }).replace(
      "      VisibilityTimeout: 10 # short",
      marked("      VisibilityTimeout: 10 # short", "10", message),
    ),
  );
  await checkFix(
    visibilityBelowTimeout,
    withEvent("SQS", events, { fn: ["Timeout: 60"], resources: before }),
    withEvent("SQS", events, { fn: ["Timeout: 60"], resources: queue("VisibilityTimeout: 380 # short") }),
  );
});

test("the timeout of Globals counts, and so does a mapping of plain CloudFormation", async () => {
  const line = marked("  Orders:", "Orders", below("30 s (the default)", 60));
  const head = ["Globals:", "  Function:", "    Timeout: 60"];
  const sam = withEvent("SQS", READ, { resources: QUEUE, head });
  await checkRule(visibilityBelowTimeout, sam.replace("  Orders:\n", `${line}\n`));
  const plain = withMapping(["EventSourceArn: !GetAtt Orders.Arn"], { fn: ["Timeout: 60"], resources: QUEUE });
  await checkRule(visibilityBelowTimeout, plain.replace("  Orders:\n", `${line}\n`));
});

test("a mapping that is switched off, or is never made, is not judged", async () => {
  const options = { fn: ["Timeout: 60"], resources: QUEUE };
  await checkRule(visibilityBelowTimeout, withEvent("SQS", [...READ, "Enabled: false"], options));
  const head = ["Conditions:", "  Never: !Equals [a, b]"];
  const never = withMapping(["EventSourceArn: !GetAtt Orders.Arn"], { ...options, head });
  await checkRule(
    visibilityBelowTimeout,
    never.replace("EventSourceMapping\n", "EventSourceMapping\n    Condition: Never\n"),
  );
});

const STAGES = [
  "Parameters:",
  "  Stage: { Type: String }",
  "Conditions:",
  "  IsProd: !Equals [!Ref Stage, prod]",
  "  IsLong: !Equals [!Ref Stage, long]",
];

test("times under the same condition are compared in each of its branches", async () => {
  const fn = ["Timeout: !If [IsProd, 60, 10]"];
  const good = queue("VisibilityTimeout: !If [IsProd, 360, 60]");
  await checkRule(visibilityBelowTimeout, withEvent("SQS", READ, { fn, resources: good, head: STAGES }));
  const bad = withEvent("SQS", READ, { fn, resources: queue("VisibilityTimeout: 40"), head: STAGES });
  await checkRule(
    visibilityBelowTimeout,
    bad.replace(
      "      VisibilityTimeout: 40",
      marked("      VisibilityTimeout: 40", "40", `${below("40 s", 60)} when IsProd is true`),
    ),
  );
});

test("times under different conditions, which may never meet, are not compared", async () => {
  const fn = ["Timeout: !If [IsProd, 60, 10]"];
  const resources = queue("VisibilityTimeout: !If [IsLong, 360, 30]");
  await checkRule(visibilityBelowTimeout, withEvent("SQS", READ, { fn, resources, head: STAGES }));
});

test("the default of a parameter makes it a warning", async () => {
  const head = ["Parameters:", "  Seconds: { Type: Number, Default: 60 }"];
  const template = withEvent("SQS", READ, { fn: ["Timeout: !Ref Seconds"], resources: QUEUE, head });
  const message = `${below("30 s (the default)", 60).replace("error", "warning")} (the default of parameter Seconds)`;
  await checkRule(
    visibilityBelowTimeout,
    template.replace("  Orders:\n", `${marked("  Orders:", "Orders", message)}\n`),
  );
});

test("the queue that SAM makes between a topic and a function is judged by its default", async () => {
  const topic = ["Topic: !Ref News", "SqsSubscription: true"];
  const resources = ["News:", "  Type: AWS::SNS::Topic"];
  await checkRule(visibilityBelowTimeout, withEvent("SNS", topic, { fn: ["Timeout: 30"], resources }));
  const made = "The queue that SAM makes has a VisibilityTimeout of 30 s, below the timeout of 31 s of `Worker`";
  const message = `error: ${made}: AWS rejects the mapping; name a queue of your own in SqsSubscription`;
  await checkRule(
    visibilityBelowTimeout,
    withEvent("SNS", topic, { fn: ["Timeout: 31"], resources }).replace(
      "            SqsSubscription: true",
      marked("            SqsSubscription: true", "true", message),
    ),
  );
});

test("a queue of one's own between a topic and a function is judged", async () => {
  const topic = ["Topic: !Ref News", "SqsSubscription: { QueueArn: !GetAtt Orders.Arn, QueueUrl: !Ref Orders }"];
  const template = withEvent("SNS", topic, { fn: ["Timeout: 60"], resources: QUEUE });
  const line = marked("  Orders:", "Orders", below("30 s (the default)", 60));
  await checkRule(visibilityBelowTimeout, template.replace("  Orders:\n", `${line}\n`));
});

for (const [visibility, window, advised] of [
  [180, 0],
  [179, 0, 180],
  [185, 5],
  [180, 5, 185],
  [29, 0],
] as const) {
  test(`${visibility} s for a timeout of 30 s and a window of ${window} s is ${advised ? "little" : "no matter of advice"}`, async () => {
    const events = [...READ, `MaximumBatchingWindowInSeconds: ${window}`];
    const template = withEvent("SQS", events, {
      fn: ["Timeout: 30"],
      resources: queue(`VisibilityTimeout: ${visibility}`),
    });
    const plus = window > 0 ? ` plus its batching window (${window} s)` : "";
    const little = `VisibilityTimeout of ${visibility} s is below six times the timeout of \`Worker\` (30 s)${plus}`;
    const why = "messages that wait for a throttled function come back and are processed twice";
    const line = `      VisibilityTimeout: ${visibility}`;
    const wanted = advised
      ? marked(line, String(visibility), `information: ${little}: ${why}; set it to ${advised}`)
      : line;
    await checkRule(visibilityLt6x, template.replace(line, wanted));
    assert.deepEqual(await fixTitles(visibilityLt6x, template), advised ? [`Set VisibilityTimeout to ${advised}`] : []);
  });
}

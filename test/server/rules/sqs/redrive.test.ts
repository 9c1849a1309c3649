import { test } from "node:test";
import { sqsNoRedrive } from "../../../../server/src/rules/sqs/sqsNoRedrive.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { withEvent } from "../mapping.js";
import { marked } from "../template.js";

const READ = ["Queue: !GetAtt Orders.Arn"];
const QUEUE = ["Orders:", "  Type: AWS::SQS::Queue"];

function policy(count: string): readonly string[] {
  const redrive = ["RedrivePolicy:", "  deadLetterTargetArn: !GetAtt Lost.Arn", `  maxReceiveCount: ${count}`];
  return [...QUEUE, "  Properties:", ...redrive.map((it) => `    ${it}`)];
}

for (const [what, resources] of [
  ["a policy", policy("3")],
  ["a policy that a parameter gives", [...QUEUE, "  Properties: { RedrivePolicy: !ImportValue Policy }"]],
  [
    "a policy in some stages",
    [...QUEUE, "  Properties: { RedrivePolicy: !If [X, { maxReceiveCount: 5 }, !Ref AWS::NoValue] }"],
  ],
  ["properties that a macro may add to", [...QUEUE, "  Properties: { Fn::Transform: { Name: Defaults } }"]],
  [
    "a policy on who may send failures to it",
    [...QUEUE, "  Properties: { RedriveAllowPolicy: { redrivePermission: allowAll } }"],
  ],
  ["a name of a dead-letter queue", [...QUEUE, "  Properties: { QueueName: orders-dlq }"]],
  ["a syntax error", [...QUEUE, "  Properties: { Tags: { A"]],
  [
    "another queue's failures",
    [
      ...QUEUE,
      "First:",
      "  Type: AWS::SQS::Queue",
      "  Properties:",
      "    RedrivePolicy:",
      "      deadLetterTargetArn: !GetAtt Orders.Arn",
    ],
  ],
  [
    "another function's failures",
    [
      ...QUEUE,
      "Other:",
      "  Type: AWS::Lambda::Function",
      "  Properties:",
      "    DeadLetterConfig:",
      "      TargetArn: !GetAtt Orders.Arn",
    ],
  ],
  [
    "a rule's failures by name",
    [
      ...QUEUE,
      "Other:",
      "  Type: AWS::Events::Rule",
      "  Properties:",
      "    Targets: [{ DeadLetterConfig: { Arn: !Sub '${Orders.Arn}' } }]",
    ],
  ],
] as const) {
  test(`a queue with ${what} is allowed`, async () => {
    const head = ["Parameters:", "  Stage: { Type: String }", "Conditions:", "  X: !Equals [!Ref Stage, x]"];
    await checkRule(sqsNoRedrive, withEvent("SQS", READ, { resources, head }));
  });
}

test("a template with unknown macros may have what is not seen", async () => {
  const template = withEvent("SQS", READ, { resources: QUEUE });
  await checkRule(
    sqsNoRedrive,
    template.replace("AWS::Serverless-2016-10-31", "[AWS::Serverless-2016-10-31, Defaults]"),
  );
});

test("a queue without a policy is reported where it is declared, also when others name it", async () => {
  const lost = "a message that `Worker` cannot process is tried again until it expires, and then lost";
  const message = `warning: \`Orders\` has no dead-letter queue: ${lost}; set RedrivePolicy`;
  const sender = [
    "Sender:",
    "  Type: AWS::Lambda::Function",
    "  Properties:",
    "    Environment: { Variables: { URL: !Ref Orders } }",
  ];
  const template = withEvent("SQS", READ, { resources: [...QUEUE, ...sender] });
  await checkRule(sqsNoRedrive, template.replace("  Orders:\n", `${marked("  Orders:", "Orders", message)}\n`));
});

test("a queue that feeds no function is not looked at", async () => {
  await checkRule(sqsNoRedrive, withEvent("SQS", ["Queue: !ImportValue Orders"], { resources: QUEUE }));
});

for (const count of ["1", '"2"']) {
  test(`maxReceiveCount ${count} is few, and the fix sets what AWS advises`, async () => {
    const line = `      maxReceiveCount: ${count}`;
    const why = "a message that waits for a throttled function goes to the dead-letter queue unprocessed";
    const few = `maxReceiveCount of ${count.replaceAll('"', "")} leaves no room for retries`;
    const message = `information: ${few}: ${why}; AWS advises at least 5`;
    const template = withEvent("SQS", READ, { resources: policy(count) });
    await checkRule(sqsNoRedrive, template.replace(`  ${line}`, marked(`  ${line}`, count, message)));
    await checkFix(sqsNoRedrive, template, template.replace(line, line.replace(/\d/, "5")));
  });
}

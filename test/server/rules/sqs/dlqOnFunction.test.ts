import { test } from "node:test";
import { sqsDlqOnFunction } from "../../../../server/src/rules/sqs/sqsDlqOnFunction.js";
import { checkRule } from "../../../support/check.js";
import { withEvent, withMapping } from "../mapping.js";
import { marked } from "../template.js";

const READ = ["Queue: !GetAtt Orders.Arn"];
const RESOURCES = ["Orders:", "  Type: AWS::SQS::Queue", "Lost:", "  Type: AWS::SQS::Queue"];
const DLQ = "DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Lost.Arn }";

function message(name: string, remedy: string): string {
  const only = `${name} takes events of asynchronous invocations, and \`Worker\` only reads queues and streams`;
  return `warning: ${only}: failed messages never get there; ${remedy}`;
}

for (const [what, lines] of [
  [
    "another trigger",
    [
      "Rule:",
      "  Type: AWS::Events::Rule",
      "  Properties:",
      "    EventPattern: { source: [a] }",
      "    Targets: [{ Id: a, Arn: !GetAtt Worker.Arn }]",
    ],
  ],
  ["a permission", ["May:", "  Type: AWS::Lambda::Permission", "  Properties: { FunctionName: !Ref Worker }"]],
  [
    "a sender that knows its name",
    ["Other:", "  Type: AWS::Lambda::Function", "  Properties:", "    Environment: { Variables: { W: !Ref Worker } }"],
  ],
  [
    "a state machine",
    [
      "Flow:",
      "  Type: AWS::Serverless::StateMachine",
      "  Properties: { DefinitionSubstitutions: { W: !Sub '${Worker.Arn}:1' } }",
    ],
  ],
  ["a connector", ["Link:", "  Type: AWS::Serverless::Connector", "  Properties: { Destination: { Id: Worker } }"]],
  ["a resource that does not parse", ["Other:", "  Type: AWS::SNS::Topic", "  Properties: { A: { B"]],
] as const) {
  test(`a function that ${what} may invoke asynchronously is allowed a dead-letter queue`, async () => {
    await checkRule(sqsDlqOnFunction, withEvent("SQS", READ, { fn: [DLQ], resources: [...RESOURCES, ...lines] }));
  });
}

for (const [what, fn] of [
  ["none", []],
  [
    "one in some stages only",
    ["DeadLetterQueue: !If [X, { Type: SQS, TargetArn: !GetAtt Lost.Arn }, !Ref AWS::NoValue]"],
  ],
  ["a setting for asynchronous invocations", [DLQ, "EventInvokeConfig: { MaximumRetryAttempts: 1 }"]],
] as const) {
  test(`a function that reads a queue is allowed to have ${what}`, async () => {
    await checkRule(sqsDlqOnFunction, withEvent("SQS", READ, { fn, resources: RESOURCES }));
  });
}

test("a function that nothing in the template invokes is not judged", async () => {
  const template = withEvent("SQS", READ, { fn: [DLQ], resources: RESOURCES });
  await checkRule(sqsDlqOnFunction, template.slice(0, template.indexOf("      Events:")));
});

test("a function with an API too is not judged", async () => {
  const template = withEvent("SQS", READ, { fn: [DLQ], resources: RESOURCES });
  const api = "      Events:\n        Get:\n          Type: HttpApi\n";
  await checkRule(sqsDlqOnFunction, template.replace("      Events:\n", api));
});

/** The template with a marker below the line that begins with the property. */
function reported(template: string, name: string, text: string): string {
  const line = template.split("\n").find((it) => it.trim().startsWith(`${name}:`)) ?? "";
  return template.replace(line, marked(line, name, text));
}

test("a function that only reads a queue is reported, also when an alarm watches it", async () => {
  const dimensions = "[{ Name: FunctionName, Value: !Ref Worker }]";
  const alarm = ["Alarm:", "  Type: AWS::CloudWatch::Alarm", `  Properties: { Dimensions: ${dimensions} }`];
  const template = withEvent("SQS", READ, { fn: [DLQ], resources: [...RESOURCES, ...alarm] });
  const text = message("DeadLetterQueue", "set RedrivePolicy on the queue of event `Source`");
  await checkRule(sqsDlqOnFunction, reported(template, "DeadLetterQueue", text));
});

test("a function of plain CloudFormation that reads a stream is told of the mapping's destination", async () => {
  const fn = ["DeadLetterConfig: { TargetArn: !GetAtt Lost.Arn }"];
  const resources = [...RESOURCES, "Clicks:", "  Type: AWS::Kinesis::Stream"];
  const template = withMapping(["EventSourceArn: !GetAtt Clicks.Arn"], { fn, resources });
  const text = message("DeadLetterConfig", "set DestinationConfig.OnFailure on mapping `Mapping`");
  await checkRule(sqsDlqOnFunction, reported(template, "DeadLetterConfig", text));
});

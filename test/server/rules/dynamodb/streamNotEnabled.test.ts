import { test } from "node:test";
import { streamNotEnabled } from "../../../../server/src/rules/dynamodb/streamNotEnabled.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { withEvent, withMapping } from "../mapping.js";
import { marked } from "../template.js";

const TABLE = ["Orders:", "  Type: AWS::DynamoDB::Table"];
const ADD = "add StreamSpecification to the table";

function message(remedy: string): string {
  return `error: Table \`Orders\` has no stream: the deploy fails; ${remedy}`;
}

for (const [what, resources] of [
  ["has one", [...TABLE, "  Properties: { StreamSpecification: { StreamViewType: KEYS_ONLY } }"]],
  ["may have one", [...TABLE, "  Properties: { StreamSpecification: !ImportValue Stream }"]],
  [
    "has one in some stages",
    [...TABLE, "  Properties: { StreamSpecification: !If [A, { StreamViewType: KEYS_ONLY }, !Ref AWS::NoValue] }"],
  ],
  ["has properties that a macro may add to", [...TABLE, "  Properties: { Fn::Transform: { Name: Defaults } }"]],
  ["does not parse", [...TABLE, "  Properties: { A: { B"]],
  ["is global", ["Orders:", "  Type: AWS::DynamoDB::GlobalTable"]],
  ["is in another stack", []],
] as const) {
  test(`the stream of a table that ${what} is not missing`, async () => {
    const head = ["Parameters:", "  P: { Type: String }", "Conditions:", "  A: !Equals [!Ref P, a]"];
    await checkRule(streamNotEnabled, withEvent("DynamoDB", ["Stream: !GetAtt Orders.StreamArn"], { resources, head }));
  });
}

test("an ARN that is no attribute of the table may be that of a stream", async () => {
  await checkRule(streamNotEnabled, withEvent("DynamoDB", ["Stream: !ImportValue OrdersStream"], { resources: TABLE }));
});

test("a table without a stream is reported where its stream is read, and gets one", async () => {
  const line = marked("Stream: !GetAtt Orders.StreamArn", "!GetAtt Orders.StreamArn", message(ADD));
  await checkRule(streamNotEnabled, withEvent("DynamoDB", [line], { resources: TABLE }));
  const lines = ["Stream: !GetAtt Orders.StreamArn"];
  const stream = ["  Properties:", "    StreamSpecification:", "      StreamViewType: NEW_AND_OLD_IMAGES"];
  const fixed = withEvent("DynamoDB", lines, { resources: [...TABLE, ...stream] });
  await checkFix(streamNotEnabled, withEvent("DynamoDB", lines, { resources: TABLE }), fixed);
});

test("a mapping of plain CloudFormation is looked at too, with the attribute in a text", async () => {
  const text = '"${Orders.StreamArn}"';
  const line = marked(`EventSourceArn: !Sub ${text}`, `!Sub ${text}`, message(ADD));
  await checkRule(streamNotEnabled, withMapping([line], { resources: TABLE }));
});

test("a simple table cannot have a stream", async () => {
  const remedy = "use AWS::DynamoDB::Table with a StreamSpecification";
  const line = marked("Stream: !GetAtt Orders.StreamArn", "!GetAtt Orders.StreamArn", message(remedy));
  const resources = ["Orders:", "  Type: AWS::Serverless::SimpleTable"];
  await checkRule(streamNotEnabled, withEvent("DynamoDB", [line], { resources }));
});

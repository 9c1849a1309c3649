import assert from "node:assert/strict";
import { test } from "node:test";
import { type ExplainedFunction, explain } from "../../../server/src/features/explain.js";
import { openFixture } from "../../support/check.js";

const HEAD = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Name: { Type: String, Default: orders }
  Names: { Type: CommaDelimitedList, Default: "a,b" }
  Secret: { Type: String, Default: hunter2, NoEcho: true }
Conditions:
  IsProd: !Equals [!Ref Name, prod]
  NotProd: !Not [!Condition IsProd]
  Always: !Equals [a, a]
Resources:
`;

async function explained(properties: string, name = "template.yaml"): Promise<ExplainedFunction> {
  const text = `${HEAD}  F:\n    Type: AWS::Serverless::Function\n    Properties:\n${properties.replace(/^/gm, "      ")}\n`;
  const project = await openFixture(new Map([[name, text]]));
  const [fn] = explain(await project.analyse(), (file) => file).functions;
  assert.ok(fn);
  return fn;
}

/** How the resource of the one statement of a function is printed. */
async function resource(written: string): Promise<unknown> {
  const policy = `Policies:\n  Statement:\n    Effect: Allow\n    Action: a:b\n    Resource: ${written}`;
  const { role } = await explained(policy);
  const statements: readonly unknown[] = [...role.statements, ...role.conditionalStatements];
  const [statement] = statements as readonly { resources: unknown }[];
  return statement?.resources;
}

const printed: readonly (readonly [written: string, json: unknown])[] = [
  ["x", "x"],
  ["!Ref Name", { Ref: "Name" }],
  ["{ Ref: Name }", { Ref: "Name" }],
  ["!Ref Secret", { Ref: "Secret" }],
  ["!GetAtt Table.Arn", { "Fn::GetAtt": ["Table", "Arn"] }],
  ["!GetAtt Stack.Outputs.Arn", { "Fn::GetAtt": ["Stack", "Outputs.Arn"] }],
  ["!GetAtt [Table, Arn]", { "Fn::GetAtt": ["Table", "Arn"] }],
  ['!Sub "${Name}/x"', { "Fn::Sub": "${Name}/x" }],
  ['!Sub ["${N}/x", { N: !Ref Name }]', { "Fn::Sub": ["${N}/x", { N: { Ref: "Name" } }] }],
  ['!Join ["/", [a, !Ref Name]]', { "Fn::Join": ["/", ["a", { Ref: "Name" }]] }],
  ["!ImportValue table", { "Fn::ImportValue": "table" }],
  ["!Select [1, [a, b]]", { "Fn::Select": [1, ["a", "b"]] }],
  ["!If [NotProd, a, !Ref Name]", { "Fn::If": ["NotProd", "a", { Ref: "Name" }] }],
  ["!If [Always, a, b]", { "Fn::If": ["Always", "a", "b"] }],
  ["!FindInMap [A, B, c]", { "Fn::FindInMap": ["A", "B", "c"] }],
];

for (const [written, json] of printed) {
  test(`what AWS is handed is printed as it is written: ${written}`, async () => {
    assert.deepEqual(await resource(written), [json]);
  });
}

test("a list that a parameter gives is printed once, and one in the template item by item", async () => {
  assert.deepEqual(await resource("!Ref Names"), [{ Ref: "Names" }]);
  assert.deepEqual(await resource("[!Ref Name, !Ref Name, x]"), [{ Ref: "Name" }, { Ref: "Name" }, "x"]);
});

test("what is given to a policy template stands in its text as it is written", async () => {
  const of = async (name: string) => {
    const { role } = await explained(`Policies: [{ SQSPollerPolicy: { QueueName: ${name} } }]`);
    return (role.statements as readonly { resources: unknown }[]).flatMap((it) => it.resources);
  };
  const arn = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:";
  assert.deepEqual(await of("q"), [{ "Fn::Sub": `${arn}q` }]);
  assert.deepEqual(await of("!Ref Name"), [{ "Fn::Sub": `${arn}\${Name}` }]);
  assert.deepEqual(await of('!Sub "${Name}-${Q.QueueName}"'), [{ "Fn::Sub": `${arn}\${Name}-\${Q.QueueName}` }]);
  const parts = (hole: unknown) => [
    {
      "Fn::Join": [
        "",
        ["arn:", { Ref: "AWS::Partition" }, ":sqs:", { Ref: "AWS::Region" }, ":", { Ref: "AWS::AccountId" }, ":", hole],
      ],
    },
  ];
  assert.deepEqual(await of("!If [NotProd, a, b]"), parts({ "Fn::If": ["NotProd", "a", "b"] }));
  assert.deepEqual(await of("!ImportValue q"), parts({ "Fn::ImportValue": "q" }));
});

test("aliases are printed as what they stand for", async () => {
  const { role } = await explained(`Description: &name !Ref Name
Policies: [{ Statement: [{ Effect: Allow, Action: a:b, Resource: *name }] }]`);
  assert.deepEqual(role.statements, [
    { effect: "Allow", actions: ["a:b"], resources: [{ Ref: "Name" }], from: { kind: "inline", name: "FRolePolicy0" } },
  ]);
});

test("a few lines of aliases that stand for billions of values end soon", async () => {
  const levels = Array.from(
    { length: 12 },
    (_, i) =>
      `  L${i}: &a${i} [${Array(12)
        .fill(i === 0 ? "x" : `*a${i - 1}`)
        .join(", ")}]`,
  );
  const { role } = await explained(`Environment:\n${levels.join("\n")}
Policies: [{ Statement: [{ Effect: Allow, Action: a:b, Resource: !Join [",", *a11] }] }]`);
  assert.match(JSON.stringify(role.statements), /"Fn::Join":.*"Unknown":"too many aliases"/);
});

test("statements around which a condition stands are listed apart", async () => {
  const policy = (name: string) => `{ Statement: [{ Effect: Allow, Action: "${name}", Resource: "*" }] }`;
  const { role } = await explained(`Policies:
  - ${policy("a:a")}
  - !If [IsProd, ${policy("b:b")}, !Ref AWS::NoValue]
  - !If [Always, ${policy("c:c")}, !Ref AWS::NoValue]`);
  const actions = (its: readonly unknown[]) => its.flatMap((it) => (it as { actions: unknown }).actions);
  assert.deepEqual(actions(role.statements), ["a:a"]);
  assert.deepEqual(actions(role.conditionalStatements), ["b:b", "c:c"]);
});

test("managed policies are printed by their ARNs, and conditions with both", async () => {
  const { role } = await explained(`Policies:
  - AmazonS3FullAccess
  - !Ref Name
  - !If [NotProd, AmazonSNSFullAccess, !Ref AWS::NoValue]
  - !If [Always, AmazonSQSFullAccess, !Ref AWS::NoValue]`);
  const arn = (name: string) => `arn:aws:iam::aws:policy/${name}`;
  assert.deepEqual(role.managedPolicies, [
    arn("service-role/AWSLambdaBasicExecutionRole"),
    arn("AmazonS3FullAccess"),
    { Ref: "Name" },
    { "Fn::If": ["NotProd", arn("AmazonSNSFullAccess"), { Ref: "AWS::NoValue" }] },
    { "Fn::If": ["Always", arn("AmazonSQSFullAccess"), { Ref: "AWS::NoValue" }] },
  ]);
});

test("events print as what they are made into", async () => {
  const fn = await explained(`AutoPublishAlias: live
FunctionUrlConfig: { AuthType: NONE }
EventInvokeConfig: { MaximumRetryAttempts: 1 }
Events:
  Queue: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn, BatchSize: !Ref Name } }
  Topic: { Type: SNS, Properties: { Topic: !Ref T } }`);
  const target = { Ref: "FAliaslive" };
  assert.deepEqual(fn.eventSourceMappings, [
    { id: "FQueue", FunctionName: target, BatchSize: { Ref: "Name" }, EventSourceArn: { "Fn::GetAtt": ["Q", "Arn"] } },
  ]);
  assert.deepEqual(fn.permissions.map((it) => (it as { id: string }).id).sort(), [
    "FTopicPermission",
    "FURLInvokeAllowPublicAccess",
    "FUrlPublicPermissions",
  ]);
  assert.equal(fn.alias, "live");
  assert.equal((fn.url as { AuthType: string }).AuthType, "NONE");
  assert.equal((fn.invokeConfig as { MaximumRetryAttempts: number }).MaximumRetryAttempts, 1);
  assert.deepEqual(fn.triggers.slice(0, 1), [{ kind: "sqs", id: "Queue", source: { "Fn::GetAtt": ["Q", "Arn"] } }]);
});

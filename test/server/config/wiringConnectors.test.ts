import assert from "node:assert/strict";
import { test } from "node:test";
import { connectors, connectorsSource, connectorType } from "../../../server/src/data/samConnectors.js";
import { short, wired, wiring } from "./showWiring.js";

/** A template with the SAM function `F`, the function `G` with a role of the template, and other resources. */
function connected(resources: string, extra = ""): string {
  return `Transform: AWS::Serverless-2016-10-31
Conditions: { C: !Equals [!Ref AWS::Region, x] }
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { Events: { Tick: { Type: Schedule, Properties: { Schedule: rate(1 day) } } } }
${extra.replaceAll(/^(?=.)/gm, "    ")}
  G: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt R.Arn } }
  H: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt R.Arn } }
  R: { Type: AWS::IAM::Role, Properties: { RoleName: worker } }
  T: { Type: AWS::Serverless::SimpleTable }
  Q: { Type: AWS::SQS::Queue }
  B: { Type: AWS::S3::Bucket }
  N: { Type: AWS::SNS::Topic }
${resources.replaceAll(/^(?=.)/gm, "  ")}
`;
}

/** The resource `K`, a connector. */
function connector(source: string, destination: string, permissions: string, more = ""): string {
  return `K: { Type: AWS::Serverless::Connector${more}, Properties: { Source: ${source}, Destination: ${destination}, Permissions: ${permissions} } }`;
}

/** What connectors give to a function. */
function given(text: string, id = "F"): readonly string[] {
  return wired(text, id).filter((it) => !it.startsWith("FTick"));
}

test("a connector gives its statements to the role that SAM makes", () => {
  assert.deepEqual(given(connected(connector("{ Id: F }", "{ Id: N }", "[Write]"))), [
    "connector K: sns:Publish on <N>",
  ]);
});

test("a connector from a function says who needs which part of a resource", () => {
  const [read, ...others] = given(connected(connector("{ Id: F }", "{ Id: B }", "[Read]")));
  assert.match(read ?? "", /^connector K: s3:GetObject .* on <B\.Arn>, <B\.Arn> \+ "\/\*"$/);
  assert.deepEqual(others, []);
  assert.match(
    given(connected(connector("{ Id: F }", "{ Id: T }", "[Write]")))[0] ?? "",
    / on <T\.Arn>, <T\.Arn> \+ "\/index\/\*"$/,
  );
});

test("a permission that is named twice counts once", () => {
  assert.equal(given(connected(connector("{ Id: F }", "{ Id: B }", "[Read, Write, Read]"))).length, 2);
});

test("a policy on a role is for every function with that role", () => {
  const text = connected(connector("{ Id: G }", "{ Id: N }", "[Write]"));
  assert.deepEqual(
    ["F", "G", "H"].map((it) => given(text, it).length),
    [0, 1, 1],
  );
});

test("a role may be named", () => {
  for (const role of ["!Ref R", "worker"]) {
    const source = `{ Type: AWS::Lambda::Function, RoleName: ${role} }`;
    const text = connected(connector(source, "{ Type: AWS::SNS::Topic, Arn: a }", "[Write]"));
    assert.deepEqual(given(text, "H"), ['connector K: sns:Publish on "a"'], role);
  }
});

test("what a function polls is granted to the function at the other end", () => {
  const table = "Table: { Type: AWS::DynamoDB::Table }";
  assert.deepEqual(given(connected(`${table}\n${connector("{ Id: Table }", "{ Id: F }", "[Read]")}`)), [
    'connector K: dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams on <Table.Arn> + "/stream/*"',
  ]);
  assert.equal(given(connected(connector("{ Id: Q }", "{ Id: F }", "[Read, Write]"))).length, 2);
});

test("a queue is connected to a function for reading and writing together only", () => {
  for (const permissions of ["[Read]", "[Write]"]) {
    assert.deepEqual(given(connected(connector("{ Id: Q }", "{ Id: F }", permissions))), [], permissions);
  }
});

/** Of each source that calls functions. */
const CALLERS: readonly (readonly [source: string, wanted: string, resource?: string])[] = [
  ["{ Id: N }", "sns.amazonaws.com call <F.Arn> from <N>"],
  ["{ Id: B }", "s3.amazonaws.com call <F.Arn> from <B.Arn> account <AWS::AccountId>"],
  ["{ Id: Rule }", "events.amazonaws.com call <F.Arn> from <Rule.Arn>", "Rule: { Type: AWS::Events::Rule }"],
  ["{ Id: FTick }", "events.amazonaws.com call <F.Arn> from <FTick.Arn>"],
  [
    "{ Id: A }",
    'apigateway.amazonaws.com call <F.Arn> from "execute-api:" + <A> + "/*"',
    "A: { Type: AWS::Serverless::Api }",
  ],
  [
    "{ Id: A, Qualifier: Prod/GET/x }",
    'apigateway.amazonaws.com call <F.Arn> from "execute-api:" + <A> + "/Prod/GET/x"',
    "A: { Type: AWS::Serverless::HttpApi }",
  ],
  [
    "{ Id: A }",
    'appsync.amazonaws.com call <F.Arn> from "appsync:apis/" + <A.ApiId>',
    "A: { Type: AWS::AppSync::GraphQLApi }",
  ],
  ["{ Type: AWS::Events::Rule, Arn: !Ref X }", "events.amazonaws.com call <F.Arn> from <X>"],
];

for (const [source, wanted, resource = ""] of CALLERS) {
  test(`a connector from ${source} lets ${wanted}${resource && `, with ${resource}`}`, () => {
    const text = connected(`${resource}\n${connector(source, "{ Id: F }", "[Write]")}`);
    assert.deepEqual(given(text), [`KWriteLambdaPermission lets ${wanted}`]);
  });
}

test("a connector may name a function by its ARN, and several at once", () => {
  const byArn = connected(connector("{ Id: N }", "{ Type: AWS::Lambda::Function, Arn: !GetAtt F.Arn }", "[Write]"));
  assert.deepEqual(given(byArn), ["KWriteLambdaPermission lets sns.amazonaws.com call <F.Arn> from <N>"]);
  const many = connected(connector("{ Id: N }", "[{ Id: G }, { Id: F }]", "[Write]"));
  assert.deepEqual(given(many), ["KWriteLambdaPermissionDestination1 lets sns.amazonaws.com call <F.Arn> from <N>"]);
});

test("a connector within its source is read with its own reference to it", () => {
  const text = connected(
    "",
    `Connectors:
  Mine: { Properties: { Destination: { Id: N }, Permissions: [Write] } }
  ToG: { Properties: { Destination: [{ Id: G }], Permissions: [Write] } }`,
  );
  assert.deepEqual(given(text), [
    "connector FMine: sns:Publish on <N>",
    "connector FToG: lambda:InvokeAsync lambda:InvokeFunction on <G.Arn>",
  ]);
  const api = `A:
  Type: AWS::Serverless::Api
  Connectors:
    C: { Properties: { SourceReference: { Qualifier: v1/GET/a }, Destination: { Id: F }, Permissions: [Write] } }`;
  assert.deepEqual(given(connected(api)), [
    'ACWriteLambdaPermission lets apigateway.amazonaws.com call <F.Arn> from "execute-api:" + <A> + "/v1/GET/a"',
  ]);
});

test("a connector under a condition gives under that condition", () => {
  assert.deepEqual(given(connected(connector("{ Id: F }", "{ Id: N }", "[Write]", ", Condition: C"))), [
    "connector K: sns:Publish on <N> if C",
  ]);
  assert.deepEqual(given(connected(connector("{ Id: N }", "{ Id: F }", "[Write]", ", Condition: C"))), [
    "KWriteLambdaPermission lets sns.amazonaws.com call <F.Arn> from <N> if C",
  ]);
});

test("a connector that is half typed or refused gives nothing", () => {
  const broken = [
    "K: { Type: AWS::Serverless::Connector }",
    "K: { Type: AWS::Serverless::Connector, Properties: [] }",
    connector("{ Id: F }", "", "[Write]"),
    connector("{ Id: F }", "{ Id: }", "[Write]"),
    connector("{ Id: F }", "[N]", "[Write]"),
    connector("{ Id: F }", "{ Id: N }", ""),
    connector("{ Id: F }", "{ Id: N }", "Write"),
    connector("{ Id: F }", "{ Id: N }", "[]"),
    connector("{ Id: F }", "{ Id: N }", "[Read]"),
    connector("{ Id: F }", "{ Id: N }", "[Write, constructor]"),
    connector("{ Id: F }", "{ Id: Nothing }", "[Write]"),
    connector("{ Id: F }", "{ Id: R }", "[Write]"),
    connector("{ Id: !Ref F }", "{ Id: N }", "[Write]"),
    connector("{ Id: F }", "{ Type: AWS::SNS::Topic }", "[Write]"),
    connector("{ Type: AWS::Lambda::Function }", "{ Id: N }", "[Write]"),
    connector("{ Id: Q }", "{ Id: N }", "[Write]"),
    connector("{ Id: N }", "{ Id: Q }", "[Write]"),
  ];
  for (const it of broken) {
    for (const id of ["F", "G", "H"]) assert.deepEqual(given(connected(it), id), [], it);
  }
  for (const it of ["Connectors:", "Connectors: [A]", "Connectors: { A: }", "Connectors: { A: { Properties: x } }"]) {
    assert.deepEqual(given(connected("", it)), [], it);
  }
});

test("a connector to a role that is not the template's gives to no role of it", () => {
  const text = `Parameters: { P: { Type: String, Default: "arn:aws:iam::1:role/x" } }
${connected(connector("{ Id: F }", "{ Id: N }", "[Write]")).replace("Properties: { Events", "Properties: { Role: !Ref P, Events")}`;
  assert.deepEqual(wiring(text).connectorGrants.statements, []);
});

test("every pair of the table that concerns functions is filled in", () => {
  for (const pair of connectors) {
    if (!("permissions" in pair)) continue;
    const isOurs = [pair.source, pair.destination].includes("AWS::Lambda::Function");
    if (!isOurs) continue;
    const categories = `[${Object.keys(pair.permissions).join()}]`;
    const end = (type: string, id: string) => (type === "AWS::Lambda::Function" ? "F" : id);
    const text = connected(
      `S: { Type: ${pair.source}, Properties: { RoleArn: !GetAtt R.Arn, ServiceRoleArn: !GetAtt R.Arn } }
D: { Type: ${pair.destination} }
${connector(`{ Id: ${end(pair.source, "S")} }`, `{ Id: ${end(pair.destination, "D")} }`, categories)}`,
    );
    const all = ["F", "H"].flatMap((it) => given(text, it));
    assert.ok(all.length > 0, `${pair.source} to ${pair.destination}`);
    assert.ok(!all.join().includes("?") && !all.join().includes("$"), all.join());
  }
});

test("the table names each resource that it connects, and the day on which it was read", () => {
  assert.deepEqual(connectorType("AWS::SNS::Topic"), { arn: "${id}" });
  assert.deepEqual(connectorType("AWS::Unknown::Type"), {});
  const types = new Set(connectors.flatMap((it) => [it.source, it.destination]));
  for (const it of types) assert.ok(connectorType(it).arn, it);
  assert.match(connectorsSource.date, /^\d{4}-\d\d-\d\d$/);
});

test("where a connector stands is where its grants come from", () => {
  const { statements } = wiring(connected(connector("{ Id: F }", "{ Id: N }", "[Write]"))).connectorGrants;
  assert.deepEqual(
    statements.map((it) => [it.from.kind, it.from.name, it.from.place?.chunk, short(it.effect)]),
    [["connector", "K", "Resources/K", '"Allow"']],
  );
});

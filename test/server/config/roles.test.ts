import assert from "node:assert/strict";
import { test } from "node:test";
import type { PolicyStatement, Role } from "../../../server/src/model/role.js";
import type { Guard } from "../../../server/src/model/value.js";
import { read, show } from "./show.js";

const HEAD = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Name: { Type: String, Default: orders }
  Names: { Type: CommaDelimitedList, Default: "a,b" }
  Given: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Given, prod]
  Always: !Equals [a, a]
Resources:
`;

const BASIC = "AWSLambdaBasicExecutionRole";
const ROLE = "Type: AWS::IAM::Role";

/** A SAM function `F` with these properties, and other resources. */
function sam(properties: string, resources = ""): string {
  const body = properties === "" ? "" : `    Properties:\n${indented(properties, 6)}`;
  return `${HEAD}  F:\n    Type: AWS::Serverless::Function\n${body}${indented(resources, 2)}`;
}

function indented(text: string, by: number): string {
  return text === "" ? "" : `${text.replace(/^(?=.)/gm, " ".repeat(by))}\n`;
}

function roleOf(text: string, id = "F"): Role {
  const role = read(text).template.expansions.get(id)?.role;
  assert.ok(role);
  return role;
}

/** The managed policies by name, or as they are. */
function managed(role: Role): readonly string[] {
  return role.managedPolicies.map((it) =>
    show(it.value).replace(/"arn:aws:iam::aws:policy\/(?:[^"]*\/)?([^"]+)"/g, "$1"),
  );
}

/** A statement in one line: `if IsProd: Allow a:b on "*" from inline FRolePolicy0`. */
function line(statement: PolicyStatement): string {
  const { effect, actions, resources, notActions, notResources, condition, from, guards } = statement;
  const all = (values: readonly Parameters<typeof show>[0][]) => values.map(show).join(" ").replaceAll('"', "");
  return [
    ...(guards.length > 0 ? [`if ${guards.map(guard).join(" and ")}:`] : []),
    all([effect]),
    ...(notActions.length > 0 ? [`all but ${all(notActions)}`] : [all(actions)]),
    "on",
    ...(notResources.length > 0 ? [`all but ${all(notResources)}`] : [all(resources)]),
    ...(condition.kind === "absent" ? [] : ["conditionally"]),
    `from ${from.kind} ${from.name}`,
  ].join(" ");
}

function guard({ condition, holds }: Guard): string {
  return holds ? condition : `!${condition}`;
}

function statements(role: Role): readonly string[] {
  return role.statements.map(line);
}

test("a function without a role gets one of its own, with the basic policy", () => {
  const { kind, id, unseen, boundary, trust, ...role } = roleOf(sam(""));
  assert.deepEqual([kind, id, unseen, boundary.kind, trust.kind], ["generated", "FRole", [], "absent", "absent"]);
  assert.deepEqual(managed({ kind, unseen, boundary, trust, ...role }), [BASIC]);
});

test("the boundary and the trust of a generated role are those of the function", () => {
  const role = roleOf(sam("PermissionsBoundary: !Ref Given\nAssumeRolePolicyDocument: { Statement: [] }"));
  assert.equal(role.boundary.kind, "unknown");
  assert.equal(show(role.trust), "{Statement: []}");
});

const features: readonly (readonly [properties: string, ...expected: string[]])[] = [
  ["DurableConfig: { ExecutionTimeout: 1 }", "AWSLambdaBasicDurableExecutionRolePolicy"],
  ["DurableConfig: {}", BASIC],
  ["Tracing: Active", BASIC, "AWSXrayWriteOnlyAccess"],
  ["Tracing: PassThrough", BASIC, "AWSXrayWriteOnlyAccess"],
  ["Tracing: Disabled", BASIC],
  ['Tracing: ""', BASIC],
  ["Tracing: !If [IsProd, Active, Disabled]", BASIC, "AWSXrayWriteOnlyAccess"],
  ["Tracing: !If [Always, Disabled, Active]", BASIC, "AWSXrayWriteOnlyAccess"],
  ["Tracing: !Ref AWS::NoValue", BASIC, "AWSXrayWriteOnlyAccess"],
  ["VpcConfig: { SubnetIds: [a] }", BASIC, "AWSLambdaVPCAccessExecutionRole"],
  ["VpcConfig: !Ref AWS::NoValue", BASIC, "AWSLambdaVPCAccessExecutionRole"],
  ["VpcConfig: {}", BASIC],
  ["VpcConfig:", BASIC],
  [
    "Tracing: Active\nVpcConfig: { a: b }\nPolicies: X",
    BASIC,
    "AWSXrayWriteOnlyAccess",
    "AWSLambdaVPCAccessExecutionRole",
    '"X"',
  ],
];

for (const [properties, ...expected] of features) {
  test(`SAM gives ${expected.join(", ")} to a function with \`${properties.replaceAll("\n", "; ")}\``, () => {
    assert.deepEqual(managed(roleOf(sam(properties))), expected);
  });
}

test("a managed policy is known by its name, by its ARN in any partition, and listed once", () => {
  const role = roleOf(
    sam(`Policies:
  - AmazonS3FullAccess
  - ${BASIC}
  - AmazonS3FullAccess
  - arn:aws-cn:iam::aws:policy/AmazonSQSFullAccess
  - !Sub "arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaRole"`),
  );
  assert.deepEqual(role.unseen, []);
  assert.deepEqual(managed(role), [
    BASIC,
    "AmazonS3FullAccess",
    '"arn:aws-cn:iam::aws:policy/AmazonSQSFullAccess"',
    '"arn:" + <AWS::Partition> + ":iam::aws:policy/service-role/AWSLambdaRole"',
  ]);
});

const unknownPolicies: readonly (readonly [policies: string, reason: string])[] = [
  ["AmazonS3FullAcces", "the managed policy AmazonS3FullAcces is not known here"],
  ["service-role/AWSLambdaRole", "the managed policy service-role/AWSLambdaRole is not known here"],
  [
    "arn:aws:iam::aws:policy/AWSLambdaRole",
    "the managed policy arn:aws:iam::aws:policy/AWSLambdaRole is not known here",
  ],
  [
    '!Sub "arn:aws:iam::${AWS::AccountId}:policy/own"',
    "the managed policy arn:aws:iam::${AWS::AccountId}:policy/own is not known here",
  ],
  ["!Ref Given", "a managed policy is not known: Given has no default"],
  ["!ImportValue x", "a managed policy is not known: Fn::ImportValue"],
  ["!Ref Elsewhere", "the managed policy that Elsewhere gives is not known here"],
  ["[12]", "entry 1 of Policies is no policy that SAM knows"],
  ["[{ Effect: Allow, Action: a, Resource: b }]", "entry 1 of Policies is no policy that SAM knows"],
  ["[{ SQSPollerPolic: { QueueName: q } }]", "entry 1 of Policies is no policy that SAM knows"],
  [
    "[{ SQSPollerPolicy: { QueueName: q }, S3ReadPolicy: { BucketName: b } }]",
    "entry 1 of Policies is no policy that SAM knows",
  ],
  ["[{ SQSPollerPolicy: { Queue: q } }]", "the policy template SQSPollerPolicy lacks QueueName"],
  ["[{ SQSPollerPolicy: }]", "the policy template SQSPollerPolicy has no map of parameters"],
  ["[{ Statement: [a] }]", "the policy FRolePolicy0 is not all known: it is not written as a policy"],
  ["[{ Statement: !Ref Given }]", "the policy FRolePolicy0 is not all known: Given has no default"],
  [
    "[{ Statement: [{ Fn::Transform: { Name: AWS::Include }, Effect: Allow }] }]",
    "the policy FRolePolicy0 is not all known: Fn::Transform",
  ],
];

for (const [policies, reason] of unknownPolicies) {
  test(`the role is not complete with \`Policies: ${policies}\``, () => {
    assert.deepEqual(roleOf(sam(`Policies: ${policies}`)).unseen, [reason]);
  });
}

test("a policy is one statement or a list, and names stand in order", () => {
  const role = roleOf(
    sam(`Policies:
  - Statement: { Effect: Deny, NotAction: "s3:*", NotResource: [a, !Ref Name] }
  - AmazonS3FullAccess
  - Version: "2012-10-17"
    Statement:
      - { Effect: Allow, Action: [a:b, c:d], Resource: !GetAtt Table.Arn, Condition: { Bool: { x: true } } }`),
  );
  assert.deepEqual(role.unseen, []);
  assert.deepEqual(statements(role), [
    "Deny all but s3:* on all but a orders from inline FRolePolicy0",
    "Allow a:b c:d on <Table.Arn> conditionally from inline FRolePolicy2",
  ]);
});

test("a single policy needs no list", () => {
  assert.deepEqual(managed(roleOf(sam("Policies: AmazonS3FullAccess"))), [BASIC, "AmazonS3FullAccess"]);
  const inline = roleOf(sam("Policies: { Statement: [{ Effect: Allow, Action: a:b, Resource: '*' }] }"));
  assert.deepEqual(statements(inline), ["Allow a:b on * from inline FRolePolicy0"]);
  const template = roleOf(sam("Policies: { CloudWatchPutMetricPolicy: {} }"));
  assert.deepEqual(statements(template), [
    "Allow cloudwatch:PutMetricData on * from policy-template CloudWatchPutMetricPolicy",
  ]);
});

test("the parameters of a policy template stand in its resources", () => {
  const policy = (name: string) => `Policies: [{ SQSPollerPolicy: { QueueName: ${name}, Other: x } }]`;
  const arn = (name: string) => [`arn: + <AWS::Partition> + :sqs: + <AWS::Region> + : + <AWS::AccountId> + ${name}`];
  const resources = (name: string) =>
    roleOf(sam(policy(name))).statements.map((it) => it.resources.map(show).join(" ").replaceAll('"', ""));
  assert.deepEqual(resources("!GetAtt Queue.QueueName"), arn(": + <Queue.QueueName>"));
  assert.deepEqual(resources("!Ref Name"), arn(":orders"));
  assert.match(resources("!If [IsProd, a, b]").join(), /^\(IsProd: arn: .* :a \| !IsProd: arn: .* :b\)$/);
});

test("a statement that SAM writes has no place, and its policy has one", () => {
  const text = sam("Policies: [{ SQSPollerPolicy: { QueueName: q } }]");
  const [statement] = roleOf(text).statements;
  assert.equal(statement?.place, undefined);
  const { offsets } = read(text);
  const start = (offsets.get(statement?.from.place?.chunk ?? "") ?? 0) + (statement?.from.place?.start ?? 0);
  assert.equal(text.slice(start, start + 15), "SQSPollerPolicy");
});

test("a policy under a condition carries it, also where it is decided", () => {
  const role = roleOf(
    sam(`Policies:
  - !If [IsProd, { SNSPublishMessagePolicy: { TopicName: t } }, !Ref AWS::NoValue]
  - !If [IsProd, !Ref AWS::NoValue, { Statement: [{ Effect: Allow, Action: a:b, Resource: "*" }] }]
  - !If [Always, { Statement: [{ Effect: Allow, Action: c:d, Resource: "*" }] }, !Ref AWS::NoValue]
  - Statement: [!If [IsProd, { Effect: Allow, Action: e:f, Resource: "*" }, !Ref AWS::NoValue]]
  - !If [IsProd, AmazonS3FullAccess, AmazonS3ReadOnlyAccess]`),
  );
  assert.deepEqual(
    statements(role).map((it) => it.replace(/ on .* from/, " from")),
    [
      "if IsProd: Allow sns:Publish from policy-template SNSPublishMessagePolicy",
      "if !IsProd: Allow a:b from inline FRolePolicy1",
      "Allow c:d from inline FRolePolicy2",
      "if IsProd: Allow e:f from inline FRolePolicy3",
    ],
  );
  assert.deepEqual(
    role.statements.map((it) => it.conditional),
    [true, true, true, true],
  );
  assert.deepEqual(managed(role), [BASIC, "(IsProd: AmazonS3FullAccess | !IsProd: AmazonS3ReadOnlyAccess)"]);
  assert.deepEqual(role.unseen, []);
});

test("a list that a parameter gives is one managed policy to SAM, which nobody knows", () => {
  const role = roleOf(sam("Policies: !Ref Names"));
  assert.deepEqual(role.unseen, ["the managed policy a is not known here", "the managed policy b is not known here"]);
});

test("the dead-letter queue of a function may be sent to", () => {
  const of = (queue: string) => statements(roleOf(sam(`DeadLetterQueue: ${queue}`)));
  assert.deepEqual(of("{ Type: SQS, TargetArn: !GetAtt Q.Arn }"), [
    "Allow sqs:SendMessage on <Q.Arn> from feature DeadLetterQueue",
  ]);
  assert.deepEqual(of("{ Type: SNS, TargetArn: !Ref T }"), ["Allow sns:Publish on <T> from feature DeadLetterQueue"]);
  assert.deepEqual(of("{ Type: sqs, TargetArn: x }"), []);
  assert.deepEqual(of("{ Type: SQS }"), []);
  assert.deepEqual(of("x"), []);
});

test("destinations of asynchronous invocations may be sent to, also those that SAM makes", () => {
  const of = (destinations: string) =>
    statements(roleOf(sam(`EventInvokeConfig: { DestinationConfig: ${destinations} }`))).map((it) =>
      it.replace(" from feature EventInvokeConfig", ""),
    );
  assert.deepEqual(of("{ OnSuccess: { Type: SQS }, OnFailure: { Type: SNS } }"), [
    "Allow sqs:SendMessage on <FEventInvokeConfigOnSuccessQueue.Arn>",
    "Allow sns:publish on <FEventInvokeConfigOnFailureTopic>",
  ]);
  assert.deepEqual(of("{ OnSuccess: { Type: EventBridge, Destination: !Ref Name } }"), [
    "Allow events:PutEvents on orders",
  ]);
  assert.deepEqual(of("{ OnFailure: { Type: Lambda, Destination: !GetAtt G.Arn } }"), [
    "Allow lambda:InvokeFunction on <G.Arn>",
  ]);
  assert.deepEqual(of("{ OnFailure: { Type: S3Bucket, Destination: !GetAtt B.Arn } }"), [
    "Allow s3:PutObject on <B.Arn> + /*",
    "Allow s3:ListBucket on <B.Arn>",
  ]);
  assert.deepEqual(of("{ OnFailure: { Type: SQS, Destination: !If [IsProd, x, !Ref AWS::NoValue] } }"), [
    "Allow sqs:SendMessage on (IsProd: x | !IsProd: <FEventInvokeConfigOnFailureQueue.Arn>)",
  ]);
  assert.deepEqual(of("{ OnFailure: { Type: Kafka, Destination: x } }"), []);
  assert.deepEqual(of("{ OnFailure: { Destination: x } }"), []);
  assert.deepEqual(of("{ OnFailure: { Type: EventBridge } }"), []);
  assert.deepEqual(of("x"), []);
});

const DECLARED = `R:
  ${ROLE}
  Properties:
    AssumeRolePolicyDocument: { Statement: [] }
    PermissionsBoundary: b
    RoleName: my-role
    ManagedPolicyArns: [!Ref MP, arn:aws:iam::aws:policy/AmazonS3FullAccess]
    Policies:
      - { PolicyName: one, PolicyDocument: { Statement: { Effect: Allow, Action: a:b, Resource: "*" } } }
      - !If [IsProd, { PolicyName: two, PolicyDocument: { Statement: [{ Effect: Allow, Action: c:d, Resource: "*" }] } }, !Ref AWS::NoValue]
MP:
  Type: AWS::IAM::ManagedPolicy
  Properties: { PolicyDocument: { Statement: { Effect: Allow, Action: m:p, Resource: "*" } } }`;

const OF_DECLARED = [
  "Allow m:p on * from attached MP",
  "Allow a:b on * from inline one",
  "if IsProd: Allow c:d on * from inline two",
];

for (const role of [
  "!GetAtt R.Arn",
  '!Sub "${R.Arn}"',
  "!Ref R",
  '!Sub "arn:aws:iam::${AWS::AccountId}:role/${R}"',
  "arn:aws:iam::123456789012:role/my-role",
]) {
  test(`\`Role: ${role}\` is the role that the template declares, and Policies count for nothing`, () => {
    const res = roleOf(sam(`Role: ${role}\nPolicies: AmazonSQSFullAccess\nTracing: Active`, DECLARED));
    assert.deepEqual([res.kind, res.id, res.unseen], ["declared", "R", []]);
    assert.deepEqual(managed(res), ["<MP>", "AmazonS3FullAccess"]);
    assert.deepEqual(statements(res), OF_DECLARED);
    assert.deepEqual([show(res.boundary), show(res.trust)], ['"b"', "{Statement: []}"]);
  });
}

test("policies are attached to a role from their side too", () => {
  const policy = (id: string, type: string, roles: string) =>
    `${id}:\n  Type: AWS::IAM::${type}\n  Properties: { ${roles}, PolicyDocument: { Statement: { Effect: Allow, Action: "x:${id}", Resource: "*" } } }`;
  const resources = [
    `R:\n  ${ROLE}\n  Properties: { RoleName: my-role }`,
    policy("A", "Policy", "Roles: [!Ref R, other]"),
    policy("B", "ManagedPolicy", "Roles: [my-role]"),
    policy("C", "RolePolicy", "RoleName: !Ref R"),
    policy("D", "Policy", "Roles: [!Ref Other]"),
    policy("E", "Policy", "Roles: [!If [IsProd, !Ref R, !Ref AWS::NoValue]]"),
    policy("G", "Policy", "Groups: [!Ref R]"),
    `${policy("H", "Policy", "Roles: [!Ref R]")}\n  Condition: IsProd`,
  ].join("\n");
  const role = roleOf(sam("Role: !GetAtt R.Arn", resources));
  assert.deepEqual(statements(role), [
    "Allow x:A on * from attached A",
    "Allow x:B on * from attached B",
    "Allow x:C on * from attached C",
    "if IsProd: Allow x:E on * from attached E",
    "if IsProd: Allow x:H on * from attached H",
  ]);
  assert.deepEqual(role.unseen, []);
  const generated = roleOf(sam("", policy("A", "Policy", "Roles: [!Ref FRole]")));
  assert.deepEqual(statements(generated), ["Allow x:A on * from attached A"]);
});

test("a policy whose roles are not known may be attached to any", () => {
  const resources = `A:\n  Type: AWS::IAM::Policy\n  Properties: { Roles: [!Ref Given], PolicyDocument: { Statement: [] } }`;
  const reason = "the policy A may be attached to it: what it names is not known";
  assert.deepEqual(roleOf(sam("", resources)).unseen, [reason]);
});

const external: readonly (readonly [role: string, reason: string])[] = [
  ["arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:role/x"],
  ["!Ref Name", "the parameter Name names it"],
  ["!Ref Given", "Given has no default"],
  ["!ImportValue role", "Fn::ImportValue"],
  ["!Ref AWS::NoValue", "AWS::NoValue gives none"],
  ["!GetAtt Nowhere.Arn", "nothing here is called Nowhere"],
  ["!GetAtt T.Arn", "T is an AWS::SNS::Topic"],
  ['!Sub "arn:aws:iam::${AWS::AccountId}:role/x"', "arn:aws:iam::${AWS::AccountId}:role/x"],
];

for (const [role, reason] of external) {
  test(`\`Role: ${role}\` is not in the template, and it says why`, () => {
    const res = roleOf(sam(`Role: ${role}\nPolicies: AmazonS3FullAccess`, "T: { Type: AWS::SNS::Topic }"));
    assert.deepEqual([res.kind, res.id, managed(res), res.statements], ["external", undefined, [], []]);
    assert.deepEqual(res.unseen, [`the role is not in this template: ${reason}`]);
  });
}

test("a role under a condition is both, each under its condition", () => {
  const role = roleOf(
    sam("Role: !If [IsProd, !GetAtt R.Arn, !Ref AWS::NoValue]\nPolicies: AmazonSQSFullAccess", DECLARED),
  );
  assert.deepEqual([role.kind, role.id], ["generated", "FRole"]);
  assert.deepEqual(
    statements(role),
    OF_DECLARED.map((it) => (it.startsWith("if") ? it.replace("if", "if IsProd and") : `if IsProd: ${it}`)),
  );
  const underGuards = role.managedPolicies.map((it, i) => `${it.guards.map(guard)} ${managed(role)[i]}`);
  assert.deepEqual(underGuards, [
    "IsProd <MP>",
    "IsProd AmazonS3FullAccess",
    `!IsProd ${BASIC}`,
    "!IsProd AmazonSQSFullAccess",
  ]);
  const half = roleOf(sam("Role: !If [IsProd, !Ref Given, !GetAtt R.Arn]", DECLARED));
  assert.deepEqual([half.kind, half.unseen], ["declared", ["the role is not in this template: Given has no default"]]);
  const decided = roleOf(sam("Role: !If [Always, !Ref AWS::NoValue, !GetAtt R.Arn]", DECLARED));
  assert.deepEqual([decided.kind, managed(decided)], ["generated", [BASIC]]);
});

test("what events and connectors add is a part of the role, policies of AWS once", () => {
  const properties = `Policies: AWSLambdaSQSQueueExecutionRole
Events:
  Q: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn } }
  D: { Type: DynamoDB, Properties: { Stream: !GetAtt T.StreamArn, StartingPosition: LATEST } }`;
  const connector = `K:
  Type: AWS::Serverless::Connector
  Properties: { Source: { Id: F }, Destination: { Id: Q }, Permissions: [Write] }`;
  const queue = "Q: { Type: AWS::SQS::Queue }";
  const role = roleOf(sam(properties, `${queue}\n${connector}`));
  assert.deepEqual(managed(role), [BASIC, "AWSLambdaSQSQueueExecutionRole", "AWSLambdaDynamoDBExecutionRole"]);
  assert.deepEqual(
    [role.unseen, statements(role).map((it) => it.replace(/.* from/, "from"))],
    [[], ["from connector K"]],
  );
  const given = roleOf(sam(`Role: !GetAtt R.Arn\n${properties}`, `${queue}\n${connector}\nR: { ${ROLE} }`));
  assert.deepEqual([given.kind, managed(given), given.statements.length], ["declared", [], 1]);
});

test("a function can use the role that SAM makes for another", () => {
  const other = "G:\n  Type: AWS::Serverless::Function\n  Properties: { Policies: AmazonS3FullAccess }";
  const role = roleOf(sam("Role: !GetAtt GRole.Arn", other));
  assert.deepEqual([role.kind, role.id, managed(role)], ["generated", "GRole", [BASIC, "AmazonS3FullAccess"]]);
});

test("functions in a circle of roles have none", () => {
  const role = roleOf(
    sam("Role: !GetAtt GRole.Arn", "G:\n  Type: AWS::Serverless::Function\n  Properties: { Role: !GetAtt FRole.Arn }"),
  );
  assert.deepEqual(
    [role.kind, role.unseen],
    ["external", ["the role is not in this template: nothing here is called GRole"]],
  );
});

test("CloudFormation's functions get no role and no policies from SAM", () => {
  const fn = (role: string) =>
    `Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: { Tracing: Active, Policies: X${role} }\n`;
  const none = roleOf(fn(""));
  assert.deepEqual(
    [none.kind, none.unseen, managed(none)],
    ["external", ["the role is not in this template: none is given"], []],
  );
  const some = roleOf(
    `${fn(", Role: !GetAtt R.Arn")}  R:\n    ${ROLE}\n    Properties: { ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonS3FullAccess] }\n`,
  );
  assert.deepEqual([some.kind, some.unseen, managed(some)], ["declared", [], ["AmazonS3FullAccess"]]);
});

test("an unknown macro may add to any role", () => {
  const role = roleOf(
    sam("").replace("Transform: AWS::Serverless-2016-10-31", "Transform: [AWS::Serverless-2016-10-31, Mine]"),
  );
  assert.deepEqual(role.unseen, ["resources may be missing that add to it: the macro Mine"]);
});

test("a role or function that does not parse is not complete", () => {
  assert.deepEqual(roleOf(sam("Policies: [")).unseen.slice(-1), ["the function does not parse"]);
  const role = roleOf(sam("Role: !GetAtt R.Arn", `R:\n  ${ROLE}\n  Properties:\n    Policies: [`));
  assert.deepEqual(role.unseen, ["the role R does not parse"]);
});

test("a template cut anywhere gives less, and never throws", () => {
  const text = sam(
    "Role: !If [IsProd, !GetAtt R.Arn, !Ref AWS::NoValue]\nPolicies: [{ SQSPollerPolicy: { QueueName: q } }]\nDeadLetterQueue: { Type: SQS, TargetArn: x }",
    DECLARED,
  );
  for (let end = HEAD.length + 50; end < text.length; end += 3) assert.doesNotThrow(() => read(text.slice(0, end)));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { sam, withEvent } from "../events/eventFor.js";
import { read, textAt } from "./show.js";
import { short, wired, wiring } from "./showWiring.js";

const NETWORK =
  "ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DeleteNetworkInterface ec2:DescribeVpcs ec2:DescribeSubnets ec2:DescribeSecurityGroups";
const GET_SECRET = "event-source E: secretsmanager:GetSecretValue on";
const REGISTRY = "EventRecordFormat: JSON, SchemaValidationConfigs: [{ Attribute: KEY }]";
const BASIC = "SourceAccessConfigurations: [{ Type: BASIC_AUTH, URI: !Ref S }]";

/** Of each event type: the whole, what is half typed, and what is wrong. */
const EVENTS: readonly (readonly [type: string, properties: string, wanted: readonly string[]])[] = [
  ["AlexaSkill", "{ SkillId: amzn1 }", ['EPermission lets alexa-appkit.amazon.com call <F> token "amzn1"']],
  ["AlexaSkill", "{ SkillId: }", ["EPermission lets alexa-appkit.amazon.com call <F>"]],
  ["AlexaSkill", "[]", ["EPermission lets alexa-appkit.amazon.com call <F> token ?not an object"]],

  ["CloudWatchEvent", "{ Pattern: { source: [a] } }", ["EPermission lets events.amazonaws.com call <F> from <FE.Arn>"]],
  ["CloudWatchEvent", "{ Pattern: }", ["EPermission lets events.amazonaws.com call <F> from <FE.Arn>"]],
  ["CloudWatchEvent", "[]", ["EPermission lets events.amazonaws.com call <F> from <FE.Arn>"]],
  ["EventBridgeRule", "{ Pattern: { source: [a] } }", ["EPermission lets events.amazonaws.com call <F> from <FE.Arn>"]],
  ["EventBridgeRule", "{}", ["EPermission lets events.amazonaws.com call <F> from <FE.Arn>"]],
  ["EventBridgeRule", "1", ["EPermission lets events.amazonaws.com call <F> from <FE.Arn>"]],
  ["Schedule", "{ Schedule: rate(1 day) }", ["EPermission lets events.amazonaws.com call <F> from <FE.Arn>"]],
  ["Schedule", "{}", ["EPermission lets events.amazonaws.com call <F> from <FE.Arn>"]],
  ["Schedule", "x", ["EPermission lets events.amazonaws.com call <F> from <FE.Arn>"]],
  ["ScheduleV2", "{ ScheduleExpression: rate(1 day) }", []],
  ["ScheduleV2", "{}", []],
  ["ScheduleV2", "[]", []],

  [
    "CloudWatchLogs",
    "{ LogGroupName: !Ref Logs }",
    ['EPermission lets logs.amazonaws.com call <F> from "logs:log-group:" + <Logs> + ":*"'],
  ],
  [
    "CloudWatchLogs",
    "{ LogGroupName: }",
    ['EPermission lets logs.amazonaws.com call <F> from "logs:log-group:" + ?no LogGroupName + ":*"'],
  ],
  [
    "CloudWatchLogs",
    "[]",
    ['EPermission lets logs.amazonaws.com call <F> from "logs:log-group:" + ?not an object + ":*"'],
  ],

  ["Cognito", "{ UserPool: !Ref Pool }", ["CognitoPermission lets cognito-idp.amazonaws.com call <F> from <Pool.Arn>"]],
  ["Cognito", "{}", ["CognitoPermission lets cognito-idp.amazonaws.com call <F> from ?no UserPool"]],
  [
    "Cognito",
    "{ UserPool: eu-west-1_x }",
    ["CognitoPermission lets cognito-idp.amazonaws.com call <F> from ?no reference to a resource of the template"],
  ],

  [
    "IoTRule",
    "{ Sql: x }",
    ['EPermission lets iot.amazonaws.com call <F> from "iot:rule/" + <FE> account <AWS::AccountId>'],
  ],
  ["IoTRule", "", ['EPermission lets iot.amazonaws.com call <F> from "iot:rule/" + <FE> account <AWS::AccountId>']],
  ["IoTRule", "[1]", ['EPermission lets iot.amazonaws.com call <F> from "iot:rule/" + <FE> account <AWS::AccountId>']],

  ["S3", "{ Bucket: !Ref B }", ["EPermission lets s3.amazonaws.com call <F> account <AWS::AccountId>"]],
  ["S3", "{}", ["EPermission lets s3.amazonaws.com call <F> account <AWS::AccountId>"]],
  ["S3", "[]", ["EPermission lets s3.amazonaws.com call <F> account <AWS::AccountId>"]],

  ["SNS", "{ Topic: !Ref T }", ["EPermission lets sns.amazonaws.com call <F> from <T>"]],
  ["SNS", "{ Topic: }", ["EPermission lets sns.amazonaws.com call <F> from ?no Topic"]],
  ["SNS", "{ Topic: !Ref T, SqsSubscription: false }", ["EPermission lets sns.amazonaws.com call <F> from <T>"]],
  ["SNS", "{ Topic: !Ref T, SqsSubscription: {} }", ["EPermission lets sns.amazonaws.com call <F> from <T>"]],
  [
    "SNS",
    "{ Topic: !Ref T, SqsSubscription: true }",
    [
      "FEEventSourceMapping polls {EventSourceArn: <FEQueue.Arn>, BatchSize: 10, Enabled: true}",
      'role: "AWSLambdaSQSQueueExecutionRole"',
    ],
  ],
  [
    "SNS",
    "{ Topic: !Ref T, SqsSubscription: { QueueArn: !GetAtt Q.Arn, QueueUrl: !Ref Q, BatchSize: 3, Enabled: false } }",
    [
      "FEEventSourceMapping polls {EventSourceArn: <Q.Arn>, BatchSize: 3, Enabled: true}",
      'role: "AWSLambdaSQSQueueExecutionRole"',
    ],
  ],
  [
    "SNS",
    "{ Topic: !Ref T, SqsSubscription: { QueueUrl: !Ref Q } }",
    [
      "FEEventSourceMapping polls {EventSourceArn: ?no QueueArn, BatchSize: 10, Enabled: true}",
      'role: "AWSLambdaSQSQueueExecutionRole"',
    ],
  ],
  ["SNS", "{ Topic: !Ref T, SqsSubscription: [] }", ["EPermission lets sns.amazonaws.com call <F> from <T>"]],
  ["SNS", "{ Topic: !Ref T, SqsSubscription: !ImportValue x }", []],

  [
    "SQS",
    "{ Queue: !GetAtt Q.Arn, BatchSize: 0, Enabled: false, RuleName: x }",
    ["E polls {EventSourceArn: <Q.Arn>, BatchSize: 0, Enabled: false}", 'role: "AWSLambdaSQSQueueExecutionRole"'],
  ],
  ["SQS", "{ Queue: }", ["E polls {EventSourceArn: ?no Queue}", 'role: "AWSLambdaSQSQueueExecutionRole"']],
  ["SQS", "", ["E polls {EventSourceArn: ?no Queue}", 'role: "AWSLambdaSQSQueueExecutionRole"']],

  [
    "Kinesis",
    "{ Stream: !GetAtt S.Arn, StartingPosition: LATEST, DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Q.Arn } } }",
    [
      'E polls {EventSourceArn: <S.Arn>, StartingPosition: "LATEST", DestinationConfig: {OnFailure: {Destination: <Q.Arn>}}}',
      'role: "AWSLambdaKinesisExecutionRole"',
      "event-source E: sqs:SendMessage on <Q.Arn>",
    ],
  ],
  [
    "Kinesis",
    "{ Stream: !GetAtt S.Arn, DestinationConfig: { OnFailure: } }",
    [
      "E polls {EventSourceArn: <S.Arn>, DestinationConfig: {OnFailure: null}}",
      'role: "AWSLambdaKinesisExecutionRole"',
    ],
  ],
  [
    "Kinesis",
    "{ Stream: !GetAtt S.Arn, DestinationConfig: { OnFailure: { Type: sqs, Destination: x } } }",
    [
      'E polls {EventSourceArn: <S.Arn>, DestinationConfig: {OnFailure: {Destination: "x"}}}',
      'role: "AWSLambdaKinesisExecutionRole"',
    ],
  ],

  [
    "DynamoDB",
    "{ Stream: !GetAtt T.StreamArn, DestinationConfig: { OnFailure: { Type: SNS, Destination: !Ref N } } }",
    [
      "E polls {EventSourceArn: <T.StreamArn>, DestinationConfig: {OnFailure: {Destination: <N>}}}",
      'role: "AWSLambdaDynamoDBExecutionRole"',
      "event-source E: sns:publish on <N>",
    ],
  ],
  [
    "DynamoDB",
    "{ Stream: !GetAtt T.StreamArn, DestinationConfig: { OnFailure: { Type: S3, Destination: !GetAtt B.Arn } } }",
    [
      "E polls {EventSourceArn: <T.StreamArn>, DestinationConfig: {OnFailure: {Destination: <B.Arn>}}}",
      'role: "AWSLambdaDynamoDBExecutionRole"',
      'event-source E: s3:PutObject on <B.Arn> + "/*"',
      "event-source E: s3:ListBucket on <B.Arn>",
    ],
  ],
  [
    "DynamoDB",
    "{ DestinationConfig: { OnFailure: { Type: SNS } } }",
    [
      "E polls {EventSourceArn: ?no Stream, DestinationConfig: {OnFailure: {}}}",
      'role: "AWSLambdaDynamoDBExecutionRole"',
      "event-source E: sns:publish on ?no Destination",
    ],
  ],
  ["DynamoDB", "x", ["E polls {, ...}", 'role: "AWSLambdaDynamoDBExecutionRole"']],

  [
    "MSK",
    "{ Stream: !Ref C, Topics: [t], ConsumerGroupId: g, SourceAccessConfigurations: [{ Type: CLIENT_CERTIFICATE_TLS_AUTH, URI: !Ref S }] }",
    [
      'E polls {EventSourceArn: <C>, Topics: ["t"], SourceAccessConfigurations: [{Type: "CLIENT_CERTIFICATE_TLS_AUTH", URI: <S>}], AmazonManagedKafkaEventSourceConfig: {ConsumerGroupId: "g"}}',
      'role: "AWSLambdaMSKExecutionRole"',
      `${GET_SECRET} <S>`,
    ],
  ],
  [
    "MSK",
    `{ Stream: !Ref C, SchemaRegistryConfig: { SchemaRegistryURI: 'arn:aws:glue:eu-west-1:1:registry/r', AccessConfigs: [{ Type: BASIC_AUTH, URI: !Ref S }], ${REGISTRY} } }`,
    [
      'E polls {EventSourceArn: <C>, AmazonManagedKafkaEventSourceConfig: {SchemaRegistryConfig: {SchemaRegistryURI: "arn:aws:glue:eu-west-1:1:registry/r", AccessConfigs: [{Type: "BASIC_AUTH", URI: <S>}], EventRecordFormat: "JSON", SchemaValidationConfigs: [{Attribute: "KEY"}]}}}',
      'role: "AWSLambdaMSKExecutionRole"',
      `${GET_SECRET} <S>`,
      'event-source E: glue:GetRegistry on "arn:aws:glue:eu-west-1:1:registry/r"',
      'event-source E: glue:GetSchemaVersion on "glue:schema/r/*"',
    ],
  ],
  [
    "MSK",
    "{ Stream: !Ref C, SourceAccessConfigurations: x, SchemaRegistryConfig: [] }",
    ['E polls {EventSourceArn: <C>, SourceAccessConfigurations: "x"}', 'role: "AWSLambdaMSKExecutionRole"'],
  ],

  [
    "MQ",
    `{ Broker: !GetAtt B.Arn, SecretsManagerKmsKeyId: k, ${BASIC} }`,
    [
      'E polls {EventSourceArn: <B.Arn>, SourceAccessConfigurations: [{Type: "BASIC_AUTH", URI: <S>}]}',
      `${GET_SECRET} <S>`,
      "event-source E: mq:DescribeBroker on <B.Arn>",
      'event-source E: kms:Decrypt on "kms:key/k"',
    ],
  ],
  [
    "MQ",
    "{ Broker: }",
    [
      "E polls {EventSourceArn: ?no Broker}",
      `${GET_SECRET} ?no BASIC_AUTH in SourceAccessConfigurations`,
      "event-source E: mq:DescribeBroker on ?no Broker",
    ],
  ],
  [
    "MQ",
    "{ Broker: b, SourceAccessConfigurations: [BASIC_AUTH] }",
    [
      'E polls {EventSourceArn: "b", SourceAccessConfigurations: ["BASIC_AUTH"]}',
      `${GET_SECRET} ?no BASIC_AUTH in SourceAccessConfigurations`,
      'event-source E: mq:DescribeBroker on "b"',
    ],
  ],

  [
    "SelfManagedKafka",
    "{ KafkaBootstrapServers: [a], ConsumerGroupId: g, SourceAccessConfigurations: [{ Type: SASL_SCRAM_512_AUTH, URI: !Ref S }, { Type: VPC_SUBNET, URI: a }, { Type: VPC_SECURITY_GROUP, URI: b }] }",
    [
      'E polls {SourceAccessConfigurations: [{Type: "SASL_SCRAM_512_AUTH", URI: <S>}, {Type: "VPC_SUBNET", URI: "a"}, {Type: "VPC_SECURITY_GROUP", URI: "b"}], SelfManagedEventSource: {Endpoints: {KafkaBootstrapServers: ["a"]}}, SelfManagedKafkaEventSourceConfig: {ConsumerGroupId: "g"}}',
      `${GET_SECRET} <S>`,
      `event-source E: ${NETWORK} on "*"`,
    ],
  ],
  [
    "SelfManagedKafka",
    "{ SourceAccessConfigurations: [{ Type: VPC_SUBNET, URI: a }, { Type: BASIC_AUTH }] }",
    [
      'E polls {SourceAccessConfigurations: [{Type: "VPC_SUBNET", URI: "a"}, {Type: "BASIC_AUTH"}]}',
      `${GET_SECRET} ?no URI`,
    ],
  ],
  ["SelfManagedKafka", "{ KafkaBootstrapServers: [] }", ["E polls {}"]],

  [
    "DocumentDB",
    `{ Cluster: !Ref C, DatabaseName: d, FullDocument: UpdateLookup, ${BASIC} }`,
    [
      'E polls {EventSourceArn: <C>, SourceAccessConfigurations: [{Type: "BASIC_AUTH", URI: <S>}], DocumentDBEventSourceConfig: {DatabaseName: "d", FullDocument: "UpdateLookup"}}',
      `${GET_SECRET} <S>`,
      'event-source E: rds:DescribeDBClusterParameters on "rds:cluster-pg:*"',
      'event-source E: rds:DescribeDBSubnetGroups on "rds:subgrp:*"',
      "event-source E: rds:DescribeDBClusters on <C>",
      `event-source E: ${NETWORK} on "*"`,
    ],
  ],
];

for (const [type, properties, wanted] of EVENTS) {
  test(`the event ${type} ${properties} makes ${wanted.join(", ") || "nothing"}`, () => {
    const template = withEvent(`{ Type: ${type}, Properties: ${properties} }`);
    assert.deepEqual(wired(template), wanted.map(withFunction));
  });
}

/** Logical ids begin with the function's. */
function withFunction(line: string): string {
  return line.replace(/^(?=E(?:Permission| polls)|CognitoPermission)/, "F");
}

test("an event that is not told yet makes nothing", () => {
  for (const event of ["", "{}", "{ Type: }", "{ Type: [SQS] }", "{ Type: Sqs }", "Type", "[1]", "{ Type: !Ref T }"]) {
    assert.deepEqual(wired(withEvent(event)), [], event);
  }
  assert.deepEqual(wired(sam("Events: [SQS]")), []);
  assert.deepEqual(wired(sam("Events:")), []);
  assert.deepEqual(wired(sam("Events:\n  E:\n    Type: SNS\n    Prop")), [
    "FEPermission lets sns.amazonaws.com call <F> from ?no Topic",
  ]);
});

test("a list of properties that breaks off is read as far as it goes", () => {
  const event = "Events:\n  E:\n    Type: SQS\n    Properties:\n      Queue: !GetAtt Q.Arn\n      BatchSize: [1,";
  assert.ok(wired(sam(event)).includes('role: "AWSLambdaSQSQueueExecutionRole"'));
});

test("of several user pools only the last may call the function", () => {
  const events = `Events:
  B: { Type: Cognito, Properties: { UserPool: !Ref Second, Trigger: PreSignUp } }
  A: { Type: Cognito, Properties: { UserPool: !Ref First, Trigger: PreSignUp } }`;
  assert.deepEqual(wired(sam(events)), [
    "FCognitoPermission lets cognito-idp.amazonaws.com call <F> from <Second.Arn>",
  ]);
});

test("the alias that a function publishes is what events call", () => {
  const events = `AutoPublishAlias: live_1-b
Events:
  E: { Type: SNS, Properties: { Topic: !Ref T } }
  C: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: PreSignUp } }
  Q: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn } }`;
  const { permissions, eventSourceMappings, alias } = wiring(sam(events));
  assert.equal(short(alias), '"live_1-b"');
  assert.deepEqual(
    permissions.map((it) => [it.id, short(it.target)]),
    [
      ["FAliasliveU1DbCognitoPermission", "<FAliasliveU1Db>"],
      ["FEPermission", "<FAliasliveU1Db>"],
    ],
  );
  assert.deepEqual(
    eventSourceMappings.map((it) => short(it.target)),
    ["<FAliasliveU1Db>"],
  );
});

test("an alias of an empty name is none, and of one that is not known the target is not known", () => {
  const event = "Events: { E: { Type: AlexaSkill } }";
  const target = (alias: string) =>
    wiring(sam(`AutoPublishAlias: ${alias}\n${event}`)).permissions.map((it) => short(it.target));
  assert.deepEqual(target('""'), ["<F>"]);
  assert.deepEqual(target(""), ["<F>"]);
  assert.deepEqual(target("!ImportValue x"), ["?the name of the alias is not known"]);
});

test("SAM finds a schema registry by an ARN of which it knows the account", () => {
  const roles = (uri: string) =>
    wired(
      withEvent(`{ Type: MSK, Properties: { Stream: s, SchemaRegistryConfig: { SchemaRegistryURI: ${uri} } } }`),
    ).filter((it) => it.includes("glue:Get"));
  const arn = (account: string) => `!Sub "arn:\${AWS::Partition}:glue:\${AWS::Region}:${account}:registry/r"`;
  assert.equal(roles(arn("123456789012")).length, 2);
  for (const uri of [arn("${AWS::AccountId}"), "!GetAtt R.Arn", "https://registry", "arn:aws:glue", ""]) {
    assert.deepEqual(roles(uri), [], uri);
  }
});

test("a value of an event keeps the conditions that it is under", () => {
  const event = "{ Type: SQS, Properties: { Queue: !If [C, !GetAtt A.Arn, !GetAtt B.Arn] } }";
  assert.equal(wired(withEvent(event))[0], "FE polls {EventSourceArn: (C: <A.Arn> | !C: <B.Arn>)}");
});

test("what an event makes stands where its key is written", () => {
  const template = sam("Events:\n  Orders: { Type: SQS, Properties: { Queue: q } }\n  Ticks: { Type: Schedule }");
  const reading = read(template);
  const { permissions, eventSourceMappings, grants } = wiring(template);
  assert.deepEqual(
    [...permissions, ...eventSourceMappings, ...grants.managedPolicies].map((it) =>
      textAt(reading, template, it.place),
    ),
    ["Ticks", "Orders", "Orders"],
  );
});

test("a function that the template leaves out has nothing around it", () => {
  const text = `Conditions: { Never: !Equals [a, b] }\n${withEvent("{ Type: AlexaSkill }").replace(
    "    Properties:",
    "    Condition: Never\n    Properties:",
  )}`;
  assert.deepEqual(wired(text), []);
});

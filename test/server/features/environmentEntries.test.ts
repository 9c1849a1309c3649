import assert from "node:assert/strict";
import { test } from "node:test";
import { readForRun } from "../../../server/src/config/readForRun.js";
import { ChunkCache } from "../../../server/src/config/syntax/chunkCache.js";
import { environmentEntry } from "../../../server/src/features/environmentEntries.js";
import { at } from "../../../server/src/model/value.js";
import type { EnvironmentEntry } from "../../../server/src/protocol.js";
import { functionNamed, read } from "../config/show.js";

const HEAD = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
  Size: { Type: Number, Default: 7 }
  Name: { Type: String }
  Password: { Type: String, NoEcho: true }
  Key: { Type: String, NoEcho: true, Default: hunter2 }
  Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: /path }
  Zones: { Type: CommaDelimitedList, Default: "a,b" }
Mappings:
  Hosts:
    us-east-1: { Host: east }
    eu-west-1: { Host: west }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsNamed: !Equals [!Ref Name, ""]
  IsHere: !Equals [!Ref "AWS::Region", us-east-1]
Resources:
  Table: { Type: "AWS::DynamoDB::Table" }
  Named: { Type: "AWS::DynamoDB::Table", Properties: { TableName: !Sub "orders-\${Stage}" } }
  Bucket: { Type: "AWS::S3::Bucket" }
  Queue: { Type: "AWS::SQS::Queue" }
  Fifo: { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true } }
  Topic: { Type: "AWS::SNS::Topic" }
  Machine: { Type: "AWS::Serverless::StateMachine" }
  Secret: { Type: "AWS::SecretsManager::Secret" }
  Pool: { Type: "AWS::Cognito::UserPool" }
  Http: { Type: "AWS::Serverless::HttpApi" }
  Thing: { Type: "AWS::IoT::Thing", Properties: { ThingName: !Sub "\${AWS::StackName}-iot" } }
  Entry: { Type: "AWS::SSM::Parameter", Properties: { Name: /orders/host } }
  Cache: { Type: "AWS::ElastiCache::ReplicationGroup" }
  Child: { Type: "AWS::CloudFormation::Stack" }
  Other:
    Type: AWS::Serverless::Function
    Properties: { AutoPublishAlias: live }
  F:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          V: `;

const value = (text: string): EnvironmentEntry => ({ kind: "value", value: text });
const placeholder = (text: string, from: string): EnvironmentEntry => ({ kind: "placeholder", text, from });
const unresolved = (reason: string): EnvironmentEntry => ({ kind: "unresolved", reason });

const cases: readonly (readonly [source: string, expected: EnvironmentEntry | undefined])[] = [
  ["text", value("text")],
  ["12", value("12")],
  ["1.10", value("1.10")],
  ["true", value("true")],
  ["'yes'", value("yes")],
  ['""', value("")],
  ["", undefined],
  ["!Ref AWS::NoValue", undefined],
  ["!Ref Stage", value("dev")],
  ["!Ref Size", value("7")],
  [
    "!Ref Name",
    unresolved("the parameter Name has no default: give it a value in lamplight.parameters or by --parameter"),
  ],
  ["!Ref Zones", unresolved("it is a list, not text")],
  ["!Join ['-', !Ref Zones]", value("a-b")],
  ["!Ref Stored", unresolved("the deploy looks up the parameter Stored in the Parameter Store")],
  ["!Ref Password", { kind: "secret", from: "Password" }],
  ["!Ref Key", { kind: "secret", from: "Key", value: "hunter2" }],
  ["!Sub db://x:${Key}@${Table}", { kind: "secret", from: "Key, Table", value: "db://x:hunter2@local-Table" }],
  ["!Sub db://x:${Password}@${Table}", { kind: "secret", from: "Password, Table" }],
  ["!Ref AWS::Region", value("us-east-1")],
  ["!Ref AWS::AccountId", value("123456789012")],
  ["!Ref AWS::Partition", value("aws")],
  ["!Ref AWS::StackName", value("local")],
  ["!Ref AWS::URLSuffix", value("amazonaws.com")],
  ["!Ref AWS::StackId", value("arn:aws:cloudformation:us-east-1:123456789012:stack/local/00000000")],
  ["!Ref AWS::NotificationARNs", unresolved("only a deploy knows AWS::NotificationARNs")],
  ["!Sub ${AWS::StackName}-uploads-${AWS::AccountId}", value("local-uploads-123456789012")],
  ["!Ref Table", placeholder("local-Table", "Table")],
  ["!Ref Named", placeholder("orders-dev", "Named")],
  ["!GetAtt Table.Arn", placeholder("arn:aws:dynamodb:us-east-1:123456789012:table/local-Table", "Table.Arn")],
  ["!GetAtt Named.Arn", placeholder("arn:aws:dynamodb:us-east-1:123456789012:table/orders-dev", "Named.Arn")],
  ["!Ref Bucket", placeholder("local-Bucket", "Bucket")],
  ["!GetAtt Bucket.Arn", placeholder("arn:aws:s3:::local-Bucket", "Bucket.Arn")],
  ["!Ref Queue", placeholder("https://sqs.us-east-1.amazonaws.com/123456789012/local-Queue", "Queue")],
  ["!GetAtt Queue.QueueName", placeholder("local-Queue", "Queue.QueueName")],
  ["!GetAtt Fifo.Arn", placeholder("arn:aws:sqs:us-east-1:123456789012:local-Fifo.fifo", "Fifo.Arn")],
  ["!Ref Topic", placeholder("arn:aws:sns:us-east-1:123456789012:local-Topic", "Topic")],
  ["!Ref Machine", placeholder("arn:aws:states:us-east-1:123456789012:stateMachine:local-Machine", "Machine")],
  ["!Ref Secret", placeholder("arn:aws:secretsmanager:us-east-1:123456789012:secret:local-Secret-000000", "Secret")],
  ["!Ref Pool", placeholder("us-east-1_local-Pool", "Pool")],
  [
    "!GetAtt Http.ApiEndpoint",
    placeholder("https://local-Http.execute-api.us-east-1.amazonaws.com", "Http.ApiEndpoint"),
  ],
  ["!Ref Thing", placeholder("local-iot", "Thing")],
  ["!GetAtt Entry.Arn", placeholder("arn:aws:ssm:us-east-1:123456789012:parameter/orders/host", "Entry.Arn")],
  ["!Ref Other", placeholder("local-Other", "Other")],
  ["!GetAtt Other.Arn", placeholder("arn:aws:lambda:us-east-1:123456789012:function:local-Other", "Other.Arn")],
  ["!Ref Other.Alias", placeholder("arn:aws:lambda:us-east-1:123456789012:function:local-Other:live", "Other.Alias")],
  ["!GetAtt OtherRole.Arn", placeholder("arn:aws:iam::123456789012:role/local-OtherRole", "OtherRole.Arn")],
  [
    "!GetAtt OtherUrl.FunctionUrl",
    placeholder("https://local-OtherUrl.lambda-url.us-east-1.on.aws/", "OtherUrl.FunctionUrl"),
  ],
  ["!Ref ServerlessRestApi", placeholder("local-ServerlessRestApi", "ServerlessRestApi")],
  [
    "!GetAtt Cache.PrimaryEndPoint.Address",
    placeholder("local-Cache-PrimaryEndPoint.Address", "Cache.PrimaryEndPoint.Address"),
  ],
  ["!GetAtt Cache.PrimaryEndPoint.Port", placeholder("6379", "Cache.PrimaryEndPoint.Port")],
  ["!GetAtt Child.Outputs.Url", unresolved("it is an output of the nested stack Child")],
  ["!Ref Nobody", unresolved("the template declares no Nobody")],
  ["!Sub '${Table}/${Bucket}'", placeholder("local-Table/local-Bucket", "Table, Bucket")],
  ["!Sub ['${T}!', { T: !GetAtt Bucket.Arn }]", placeholder("arn:aws:s3:::local-Bucket!", "Bucket.Arn")],
  ["!Join [':', [a, !Ref Table]]", placeholder("a:local-Table", "Table")],
  ["!Select [1, [a, !Ref Table]]", placeholder("local-Table", "Table")],
  ["!Select [1, !Split [',', 'a,b']]", value("b")],
  ["!FindInMap [Hosts, !Ref AWS::Region, Host]", value("east")],
  ["!If [IsDev, 'yes', 'no']", value("yes")],
  ["!If [IsHere, here, there]", value("here")],
  [
    "!If [IsNamed, a, b]",
    unresolved("it depends on the condition IsNamed: give a value in lamplight.parameters or by --parameter: Name"),
  ],
  ["!If [IsNamed, same, same]", value("same")],
  ["!ImportValue shared", unresolved("Fn::ImportValue takes it from another stack")],
  ["!Sub ['${X}/', { X: !ImportValue shared }]", unresolved("Fn::ImportValue takes it from another stack")],
  ["!Base64 text", value("dGV4dA==")],
  ["'{{resolve:ssm:/orders/host:1}}'", unresolved("the deploy looks up ssm:/orders/host:1")],
  ["'{{resolve:ssm-secure:/orders/key}}'", { kind: "secret", from: "ssm-secure:/orders/key" }],
  [
    "'x={{resolve:secretsmanager:db:SecretString:password}}'",
    { kind: "secret", from: "secretsmanager:db:SecretString:password" },
  ],
  [
    "!Sub '{{resolve:secretsmanager:${Secret}:SecretString:password}}'",
    { kind: "secret", from: "secretsmanager:Secret:SecretString:password" },
  ],
  [
    "!Join ['', ['{{resolve:secretsmanager:', !Ref Name, ':SecretString:password}}']]",
    { kind: "secret", from: "secretsmanager:...:SecretString:password" },
  ],
  ["!Sub '{{resolve:ssm-secure:/${Stage}/key}}'", { kind: "secret", from: "ssm-secure:/dev/key" }],
  ["!Sub '{{resolve:ssm:/${Stage}/host}}'", unresolved("the deploy looks up ssm:/dev/host")],
  ["{ a: 1 }", unresolved("it is a map, not text")],
  ["1e3", unresolved("a number in an unusual notation: 1e3")],
];

for (const [source, expected] of cases) {
  test(`a local run makes of \`${source}\` ${expected?.kind ?? "nothing"}`, () => {
    assert.deepEqual(entry(source), expected);
  });
}

test("explicit parameters win over defaults, decide conditions and fill what has no default", () => {
  assert.deepEqual(entry("!Ref Name", { Name: "n" }), value("n"));
  assert.deepEqual(entry("!If [IsDev, 'yes', 'no']", { Stage: "prod" }), value("no"));
  assert.deepEqual(entry("!Ref Password", { Password: "p" }), { kind: "secret", from: "Password", value: "p" });
});

test("what the transform adds is nothing that a plain template can refer to", () => {
  const plain = HEAD.replace("Transform: AWS::Serverless-2016-10-31\n", "").replaceAll(
    "AWS::Serverless::",
    "AWS::Lambda::",
  );
  assert.deepEqual(entry("!GetAtt OtherRole.Arn", {}, plain), unresolved("the template declares no OtherRole"));
});

test("under a macro, a resource that is not declared may exist all the same", () => {
  const macro = HEAD.replace("AWS::Serverless-2016-10-31", "[AWS::Serverless-2016-10-31, Mine]");
  assert.deepEqual(entry("!GetAtt Nobody.Arn", {}, macro), placeholder("local-Nobody-Arn", "Nobody.Arn"));
});

test("the region is that of a layer whose ARN is written out", () => {
  const layer = "arn:aws:lambda:eu-west-1:017000801446:layer:Powertools:7";
  const other = `  L:\n    Type: AWS::Serverless::Function\n    Properties: { Layers: ["${layer}"] }\n  F:\n`;
  const head = HEAD.replace("  F:\n", other);
  assert.deepEqual(entry("!FindInMap [Hosts, !Ref AWS::Region, Host]", {}, head), value("west"));
});

function entry(source: string, parameters: Record<string, string> = {}, head = HEAD): EnvironmentEntry | undefined {
  const text = head + source;
  const { template } = read(text, { parameters });
  const run = readForRun(template, text, { parameters, cache: new ChunkCache() });
  assert.ok(run);
  const { environment } = functionNamed({ template: run.template, offsets: new Map(), suppressions: [] }, "F");
  return environmentEntry(at(environment, "Variables", "V"), run);
}

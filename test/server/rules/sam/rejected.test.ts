import assert from "node:assert/strict";
import { test } from "node:test";
import { invalidValue } from "../../../../server/src/rules/sam/invalidValue.js";
import { policyInvalid } from "../../../../server/src/rules/sam/policyInvalid.js";
import { propertyType } from "../../../../server/src/rules/sam/propertyType.js";
import { unknownProperty } from "../../../../server/src/rules/sam/unknownProperty.js";
import { checkFix, openFixture } from "../../../support/check.js";
import { parseFixture } from "../../../support/fixture.js";
import { samFunction } from "../template.js";

const HEAD = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Name: { Type: String, Default: photos }
Conditions:
  Live: !Equals [!Ref Name, x]
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Pool: { Type: AWS::Cognito::UserPool }
  RawApi: { Type: AWS::ApiGateway::RestApi }
  Rest: { Type: AWS::Serverless::Api, Properties: { StageName: live } }
  Http: { Type: AWS::Serverless::HttpApi }
  Orders:
    Type: AWS::Serverless::Function
    Properties:
`;

/** A function with these properties, beside resources that they can refer to. */
function template(properties: string): string {
  return `${HEAD}${properties.replace(/^/gm, "      ")}\n`;
}

function event(type: string, properties: string): string {
  return template(`Events: { Sent: { Type: ${type}, Properties: ${properties} } }`);
}

function machine(properties: string): string {
  return `${HEAD}      Handler: app.handler\n      Runtime: nodejs24.x\n  Flow:\n    Type: AWS::Serverless::StateMachine\n    Properties: ${properties}\n`;
}

function globals(section: string): string {
  return template("Timeout: 3").replace("Resources:", `Globals: ${section}\nResources:`);
}

/** The rules of the group that speak up, each once. */
async function rulesOf(text: string): Promise<readonly string[]> {
  const { findings } = await (await openFixture(parseFixture(text).files)).analyse();
  return [...new Set(findings.map((it) => it.rule).filter((it) => it.startsWith("sam/")))];
}

/** Each is rejected by aws-sam-translator 1.110.0. */
const REJECTED: Readonly<Record<string, readonly string[]>> = {
  "sam/alias-required": [
    template("ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 }"),
    template("DeploymentPreference: { Type: AllAtOnce }"),
    template("VersionDeletionPolicy: Delete"),
    machine("{ DefinitionUri: flow.json, Role: a, UseAliasAsEventTarget: true }"),
  ],
  "sam/conflicting-properties": [
    template("PackageType: Image\nHandler: app.handler"),
    template("ImageConfig: { Command: [app.handler] }"),
    template("CapacityProviderConfig: { Arn: a }\nVpcConfig: { SubnetIds: [a], SecurityGroupIds: [b] }"),
    template("TenancyConfig: { TenantIsolationMode: PER_TENANT }\nFunctionUrlConfig: { AuthType: AWS_IAM }"),
    template(
      "TenancyConfig: { TenantIsolationMode: PER_TENANT }\nEvents: { Sent: { Type: SQS, Properties: { Queue: a } } }",
    ),
    event("Schedule", "{ Schedule: rate(1 day), Enabled: false, State: ENABLED }"),
    event("Schedule", "{ Schedule: rate(1 day), DeadLetterConfig: { Type: SQS, Arn: a } }"),
    event("ScheduleV2", "{ ScheduleExpression: rate(1 day), Name: a, OmitName: true }"),
    machine("{ DefinitionUri: flow.json, Role: a, Policies: [b] }"),
    machine("{ DefinitionUri: flow.json, Role: a, Definition: { StartAt: a, States: {} } }"),
  ],
  "sam/duplicate-event": [
    template(
      "Events:\n  A: { Type: Api, Properties: { Path: /a, Method: get } }\n  B: { Type: Api, Properties: { Path: /a, Method: GET } }",
    ),
    template(
      "Events:\n  A: { Type: Api, Properties: { Path: /a, Method: get, RestApiId: !Ref Rest } }\n  B: { Type: Api, Properties: { Path: /a, Method: get, RestApiId: Rest } }",
    ),
    template(
      "Events:\n  A: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: PreSignUp } }\n  B: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: [PostConfirmation, PreSignUp] } }",
    ),
  ],
  "sam/event-reference": [
    event("S3", "{ Bucket: !GetAtt Bucket.Arn, Events: s3:ObjectCreated:* }"),
    event("S3", "{ Bucket: photos, Events: s3:ObjectCreated:* }"),
    event("S3", "{ Bucket: Bucket, Events: s3:ObjectCreated:* }"),
    event("S3", "{ Bucket: !Ref Name, Events: s3:ObjectCreated:* }"),
    event("S3", "{ Bucket: !Ref Nowhere, Events: s3:ObjectCreated:* }"),
    event("S3", "{ Bucket: !ImportValue photos, Events: s3:ObjectCreated:* }"),
    event("S3", "{ Bucket: !If [Live, !Ref Bucket, !Ref Bucket], Events: s3:ObjectCreated:* }"),
    event("Cognito", "{ UserPool: !GetAtt Pool.Arn, Trigger: PreSignUp }"),
    event("Api", "{ Path: /, Method: get, RestApiId: !Ref Http }"),
    event("Api", "{ Path: /, Method: get, RestApiId: abc123 }"),
    event("HttpApi", "{ Path: /, Method: get, ApiId: !GetAtt Http.ApiId }"),
    event("HttpApi", "{ Path: /, Method: get, ApiId: !Ref Rest }"),
  ],
  "sam/event-type": [
    event("API", "{ Path: /, Method: get }"),
    template("Events: { Sent: { Properties: { Path: /, Method: get } } }"),
    template("Events: { Sent: !If [Live, { Type: SQS, Properties: { Queue: a } }, !Ref AWS::NoValue] }"),
    template("Events: !If [Live, { Sent: { Type: SQS, Properties: { Queue: a } } }, !Ref AWS::NoValue]"),
    machine("{ DefinitionUri: flow.json, Role: a, Events: { Sent: { Type: SQS, Properties: { Queue: a } } } }"),
  ],
  "sam/globals": [
    globals("{ Functions: { Timeout: 5 } }"),
    globals("{ Function: { Role: a } }"),
    globals("{ Function: { Timeot: 5 } }"),
    globals("{ Api: { StageName: live } }"),
  ],
  "sam/invalid-value": [
    template("AutoPublishAlias: a.b"),
    template("AutoPublishAlias: '12'"),
    template("AutoPublishAlias: live\nVersionDeletionPolicy: Snapshot"),
    template("DeadLetterQueue: { TargetArn: a, Type: Sqs }"),
    template("EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: sqs, Destination: a } } }"),
    template("FunctionUrlConfig: { AuthType: IAM }"),
    template("PackageType: Docker"),
    event("Schedule", "{ Schedule: rate(1 day), DeadLetterConfig: { Type: SNS } }"),
    event("SQS", "{ Queue: a, DestinationConfig: { OnFailure: { Type: Topic, Destination: a } } }"),
  ],
  "sam/logical-id": [
    template("Events: { a-b: { Type: SQS, Properties: { Queue: a } } }"),
    `${HEAD}      Timeout: 3\n  my-table:\n    Type: AWS::Serverless::SimpleTable\n`,
  ],
  "sam/missing-property": [
    template("Handler: app.handler"),
    template("Runtime: nodejs24.x"),
    template("DeadLetterQueue: { TargetArn: a }"),
    template("FunctionUrlConfig: { InvokeMode: BUFFERED }"),
    template("EventInvokeConfig: { DestinationConfig: { OnFailure: { Destination: a } } }"),
    template("EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: Lambda } } }"),
    template("FunctionScalingConfig: { MinExecutionEnvironments: 1 }"),
    template("Events: { Sent: { Type: SQS } }"),
    event("S3", "{ Bucket: !Ref Bucket }"),
    event("Api", "{ Method: get }"),
    event("HttpApi", "{ Method: get }"),
    event("MSK", "{ Stream: a }"),
    event("MQ", "{ Broker: a, Queues: [a] }"),
    event("SNS", "{ Topic: a, SqsSubscription: { QueueArn: a } }"),
    machine("{ Role: a }"),
    `${HEAD}      Timeout: 3\n  Tools:\n    Type: AWS::Serverless::LayerVersion\n    Properties: { LayerName: tools }\n`,
  ],
  "sam/policy-invalid": [
    template("Policies: [{ Effect: Allow, Action: a, Resource: b }]"),
    template("Policies: [{ Version: '2012-10-17', Id: b }]"),
    template("Policies: [{ S3ReadPolicy: { BucketName: a }, S3CrudPolicy: { BucketName: a } }]"),
    template("Policies: [{ S3RedPolicy: { BucketName: a } }]"),
    template("Policies: { S3ReadPolicy: {} }"),
    template("Policies: [CloudWatchPutMetricPolicy: ]"),
    template("Policies: [[a]]"),
    template("Policies: [{}]"),
    template("Policies: [!If [Live, a, { S3ReadPolicy: { BucketName: a } }]]"),
    template("Role: a\nPolicies: [{ Foo: {} }]"),
  ],
  "sam/property-type": [
    template("Environment: [A]"),
    template("Layers: arn:aws:lambda:eu-west-1:123456789012:layer:tools:3"),
    template("Layers: { A: 1, B: 2 }"),
    template("Tags: [{ Key: a, Value: b }]"),
    template("FunctionUrlConfig: { AuthType: NONE, Cors: { AllowOrigins: '*', MaxAge: 5 } }"),
    event("SQS", "{ Queue: a, BatchSize: '5' }"),
    event("SQS", "{ Queue: a, Enabled: 'true' }"),
    event("SQS", "{ Queue: a, FunctionResponseTypes: ReportBatchItemFailures }"),
    event("Schedule", "{ Schedule: rate(1 day), Input: { a: 1, b: 2 } }"),
    globals("{ Function: { Layers: arn:aws:lambda:eu-west-1:123456789012:layer:tools:3 } }"),
  ],
  "sam/unknown-property": [
    template("Code: app/"),
    template("FunctionUrlConfig: { AuthType: NONE, Cors: { AllowOrigin: ['*'] } }"),
    event("SQS", "{ Queue: a, FilterPolicy: {} }"),
    event("Schedule", "{ Schedule: rate(1 day), ScheduleExpression: rate(1 day) }"),
    `${HEAD}      Timeout: 3\n  Table:\n    Type: AWS::Serverless::SimpleTable\n    Properties: { BillingMode: PROVISIONED }\n`,
  ],
};

for (const [rule, texts] of Object.entries(REJECTED)) {
  for (const text of texts) {
    test(`${rule} finds ${tail(text)}`, async () => assert.deepEqual(await rulesOf(text), [rule]));
  }
}

/** Each is taken by aws-sam-translator 1.110.0, though it looks like what is not. */
const TAKEN = [
  template("AutoPublishAlias: ''"),
  template("DeploymentPreference: { Type: AllAtOnce, Enabled: false }"),
  template("DeadLetterQueue: {}"),
  template("FunctionUrlConfig: { AuthType: !Ref Name }"),
  template("FunctionUrlConfig: { AuthType: NONE, Cors: !Ref Name }"),
  template("Architectures: arm64"),
  template("Layers: { A: 1 }"),
  template("Layers: !If [Live, [a], !Ref AWS::NoValue]"),
  template("Policies: [!If [Live, { S3ReadPolicy: { BucketName: a } }, !Ref AWS::NoValue]]"),
  template("Policies: { S3ReadPolicy: { BucketName: a } }"),
  template("Role: !GetAtt Pool.Arn\nPolicies: [a]"),
  template("Timeout: abc"),
  template("Events: { Sent: { Type: AlexaSkill } }"),
  template("Events: { Sent: { Type: HttpApi } }"),
  event("Api", "{ Path: /, Method: get, RestApiId: Rest }"),
  event("Api", "{ Path: /, Method: get, RestApiId: !Ref RawApi }"),
  event("Api", "{ Path: /, Method: get, RestApiId: !Ref ServerlessRestApi }"),
  event("SQS", "{ Queue: a, BatchSize: !Ref Name }"),
  event("SQS", "{ Queue: a, Topics: [a] }"),
  event("SNS", "{ Topic: a, SqsSubscription: true }"),
  event("Schedule", "{ Schedule: rate(1 day), Input: { a: 1 } }"),
  template(
    "Events:\n  A: { Type: Api, Properties: { Path: /a, Method: any } }\n  B: { Type: Api, Properties: { Path: /a, Method: get } }",
  ),
  template(
    "Events:\n  A: { Type: Api, Properties: { Path: /a, Method: get } }\n  B: { Type: HttpApi, Properties: { Path: /a, Method: get } }",
  ),
  `${HEAD}      Timeout: 3\n  my-topic:\n    Type: AWS::SNS::Topic\n`,
  globals("{ StateMachine: { PropagateTags: true } }"),
];

for (const text of TAKEN) {
  test(`nothing is rejected in ${tail(text)}`, async () => assert.deepEqual(await rulesOf(text), []));
}

for (const line of [
  "Memor:",
  "Environment:\n  Variab",
  "Layers:\n  arn",
  "Events:\n  Sent",
  "Events:\n  Sent:",
  "Events:\n  Sent:\n    Type: Sched",
  "Events:\n  Sent:\n    Type: SQS\n    Properties:\n      Que:",
  "Events:\n  Sent:\n    Type: S3\n    Properties:\n      Events: s3:ObjectCreated:*\n      Bucket: !Ref Buck",
  "Policies:\n  - S3Re",
  "Policies:\n  - S3Re:",
  "Policies:\n  - S3ReadPolicy:",
  "Policies:\n  - S3ReadPolicy:\n      BucketNa:",
  "Policies:\n  -",
  "FunctionUrlConfig:\n  Auth:",
  "FunctionUrlConfig:\n  AuthType: AWS_",
  "DeadLetterQueue:\n  Type:",
]) {
  test(`nothing is said while this is being typed: ${JSON.stringify(line)}`, async () => {
    assert.deepEqual(await rulesOf(template(line)), []);
  });
}

test("nothing is said where another macro may rewrite the template", async () => {
  const rewritten = template("Code: app/").replace("AWS::Serverless-2016-10-31", "[Own, AWS::Serverless-2016-10-31]");
  assert.deepEqual(await rulesOf(rewritten), []);
  const extended = rewritten.replace("Own", "AWS::LanguageExtensions");
  assert.deepEqual(await rulesOf(extended), ["sam/unknown-property"]);
});

test("nothing is said of what a macro inside the properties may add", async () => {
  const included = event("SQS", "{ Fn::Transform: { Name: AWS::Include, Parameters: { Location: a } } }");
  assert.deepEqual(await rulesOf(included), []);
});

test("the fix renames a property to the nearest one that is not set yet", async () => {
  await checkFix(unknownProperty, samFunction("Timeuot: 5"), samFunction("Timeout: 5"));
});

test("the fix takes the quotes off a number", async () => {
  const queued = (size: string) =>
    samFunction(
      "Events: ",
      "  Sent:",
      "    Type: SQS",
      "    Properties:",
      "      Queue: a",
      `      BatchSize: ${size}`,
    );
  await checkFix(propertyType, queued('"5"'), queued("5"));
});

test("the fix sets the value that SAM knows by another spelling", async () => {
  const queue = (type: string) => samFunction("DeadLetterQueue:", "  TargetArn: a", `  Type: ${type}`);
  await checkFix(invalidValue, queue("Sqs"), queue("SQS"));
});

test("the fix renames a policy template", async () => {
  const policies = (name: string) => samFunction("Policies:", `  - ${name}:`, "      BucketName: a");
  await checkFix(policyInvalid, policies("S3RedPolicy"), policies("S3ReadPolicy"));
});

/** What a template says beyond those that all have. */
function tail(text: string): string {
  const [, globalSection = ""] = /Globals: (.*)/.exec(text) ?? [];
  return globalSection || text.slice(HEAD.length).replace(/\s+/g, " ").trim();
}

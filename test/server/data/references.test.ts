import assert from "node:assert/strict";
import { test } from "node:test";
import {
  attributeText,
  referenceFacts,
  referencesSource,
  referenceTypes,
  refText,
} from "../../../server/src/data/references.js";

const NAMES = { id: "Thing", name: "local-Thing", region: "eu-west-1", account: "123456789012" };

test("the table says where it is from and when it was published", () => {
  assert.match(referencesSource.source, /^https:\/\//);
  assert.match(referencesSource.date, /^\d{4}-\d{2}-\d{2}$/);
});

test("no reference keeps a hole, and all are about the resource", () => {
  const types = referenceTypes();
  assert.ok(types.length > 1_000);
  for (const type of types) {
    for (const text of [refText(type, NAMES), attributeText(type, "Arn", NAMES)]) {
      assert.doesNotMatch(text, /[${}]/, type);
      assert.match(text, /local-Thing/, type);
    }
  }
});

test("a type that is like another has its references", () => {
  assert.equal(
    attributeText("AWS::Serverless::SimpleTable", "Arn", NAMES),
    attributeText("AWS::DynamoDB::Table", "Arn", NAMES),
  );
  assert.equal(referenceFacts("AWS::Serverless::Function")?.nameProperty, "FunctionName");
  assert.ok(referenceFacts("AWS::Serverless::Function")?.attributes.includes("Alias"));
});

test("a type that AWS does not have has a name, ARNs of its service and attributes that say what they are", () => {
  assert.equal(referenceFacts("AWS::New::Thing"), undefined);
  assert.equal(referenceFacts("constructor::toString"), undefined);
  assert.equal(refText("AWS::New::Thing", NAMES), "local-Thing");
  assert.equal(attributeText("AWS::New::Thing", "Arn", NAMES), "arn:aws:new:eu-west-1:123456789012:local-Thing");
  assert.equal(attributeText("AWS::New::Thing", "CurrentState", NAMES), "local-Thing-CurrentState");
});

const REGIONAL = "eu-west-1:123456789012";

/** What each gives by the pages of the services. */
const KINDS: readonly (readonly [
  type: string,
  ref: string,
  nameProperty: string | undefined,
  arn: string | undefined,
])[] = [
  ["AWS::Lambda::Function", "name", "FunctionName", `lambda:${REGIONAL}:function:local-Thing`],
  ["AWS::Lambda::Alias", "arn", undefined, undefined],
  ["AWS::Lambda::Permission", "opaque", undefined, undefined],
  ["AWS::SQS::Queue", "url", "QueueName", `sqs:${REGIONAL}:local-Thing`],
  ["AWS::SNS::Topic", "arn", "TopicName", `sns:${REGIONAL}:local-Thing`],
  ["AWS::S3::Bucket", "name", "BucketName", "s3:::local-Thing"],
  ["AWS::DynamoDB::Table", "name", "TableName", `dynamodb:${REGIONAL}:table/local-Thing`],
  ["AWS::DynamoDB::GlobalTable", "name", "TableName", `dynamodb:${REGIONAL}:table/local-Thing`],
  ["AWS::IAM::Role", "name", "RoleName", "iam::123456789012:role/local-Thing"],
  ["AWS::IAM::Policy", "opaque", undefined, undefined],
  ["AWS::Logs::LogGroup", "name", "LogGroupName", `logs:${REGIONAL}:log-group:local-Thing:*`],
  ["AWS::KMS::Key", "id", undefined, `kms:${REGIONAL}:key/local-Thing`],
  ["AWS::KMS::Alias", "name", "AliasName", `kms:${REGIONAL}:local-Thing`],
  ["AWS::Events::Rule", "name", "Name", `events:${REGIONAL}:rule/local-Thing`],
  ["AWS::Pipes::Pipe", "name", "Name", `pipes:${REGIONAL}:pipe/local-Thing`],
  ["AWS::MSK::Cluster", "arn", undefined, undefined],
  ["AWS::SecretsManager::Secret", "arn", "Name", undefined],
  ["AWS::ApiGateway::RestApi", "id", undefined, `apigateway:eu-west-1::/restapis/local-Thing`],
  ["AWS::Serverless::StateMachine", "arn", "Name", `states:${REGIONAL}:stateMachine:local-Thing`],
];

for (const [type, ref, nameProperty, arn] of KINDS) {
  test(`the reference of ${type} is ${ref}`, () => {
    const facts = referenceFacts(type);
    assert.deepEqual([facts?.ref, facts?.nameProperty], [ref, nameProperty]);
    const filled = facts?.arn
      ?.replace("${region}", NAMES.region)
      .replace("${account}", NAMES.account)
      .replace("${name}", NAMES.name);
    assert.equal(filled, arn && `arn:aws:${arn}`);
  });
}

test("the attribute that is the resource's own ARN is told apart from those of others", () => {
  assert.equal(referenceFacts("AWS::RDS::DBCluster")?.arnAttribute, "DBClusterArn");
  assert.equal(referenceFacts("AWS::Bedrock::Agent")?.arnAttribute, "AgentArn");
  assert.equal(referenceFacts("AWS::SNS::Topic")?.arnAttribute, "TopicArn");
  assert.equal(referenceFacts("AWS::DocDB::DBCluster")?.arnAttribute, undefined);
});

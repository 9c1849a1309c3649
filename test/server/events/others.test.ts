import assert from "node:assert/strict";
import { test } from "node:test";
import { ownEvent, ownOffers, sam, withEvent } from "./eventFor.js";

function alarmed(properties: string, type = "Alarm") {
  return sam("", `A: { Type: AWS::CloudWatch::${type}, Properties: { AlarmActions: [!GetAtt F.Arn], ${properties} } }`);
}

test("an alarm tells of its metric", () => {
  const template = alarmed(
    "AlarmName: late, AlarmDescription: Too late, Namespace: AWS/SQS, MetricName: Age, Period: 300, Statistic: Maximum, Threshold: 60, Dimensions: [{ Name: QueueName, Value: !GetAtt Q.QueueName }]",
  ).concat("  Q: { Type: AWS::SQS::Queue }\n");
  const event = ownEvent(template, "alarm");
  assert.equal(event.alarmArn, "arn:aws:cloudwatch:us-east-1:123456789012:alarm:late");
  assert.equal(event.alarmData.state.value, "ALARM");
  assert.equal(event.alarmData.previousState.value, "OK");
  assert.equal(event.time, "2026-11-23T12:00:00.000+0000");
  assert.match(event.alarmData.state.reason, /\[61 \(.*\)\] was greater than the threshold \(60\)/);
  const { metrics, description } = event.alarmData.configuration;
  assert.equal(description, "Too late");
  assert.deepEqual(metrics[0].metricStat, {
    metric: { namespace: "AWS/SQS", name: "Age", dimensions: { QueueName: "local-Q" } },
    period: 300,
    stat: "Maximum",
  });
  assert.deepEqual(ownOffers(template), ["alarm A: late ALARM"]);
});

test("an alarm that falls below says so, and one that calls when all is well is in that state", () => {
  const low = ownEvent(alarmed("Threshold: 5, ComparisonOperator: LessThanOrEqualToThreshold"), "alarm");
  assert.match(low.alarmData.state.reason, /\[4 .* was less than or equal to the threshold \(5\)/);
  const ok = ownEvent(
    sam("", "A: { Type: AWS::CloudWatch::Alarm, Properties: { OKActions: [!GetAtt F.Arn] } }"),
    "alarm",
  );
  assert.deepEqual([ok.alarmData.state.value, ok.alarmData.previousState.value], ["OK", "ALARM"]);
});

test("an alarm on queries and one on other alarms are configured as written", () => {
  const queries =
    "Metrics: [{ Id: e, Expression: a / b, Label: rate }, { Id: a, ReturnData: false, MetricStat: { Period: 60, Stat: Sum, Metric: { Namespace: N, MetricName: M } } }]";
  const { metrics } = ownEvent(alarmed(queries), "alarm").alarmData.configuration;
  assert.deepEqual(metrics[0], { id: "e", expression: "a / b", label: "rate", returnData: true });
  assert.deepEqual(metrics[1].metricStat.metric, { namespace: "N", name: "M", dimensions: {} });
  assert.equal(metrics[1].returnData, false);
  const composite = ownEvent(alarmed("AlarmRule: ALARM(a)", "CompositeAlarm"), "alarm");
  assert.deepEqual(composite.alarmData.configuration, { alarmRule: "ALARM(a)" });
});

test("an alarm that is half typed or wrong has an event all the same", () => {
  for (const properties of ["", "Metrics: [1]", "Threshold: high", "Dimensions: { a: b }", "MetricName: []"]) {
    const event = ownEvent(alarmed(properties), "alarm");
    assert.equal(event.alarmData.alarmName, "local-A", properties);
    assert.equal(event.alarmData.configuration.metrics[0].metricStat.metric.name, "Errors", properties);
  }
});

const POOL = `P: { Type: AWS::Cognito::UserPool, Properties: { Schema: [{ Name: plan, AttributeDataType: String }, { Name: name }] } }
C: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref P } }`;

test("a sign-up is of the user pool, with its attributes", () => {
  const template = withEvent("{ Type: Cognito, Properties: { UserPool: !Ref P, Trigger: PreSignUp } }", POOL);
  const event = ownEvent(template, "cognito-pre-sign-up");
  assert.equal(event.triggerSource, "PreSignUp_SignUp");
  assert.equal(event.userPoolId, "us-east-1_local-P");
  assert.equal(event.callerContext.clientId, "local-C");
  assert.deepEqual(event.request.userAttributes, {
    "custom:plan": "example",
    name: "example",
    email: "ada@example.com",
  });
  assert.deepEqual(event.response, { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false });
  assert.deepEqual(ownOffers(template), ["cognito-pre-sign-up E: local-P"]);
});

test("a confirmed user has an id and nothing to answer", () => {
  const template = sam(
    "",
    "P: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PostConfirmation: !GetAtt F.Arn } } }",
  );
  const event = ownEvent(template, "cognito-post-confirmation");
  assert.equal(event.triggerSource, "PostConfirmation_ConfirmSignUp");
  assert.equal(event.request.userAttributes["cognito:user_status"], "CONFIRMED");
  assert.deepEqual(event.response, {});
});

test("a user pool that is half typed or wrong has an event all the same", () => {
  for (const pool of [
    "",
    "P: { Type: AWS::Cognito::UserPool }",
    "P: { Type: AWS::Cognito::UserPool, Properties: { Schema: x } }",
  ]) {
    const template = withEvent("{ Type: Cognito, Properties: { UserPool: !Ref P, Trigger: PreSignUp } }", pool);
    const { userAttributes } = ownEvent(template, "cognito-pre-sign-up").request;
    assert.deepEqual(userAttributes, { email: "ada@example.com" }, pool);
  }
});

function distribution(stage: string, association = "", behaviour = ""): string {
  return sam(
    "",
    `D:
  Type: AWS::CloudFront::Distribution
  Properties:
    DistributionConfig:
      Origins:
        - { Id: site, DomainName: !GetAtt S.RegionalDomainName, S3OriginConfig: {} }
        - { Id: api, DomainName: api.example.com, OriginPath: /v1, CustomOriginConfig: { OriginProtocolPolicy: http-only, HTTPPort: 8080 } }
      DefaultCacheBehavior: { TargetOriginId: site }
      CacheBehaviors:
        - TargetOriginId: api
          ${behaviour}
          LambdaFunctionAssociations: [{ EventType: ${stage}, LambdaFunctionARN: !Ref F.Version, ${association} }]
S: { Type: AWS::S3::Bucket }`,
  );
}

for (const [stage, hasOrigin, hasResponse] of [
  ["viewer-request", false, false],
  ["origin-request", true, false],
  ["origin-response", true, true],
  ["viewer-response", false, true],
] as const) {
  test(`the stage ${stage} tells ${hasOrigin ? "the" : "no"} origin and ${hasResponse ? "the" : "no"} response`, () => {
    const template = distribution(stage, "", "PathPattern: /api/*");
    const [{ cf }] = ownEvent(template, stage).Records;
    assert.equal(cf.config.eventType, stage);
    assert.equal(cf.config.distributionId, "local-D");
    assert.equal(cf.request.uri, "/api/index.html");
    assert.equal("origin" in cf.request, hasOrigin);
    assert.equal("response" in cf, hasResponse);
    assert.deepEqual(ownOffers(template), [`${stage} D: /api/*`]);
  });
}

test("the origin is the one of the behaviour", () => {
  const [{ cf }] = ownEvent(distribution("origin-request", "IncludeBody: true"), "origin-request").Records;
  assert.deepEqual(
    [cf.request.origin.custom.domainName, cf.request.origin.custom.port, cf.request.origin.custom.path],
    ["api.example.com", 8080, "/v1"],
  );
  assert.equal(cf.request.headers.host[0].value, "api.example.com");
  assert.equal(cf.request.body.encoding, "base64");
});

test("a distribution that is half typed or wrong has an event all the same", () => {
  const bare = (config: string) =>
    sam(
      "",
      `D: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { ${config} DefaultCacheBehavior: { LambdaFunctionAssociations: [{ EventType: origin-request, LambdaFunctionARN: !Ref F.Version }] } } } }`,
    );
  for (const config of ["", "Origins: 1,", "Origins: [1],", "Origins: [{ Id: a, CustomOriginConfig: [] }],"]) {
    const [{ cf }] = ownEvent(bare(config), "origin-request").Records;
    assert.equal(cf.request.origin.s3.domainName, "local-bucket.s3.us-east-1.amazonaws.com", config);
    assert.equal(cf.request.uri, "/index.html");
  }
});

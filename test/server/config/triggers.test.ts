import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trigger } from "../../../server/src/model/trigger.js";
import { sam, withEvent } from "../events/eventFor.js";
import { read, show, textAt } from "./show.js";

/** The triggers of `F`, each in a line. */
function triggers(text: string): readonly string[] {
  return (read(text).template.triggers.get("F") ?? []).map((it) => [it.kind, it.key, ...detail(it)].join(" "));
}

function detail(trigger: Trigger): readonly string[] {
  const source = show(trigger.source);
  switch (trigger.kind) {
    case "rest-api":
    case "http-api":
      return [source, show(trigger.method), show(trigger.path)];
    case "function-url":
    case "sqs":
    case "dynamodb":
    case "kinesis":
      return [source];
    case "sns":
      return [source, ...(trigger.throughQueue ? ["through a queue"] : [])];
    case "s3":
      return [source, show(trigger.events), show(trigger.filterRules)];
    case "schedule":
      return [trigger.service, show(trigger.expression), show(trigger.input)];
    case "eventbridge":
      return [show(trigger.pattern), show(trigger.input)];
    case "cognito":
      return [source, trigger.stage];
    case "cloudfront":
      return [source, trigger.stage];
    case "alarm":
      return [source, trigger.state];
    case "other":
      return [trigger.type, source];
    default:
      return trigger satisfies never;
  }
}

/** Of each event type of SAM: the whole, what is half typed, and what is wrong. */
const SAM_EVENTS: readonly (readonly [type: string, properties: string, wanted: string])[] = [
  ["Api", "{ Path: /a, Method: get, RestApiId: !Ref Rest }", 'rest-api E <Rest> "get" "/a"'],
  ["Api", "{ Path: }", "rest-api E - - null"],
  ["Api", "[]", "rest-api E ?not an object ?not an object ?not an object"],
  ["HttpApi", "{ Path: /a, Method: post }", 'http-api E - "post" "/a"'],
  ["HttpApi", "{ Path: /a }", 'http-api E - - "/a"'],
  ["SQS", "{ Queue: !GetAtt Queue.Arn }", "sqs E <Queue.Arn>"],
  ["SQS", "{}", "sqs E -"],
  ["Kinesis", "{ Stream: !GetAtt Stream.Arn }", "kinesis E <Stream.Arn>"],
  ["DynamoDB", "{ Stream: !GetAtt Table.StreamArn }", "dynamodb E <Table.StreamArn>"],
  ["DynamoDB", "{ Stream: [] }", "dynamodb E []"],
  ["SNS", "{ Topic: !Ref Topic }", "sns E <Topic>"],
  ["SNS", "{ Topic: !Ref Topic, SqsSubscription: true }", "sns E <Topic> through a queue"],
  ["SNS", "{ Topic: !Ref Topic, SqsSubscription: !Ref Unknown }", "sns E <Topic>"],
  ["S3", "{ Bucket: !Ref B, Events: 's3:ObjectCreated:*' }", 's3 E <B> "s3:ObjectCreated:*" -'],
  [
    "S3",
    "{ Bucket: !Ref B, Events: [a, b], Filter: { S3Key: { Rules: [{ Name: prefix, Value: x }] } } }",
    's3 E <B> ["a", "b"] [{Name: "prefix", Value: "x"}]',
  ],
  ["S3", "{ Bucket: !Ref B, Filter: x }", "s3 E <B> - ?not an object"],
  ["Schedule", "{ Schedule: rate(1 day), Input: '{}' }", 'schedule E events "rate(1 day)" "{}"'],
  ["Schedule", "{}", "schedule E events - -"],
  ["ScheduleV2", "{ ScheduleExpression: rate(1 day) }", 'schedule E scheduler "rate(1 day)" -'],
  ["CloudWatchEvent", "{ Pattern: { source: [a] } }", 'eventbridge E {source: ["a"]} -'],
  ["EventBridgeRule", "{ Pattern: { source: [a] }, Input: x }", 'eventbridge E {source: ["a"]} "x"'],
  ["EventBridgeRule", "{}", "eventbridge E - -"],
  ["Cognito", "{ UserPool: !Ref Pool, Trigger: PreSignUp }", "cognito E <Pool> PreSignUp"],
  ["CloudWatchLogs", "{ LogGroupName: !Ref Logs }", "other E CloudWatchLogs <Logs>"],
  ["MSK", "{ Stream: !Ref Cluster }", "other E MSK -"],
];

for (const [type, properties, wanted] of SAM_EVENTS) {
  test(`the SAM event ${type} ${properties} is ${wanted}`, () => {
    assert.deepEqual(triggers(withEvent(`{ Type: ${type}, Properties: ${properties} }`)), [wanted]);
  });
}

test("one SAM event of Cognito is as many triggers as it names", () => {
  const event =
    "{ Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: [PreSignUp, PostConfirmation, !Ref X] } }";
  assert.deepEqual(triggers(withEvent(event)), ["cognito E <Pool> PreSignUp", "cognito E <Pool> PostConfirmation"]);
});

test("a SAM event of no known type is no trigger, and one that is half typed says less", () => {
  for (const event of ["", "{}", "{ Type: }", "{ Type: [SQS] }", "Type", "[1]", "{ Type: !Ref T }"]) {
    assert.deepEqual(triggers(withEvent(event)), [], event);
  }
  assert.deepEqual(triggers(sam("Events: [SQS]")), []);
  assert.deepEqual(triggers(sam("Events:\n  E:\n    Type: SQS\n    Prop")), ["sqs E -"]);
});

test("an event without properties is a trigger all the same", () => {
  assert.deepEqual(triggers(withEvent("{ Type: HttpApi }")), ["http-api E - - -"]);
});

test("a function URL is a trigger, and an empty property is none", () => {
  assert.deepEqual(triggers(sam("FunctionUrlConfig: { AuthType: NONE }")), ["function-url FunctionUrlConfig -"]);
  assert.deepEqual(triggers(sam("FunctionUrlConfig:")), []);
});

const ARN = "!GetAtt F.Arn";
const INTEGRATION =
  "I: { Type: AWS::ApiGatewayV2::Integration, Properties: { IntegrationUri: !Sub 'arn:aws:apigateway:r:lambda:path/functions/${F.Arn}/invocations' } }";
const REST_URI = "{ Uri: !Sub 'arn:aws:apigateway:r:lambda:path/2015-03-31/functions/${F.Arn}/invocations' }";
const PATH = `Orders: { Type: AWS::ApiGateway::Resource, Properties: { PathPart: orders, ParentId: !GetAtt Rest.RootResourceId } }
Order: { Type: AWS::ApiGateway::Resource, Properties: { PathPart: "{id}", ParentId: !Ref Orders } }
`;
const UNKNOWN_PATH = "?the path of the API's resource is not all in the template";

const RESOURCES: readonly (readonly [type: string, properties: string, wanted: readonly string[], others?: string])[] =
  [
    [
      "AWS::Lambda::EventSourceMapping",
      "{ FunctionName: !Ref F, EventSourceArn: !GetAtt Q.Arn }",
      ["sqs R <Q.Arn>"],
      "Q: { Type: AWS::SQS::Queue }",
    ],
    [
      "AWS::Lambda::EventSourceMapping",
      "{ FunctionName: !GetAtt F.Arn, EventSourceArn: !GetAtt T.StreamArn }",
      ["dynamodb R <T.StreamArn>"],
      "T: { Type: AWS::DynamoDB::Table }",
    ],
    [
      "AWS::Lambda::EventSourceMapping",
      "{ FunctionName: !Ref Live, EventSourceArn: 'arn:aws:kinesis:eu-west-1:1:stream/s' }",
      ['kinesis R "arn:aws:kinesis:eu-west-1:1:stream/s"'],
      "Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref F } }",
    ],
    [
      "AWS::Lambda::EventSourceMapping",
      "{ FunctionName: !Ref F, EventSourceArn: !Sub 'arn:aws:sqs:${AWS::Region}:1:q' }",
      ['sqs R "arn:aws:sqs:" + <AWS::Region> + ":1:q"'],
    ],
    ["AWS::Lambda::EventSourceMapping", "{ FunctionName: !Ref F }", ["other R AWS::Lambda::EventSourceMapping -"]],
    ["AWS::Lambda::EventSourceMapping", "{ FunctionName: !Ref Other }", []],
    ["AWS::Lambda::EventSourceMapping", "{ EventSourceArn: !GetAtt Q.Arn }", []],
    ["AWS::Lambda::Url", "{ TargetFunctionArn: !Ref F, AuthType: NONE }", ["function-url R -"]],
    ["AWS::Lambda::Url", "{}", []],
    [
      "AWS::S3::Bucket",
      `{ NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectRemoved:*', Function: ${ARN} }] } }`,
      ['s3 R <R> "s3:ObjectRemoved:*" -'],
    ],
    ["AWS::S3::Bucket", "{ NotificationConfiguration: { LambdaConfigurations: x } }", []],
    ["AWS::SNS::Subscription", `{ Protocol: lambda, Endpoint: ${ARN}, TopicArn: !Ref Topic }`, ["sns R <Topic>"]],
    ["AWS::SNS::Subscription", `{ Protocol: sqs, Endpoint: ${ARN}, TopicArn: !Ref Topic }`, []],
    ["AWS::SNS::Topic", `{ Subscription: [{ Protocol: lambda, Endpoint: ${ARN} }] }`, ["sns R <R>"]],
    ["AWS::SNS::Topic", "{ Subscription: [lambda] }", []],
    [
      "AWS::Events::Rule",
      `{ ScheduleExpression: rate(1 day), Targets: [{ Arn: ${ARN}, Id: a, Input: '{}' }] }`,
      ['schedule R events "rate(1 day)" "{}"'],
    ],
    [
      "AWS::Events::Rule",
      `{ EventPattern: { source: [a] }, Targets: [{ Arn: ${ARN}, Id: a }] }`,
      ['eventbridge R {source: ["a"]} -'],
    ],
    ["AWS::Events::Rule", `{ Targets: [{ Arn: ${ARN} }] }`, []],
    ["AWS::Events::Rule", "{ EventPattern: { source: [a] }, Targets: { Arn: 1 } }", []],
    [
      "AWS::Scheduler::Schedule",
      `{ ScheduleExpression: rate(1 day), Target: { Arn: ${ARN}, Input: '{}' } }`,
      ['schedule R scheduler "rate(1 day)" "{}"'],
    ],
    ["AWS::Scheduler::Schedule", "{ Target: }", []],
    [
      "AWS::ApiGateway::Method",
      `{ HttpMethod: GET, ResourceId: !Ref Order, RestApiId: !Ref Rest, Integration: ${REST_URI} }`,
      ['rest-api R <Rest> "GET" "/orders/{id}"'],
      PATH,
    ],
    [
      "AWS::ApiGateway::Method",
      `{ HttpMethod: GET, ResourceId: !GetAtt Rest.RootResourceId, Integration: ${REST_URI} }`,
      ['rest-api R - "GET" "/"'],
    ],
    [
      "AWS::ApiGateway::Method",
      `{ HttpMethod: GET, ResourceId: !Ref Round, Integration: ${REST_URI} }`,
      [`rest-api R - "GET" ${UNKNOWN_PATH}`],
      "Round: { Type: AWS::ApiGateway::Resource, Properties: { PathPart: a, ParentId: !Ref Round } }",
    ],
    ["AWS::ApiGateway::Method", `{ Integration: ${REST_URI} }`, [`rest-api R - - ${UNKNOWN_PATH}`]],
    ["AWS::ApiGateway::Method", "{ Integration: }", []],
    [
      "AWS::ApiGatewayV2::Route",
      "{ ApiId: !Ref Http, RouteKey: GET /a, Target: !Sub 'integrations/${I}' }",
      ['http-api R <Http> "GET" "/a"'],
      INTEGRATION,
    ],
    [
      "AWS::ApiGatewayV2::Route",
      "{ ApiId: !Ref Http, RouteKey: $default, Target: !Join ['/', [integrations, !Ref I]] }",
      ["http-api R <Http> - -"],
      INTEGRATION,
    ],
    [
      "AWS::ApiGatewayV2::Route",
      "{ ApiId: !Ref Http, RouteKey: $connect, Target: !Sub 'integrations/${I}' }",
      ["other R AWS::ApiGatewayV2::Route <Http>"],
      `${INTEGRATION}\nHttp: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET } }`,
    ],
    [
      "AWS::ApiGatewayV2::Route",
      "{ ApiId: abc, RouteKey: $connect, Target: !Sub 'integrations/${I}' }",
      ['other R AWS::ApiGatewayV2::Route "abc"'],
      INTEGRATION,
    ],
    ["AWS::ApiGatewayV2::Route", "{ RouteKey: GET /a, Target: integrations/abc }", []],
    [
      "AWS::ApiGateway::RestApi",
      `{ Body: { paths: { "/a/{id}": { get: { x-amazon-apigateway-integration: { uri: ${ARN} } }, parameters: [] } } } }`,
      ['rest-api R <R> "get" "/a/{id}"'],
    ],
    [
      "AWS::Serverless::HttpApi",
      `{ DefinitionBody: { paths: { /a: { x-amazon-apigateway-any-method: { x-amazon-apigateway-integration: { uri: ${ARN} } } } } } }`,
      ['http-api R <R> "ANY" "/a"'],
    ],
    ["AWS::Serverless::Api", "{ DefinitionBody: { paths: [{ a: }, b] } }", []],
    ["AWS::ApiGatewayV2::Api", `{ Target: ${ARN}, RouteKey: POST /a }`, ['http-api R <R> "POST" "/a"']],
    [
      "AWS::CloudFront::Distribution",
      `{ DistributionConfig: {
        DefaultCacheBehavior: { LambdaFunctionAssociations: [{ EventType: origin-request, LambdaFunctionARN: !Ref F.Version }] },
        CacheBehaviors: [{ LambdaFunctionAssociations: [{ EventType: viewer-response, LambdaFunctionARN: !Ref V }] }] } }`,
      ["cloudfront R <R> origin-request", "cloudfront R <R> viewer-response"],
      "V: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref F } }",
    ],
    [
      "AWS::CloudFront::Distribution",
      "{ DistributionConfig: { DefaultCacheBehavior: { LambdaFunctionAssociations: [{ EventType: viewer, LambdaFunctionARN: !Ref F.Version }] } } }",
      [],
    ],
    ["AWS::Cognito::UserPool", `{ LambdaConfig: { PreSignUp: ${ARN} } }`, ["cognito R <R> PreSignUp"]],
    [
      "AWS::Cognito::UserPool",
      `{ LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: ${ARN}, LambdaVersion: V2_0 } } }`,
      ["cognito R <R> PreTokenGenerationConfig"],
    ],
    ["AWS::Cognito::UserPool", "{ LambdaConfig: [] }", []],
    [
      "AWS::CloudWatch::Alarm",
      `{ AlarmActions: [!Ref Topic, ${ARN}], OKActions: [${ARN}] }`,
      ["alarm R <R> ALARM", "alarm R <R> OK"],
    ],
    ["AWS::CloudWatch::Alarm", "{ AlarmActions: [null, 1] }", []],
    [
      "AWS::Logs::SubscriptionFilter",
      `{ DestinationArn: ${ARN}, LogGroupName: !Ref Logs }`,
      ["other R AWS::Logs::SubscriptionFilter <Logs>"],
    ],
  ];

for (const [type, properties, wanted, others = ""] of RESOURCES) {
  test(`${type} ${properties.replaceAll(/\s+/g, " ")} wires ${wanted.join(", ") || "nothing"}`, () => {
    assert.deepEqual(triggers(sam("", `R: { Type: ${type}, Properties: ${properties} }\n${others}`)), wanted);
  });
}

test("a name that is spelled out means the function of that name, and a reference in a circle none", () => {
  const url = (arn: string) => `R: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: ${arn} } }`;
  assert.deepEqual(triggers(sam("FunctionName: orders", url("orders"))), ["function-url R -"]);
  assert.deepEqual(triggers(sam("FunctionName: orders", url("arn:aws:lambda:eu-west-1:1:function:orders:live"))), [
    "function-url R -",
  ]);
  assert.deepEqual(triggers(sam("FunctionName: orders", url("invoices"))), []);
  const circle = "V: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref V } }";
  assert.deepEqual(triggers(sam("", `${url("!Ref V")}\n${circle}`)), []);
});

test("a resource that the parameters leave out wires nothing", () => {
  const url = "R: { Type: AWS::Lambda::Url, Condition: Never, Properties: { TargetFunctionArn: !Ref F } }";
  const template = `Conditions: { Never: !Equals [a, b] }\n${sam("", url)}`;
  assert.deepEqual(triggers(template), []);
  assert.deepEqual(triggers(template.replace("[a, b]", "[a, a]")), ["function-url R -"]);
});

test("a function under a condition in a target is invoked in the one way", () => {
  const url = "R: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !If [C, !Ref F, !Ref G] } }";
  assert.deepEqual(triggers(sam("", url)), ["function-url R -"]);
});

test("a trigger stands where its key is written", () => {
  const text = withEvent("{ Type: SQS, Properties: { Queue: !Ref Q } }");
  const reading = read(text);
  const [trigger] = reading.template.triggers.get("F") ?? [];
  assert.equal(textAt(reading, text, trigger?.place), "E");
});

test("a route of a function's own events that its API describes again counts once", () => {
  const api = `Rest:
  Type: AWS::Serverless::Api
  Properties:
    DefinitionBody:
      paths:
        /a: { get: { x-amazon-apigateway-integration: { uri: !GetAtt F.Arn } } }
        /b: { get: { x-amazon-apigateway-integration: { uri: !GetAtt F.Arn } } }`;
  const event = "{ Type: Api, Properties: { Path: /a, Method: GET, RestApiId: !Ref Rest } }";
  assert.deepEqual(triggers(withEvent(event, api)), [
    'rest-api E <Rest> "GET" "/a"',
    'rest-api Rest <Rest> "get" "/b"',
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { sam } from "../events/eventFor.js";
import { short, wired, wiring } from "./showWiring.js";

/** A CloudFormation template with the function `F` of the name `orders`, and other resources. */
function plain(resources: string): string {
  return `Conditions: { C: !Equals [!Ref AWS::Region, x] }
Resources:
  F: { Type: AWS::Lambda::Function, Properties: { FunctionName: orders, Role: !GetAtt R.Arn } }
  G: { Type: AWS::Lambda::Function, Properties: { FunctionName: !Sub "\${AWS::StackName}-g" } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref F, Name: live } }
${resources.replaceAll(/^(?=.)/gm, "  ")}
`;
}

const SENDER = "Action: lambda:InvokeFunction, Principal: sns.amazonaws.com";

for (const name of [
  "!Ref F",
  "!GetAtt F.Arn",
  "!Ref Live",
  "orders",
  "orders:live",
  "arn:aws:lambda:eu-west-1:1:function:orders:live",
  "!Sub 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:orders'",
  "!Sub '${F}:live'",
  "!Join [':', [!GetAtt F.Arn, live]]",
]) {
  test(`a permission on ${name} is the function's`, () => {
    const { permissions } = wiring(
      plain(`P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: ${name}, ${SENDER} } }`),
    );
    assert.deepEqual(
      permissions.map((it) => it.id),
      ["P"],
    );
  });
}

for (const name of [
  "",
  "other",
  "orders-2",
  "!Ref Other",
  "!ImportValue f",
  "[F]",
  "{ a: b }",
  "!GetAtt F",
  "!Ref P",
]) {
  test(`a permission on ${name || "nothing"} is none of the function's`, () => {
    const { permissions } = wiring(
      plain(`P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: ${name}, ${SENDER} } }`),
    );
    assert.deepEqual(permissions, []);
  });
}

for (const name of [
  "!Sub '${AWS::StackName}-g'",
  "!Sub '${AWS::StackName}-g:live'",
  "!Join ['-', [!Ref AWS::StackName, g]]",
  "!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-g:live'",
]) {
  test(`a function with a name that is put together is found by ${name}`, () => {
    const text = plain(`P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: ${name}, ${SENDER} } }`);
    assert.deepEqual(
      wiring(text, "G").permissions.map((it) => it.id),
      ["P"],
    );
    assert.deepEqual(wiring(text, "F").permissions, []);
  });
}

test("a function is found through the alias that SAM makes for it", () => {
  for (const name of ["!Ref F.Alias", "!Ref FAliaslive"]) {
    const resource = `P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: ${name}, ${SENDER} } }`;
    assert.equal(wired(sam("AutoPublishAlias: live", resource)).length, 1, name);
  }
});

test("a permission says all that it is limited to", () => {
  const permission = `P:
  Type: AWS::Lambda::Permission
  Properties:
    FunctionName: !Ref F
    Action: lambda:InvokeFunctionUrl
    Principal: "*"
    SourceArn: !Ref Topic
    SourceAccount: !Ref AWS::AccountId
    EventSourceToken: t
    FunctionUrlAuthType: NONE
    InvokedViaFunctionUrl: true`;
  assert.deepEqual(wired(plain(permission)), [
    'P lets * call <F> from <Topic> account <AWS::AccountId> token "t" auth "NONE" url true',
  ]);
  assert.deepEqual(wired(plain("P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref F } }")), [
    "P lets - call <F>",
  ]);
});

test("a permission is there under its own condition and under that of its target", () => {
  const permission = (extra: string, target: string) =>
    `P: { Type: AWS::Lambda::Permission${extra}, Properties: { FunctionName: ${target}, ${SENDER} } }`;
  assert.deepEqual(wired(plain(permission(", Condition: C", "!Ref F"))), ["P lets sns.amazonaws.com call <F> if C"]);
  assert.deepEqual(wired(plain(permission("", "!If [C, !Ref G, !Ref F]"))), [
    "P lets sns.amazonaws.com call (C: <G> | !C: <F>) if not C",
  ]);
});

test("a mapping is told by what it polls and how", () => {
  const mapping = (properties: string) =>
    wired(plain(`M: { Type: AWS::Lambda::EventSourceMapping, Properties: ${properties} }`));
  assert.deepEqual(mapping("{ FunctionName: !Ref F, EventSourceArn: !GetAtt Q.Arn, BatchSize: 5, Enabled: }"), [
    "M polls {EventSourceArn: <Q.Arn>, BatchSize: 5}",
  ]);
  assert.deepEqual(mapping("{ FunctionName: !Ref F }"), ["M polls {}"]);
  assert.deepEqual(mapping("{ EventSourceArn: !GetAtt Q.Arn }"), []);
  assert.deepEqual(mapping("[!Ref F]"), []);
});

test("a URL, an alias and an invoke configuration of the template are the function's", () => {
  const { url, alias, invokeConfig } = wiring(
    plain(`U: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Live, AuthType: NONE, Cors: { AllowOrigins: [a] } } }
I: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref F, Qualifier: $LATEST, MaximumRetryAttempts: 0 } }`),
  );
  assert.equal(short(url), '{AuthType: "NONE", Cors: {AllowOrigins: ["a"]}}');
  assert.equal(short(alias), '"live"');
  assert.equal(short(invokeConfig), '{Qualifier: "$LATEST", MaximumRetryAttempts: 0}');
});

test("a URL, an alias and an invoke configuration that are half typed are nobody's", () => {
  const { url, alias, invokeConfig } = wiring(
    plain(`U: { Type: AWS::Lambda::Url, Properties: { AuthType: NONE } }
I: { Type: AWS::Lambda::EventInvokeConfig, Properties: [] }
A: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref } }`),
    "G",
  );
  assert.deepEqual([url, alias, invokeConfig].map(short), ["-", "-", "-"]);
});

test("only a URL with NONE written out is open to everybody", () => {
  const open = [
    'FUrlPublicPermissions lets * call <F> auth "NONE"',
    "FURLInvokeAllowPublicAccess lets * call <F> url true",
  ];
  const text = (authType: string) => `Parameters: { P: { Type: String, Default: NONE } }
Conditions: { Yes: !Equals [a, a] }
Mappings: { M: { a: { b: NONE } } }
${sam(`FunctionUrlConfig: { AuthType: ${authType} }`)}`;
  assert.deepEqual(wired(text("NONE")), open);
  for (const other of ["AWS_IAM", "!Ref P", "!If [Yes, NONE, AWS_IAM]", "!FindInMap [M, a, b]", "", "[NONE]"]) {
    assert.deepEqual(wired(text(other)), [], other);
  }
  assert.deepEqual(
    wired(`Globals: { Function: { FunctionUrlConfig: { AuthType: NONE } } }\n${sam("Timeout: 3")}`),
    open,
  );
});

test("the URL of a SAM function is what it configures", () => {
  const url = (config: string) => short(wiring(sam(`FunctionUrlConfig: ${config}`)).url);
  assert.equal(
    url("{ AuthType: AWS_IAM, InvokeMode: RESPONSE_STREAM }"),
    '{AuthType: "AWS_IAM", InvokeMode: "RESPONSE_STREAM"}',
  );
  assert.equal(url("{ AuthType: }"), "{}");
  assert.equal(url(""), "-");
});

test("SAM makes the destinations of asynchronous invocations that are not named", () => {
  const config = (destinations: string, more = "") =>
    short(
      wiring(
        `Conditions: { C: !Equals [!Ref AWS::Region, x] }\n${sam(`${more}EventInvokeConfig: { MaximumRetryAttempts: 0, DestinationConfig: ${destinations} }`)}`,
      ).invokeConfig,
    );
  assert.equal(
    config("{ OnSuccess: { Type: SQS }, OnFailure: { Type: SNS, Destination: !If [C, !Ref T, !Ref AWS::NoValue] } }"),
    '{MaximumRetryAttempts: 0, DestinationConfig: {OnSuccess: {Destination: <FEventInvokeConfigOnSuccessQueue.Arn>}, OnFailure: {Destination: (C: <T> | !C: <FEventInvokeConfigOnFailureTopic>)}}, Qualifier: "$LATEST"}',
  );
  assert.equal(
    config("{ OnFailure: { Type: Lambda, Destination: !GetAtt G.Arn } }", "AutoPublishAlias: live\n"),
    '{MaximumRetryAttempts: 0, DestinationConfig: {OnFailure: {Destination: <G.Arn>}}, Qualifier: "live"}',
  );
  assert.equal(
    config("{ OnFailure: { Type: Lambda }, OnSuccess: }"),
    '{MaximumRetryAttempts: 0, DestinationConfig: {OnFailure: {Destination: ?no Destination}}, Qualifier: "$LATEST"}',
  );
  assert.equal(config(""), '{MaximumRetryAttempts: 0, Qualifier: "$LATEST"}');
});

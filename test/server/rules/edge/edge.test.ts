import { test } from "node:test";
import { edgeEnv } from "../../../../server/src/rules/edge/edgeEnv.js";
import { edgeMemory } from "../../../../server/src/rules/edge/edgeMemory.js";
import { edgeRegion } from "../../../../server/src/rules/edge/edgeRegion.js";
import { edgeRoleTrust } from "../../../../server/src/rules/edge/edgeRoleTrust.js";
import { edgeRuntime } from "../../../../server/src/rules/edge/edgeRuntime.js";
import { edgeTimeout } from "../../../../server/src/rules/edge/edgeTimeout.js";
import { edgeUnsupportedFeature } from "../../../../server/src/rules/edge/edgeUnsupportedFeature.js";
import { edgeVersion } from "../../../../server/src/rules/edge/edgeVersion.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

interface Distribution {
  readonly arn?: string;
  readonly stage?: string;
  /** Lines below the resource's id. */
  readonly head?: readonly string[];
}

/** A distribution that calls a function; a marker may follow the ARN on a line of its own. */
function distribution({ arn = "!Ref Orders.Version", stage = "viewer-request", head = [] }: Distribution = {}): string {
  return [
    "  Site:",
    ...head.map((it) => `    ${it}`),
    "    Type: AWS::CloudFront::Distribution",
    "    Properties:",
    "      DistributionConfig:",
    "        CacheBehaviors:",
    "          - LambdaFunctionAssociations:",
    `              - EventType: ${stage}`,
    `                LambdaFunctionARN: ${arn}`,
    "",
  ].join("\n");
}

/** A function with these properties that a distribution calls. */
function atEdge(properties: readonly string[], options: Distribution = {}): string {
  return samFunction(...properties) + distribution(options);
}

function associated(arn: string, message?: string): string {
  const marker =
    message === undefined ? "" : `\n${" ".repeat(16)}#${" ".repeat(18)}${"^".repeat(arn.length)} ${message}`;
  return `${atEdge(["Runtime: nodejs24.x"], { arn: arn + marker })}  Alias:
    Type: AWS::Lambda::Alias
    Properties: { FunctionName: !Ref Orders, FunctionVersion: "1", Name: live }
  Published:
    Type: AWS::Lambda::Version
    Properties: { FunctionName: !Ref Orders }
  Plain:
    Type: AWS::Lambda::Function
`;
}

function unversioned(what: string, advice: string): string {
  return `error: CloudFront calls numbered versions only, and this is ${what}: ${advice}; CloudFront rejects the distribution`;
}

const SAM_ADVICE = "set AutoPublishAlias and use `!Ref Orders.Version`";
const ARN = "arn:aws:lambda:us-east-1:123456789012:function:redirect";
const END_ADVICE = "end the ARN with the number of a version";

for (const [arn, what, advice] of [
  ["!GetAtt Orders.Arn", "the function without a version", SAM_ADVICE],
  ["!Ref Orders", "the name of the function", SAM_ADVICE],
  ["!Ref Orders.Alias", "an alias", SAM_ADVICE],
  ['!Sub "${Orders.Arn}:live"', "the alias `live`", SAM_ADVICE],
  ['!Sub "${Orders.Arn}:$LATEST"', "`$LATEST`", SAM_ADVICE],
  ["!GetAtt Plain.Arn", "the function without a version", "use `!Ref` of an `AWS::Lambda::Version`"],
  ["!Ref Alias", "an alias", "use `!Ref` of an `AWS::Lambda::Version`"],
  [ARN, "the function without a version", END_ADVICE],
  [`${ARN}:live`, "the alias `live`", END_ADVICE],
  ['!Sub "arn:aws:lambda:us-east-1:${AWS::AccountId}:function:f"', "the function without a version", END_ADVICE],
] as const) {
  test(`a distribution does not take ${arn}`, async () => {
    await checkRule(edgeVersion, associated(arn, unversioned(what, advice)));
  });
}

for (const arn of [
  "!Ref Orders.Version",
  "!Ref Published",
  "!GetAtt Published.FunctionArn",
  `${ARN}:3`,
  '!Sub "${Orders.Arn}:7"',
  '!Sub "${Orders.Arn}:${Published.Version}"',
  '!Sub "${Orders.Arn}:${Number}"',
  "!Ref VersionArn",
  "!ImportValue redirect-version",
  '!Sub "arn:aws:lambda:us-east-1:${AWS::AccountId}:function:${Name}"',
  '"{{resolve:ssm:/redirect/version}}"',
]) {
  test(`a distribution may take ${arn}`, async () => {
    await checkRule(edgeVersion, associated(arn));
    await checkRule(edgeRegion, associated(arn));
  });
}

test("a function of another Region is not called, and one whose Region is open may be", async () => {
  const message =
    "error: CloudFront calls functions in us-east-1 only, and this one is in eu-central-1: deploy it to us-east-1; CloudFront rejects the distribution";
  const foreign = '!Sub "arn:aws:lambda:eu-central-1:${AWS::AccountId}:function:f:1"';
  await checkRule(edgeRegion, associated(foreign, message));
  await checkRule(edgeRegion, associated('!Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:f:1"'));
});

function unsupported(what: string, stage = "viewer-request"): string {
  return `error: \`Orders\` runs at CloudFront (${stage}), which does not support ${what}: remove it; CloudFront rejects the distribution`;
}

/** The first line of a property with a marker below its key. */
function markedKey(property: string, key: string, text: string): string {
  const [first = "", ...rest] = property.split("\n");
  const start = first.indexOf(key);
  const marker = `UNDENT#${" ".repeat(start + 3)}${"^".repeat(key.length)} ${text}`;
  return [first, marker, ...rest].join("\n");
}

const SUBNETS = "SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]";

for (const [what, property] of [
  ["a VPC", `VpcConfig: { ${SUBNETS} }`],
  ["a dead-letter queue", "DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Failed.Arn }"],
  ["layers", "Layers:\n  - !Ref Shared"],
  ["tracing with X-Ray", "Tracing: Active"],
  ["arm64", "Architectures: [arm64]"],
  ["container images", "PackageType: Image"],
  ["more than 512 MB in /tmp", "EphemeralStorage: { Size: 1024 }"],
  ["provisioned concurrency", "ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 }"],
  ["a runtime version of its own", "RuntimeManagementConfig: { UpdateRuntimeOn: FunctionUpdate }"],
  ["code encrypted with a key of its own", "SourceKMSKeyArn: !GetAtt Key.Arn"],
] as const) {
  test(`a function at the edge does not have ${what}`, async () => {
    const key = property.slice(0, property.indexOf(":"));
    const source = atEdge([markedKey(property, key, unsupported(what))]);
    await checkRule(edgeUnsupportedFeature, source.replaceAll(/^ {6}UNDENT#/gm, "  #"));
    await checkRule(edgeUnsupportedFeature, samFunction(property));
  });
}

for (const property of [
  "VpcConfig: { SubnetIds: [], SecurityGroupIds: [] }",
  "VpcConfig: !If [InVpc, { SubnetIds: [subnet-1] }, !Ref AWS::NoValue]",
  "Tracing: PassThrough",
  "Tracing: !Ref Mode",
  "Layers: []",
  "Architectures: [x86_64]",
  "EphemeralStorage: { Size: 512 }",
  "RuntimeManagementConfig: { UpdateRuntimeOn: Auto }",
]) {
  test(`a function at the edge may have ${property}`, async () => {
    await checkRule(edgeUnsupportedFeature, `Conditions:\n  InVpc: !Equals [!Ref Stage, prod]\n${atEdge([property])}`);
  });
}

test("a feature of its own is removed, and one of Globals is left to its author", async () => {
  const runtime = "Runtime: nodejs24.x";
  await checkFix(edgeUnsupportedFeature, atEdge([runtime, "Tracing: Active"]), atEdge([runtime]));
  const message = unsupported("tracing with X-Ray");
  await checkRule(
    edgeUnsupportedFeature,
    `Globals:\n  Function:\n    Tracing: Active\n#   ^^^^^^^ ${message}\n${atEdge([runtime])}`,
  );
});

test("a function that is called in several events names them in the order of a request", async () => {
  const source = atEdge(["Timeout: 3"], { stage: "origin-response" }) + distribution().replace("  Site:", "  Shop:");
  const message = unsupported("arm64", "viewer-request, origin-response");
  const marker = `    #${" ".repeat(1)}${"^".repeat(13)} ${message}`;
  await checkRule(edgeUnsupportedFeature, source.replace("Timeout: 3", `Architectures: [arm64]\n${marker}`));
});

const ENV =
  "which has no environment variables: write the value of `A` into the code; CloudFront rejects the distribution";

test("a function at the edge has no variables, its own or those of Globals", async () => {
  const message = `error: \`Orders\` runs at CloudFront (viewer-request), ${ENV}`;
  const globals = "Globals:\n  Function:\n    Environment:\n      Variables: { A: x }\n";
  await checkRule(edgeEnv, `${globals.trimEnd()}\n#     ^^^^^^^^^ ${message}\n${atEdge(["Timeout: 3"])}`);
  await checkRule(edgeEnv, samFunction("Environment: { Variables: { A: x } }"));
});

test("no variables, and variables that may not be there, are left alone at the edge", async () => {
  for (const environment of ["{ Variables: {} }", "{ Variables: { A: !Ref AWS::NoValue } }", "!Ref Anything"]) {
    await checkRule(edgeEnv, atEdge([`Environment: ${environment}`]));
  }
});

test("runtimes other than Node.js and Python do not run at the edge", async () => {
  const message =
    "error: `Orders` runs at CloudFront (viewer-request), which takes Node.js and Python only: write it in one of these; CloudFront rejects the distribution";
  for (const runtime of ["java21", "dotnet8", "ruby3.4", "provided.al2023"]) {
    await checkRule(edgeRuntime, atEdge([marked(`Runtime: ${runtime}`, runtime, message)]));
  }
  for (const runtime of ["nodejs18.x", "python3.14", "!Ref Runtime"]) {
    await checkRule(edgeRuntime, atEdge([`Runtime: ${runtime}`]));
  }
  await checkRule(edgeRuntime, samFunction("Runtime: java21"));
});

const TRUST =
  "error: `Orders` runs at CloudFront (viewer-request), but its role does not trust it: let `edgelambda.amazonaws.com` assume the role in AssumeRolePolicyDocument; CloudFront rejects the distribution";

function role(principal: string, marker = ""): string {
  return `  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
${marker}        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal: ${principal}
`;
}

test("a role that Lambda@Edge cannot assume is told where it says who can", async () => {
  const marker = `    # ${"^".repeat("AssumeRolePolicyDocument".length)} ${TRUST}\n`;
  const source = atEdge(["Role: !GetAtt Role.Arn"]);
  for (const principal of [
    "{ Service: lambda.amazonaws.com }",
    "{ Service: [lambda.amazonaws.com, s3.amazonaws.com] }",
  ]) {
    await checkRule(edgeRoleTrust, source + role(principal, marker));
  }
});

test("a role that may trust Lambda@Edge, and one from elsewhere, are left alone", async () => {
  const source = atEdge(["Role: !GetAtt Role.Arn"]);
  for (const principal of [
    "{ Service: [lambda.amazonaws.com, edgelambda.amazonaws.com] }",
    '{ Service: [lambda.amazonaws.com, !Sub "edgelambda.${AWS::URLSuffix}"] }',
    "{ Service: !Ref Services }",
    '"*"',
    "!Ref Principal",
  ]) {
    await checkRule(edgeRoleTrust, source + role(principal));
  }
  await checkRule(edgeRoleTrust, atEdge(["Role: arn:aws:iam::123456789012:role/edge"]));
  await checkRule(edgeRoleTrust, atEdge(["Role: !Ref RoleArn"]));
  await checkRule(edgeRoleTrust, samFunction("Timeout: 3"));
  await checkRule(edgeRoleTrust, atEdge(["Timeout: 3"]).replace(/Transform: .*/, "Transform: [Company]"));
});

function tooLong(allowed: string, seconds: number, consequence: string, severity: string, stage: string): string {
  return `${severity}: \`Orders\` runs at CloudFront (${stage}), which ${allowed}, not a Timeout of ${seconds} s: lower it; CloudFront ${consequence} the distribution`;
}

for (const [stage, seconds, message] of [
  ["viewer-request", 5, undefined],
  ["viewer-request", 6, ["by its older limit allows 5 s", "may reject", "warning"]],
  ["viewer-response", 30, ["by its older limit allows 5 s", "may reject", "warning"]],
  ["viewer-response", 31, ["allows 30 s", "rejects", "error"]],
  ["origin-request", 30, undefined],
  ["origin-response", 31, ["allows 30 s", "rejects", "error"]],
] as const) {
  test(`a timeout of ${seconds} s ${message ? "is too long" : "is allowed"} in a ${stage}`, async () => {
    const [allowed = "", consequence = "", severity = ""] = message ?? [];
    const text = tooLong(allowed, seconds, consequence, severity, stage);
    const timeout = message ? marked(`Timeout: ${seconds}`, String(seconds), text) : `Timeout: ${seconds}`;
    await checkRule(edgeTimeout, atEdge([timeout], { stage }));
    await checkRule(edgeTimeout, samFunction(`Timeout: ${seconds}`));
  });
}

test("the fix sets the longest timeout of the event", async () => {
  const stage = "origin-request";
  await checkFix(edgeTimeout, atEdge(["Timeout: 60"], { stage }), atEdge(["Timeout: 30"], { stage }));
  await checkFix(edgeTimeout, atEdge(["Timeout: 60"]), atEdge(["Timeout: 5"]));
});

test("memory is limited in viewer events only", async () => {
  const text =
    "warning: `Orders` runs at CloudFront (viewer-request), which by its older limit allows 128 MB in viewer events, not a MemorySize of 129 MB: lower it; CloudFront may reject the distribution";
  await checkRule(edgeMemory, atEdge([marked("MemorySize: 129", "129", text)]));
  await checkRule(edgeMemory, atEdge(["MemorySize: 128"]));
  await checkRule(edgeMemory, atEdge(["MemorySize: 1024"], { stage: "origin-request" }));
});

test("a distribution that is never made calls nothing", async () => {
  const never = 'Conditions:\n  Never: !Equals ["a", "b"]\n';
  await checkRule(edgeTimeout, never + atEdge(["Timeout: 60"], { head: ["Condition: Never"] }));
});

test("nothing is reported in a resource with a syntax error", async () => {
  const broken = atEdge(["Timeout: 60", "Tracing: Active", "Tags: { A: [b"]);
  for (const it of [edgeTimeout, edgeUnsupportedFeature, edgeRoleTrust]) await checkRule(it, broken);
});

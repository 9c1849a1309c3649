import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Analysis, LocatedFinding } from "../../server/src/lamplight.js";
import type { FileId } from "../../server/src/model/place.js";
import { property, textOf } from "../../server/src/model/value.js";
import { rules } from "../../server/src/rules/index.js";
import type { LinkedFunction } from "../../server/src/rules/rule.js";
import { openFixture } from "../support/check.js";
import { sampleTemplates } from "../support/corpus.js";
import { FIXTURE_ROOT } from "../support/fixture.js";

/** A mistake that is written into a function of a template that had none. */
interface Fault {
  readonly rule: string;
  /** Properties of the function, which take the place of those that it has by these names; undefined takes one out. */
  readonly properties: Readonly<Record<string, readonly string[] | undefined>>;
  /** Groups and rules that the same mistake breaks too, beside what SAM says of properties that do not go together. */
  readonly also?: readonly string[];
  /** Resources that are written behind the function, indented as below `Resources`. */
  readonly beside?: (fn: string) => readonly string[];
  /** Lines above the section that the function is in. */
  readonly above?: readonly string[];
  /** A part of the line that the finding must be on: of the template, or of the named file. */
  readonly line: string;
  readonly file?: string;
  /** Functions in which it would be no mistake, or is written in another way, are left out. */
  readonly appliesTo?: (fn: LinkedFunction) => boolean;
}

/** What the handlers are about that faults name. Other faults are laid in templates without any source. */
const SOURCES: Readonly<Record<string, string>> = {
  "fault/present.mjs": "export const handler = async () => ({});\n",
  "fault/callback.mjs": "export const handler = (event, context, callback) => {\n  callback(null, {});\n};\n",
  "fault-python/present.py": "def handler(event, context):\n    return {}\n",
};

const OTHER_CODE = { InlineCode: undefined, ImageUri: undefined, PackageType: undefined };

function withCode(folder: string, handler: string, properties: Fault["properties"]): Fault["properties"] {
  return { ...OTHER_CODE, CodeUri: [`CodeUri: ${folder}/`], Handler: [`Handler: ${handler}`], ...properties };
}

/** Said outright, for `Globals` may ask for it. */
const NO_SNAP_START = { SnapStart: ["SnapStart: { ApplyOn: None }"] };

const NODE = { Runtime: ["Runtime: nodejs24.x"], ...NO_SNAP_START };

/** A distribution that calls a function in one event. */
function distribution(stage: string, arn: string): readonly string[] {
  const association = `{ EventType: ${stage}, LambdaFunctionARN: ${arn} }`;
  return [
    "FaultSite:",
    "  Type: AWS::CloudFront::Distribution",
    "  Properties:",
    "    DistributionConfig:",
    `      DefaultCacheBehavior: { LambdaFunctionAssociations: [${association}] }`,
  ];
}

/** Mistakes in a function that a distribution calls on origin requests, or on viewer requests. */
const EDGE_FAULTS: readonly Fault[] = (
  [
    ["edge/edge-env", { Environment: ["Environment: { Variables: { FAULT: x } }"] }, "Environment:", "origin-request"],
    ["edge/edge-memory", { MemorySize: ["MemorySize: 256"] }, "MemorySize: 256", "viewer-request"],
    ["edge/edge-timeout", { Timeout: ["Timeout: 31"] }, "Timeout: 31", "origin-request"],
    ["edge/edge-runtime", { ...NO_SNAP_START, Runtime: ["Runtime: ruby3.4"] }, "Runtime: ruby3.4", "origin-request"],
    ["edge/edge-role-trust", { Role: undefined, AssumeRolePolicyDocument: undefined }, ":", "origin-request"],
    ["edge/edge-unsupported-feature", { Tracing: ["Tracing: Active"] }, "Tracing: Active", "origin-request"],
  ] as const
).map(([rule, properties, line, stage]) => ({
  rule,
  properties,
  line,
  // A function of a public project is not made for the edge, and breaks more than one of the rules there.
  also: ["edge/", "sqs/", "limits/inline-code"],
  beside: (fn) => distribution(stage, `!Ref ${fn}.Version`),
  appliesTo: isSam,
}));

/** How an event names its source, and the resource that it names. */
const FAULT_SOURCES = {
  DynamoDB: "Stream: !GetAtt FaultTable.StreamArn",
  Kinesis: "Stream: !GetAtt FaultStream.Arn",
  S3: "Bucket: !Ref FaultBucket",
  SQS: "Queue: !GetAtt FaultQueue.Arn",
};

const FAULT_RESOURCES = {
  DynamoDB: ["FaultTable:", "  Type: AWS::DynamoDB::Table"],
  Kinesis: ["FaultStream:", "  Type: AWS::Kinesis::Stream", "  Properties:", "    MaxRecordSizeInKiB: 10240"],
  S3: ["FaultBucket:", "  Type: AWS::S3::Bucket"],
  SQS: ["FaultQueue:", "  Type: AWS::SQS::Queue"],
};

const FAULT_DEAD_LETTERS = {
  DeadLetterQueue: ["DeadLetterQueue: { Type: SQS, TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:fault' }"],
  EventInvokeConfig: undefined,
  FunctionUrlConfig: undefined,
};

const FAULT_ROUTE = "{ Type: HttpApi, Properties: { Path: /a-fault, Method: get } }";

function scheduled(properties: string): string {
  return `{ Fault: { Type: Schedule, Properties: { Schedule: rate(1 day), ${properties} } } }`;
}

/** A permission for anybody who is the principal. */
function permission(fn: string, principal: string): readonly string[] {
  const properties = `Action: lambda:InvokeFunction, FunctionName: !Ref ${fn}, Principal: ${principal}`;
  return ["FaultPermission:", "  Type: AWS::Lambda::Permission", `  Properties: { ${properties} }`];
}

/** Mistakes in how a function of SAM is fed by a queue, a stream, a table or a bucket of the template. */
const SOURCE_FAULTS: readonly Fault[] = (
  [
    ["sqs/visibility-below-timeout", "SQS", "", "FaultQueue:", { Timeout: ["Timeout: 60"] }],
    ["sqs/visibility-lt-6x", "SQS", "", "FaultQueue:", { Timeout: ["Timeout: 20"] }],
    ["sqs/sqs-batch-window", "SQS", ", BatchSize: 100", "BatchSize: 100", {}],
    ["sqs/sqs-no-redrive", "SQS", "", "FaultQueue:", {}],
    ["sqs/sqs-dlq-on-function", "SQS", "", "DeadLetterQueue:", FAULT_DEAD_LETTERS],
    ["batch/wrong-source-property", "SQS", ", StartingPosition: LATEST", "StartingPosition:", {}],
    ["batch/filter-criteria", "SQS", `, FilterCriteria: { Filters: [{ Pattern: '{"a": "b"}' }] }`, "Pattern:", {}],
    ["batch/esm-ranges", "Kinesis", ", StartingPosition: LATEST, BatchSize: 20000", "BatchSize: 20000", {}],
    ["kinesis/starting-position-missing", "Kinesis", "", "Fault:", {}],
    ["kinesis/poison-pill-blocks-shard", "Kinesis", ", StartingPosition: LATEST", "Fault:", {}],
    ["kinesis/big-record", "Kinesis", ", StartingPosition: LATEST", "MaxRecordSizeInKiB: 10240", {}],
    ["dynamodb/stream-not-enabled", "DynamoDB", ", StartingPosition: LATEST", "Stream:", {}],
    ["s3/s3-overlap", "S3", ", Events: ['s3:ObjectCreated:*', 's3:ObjectCreated:Put']", "Fault:", {}],
  ] as const
).map(([rule, type, properties, line, others]) => ({
  rule,
  properties: {
    ...others,
    // A timeout of the project's own may be too long for the queue.
    ...("Timeout" in others ? {} : { Timeout: ["Timeout: 3"] }),
    Events: [`Events: { Fault: { Type: ${type}, Properties: { ${FAULT_SOURCES[type]}${properties} } } }`],
  },
  line,
  beside: () => FAULT_RESOURCES[type],
  // Elsewhere something may send failures to the queue, or invoke the function in another way.
  appliesTo: (fn) => isSam(fn) && fn.template.open.length === 0 && (!rule.startsWith("sqs/") || isAlone(fn)),
}));

/** A queue that is in no template. */
const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:fault";

const NOT_FOR_TENANTS = { CapacityProviderConfig: undefined, TenancyConfig: undefined };

/** Mistakes for which the SAM transform rejects the template, and those that it passes over. */
const SAM_FAULTS: readonly Fault[] = (
  [
    ["sam/unknown-property", { Fault: "1" }, "Fault: 1"],
    ["sam/property-type", { Layers: "arn:aws:lambda:eu-west-1:123456789012:layer:fault:1" }, "Layers:"],
    ["sam/policy-invalid", { Policies: "[{ FaultPolicy: {} }]" }, "Policies:"],
    ["sam/invalid-value", { DeadLetterQueue: `{ Type: Sqs, TargetArn: ${QUEUE} }` }, "DeadLetterQueue:"],
    ["sam/event-type", { Events: "{ Fault: { Type: Shedule, Properties: { Schedule: rate(1 day) } } }" }, "Events:"],
    ["sam/missing-property", { Events: "{ Fault: { Type: SQS, Properties: { BatchSize: 5 } } }" }, "Events:"],
    ["sam/logical-id", { Events: `{ a-fault: { Type: SQS, Properties: { Queue: ${QUEUE} } } }` }, "Events:"],
    ["sam/event-reference", { Events: "{ Fault: { Type: S3, Properties: { Bucket: fault, Events: a } } }" }, "Events:"],
    ["sam/conflicting-properties", { Events: scheduled("Enabled: true, State: ENABLED") }, "Events:"],
    ["sam/schedule-enabled-ignored", { Events: scheduled("Enabled: !Ref AWS::Region") }, "Events:"],
    ["sam/duplicate-event", { Events: `{ A: ${FAULT_ROUTE}, B: ${FAULT_ROUTE} }` }, "Events:"],
    ["sam/url-auth-parameter", { FunctionUrlConfig: "{ AuthType: !If [Fault, NONE, AWS_IAM] }" }, "FunctionUrlConfig:"],
    ["permissions/url-auth-none", { FunctionUrlConfig: "{ AuthType: NONE }" }, "FunctionUrlConfig:"],
    ["permissions/policies-ignored", { Role: "fault", Policies: "[AmazonS3ReadOnlyAccess]" }, "Policies:"],
  ] as const
).map(([rule, properties, line]) => ({
  rule,
  properties: {
    ...(rule.includes("url-") ? NOT_FOR_TENANTS : {}),
    ...Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, [`${name}: ${value}`]])),
  },
  line,
  appliesTo: isOnlySams,
}));

const FAULTS: readonly Fault[] = [
  ...SAM_FAULTS,
  {
    rule: "sam/alias-required",
    properties: {
      ...NOT_FOR_TENANTS,
      AutoPublishAlias: undefined,
      ProvisionedConcurrencyConfig: ["ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 }"],
    },
    line: "ProvisionedConcurrencyConfig:",
    appliesTo: (fn) => isOnlySams(fn) && fn.autoPublishAlias.origin?.kind !== "globals",
  },
  {
    rule: "sam/globals",
    properties: {},
    above: ["Globals: { Function: { Events: {} } }"],
    line: "Globals:",
    appliesTo: (fn) => isOnlySams(fn) && fn.template.globals.kind === "absent",
  },
  {
    rule: "permissions/permission-public",
    properties: {},
    beside: (fn) => permission(fn, "'*'"),
    line: "Properties:",
  },
  {
    rule: "permissions/permission-unscoped",
    properties: {},
    beside: (fn) => permission(fn, "sns.amazonaws.com"),
    line: "Properties:",
  },
  {
    rule: "security/secret-in-env",
    properties: { Environment: ["Environment: { Variables: { FAULT_SECRET: wJq7Rk2Zt9Lm4Xc8Vb1Np6Hs } }"] },
    line: "Environment:",
  },
  {
    rule: "limits/timeout-range",
    properties: { Timeout: ["Timeout: 901"] },
    also: ["sqs/"],
    line: "Timeout: 901",
    appliesTo: ({ capacityProvider }) => capacityProvider.kind === "absent",
  },
  { rule: "limits/timeout-range", properties: { Timeout: ['Timeout: "0"'] }, line: 'Timeout: "0"' },
  { rule: "limits/memory-range", properties: { MemorySize: ["MemorySize: 127"] }, line: "MemorySize: 127" },
  {
    rule: "limits/tmp-range",
    properties: { ...NO_SNAP_START, EphemeralStorage: ["EphemeralStorage:", "  Size: 10241"] },
    line: "Size: 10241",
  },
  {
    rule: "limits/env-size",
    properties: { Environment: ["Environment:", "  Variables:", `    FAULT: ${"x".repeat(4200)}`] },
    line: "Variables:",
  },
  {
    rule: "limits/env-name",
    properties: { Environment: ["Environment:", "  Variables:", "    FAULT-NAME: x"] },
    line: "FAULT-NAME: x",
  },
  {
    rule: "limits/env-reserved",
    properties: { Environment: ["Environment: { Variables: { AWS_REGION: x } }"] },
    line: "AWS_REGION: x",
  },
  {
    rule: "limits/layers-max",
    properties: { Layers: ["Layers: [a:1, b:1, c:1, d:1, e:1, f:1]"] },
    line: "Layers: [a:1",
  },
  {
    rule: "limits/inline-code",
    properties: {
      ...NODE,
      PackageType: undefined,
      CodeUri: undefined,
      ImageUri: undefined,
      Handler: ["Handler: app.handler"],
      InlineCode: ["InlineCode: exports.handler = async () => 1;"],
    },
    line: "Handler: app.handler",
    appliesTo: isSam,
  },
  {
    rule: "limits/string-limits",
    properties: { FunctionName: ["FunctionName: fault.name"] },
    line: "FunctionName: fault.name",
  },
  {
    rule: "limits/string-limits",
    properties: { Description: [`Description: ${"x".repeat(257)}`] },
    line: "Description: xxx",
  },
  {
    rule: "limits/snapstart-unsupported",
    properties: {
      // Not nodejs24.x: inline code of the corpus takes callbacks, which is an error of its own there.
      Runtime: ["Runtime: nodejs22.x"],
      SnapStart: ["SnapStart:", "  ApplyOn: PublishedVersions"],
    },
    line: "ApplyOn: PublishedVersions",
  },
  {
    rule: "limits/runtime-deprecated",
    properties: { ...NO_SNAP_START, Runtime: ["Runtime: python3.6"] },
    line: "Runtime: python3.6",
  },
  {
    rule: "limits/runtime-unknown",
    properties: { ...NO_SNAP_START, Runtime: ["Runtime: nodejs24"] },
    line: "Runtime: nodejs24",
  },
  {
    rule: "limits/timeout-managed-sync",
    properties: {
      Timeout: ["Timeout: 1800"],
      CapacityProviderConfig: ["CapacityProviderConfig:", "  Arn: !GetAtt FaultProvider.Arn"],
      FunctionUrlConfig: ["FunctionUrlConfig:", "  AuthType: AWS_IAM"],
    },
    line: "Timeout: 1800",
    also: ["sqs/"],
    appliesTo: isSam,
  },
  ...(["cron(0 25 * * ? *)", "cron(0 12 * * *)", "rate(5 minute)"] as const).map((schedule, index) => ({
    rule: ["schedule/cron-grammar", "schedule/unix-cron", "schedule/rate-plural"][index] ?? "",
    properties: { Events: [`Events: { Fault: { Type: Schedule, Properties: { Schedule: ${schedule} } } }`] },
    line: schedule,
    appliesTo: isSam,
  })),
  ...EDGE_FAULTS,
  ...SOURCE_FAULTS,
  {
    rule: "edge/edge-version",
    properties: {},
    also: ["edge/"],
    beside: (fn) => distribution("viewer-request", `!GetAtt ${fn}.Arn`),
    line: "LambdaFunctionARN:",
  },
  {
    rule: "edge/edge-region",
    properties: {},
    beside: () => distribution("viewer-request", "arn:aws:lambda:eu-west-1:123456789012:function:fault:1"),
    line: "LambdaFunctionARN:",
  },
  {
    rule: "api/api-timeout-chain",
    properties: {
      Timeout: ["Timeout: 120"],
      Events: ["Events: { Fault: { Type: HttpApi, Properties: { Path: /, Method: get } } }"],
    },
    line: "Timeout: 120",
    also: ["sqs/"],
    appliesTo: isSam,
  },
  {
    rule: "api/api-integration-timeout",
    properties: {
      Events: ["Events: { Fault: { Type: HttpApi, Properties: { Path: /, Method: get, TimeoutInMillis: 45000 } } }"],
    },
    line: "TimeoutInMillis: 45000",
    appliesTo: isSam,
  },
  {
    rule: "cognito/cognito-5s",
    properties: {
      Timeout: ["Timeout: 30"],
      Events: ["Events: { Fault: { Type: Cognito, Properties: { UserPool: !Ref FaultUsers, Trigger: PreSignUp } } }"],
    },
    beside: () => ["FaultUsers:", "  Type: AWS::Cognito::UserPool"],
    line: "Timeout: 30",
    also: ["sqs/"],
    appliesTo: isSam,
  },
  {
    rule: "efs/efs-needs-vpc",
    properties: {
      ...NO_SNAP_START,
      VpcConfig: undefined,
      FileSystemConfigs: ["FileSystemConfigs: [{ Arn: !GetAtt FaultData.Arn, LocalMountPath: /mnt/fault }]"],
    },
    beside: () => ["FaultData:", "  Type: AWS::EFS::AccessPoint", "  Properties: { FileSystemId: fs-1 }"],
    line: "FileSystemConfigs:",
    // A VPC of Globals counts for the function.
    appliesTo: ({ resource }) => property(resource.properties, "VpcConfig").kind === "absent",
  },
  {
    rule: "limits/reserved-zero",
    properties: { ReservedConcurrentExecutions: ["ReservedConcurrentExecutions: 0"] },
    line: "ReservedConcurrentExecutions: 0",
  },
  {
    rule: "limits/reserved-sum",
    properties: { ReservedConcurrentExecutions: ["ReservedConcurrentExecutions: 950"] },
    line: "ReservedConcurrentExecutions: 950",
    appliesTo: ({ resource }) => resource.condition === undefined,
  },
  {
    rule: "reliability/async-no-failure-destination",
    properties: {
      EventInvokeConfig: undefined,
      DeadLetterQueue: undefined,
      Events: ["Events: { Fault: { Type: SNS, Properties: { Topic: !Ref FaultTopic } } }"],
    },
    beside: () => ["FaultTopic:", "  Type: AWS::SNS::Topic"],
    line: ":",
    appliesTo: (fn) => isSam(fn) && property(fn.resource.properties, "EventInvokeConfig").kind === "absent",
  },
  {
    rule: "correctness/handler-file-missing",
    properties: withCode("fault", "absent.handler", NODE),
    line: "Handler: absent.handler",
    appliesTo: hasAllItsCode,
  },
  {
    rule: "correctness/handler-export-missing",
    properties: withCode("fault", "present.handle", NODE),
    line: "Handler: present.handle",
    appliesTo: hasAllItsCode,
  },
  {
    rule: "correctness/callback-on-node24",
    properties: withCode("fault", "callback.handler", NODE),
    line: "(event, context, callback)",
    file: "fault/callback.mjs",
    appliesTo: hasAllItsCode,
  },
  {
    rule: "correctness/runtime-language-mismatch",
    properties: withCode("fault-python", "present.handler", NODE),
    line: "Runtime: nodejs24.x",
    appliesTo: hasAllItsCode,
  },
];

const TEMPLATE = "template.yaml";

function isSam({ dialect }: LinkedFunction): boolean {
  return dialect === "sam";
}

/** Nothing else has a hand in the template, and nothing in it is there for URLs. */
function isOnlySams(fn: LinkedFunction): boolean {
  const { open, resources, transforms } = fn.template;
  const isUrls = [...resources.values()].some((it) => it.type === "AWS::Lambda::Permission");
  return isSam(fn) && transforms.length === 1 && open.length === 0 && !isUrls;
}

/** No other resource names the function, and nothing of it is set for all functions or for asynchronous invocations. */
function isAlone({ id, resource, template }: LinkedFunction): boolean {
  const others = [...template.resources.values()].filter((it) => it !== resource);
  const isNamed = others.some((it) => JSON.stringify([it.properties, it.connectors]).includes(`"${id}`));
  return !isNamed && property(resource.properties, "EventInvokeConfig").kind === "absent";
}

/** A build names entry points of its own, and a layer may hold the handler. */
function hasAllItsCode(fn: LinkedFunction): boolean {
  return isSam(fn) && fn.build.kind === "absent" && fn.layers.kind === "absent";
}

describe("a mistake in a template of a public project is found where it is, and nothing else", () => {
  const samples = sampleTemplates();
  for (const fault of FAULTS) {
    test(`${fault.rule}: ${fault.line}`, async () => {
      let injected = 0;
      for (const { name, text } of samples) injected += await injectInto(name, text, fault);
      assert.ok(injected >= Math.min(samples.length, 20), `injected into ${injected} functions only`);
    });
  }

  test("every rule has its fault", () => {
    const ids = rules.map((it) => it.id).filter((it) => !it.startsWith("lamplight/"));
    assert.deepEqual(
      ids.filter((id) => !FAULTS.some((it) => it.rule === id)),
      [],
    );
  });
});

/** Writes the fault into each function of the template in turn; gives the number of functions. */
async function injectInto(name: string, text: string, fault: Fault): Promise<number> {
  const sources = fault.rule.startsWith("correctness/") ? Object.entries(SOURCES) : [];
  const project = await openFixture(new Map([[TEMPLATE, text], ...sources]));
  const sound = await project.analyse();
  let injected = 0;
  for (const fn of sound.functions) {
    const faulty = withFault(text, fn, sound, fault);
    if (faulty === undefined) continue;
    project.overlay(`${FIXTURE_ROOT}/${TEMPLATE}` as FileId, faulty);
    const { findings } = await project.analyse();
    const title = `${fault.rule} in ${fn.id} of ${name}`;
    assertFound(findings, fault, fn, faulty, title);
    // What a function must not be at all is one thing more that it must not be at CloudFront.
    const consequences = text.includes("LambdaFunctionAssociations") ? ["edge/"] : [];
    assertNothingElse(findings, sound.findings, { ...fault, also: [...(fault.also ?? []), ...consequences] }, title);
    injected += 1;
  }
  return injected;
}

function assertFound(
  findings: readonly LocatedFinding[],
  { rule, file = TEMPLATE, line }: Fault,
  fn: LinkedFunction,
  faulty: string,
  title: string,
): void {
  const lines = (SOURCES[file] ?? faulty).split("\n");
  const found = findings.filter((it) => it.rule === rule && (it.function ?? fn.id) === fn.id);
  const places = found.map((it) => `${it.file}: ${lines[it.range.start.line]?.trim()}`);
  assert.ok(
    places.some((it) => it.startsWith(`${FIXTURE_ROOT}/${file}: `) && it.includes(line)),
    `${title}: found ${JSON.stringify(places)}`,
  );
}

function assertNothingElse(
  findings: readonly LocatedFinding[],
  before: readonly LocatedFinding[],
  fault: Fault,
  title: string,
): void {
  const key = (it: LocatedFinding) => `${it.rule}: ${it.message}`;
  const known = new Set(before.map(key));
  const also = [...(fault.also ?? []), "sam/conflicting-properties"];
  const isKnown = ({ rule }: LocatedFinding) => also.some((it) => rule.startsWith(it));
  const surprises = findings.filter(
    (it) => it.severity === "error" && it.rule !== fault.rule && !isKnown(it) && !known.has(key(it)),
  );
  assert.deepEqual(surprises.map(key), [], title);
}

/** The template with the fault in the function; undefined where the fault does not apply or cannot be written. */
function withFault(text: string, fn: LinkedFunction, analysis: Analysis, fault: Fault): string | undefined {
  if (fault.appliesTo && !fault.appliesTo(fn)) return undefined;
  if (fn.resource.excluded || textOf(fn.packageType) === "Image") return undefined;
  const start = analysis.locate(fn.resource.place)?.range.start.line;
  if (start === undefined) return undefined;
  const lines = text.split("\n");
  const end = blockEnd(lines, start);
  const body = indentOf(lines.slice(start + 1).find(isContent) ?? "");
  const isHead = (it: string) => indentOf(it) === body && /^\s+Properties:\s*(#.*)?$/.test(it);
  const head = lines.findIndex((it, index) => index > start && index < end && isHead(it));
  if (head === -1) return undefined;
  const first = lines.findIndex((it, index) => index > head && isContent(it));
  const indent = " ".repeat(indentOf(lines[first] ?? ""));
  if (first === -1 || indent.length <= indentOf(lines[head] ?? "")) return undefined;

  const kept: string[] = [];
  for (let index = head + 1; index < end; ) {
    const next = blockEnd(lines, index);
    const property = /^\s*["']?(\w+)["']?\s*:/.exec(lines[index] ?? "")?.[1];
    if (property === undefined || !(property in fault.properties)) kept.push(...lines.slice(index, next));
    index = next;
  }
  const added = Object.values(fault.properties).flatMap((it) => it ?? []);
  const margin = " ".repeat(indentOf(lines[start] ?? ""));
  const beside = (fault.beside?.(fn.id) ?? []).map((it) => margin + it);
  const section = lines.findLastIndex((it, index) => index < start && /^\w/.test(it));
  const before = [...lines.slice(0, section), ...(fault.above ?? []), ...lines.slice(section, head + 1)];
  const faulty = [...before, ...added.map((it) => indent + it), ...kept];
  return [...faulty, ...beside, ...lines.slice(end)].join("\n");
}

/** The line after the block that begins at a line: the first that is not indented deeper. */
function blockEnd(lines: readonly string[], start: number): number {
  if (!isContent(lines[start] ?? "")) return start + 1;
  const indent = indentOf(lines[start] ?? "");
  const length = lines.slice(start + 1).findIndex((it) => isContent(it) && !isInside(it, indent));
  return length === -1 ? lines.length : start + 1 + length;
}

/** The items of a list may stand at the indentation of its key. */
function isInside(line: string, indent: number): boolean {
  return indentOf(line) > indent || (indentOf(line) === indent && /^\s*-\s/.test(line));
}

function isContent(line: string): boolean {
  return /\S/.test(line) && !/^\s*#/.test(line);
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}

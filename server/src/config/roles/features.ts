import type { PolicySource } from "../../model/role.js";
import type { LambdaFunction } from "../../model/template.js";
import { ABSENT, entryOf, type ObjectValue, property, textOf, type Value } from "../../model/value.js";
import { concatenate } from "../combine.js";
import { addManaged, awsPolicy } from "./managed.js";
import { ALWAYS, type RoleParts } from "./roleParts.js";

/** Adds the managed policies that SAM gives to every function, and those for tracing and for a VPC. */
export function addFeaturePolicies(parts: RoleParts, { resource }: LambdaFunction): void {
  const { properties } = resource;
  const add = (name: string) => addManaged(parts, awsPolicy(name), ALWAYS);
  const isDurable = isSomething(property(properties, "DurableConfig"));
  add(isDurable ? "AWSLambdaBasicDurableExecutionRolePolicy" : "AWSLambdaBasicExecutionRole");

  const tracing = property(properties, "Tracing");
  const isDisabled = textOf(tracing) === "Disabled" && tracing.decidedAt === undefined;
  if (isSomething(tracing) && !isDisabled) add("AWSXrayWriteOnlyAccess");
  if (isSomething(property(properties, "VpcConfig"))) add("AWSLambdaVPCAccessExecutionRole");
}

/** Adds the statements for the dead-letter queue and for the destinations of asynchronous invocations. */
export function addFeatureStatements(parts: RoleParts, { id, resource }: LambdaFunction): void {
  const queue = property(resource.properties, "DeadLetterQueue");
  const action = DEAD_LETTER_ACTIONS.get(textOf(property(queue, "Type")) ?? "");
  const target = property(queue, "TargetArn");
  if (action !== undefined && target.kind !== "absent") {
    addStatement(parts, [action], target, sourceOf(resource.properties, "DeadLetterQueue"));
  }
  const config = property(resource.properties, "EventInvokeConfig");
  const from = sourceOf(resource.properties, "EventInvokeConfig");
  const destinations = property(config, "DestinationConfig");
  for (const on of ["OnSuccess", "OnFailure"]) {
    addDestination(parts, property(destinations, on), `${id}EventInvokeConfig${on}`, from);
  }
}

/**
 * What SAM, a program in Python, takes for true: `Ref: AWS::NoValue` is a map to it, as every intrinsic function is.
 */
export function isSomething(value: Value): boolean {
  if (value.decidedAt !== undefined || value.origin?.kind === "parameter") return true;
  switch (value.kind) {
    case "absent":
      return value.place !== undefined;
    case "null":
      return false;
    case "known":
      return value.value !== "" && value.value !== false && value.value !== 0;
    case "object":
      return value.entries.length > 0 || value.open !== undefined;
    case "list":
      return value.items.length > 0 || value.open !== undefined;
    default:
      return true;
  }
}

const DEAD_LETTER_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["SQS", "sqs:SendMessage"],
  ["SNS", "sns:Publish"],
]);

const DESTINATION_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["SQS", "sqs:SendMessage"],
  ["SNS", "sns:publish"],
  ["EventBridge", "events:PutEvents"],
  ["Lambda", "lambda:InvokeFunction"],
]);

function addDestination(parts: RoleParts, config: Value, id: string, from: PolicySource): void {
  const type = textOf(property(config, "Type"));
  if (type === undefined) return;
  const target = orMade(property(config, "Destination"), type, id);
  if (target.kind === "absent" || target.kind === "null") return;
  if (type === "S3Bucket") {
    const objects = concatenate([target, { kind: "known", value: "/*" }], {});
    addStatement(parts, ["s3:PutObject"], objects, from);
    addStatement(parts, ["s3:ListBucket"], target, from);
    return;
  }
  const action = DESTINATION_ACTIONS.get(type);
  if (action !== undefined) addStatement(parts, [action], target, from);
}

/** The destination, or the queue or topic that SAM makes where none is given. */
function orMade(target: Value, type: string, id: string): Value {
  switch (target.kind) {
    case "absent":
    case "null":
      return made(type, id);
    case "choice":
      return { ...target, options: target.options.map((it) => ({ ...it, value: orMade(it.value, type, id) })) };
    default:
      return lookedUp(target);
  }
}

/** A value as SAM hands it on where it looks up parameters itself: they are no longer in it. */
function lookedUp(value: Value): Value {
  if (value.kind === "concat") return { kind: "concat", parts: value.parts.map(lookedUp) };
  return value.kind === "known" ? { kind: "known", value: value.value } : value;
}

function made(type: string, id: string): Value {
  if (type === "SQS") return { kind: "reference", target: `${id}Queue`, attribute: "Arn" };
  return type === "SNS" ? { kind: "reference", target: `${id}Topic` } : ABSENT;
}

function sourceOf(properties: ObjectValue, name: string): PolicySource {
  return { kind: "feature", name, place: entryOf(properties, name)?.keyPlace };
}

function addStatement(parts: RoleParts, actions: readonly string[], resource: Value, from: PolicySource): void {
  parts.statements.push({
    effect: { kind: "known", value: "Allow" },
    actions: actions.map((it) => ({ kind: "known", value: it })),
    resources: [resource],
    notActions: [],
    notResources: [],
    condition: ABSENT,
    from,
    guards: [],
  });
}

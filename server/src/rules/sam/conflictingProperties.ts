import type { Fix } from "../../model/finding.js";
import type { Resource } from "../../model/template.js";
import { type Entry, entryOf, type ObjectValue } from "../../model/value.js";
import { defineRule, type Report } from "../rule.js";
import { checkedProperties, eventsOf, isGiven, samResources, written, writtenText } from "./samTemplate.js";

export const conflictingProperties = defineRule({
  id: "sam/conflicting-properties",
  summary: "Two properties are set that SAM does not take together",
  rationale: `
Some properties exclude each other: a function of a container image has its runtime in the image, a state machine has
either a role or policies to make one of, a schedule is switched on by \`State\` or by \`Enabled\`. SAM rejects the whole
template where both are set.
`,
  severity: "error",
  fixes: ["Remove the property."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html",
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Handler: app.handler
    # ^^^^^^^ error: Handler cannot be set for a function of a container image: SAM rejects the template; remove it
      Events:
        Nightly:
          Type: Schedule
          Properties:
            Schedule: rate(1 day)
            State: ENABLED
            Enabled: true
          # ^^^^^^^ error: Enabled cannot be set beside State: SAM rejects the template; remove one of them
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Events:
        Nightly:
          Type: Schedule
          Properties:
            Schedule: rate(1 day)
            State: ENABLED
`,
  },

  *check(template) {
    for (const resource of samResources(template)) {
      const { properties, type } = resource;
      for (const [name, other] of PAIRS[type] ?? []) yield* together(properties, name, other);
      if (type !== "AWS::Serverless::Function") continue;
      yield* ofPackageType(properties);
      yield* ofTenancy(resource);
    }
    for (const { event, properties } of checkedProperties(template)) {
      if (!event) continue;
      if (RULES.has(event.type ?? "")) yield* together(properties, "Enabled", "State", isWritten);
      const omitted = written(entryOf(properties, "OmitName")?.value);
      const isOmitted = omitted?.kind === "known" && omitted.value === true;
      if (event.type === "ScheduleV2" && isOmitted) yield* together(properties, "OmitName", "Name");
      const queue = written(entryOf(properties, "DeadLetterConfig")?.value);
      if (queue?.kind === "object" && WITH_QUEUE.has(event.type ?? "")) yield* together(queue, "Type", "Arn");
    }
  },
});

const PAIRS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "AWS::Serverless::Function": [
    ["ProvisionedConcurrencyConfig", "CapacityProviderConfig"],
    ["VpcConfig", "CapacityProviderConfig"],
  ],
  "AWS::Serverless::StateMachine": [
    ["Policies", "Role"],
    ["Definition", "DefinitionUri"],
  ],
};

/** The events that become a rule of EventBridge. */
const RULES: ReadonlySet<string> = new Set(["CloudWatchEvent", "EventBridgeRule", "Schedule"]);

const WITH_QUEUE: ReadonlySet<string> = new Set([...RULES, "ScheduleV2"]);

function* together(
  map: ObjectValue,
  name: string,
  other: string,
  isThere: (it: Entry | undefined) => boolean = (it) => isGiven(it?.value),
): Iterable<Report> {
  const entry = entryOf(map, name);
  if (!entry?.keyPlace || !isThere(entry) || !isThere(entryOf(map, other))) return;
  const message = `${name} cannot be set beside ${other}: SAM rejects the template; remove one of them`;
  yield { place: entry.keyPlace, message, fixes: removal(entry) };
}

/** `Enabled: false` is there too. */
function isWritten(entry: Entry | undefined): boolean {
  return entry?.value.kind === "known" || isGiven(entry?.value);
}

function* ofPackageType(properties: ObjectValue): Iterable<Report> {
  const entry = entryOf(properties, "PackageType");
  const type = entry ? writtenText(entry.value) : "Zip";
  const names = type === "Image" ? ["Handler", "Runtime", "Layers"] : type === "Zip" ? ["ImageConfig"] : [];
  // An image without a package type may be one that is half written.
  if (!entry && entryOf(properties, "ImageUri")) return;
  for (const name of names) {
    const refused = entryOf(properties, name);
    if (!refused?.keyPlace || !isGiven(refused.value)) continue;
    const what = type === "Image" ? "a container image" : "a zip archive";
    const message = `${name} cannot be set for a function of ${what}: SAM rejects the template`;
    const advice = type === "Image" ? "remove it" : "remove it, or set PackageType to Image";
    yield { place: refused.keyPlace, message: `${message}; ${advice}`, fixes: removal(refused) };
  }
}

const NOT_FOR_TENANTS = ["FunctionUrlConfig", "ProvisionedConcurrencyConfig", "SnapStart"];

/** A function that keeps its tenants apart is invoked by APIs only. */
function* ofTenancy(resource: Resource): Iterable<Report> {
  const { properties } = resource;
  if (!isGiven(entryOf(properties, "TenancyConfig")?.value)) return;
  for (const name of NOT_FOR_TENANTS) {
    const refused = entryOf(properties, name);
    if (!refused?.keyPlace || !isGiven(refused.value)) continue;
    const message = `${name} cannot be set beside TenancyConfig: SAM rejects the template; remove one of them`;
    yield { place: refused.keyPlace, message, fixes: removal(refused) };
  }
  for (const { place, type } of eventsOf(resource)) {
    if (type === undefined || type === "Api" || type === "HttpApi") continue;
    const message = `An event of type ${type} cannot be set beside TenancyConfig: SAM rejects the template`;
    yield { place, message: `${message}; invoke the function by an event of type Api or HttpApi` };
  }
}

function removal({ key, place, value }: Entry): readonly Fix[] {
  if (!place || value.origin?.kind === "globals") return [];
  return [{ title: `Remove ${key}`, safe: false, edits: [{ kind: "remove", place }] }];
}

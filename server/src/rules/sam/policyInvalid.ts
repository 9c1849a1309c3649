import { samPolicyTemplate, samPolicyTemplates } from "../../data/samPolicyTemplates.js";
import type { Fix } from "../../model/finding.js";
import type { Place } from "../../model/place.js";
import { entryOf, type ObjectValue, type Value } from "../../model/value.js";
import { closest } from "../closest.js";
import { defineRule, type Report } from "../rule.js";
import { isBeingTyped, lacks, samResources } from "./samTemplate.js";

export const policyInvalid = defineRule({
  id: "sam/policy-invalid",
  summary: "An entry of Policies is nothing that SAM takes for a policy",
  rationale: `
An entry of \`Policies\` is the name or the ARN of a managed policy, a policy document (a map with \`Statement\`), or one
policy template with its parameters. SAM rejects the whole template for anything else: a statement without \`Statement\`
above it, two policy templates in one entry, a policy template that it does not know, one whose parameters are not all
there.
`,
  severity: "error",
  fixes: ["Rename the policy template to the nearest one that SAM knows."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - DynamoDBCrudPolicies:
        # ^^^^^^^^^^^^^^^^^^^^ error: \`DynamoDBCrudPolicies\` is no policy template of SAM: SAM rejects the template; did you mean DynamoDBCrudPolicy?
            TableName: !Ref Table
        - SQSSendMessagePolicy: {}
        # ^^^^^^^^^^^^^^^^^^^^ error: Policy template SQSSendMessagePolicy has no QueueName: SAM rejects the template; set it
  Table:
    Type: AWS::Serverless::SimpleTable
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - DynamoDBCrudPolicy:
            TableName: !Ref Table
        - SQSSendMessagePolicy:
            QueueName: !GetAtt Queue.QueueName
        - Statement:
            - Effect: Allow
              Action: sns:Publish
              Resource: !Ref Topic
  Table:
    Type: AWS::Serverless::SimpleTable
  Queue:
    Type: AWS::SQS::Queue
  Topic:
    Type: AWS::SNS::Topic
`,
  },

  *check(template) {
    for (const { properties, type } of samResources(template)) {
      if (type !== "AWS::Serverless::Function" && type !== "AWS::Serverless::StateMachine") continue;
      const policies = entryOf(properties, "Policies")?.value;
      if (!policies) continue;
      for (const entry of policies.kind === "list" ? policies.items : [policies]) yield* invalid(entry);
    }
  },
});

function* invalid(entry: Value): Iterable<Report> {
  if (entry.kind === "choice") {
    const forms = new Set(entry.options.flatMap((it) => formOf(it.value) ?? []));
    if (forms.size > 1 && entry.place) {
      const why = "The two sides of this Fn::If are policies of different forms: SAM rejects the template";
      yield { place: entry.place, message: `${why}; write two entries, each with AWS::NoValue on its other side` };
      return;
    }
    for (const { value } of entry.options) yield* invalid(value);
    return;
  }
  if (entry.kind === "list" && entry.place) {
    const why = "An entry of Policies is a list: SAM rejects the template";
    yield { place: entry.place, message: `${why}; make each of its items an entry of its own` };
    return;
  }
  if (entry.kind !== "object" || entry.open !== undefined || entryOf(entry, "Statement")) return;
  const [first, ...more] = entry.entries;
  if (!first && entry.place) {
    yield { place: entry.place, message: "An entry of Policies is empty: SAM rejects the template; remove it" };
  }
  if (!first?.keyPlace) return;
  if (more.length > 0) yield* several(entry, first.keyPlace);
  else if (samPolicyTemplate(first.key)) yield* incomplete(first.key, first.value, first.keyPlace);
  else if (!isBeingTyped(first, NAMES)) yield unknown(first.key, first.keyPlace);
}

/** What SAM takes a policy for; undefined for none, and for what it may not take at all. */
function formOf(value: Value): "managed" | "document" | "template" | undefined {
  if (value.kind === "object") {
    if (entryOf(value, "Statement")) return "document";
    return value.entries.length === 1 && samPolicyTemplate(value.entries[0]?.key ?? "") ? "template" : undefined;
  }
  const isText = value.kind === "known" || value.kind === "reference" || value.kind === "concat";
  return isText && !value.decidedAt ? "managed" : undefined;
}

const NAMES = [...samPolicyTemplates.map((it) => it.name), "Statement", "Version", "Effect"];

function* several(entry: ObjectValue, place: Place): Iterable<Report> {
  if (entry.entries.some((it) => it.value.kind === "null")) return;
  const isStatement = entry.entries.some((it) => it.key === "Effect" || it.key === "Action");
  const isDocument = entryOf(entry, "Version") !== undefined;
  if (isDocument && !isStatement) {
    yield {
      place,
      message: "This policy has no Statement: SAM rejects the template; set Statement to a list of statements",
    };
  } else if (isStatement) {
    const why = "This is a statement without a policy around it: SAM rejects the template";
    yield { place, message: `${why}; put it into a list below Statement` };
  } else {
    const why = "An entry of Policies has several keys and no Statement: SAM rejects the template";
    yield { place, message: `${why}; make each policy template an entry of its own` };
  }
}

function unknown(key: string, place: Place): Report {
  const isPart = ["Effect", "Action", "Resource", "Version", "PolicyDocument", "PolicyName"].includes(key);
  const [meant] = isPart
    ? []
    : closest(
        key,
        samPolicyTemplates.map((it) => it.name),
      );
  const fix: Fix | undefined = meant
    ? { title: `Rename to ${meant}`, safe: false, edits: [{ kind: "rename-key", place, name: meant }] }
    : undefined;
  const advice = meant ? `did you mean ${meant}?` : "write a policy document with Statement instead";
  const message = `\`${key}\` is no policy template of SAM: SAM rejects the template; ${advice}`;
  return { place, message, fixes: fix ? [fix] : [] };
}

function* incomplete(name: string, values: Value, place: Place): Iterable<Report> {
  const parameters = samPolicyTemplate(name)?.parameters.map((it) => it.name) ?? [];
  if (values.kind === "null") {
    // With parameters it is half typed; without any, the braces are easily forgotten.
    if (parameters.length > 0) return;
    const why = `Policy template ${name} has no map of parameters: SAM rejects the template`;
    yield { place, message: `${why}; write ${name}: {}` };
    return;
  }
  if (values.kind !== "object") return;
  const missing = parameters.filter((it) => lacks(values, it));
  if (missing.length === 0) return;
  const it = missing.length === 1 ? "it" : "them";
  const message = `Policy template ${name} has no ${missing.join(" and no ")}: SAM rejects the template; set ${it}`;
  yield { place, message };
}

import type { Fix } from "../../model/finding.js";
import type { Entry } from "../../model/value.js";
import { closest } from "../closest.js";
import { defineRule, type Report } from "../rule.js";
import { checkedProperties, isBeingTyped, isOwn } from "./samTemplate.js";

export const unknownProperty = defineRule({
  id: "sam/unknown-property",
  summary: "A resource or an event of SAM has a property that SAM does not know",
  rationale: `
The SAM transform has a list of properties for each of its resource and event types, and rejects the whole template for
one that is not on it. It is most often a slip of the pen, a property of CloudFormation's own type under its other name
(\`Code\` for \`CodeUri\`), or one that belongs a level higher or lower.
`,
  severity: "error",
  fixes: ["Rename the property to the nearest known one that is not set yet."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html",
  ],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      MemmorySize: 512
    # ^^^^^^^^^^^ error: \`MemmorySize\` is no property of AWS::Serverless::Function: SAM rejects the template; did you mean MemorySize?
      Events:
        Queued:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            FilterPolicy: {}
          # ^^^^^^^^^^^^ error: \`FilterPolicy\` is no property of event type SQS: SAM rejects the template; remove it
  Queue:
    Type: AWS::SQS::Queue
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 512
      Events:
        Queued:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            FilterCriteria:
              Filters:
                - Pattern: '{"body":{"kind":["order"]}}'
  Queue:
    Type: AWS::SQS::Queue
`,
  },

  *check(template) {
    for (const { resource, properties, known, of } of checkedProperties(template)) {
      const names = Object.keys(known);
      for (const entry of properties.entries) {
        if (!isOwn(entry, resource)) continue;
        yield* unknown(entry, { names, of, taken: properties.entries.map((it) => it.key) });
      }
    }
  },
});

interface Names {
  readonly names: readonly string[];
  /** What they are the properties of. */
  readonly of: string;
  readonly taken: readonly string[];
}

function* unknown(entry: Entry, { names, of, taken }: Names): Iterable<Report> {
  const { key, keyPlace } = entry;
  if (!keyPlace || names.includes(key) || isBeingTyped(entry, names)) return;
  const [meant] = closest(key, names).filter((it) => !taken.includes(it));
  const fix: Fix | undefined = meant
    ? { title: `Rename to ${meant}`, safe: false, edits: [{ kind: "rename-key", place: keyPlace, name: meant }] }
    : undefined;
  const advice = meant ? `did you mean ${meant}?` : "remove it";
  yield {
    place: keyPlace,
    message: `\`${key}\` is no property of ${of}: SAM rejects the template; ${advice}`,
    fixes: fix ? [fix] : [],
  };
}

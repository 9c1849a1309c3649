import type { Place } from "../../model/place.js";
import { defineRule, type Report } from "../rule.js";
import { eventsOf, samResources } from "./samTemplate.js";

export const logicalId = defineRule({
  id: "sam/logical-id",
  summary: "The logical id of a resource or of an event has other characters than letters and digits",
  rationale: `
SAM makes the logical ids of what it generates from those of the resource and of the event: \`OrdersQueued\` for event
\`Queued\` of function \`Orders\`. CloudFormation allows letters and digits only, so SAM rejects a template with a hyphen, an
underscore or a dot in any of them.
`,
  severity: "error",
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html"],
  scope: "template",
  examples: {
    bad: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        new-order:
      # ^^^^^^^^^ error: \`new-order\` is no logical id of an event: SAM rejects the template; use letters and digits only, such as newOrder
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
  Queue:
    Type: AWS::SQS::Queue
`,
    good: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        newOrder:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
  Queue:
    Type: AWS::SQS::Queue
`,
  },

  *check(template) {
    for (const resource of samResources(template)) {
      yield* invalid(resource.id, resource.place, "a resource");
      for (const event of eventsOf(resource)) {
        if (event.type !== undefined) yield* invalid(event.key, event.place, "an event");
      }
    }
  },
});

function* invalid(id: string, place: Place, what: string): Iterable<Report> {
  if (/^[A-Za-z0-9]+$/.test(id)) return;
  const better = id
    .replace(/[^A-Za-z0-9]+([A-Za-z0-9]?)/g, (_, next: string) => next.toUpperCase())
    .replace(/[^A-Za-z0-9]/g, "");
  const example = better === "" ? "" : `, such as ${better}`;
  const message = `\`${id}\` is no logical id of ${what}: SAM rejects the template; use letters and digits only${example}`;
  yield { place, message };
}

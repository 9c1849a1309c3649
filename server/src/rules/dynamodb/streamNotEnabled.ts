import type { Fix } from "../../model/finding.js";
import type { Resource, Template } from "../../model/template.js";
import { property, type Value } from "../../model/value.js";
import { isUnset, settled } from "../failure.js";
import { mappingsOf } from "../mappings.js";
import { defineRule } from "../rule.js";

export const streamNotEnabled = defineRule({
  id: "dynamodb/stream-not-enabled",
  summary: "A function reads the stream of a table that has none",
  rationale: `
A table has a stream only when \`StreamSpecification\` asks for one. Without it \`StreamArn\` of the table does not exist,
and the deploy fails. \`AWS::Serverless::SimpleTable\` cannot have a stream: use \`AWS::DynamoDB::Table\`.
`,
  severity: "error",
  fixes: ["Add a `StreamSpecification` with the `StreamViewType` `NEW_AND_OLD_IMAGES` to the table."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Changes:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Orders.StreamArn
            #       ^^^^^^^^^^^^^^^^^^^^^^^^ error: Table \`Orders\` has no stream: the deploy fails; add StreamSpecification to the table
            StartingPosition: LATEST
            MaximumRetryAttempts: 3
  Orders:
    Type: AWS::DynamoDB::Table
`,
    good: `
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Changes:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Orders.StreamArn
            StartingPosition: LATEST
            MaximumRetryAttempts: 3
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      StreamSpecification:
        StreamViewType: NEW_AND_OLD_IMAGES
`,
  },

  *check(fn) {
    const { template } = fn;
    for (const mapping of mappingsOf(fn)) {
      const { kind, source } = mapping;
      if (kind !== "dynamodb") continue;
      const tables = settled(mapping, source).map((it) => tableOf(template, it));
      const [table] = tables;
      if (!table || !source.place || !tables.every((it) => it === table) || hasStream(template, table)) continue;
      const isSimple = table.type === "AWS::Serverless::SimpleTable";
      const remedy = isSimple
        ? "use AWS::DynamoDB::Table with a StreamSpecification"
        : "add StreamSpecification to the table";
      yield {
        place: source.place,
        message: `Table \`${table.id}\` has no stream: the deploy fails; ${remedy}`,
        related: [{ place: table.place, message: "The table" }],
        fixes: isSimple ? [] : [streamFor(table)],
      };
    }
  },
});

/** The table whose `StreamArn` a value is, written as `GetAtt` or in a `Sub`. */
function tableOf(template: Template, value: Value): Resource | undefined {
  const [part, ...others] = value.kind === "concat" ? value.parts : [value];
  if (part?.kind !== "reference" || part.attribute !== "StreamArn" || others.length > 0) return undefined;
  return template.resources.get(part.target);
}

/** A table that is not wholly read, or is of a type that has a stream without asking, may have one. */
function hasStream(template: Template, table: Resource): boolean {
  if (table.broken || table.excluded) return true;
  if (table.type === "AWS::Serverless::SimpleTable") return false;
  if (table.type !== "AWS::DynamoDB::Table") return true;
  return !isUnset({ resource: table, template }, property(table.properties, "StreamSpecification"));
}

function streamFor({ file, id }: Resource): Fix {
  const path = ["Properties", "StreamSpecification", "StreamViewType"];
  return {
    title: "Add a stream of new and old images",
    safe: true,
    edits: [{ kind: "set-property", file, resource: id, path, value: "NEW_AND_OLD_IMAGES" }],
  };
}

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What the budgets of the design speak of: 200 functions in 20 templates, 2,000 source files. */
export const SIZE = { templates: 20, functionsPerTemplate: 10, filesPerFunction: 10 };

/** Lays out a workspace of Lambda-sized files: each function has a handler and nine modules that it imports. */
export function generateWorkspace(root: string): { functions: number; files: number } {
  let files = 0;
  for (let service = 0; service < SIZE.templates; service++) {
    const folder = path.join(root, `service-${service}`);
    mkdirSync(path.join(folder, "src"), { recursive: true });
    writeFileSync(path.join(folder, "template.yaml"), template(service));
    for (let fn = 0; fn < SIZE.functionsPerTemplate; fn++) {
      for (let module = 0; module < SIZE.filesPerFunction; module++) {
        const name = module === 0 ? `fn${fn}.ts` : `fn${fn}-${module}.ts`;
        writeFileSync(path.join(folder, "src", name), source(fn, module));
        files += 1;
      }
    }
  }
  return { functions: SIZE.templates * SIZE.functionsPerTemplate, files };
}

function template(service: number): string {
  const functions = Array.from({ length: SIZE.functionsPerTemplate }, (_, fn) => {
    return `  Service${service}Function${fn}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: fn${fn}.handler
      MemorySize: ${128 + fn * 64}
      Environment:
        Variables:
          TABLE_NAME: !Ref Table
          QUEUE_URL: !Ref Queue
      Policies:
        - DynamoDBCrudPolicy:
            TableName: !Ref Table
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 10
`;
  });
  return `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs24.x
    Timeout: 30
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180
${functions.join("")}`;
}

/** About 50 lines, 1.7 KB: the median of public Lambda sources. Only the handler's own imports are reached. */
function source(fn: number, module: number): string {
  const imports = module === 0 ? Array.from({ length: SIZE.filesPerFunction - 1 }, (_, it) => it + 1) : [];
  return `${imports.map((it) => `import { step${it} } from "./fn${fn}-${it}.js";\n`).join("")}
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export interface Order${module} {
  readonly id: string;
  readonly customer: string;
  readonly items: readonly { sku: string; quantity: number }[];
}

export async function step${module}(order: Order${module}): Promise<number> {
  const total = order.items.reduce((sum, item) => sum + item.quantity, 0);
  if (total === 0) throw new Error(\`order \${order.id} is empty\`);
  await client.send(
    new PutCommand({
      TableName: process.env.TABLE_NAME,
      Item: { id: order.id, customer: order.customer, total, step: ${module} },
      ConditionExpression: "attribute_not_exists(id)",
    }),
  );
  return total;
}

export const handler = async (event: { Records: { body: string; messageId: string }[] }) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      const order = JSON.parse(record.body);
      ${imports.map((it) => `await step${it}(order);`).join("\n      ") || `await step${module}(order);`}
    } catch (error) {
      console.error("failed", record.messageId, error);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
};
`;
}

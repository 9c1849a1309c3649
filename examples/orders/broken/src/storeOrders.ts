import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { SQSBatchItemFailure, SQSHandler, SQSRecord } from "aws-lambda";
import { required } from "./environment.js";
import type { Order } from "./order.js";

const tableName = required("TABLE_NAME");
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** Stores the orders of a batch. Those that fail come again, and end in the dead-letter queue at last. */
export const handler: SQSHandler = async ({ Records }) => {
  const results = await Promise.allSettled(Records.map(storeOrder));
  const batchItemFailures: SQSBatchItemFailure[] = [];
  for (const [index, result] of results.entries()) {
    const messageId = Records[index]?.messageId;
    if (result.status === "fulfilled" || messageId === undefined) continue;
    console.error({ message: "order not stored", messageId, reason: result.reason });
    batchItemFailures.push({ itemIdentifier: messageId });
  }
  return { batchItemFailures };
};

async function storeOrder({ body }: SQSRecord): Promise<void> {
  const order = JSON.parse(body) as Order;
  try {
    await dynamo.send(
      new PutCommand({ TableName: tableName, Item: order, ConditionExpression: "attribute_not_exists(orderId)" }),
    );
  } catch (error) {
    // The queue delivers at least once: an order that is there already is stored.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

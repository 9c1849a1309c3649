import { randomUUID } from "node:crypto";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyHandlerV2WithJWTAuthorizer } from "aws-lambda";
import { required } from "./environment.js";
import { type Order, parseNewOrder } from "./order.js";

const queueUrl = required("QUEUE-URL");
const sqs = new SQSClient({});

/** Accepts an order: it is safe in the queue before the customer hears of it. */
export const handler: APIGatewayProxyHandlerV2WithJWTAuthorizer = async (event) => {
  const customerId = event.requestContext.authorizer.jwt.claims["sub"];
  if (typeof customerId !== "string") return { statusCode: 403 };

  const body = event.isBase64Encoded ? Buffer.from(event.body ?? "", "base64").toString() : (event.body ?? "");
  const newOrder = parseNewOrder(body);
  if (!newOrder) return { statusCode: 400, body: JSON.stringify({ message: "not an order" }) };

  const order: Order = { ...newOrder, customerId, orderId: randomUUID(), placedAt: new Date().toISOString() };
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(order) }));
  return {
    statusCode: 202,
    headers: { location: `/orders/${order.orderId}` },
    body: JSON.stringify({ orderId: order.orderId }),
  };
};

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyHandlerV2WithJWTAuthorizer } from "aws-lambda";
import { required } from "./environment.js";

const tableName = required("TABLE_NAME");
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** Answers with an order of the customer who asks; those of others do not exist for them. */
export const handler: APIGatewayProxyHandlerV2WithJWTAuthorizer = async (event) => {
  const customerId = event.requestContext.authorizer.jwt.claims["sub"];
  const orderId = event.pathParameters?.["orderId"];
  if (typeof customerId !== "string" || orderId === undefined) return { statusCode: 404 };

  const { Item } = await dynamo.send(new GetCommand({ TableName: tableName, Key: { customerId, orderId } }));
  if (!Item) return { statusCode: 404, body: JSON.stringify({ message: "no such order" }) };

  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(Item) };
};

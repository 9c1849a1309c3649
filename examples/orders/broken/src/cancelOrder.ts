import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyResultV2, Callback, Context } from "aws-lambda";
import { required } from "./environment.js";

const tableName = required("TABLE_NAME");
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = (
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
  _context: Context,
  callback: Callback<APIGatewayProxyResultV2>,
) => {
  const customerId = event.requestContext.authorizer.jwt.claims["sub"];
  const orderId = event.pathParameters?.["orderId"];
  dynamo
    .send(new DeleteCommand({ TableName: tableName, Key: { customerId, orderId } }))
    .then(() => callback(null, { statusCode: 204 }))
    .catch((error: unknown) => callback(error instanceof Error ? error : String(error)));
};

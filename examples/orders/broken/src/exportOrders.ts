import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { required } from "./environment.js";

process.env["AWS_REGION"] = "eu-west-1";

const dynamo = new DynamoDBClient({});

export const handler = async () => {
  const { Count } = await dynamo.send(new ScanCommand({ TableName: required("TABLE_NAME"), Select: "COUNT" }));
  return { exported: Count };
};

import type { Resource } from "./template.js";
import { property, textOf } from "./value.js";

/** Where a local run pretends to be: the same for the environment of a function and the events made for it. */
export const LOCAL_REGION = "us-east-1";
export const LOCAL_ACCOUNT = "123456789012";

/** The property that names a resource to those who use it, where its type has one. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  "AWS::Athena::WorkGroup": "Name",
  "AWS::CloudWatch::Alarm": "AlarmName",
  "AWS::CloudWatch::CompositeAlarm": "AlarmName",
  "AWS::CodeBuild::Project": "Name",
  "AWS::DynamoDB::GlobalTable": "TableName",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::ECS::Cluster": "ClusterName",
  "AWS::Events::EventBus": "Name",
  "AWS::Events::Rule": "Name",
  "AWS::IAM::Role": "RoleName",
  "AWS::IoT::Thing": "ThingName",
  "AWS::IoT::TopicRule": "RuleName",
  "AWS::Kinesis::Stream": "Name",
  "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::S3::Bucket": "BucketName",
  "AWS::SNS::Topic": "TopicName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::SSM::Parameter": "Name",
  "AWS::Scheduler::Schedule": "Name",
  "AWS::SecretsManager::Secret": "Name",
  "AWS::Serverless::Function": "FunctionName",
  "AWS::Serverless::SimpleTable": "TableName",
  "AWS::Serverless::StateMachine": "Name",
  "AWS::StepFunctions::StateMachine": "StateMachineName",
};

/** Those whose names have to end in `.fifo` when this property is true. */
const FIFO_PROPERTIES: Readonly<Record<string, string>> = {
  "AWS::SNS::Topic": "FifoTopic",
  "AWS::SQS::Queue": "FifoQueue",
};

/** The name of a resource in a local run: the one that the template spells out, else `local-` and its logical id. */
export function localName({ id, type, properties }: Pick<Resource, "id" | "type" | "properties">): string {
  const name = textOf(property(properties, NAME_PROPERTIES[type] ?? ""));
  return name || `local-${id}${isFifo({ type, properties }) ? ".fifo" : ""}`;
}

/** The property that names resources of a type. */
export function namePropertyOf(type: string): string | undefined {
  return Object.hasOwn(NAME_PROPERTIES, type) ? NAME_PROPERTIES[type] : undefined;
}

/** A queue or a topic that keeps the order. */
export function isFifo({ type, properties }: Pick<Resource, "type" | "properties">): boolean {
  const value = property(properties, FIFO_PROPERTIES[type] ?? "");
  return value.kind === "known" && String(value.value) === "true";
}

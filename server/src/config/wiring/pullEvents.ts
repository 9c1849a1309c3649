import type { EventSourceMapping, PolicySource, PolicyStatement, SourceGrants } from "../../model/role.js";
import { ABSENT, at, type Entry, entryOf, property, textOf, type Value } from "../../model/value.js";
import { mappingOf, NO_GRANTS, statementOf, textValue } from "./parts.js";
import type { SamEvent } from "./samEvents.js";
import { given, isNothing, joined, listItems, objectOf, required, stackArn } from "./symbols.js";

interface Pulled {
  /** The property that names what Lambda polls. */
  readonly source?: string | undefined;
  /** The managed policy that SAM gives to the role. */
  readonly managed?: string | undefined;
  /** The statements that it gives to the role beside that. */
  readonly statements?: ((event: SamEvent, from: PolicySource) => readonly PolicyStatement[]) | undefined;
}

/** The events that Lambda fetches with the rights of the function's role. */
export const PULLED: Readonly<Record<string, Pulled>> = {
  DocumentDB: { source: "Cluster", statements: documentDb },
  DynamoDB: { source: "Stream", managed: "AWSLambdaDynamoDBExecutionRole" },
  Kinesis: { source: "Stream", managed: "AWSLambdaKinesisExecutionRole" },
  MQ: { source: "Broker", statements: messageBroker },
  MSK: { source: "Stream", managed: "AWSLambdaMSKExecutionRole", statements: managedKafka },
  SelfManagedKafka: { statements: selfManagedKafka },
  SQS: { source: "Queue", managed: "AWSLambdaSQSQueueExecutionRole" },
};

/** The properties that a mapping has under the same names. */
const SAME = [
  "StartingPosition",
  "StartingPositionTimestamp",
  "BatchSize",
  "Enabled",
  "MaximumBatchingWindowInSeconds",
  "MaximumRetryAttempts",
  "BisectBatchOnFunctionError",
  "MaximumRecordAgeInSeconds",
  "ParallelizationFactor",
  "Topics",
  "Queues",
  "SourceAccessConfigurations",
  "TumblingWindowInSeconds",
  "FunctionResponseTypes",
  "FilterCriteria",
  "KmsKeyArn",
  "ScalingConfig",
  "ProvisionedPollerConfig",
  "MetricsConfig",
  "LoggingConfig",
];

export function pulledMapping(event: SamEvent): EventSourceMapping {
  const { id, type, place, target, properties: settings } = event;
  const source = PULLED[type]?.source;
  const open = openness(settings);
  if (!isMap(settings)) return mappingOf({ id, target: target.value, place, properties: { ...objectOf({}), open } });
  const same = SAME.map((key) => [key, written(settings, key)] as const);
  const servers = written(settings, "KafkaBootstrapServers");
  const properties = objectOf({
    EventSourceArn: source === undefined ? ABSENT : required(settings, source),
    ...Object.fromEntries(same),
    SelfManagedEventSource: isNothing(servers)
      ? ABSENT
      : objectOf({ Endpoints: objectOf({ KafkaBootstrapServers: servers }) }),
    AmazonManagedKafkaEventSourceConfig: type === "MSK" ? kafkaConfig(settings) : ABSENT,
    SelfManagedKafkaEventSourceConfig: type === "SelfManagedKafka" ? kafkaConfig(settings) : ABSENT,
    DocumentDBEventSourceConfig: type === "DocumentDB" ? documentDbConfig(settings) : ABSENT,
    DestinationConfig: destinationConfig(settings),
  });
  return mappingOf({ id, target: target.value, place, properties: { ...properties, open } });
}

export function pulledGrants(event: SamEvent): SourceGrants {
  const { managed, statements } = PULLED[event.type] ?? {};
  const from: PolicySource = { kind: "event-source", name: event.name, place: event.place };
  const all = [...(statements?.(event, from) ?? []), ...onFailure(event, from)];
  return managed === undefined ? { ...NO_GRANTS, statements: all } : managedGrant(managed, event, all);
}

export function managedGrant(
  name: string,
  { place }: SamEvent,
  statements: readonly PolicyStatement[] = [],
): SourceGrants {
  return { managedPolicies: [{ value: textValue(name), place, guards: [] }], statements };
}

function isMap({ kind }: Value): boolean {
  return kind === "object" || kind === "absent" || kind === "choice";
}

function openness(settings: Value): string | undefined {
  if (settings.kind === "object") return settings.open;
  return isMap(settings) ? undefined : "Properties is no map";
}

/** Of a map that is not all read, what is not there is left to it to say so. */
function written(settings: Value, key: string): Value {
  return settings.kind === "object" && !entryOf(settings, key) ? ABSENT : given(settings, key);
}

function kafkaConfig(settings: Value): Value {
  const [group, registry] = [written(settings, "ConsumerGroupId"), written(settings, "SchemaRegistryConfig")];
  if (isNothing(group) && isNothing(registry)) return ABSENT;
  return objectOf({
    ConsumerGroupId: isNothing(group) ? ABSENT : group,
    SchemaRegistryConfig: isNothing(registry) ? ABSENT : registry,
  });
}

function documentDbConfig(settings: Value): Value {
  const [collection, full] = [written(settings, "CollectionName"), written(settings, "FullDocument")];
  return objectOf({
    DatabaseName: required(settings, "DatabaseName"),
    CollectionName: isNothing(collection) ? ABSENT : collection,
    FullDocument: isNothing(full) ? ABSENT : full,
  });
}

/** `Type` of a destination is SAM's own: it tells which policy the role needs. */
function destinationConfig(settings: Value): Value {
  const config = written(settings, "DestinationConfig");
  const destination = given(config, "OnFailure");
  if (config.kind !== "object" || destination.kind !== "object") return isNothing(config) ? ABSENT : config;
  // What SAM changes is written nowhere any more.
  const kept = { ...destination, place: undefined, entries: destination.entries.filter((it) => it.key !== "Type") };
  const entries = config.entries.map((it): Entry => (it.key === "OnFailure" ? { ...it, value: kept } : it));
  return { ...config, place: undefined, entries };
}

function onFailure({ properties }: SamEvent, from: PolicySource): readonly PolicyStatement[] {
  const destination = at(properties, "DestinationConfig", "OnFailure");
  const target = required(destination, "Destination");
  switch (textOf(property(destination, "Type"))) {
    case "SQS":
      return [statementOf(["sqs:SendMessage"], [target], from)];
    case "SNS":
      return [statementOf(["sns:publish"], [target], from)];
    case "S3":
      return [
        statementOf(["s3:PutObject"], [joined(target, "/*")], from),
        statementOf(["s3:ListBucket"], [target], from),
      ];
    default:
      return [];
  }
}

function documentDb(event: SamEvent, from: PolicySource): readonly PolicyStatement[] {
  const { properties } = event;
  return [
    secret(accessUri(properties, "BASIC_AUTH"), from),
    statementOf(["rds:DescribeDBClusterParameters"], [stackArn("rds", "cluster-pg:*")], from),
    statementOf(["rds:DescribeDBSubnetGroups"], [stackArn("rds", "subgrp:*")], from),
    statementOf(["rds:DescribeDBClusters"], [required(properties, "Cluster")], from),
    statementOf(NETWORK, [textValue("*")], from),
    ...keyOfSecrets(event, from),
  ];
}

function messageBroker(event: SamEvent, from: PolicySource): readonly PolicyStatement[] {
  return [
    secret(accessUri(event.properties, "BASIC_AUTH"), from),
    statementOf(["mq:DescribeBroker"], [required(event.properties, "Broker")], from),
    ...keyOfSecrets(event, from),
  ];
}

function managedKafka({ properties }: SamEvent, from: PolicySource): readonly PolicyStatement[] {
  const certificates = accesses(properties).filter((it) => it.type === "CLIENT_CERTIFICATE_TLS_AUTH");
  return [
    ...schemaRegistry(properties, from),
    ...certificates.filter((it) => !isNothing(it.uri)).map((it) => secret(it.uri, from)),
  ];
}

const KAFKA_AUTHENTICATION = new Set([
  "BASIC_AUTH",
  "CLIENT_CERTIFICATE_TLS_AUTH",
  "SASL_SCRAM_256_AUTH",
  "SASL_SCRAM_512_AUTH",
]);

/** The secret with the authority's certificate (`SERVER_ROOT_CA_CERTIFICATE`) is not among what SAM grants. */
function selfManagedKafka(event: SamEvent, from: PolicySource): readonly PolicyStatement[] {
  const all = accesses(event.properties);
  const secrets = all.filter((it) => it.type !== undefined && KAFKA_AUTHENTICATION.has(it.type));
  const isInNetwork = all.some((it) => it.type === "VPC_SUBNET") && all.some((it) => it.type === "VPC_SECURITY_GROUP");
  return [
    ...secrets.map((it) => secret(it.uri, from)),
    ...(isInNetwork ? [statementOf(NETWORK, [textValue("*")], from)] : []),
    ...keyOfSecrets(event, from),
    ...schemaRegistry(event.properties, from),
  ];
}

const NETWORK = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeVpcs",
  "ec2:DescribeSubnets",
  "ec2:DescribeSecurityGroups",
];

function secret(uri: Value, from: PolicySource): PolicyStatement {
  return statementOf(["secretsmanager:GetSecretValue"], [uri], from);
}

function keyOfSecrets({ properties }: SamEvent, from: PolicySource): readonly PolicyStatement[] {
  const key = given(properties, "SecretsManagerKmsKeyId");
  return isNothing(key) ? [] : [statementOf(["kms:Decrypt"], [stackArn("kms", "key/", key)], from)];
}

interface Access {
  readonly type: string | undefined;
  readonly uri: Value;
}

function accesses(properties: Value): readonly Access[] {
  return listItems(given(properties, "SourceAccessConfigurations")).map((it) => ({
    type: textOf(property(it, "Type")),
    uri: required(it, "URI"),
  }));
}

function accessUri(properties: Value, type: string): Value {
  const found = accesses(properties).find((it) => it.type === type);
  return found?.uri ?? { kind: "unknown", reason: `no ${type} in SourceAccessConfigurations` };
}

function schemaRegistry(properties: Value, from: PolicySource): readonly PolicyStatement[] {
  const config = given(properties, "SchemaRegistryConfig");
  if (config.kind !== "object") return [];
  const uris = listItems(given(config, "AccessConfigs")).map((it) => required(it, "URI"));
  const registry = given(config, "SchemaRegistryURI");
  const name = registryName(registry);
  const secrets = uris.map((it) => secret(it, from));
  if (name === undefined) return secrets;
  return [
    ...secrets,
    statementOf(["glue:GetRegistry"], [registry], from),
    statementOf(["glue:GetSchemaVersion"], [stackArn("glue", `schema/${name}/*`)], from),
  ];
}

/** SAM looks for the name in the sixth segment of an ARN in which nothing but partition and region is symbolic. */
function registryName(registry: Value): string | undefined {
  const parts = registry.kind === "concat" ? registry.parts : [registry];
  const texts = parts.map((it) => {
    if (it.kind === "known") return String(it.value);
    const isResolved = it.kind === "reference" && (it.target === "AWS::Partition" || it.target === "AWS::Region");
    return isResolved ? "resolved" : undefined;
  });
  if (texts.includes(undefined)) return undefined;
  return /^arn(?::[^:]*){4}:registry\/([^:]*)/.exec(texts.join(""))?.[1];
}

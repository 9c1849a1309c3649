import type { AttributeValue, DynamoDBStreamEvent, KinesisStreamEvent, StreamRecord } from "aws-lambda";
import type { MappingTrigger } from "../model/trigger.js";
import { at, property } from "../model/value.js";
import { filteredBy } from "./filter.js";
import { hex } from "./identity.js";
import { isObject, type Json } from "./json.js";
import { noonOf } from "./moment.js";
import { listIn, resourceIn, type Scene, type Sender, senderIn, textIn } from "./scene.js";

type Attributes = Readonly<Record<string, AttributeValue>>;

export type ViewType = NonNullable<StreamRecord["StreamViewType"]>;

export interface TableSettings {
  readonly table: Sender;
  readonly keys: Attributes;
  /** What the images hold beside the keys. */
  readonly newImage: Attributes;
  readonly oldImage: Attributes;
  readonly view: ViewType;
  /** The one that a filter asks for; else what shows the images that the stream carries. */
  readonly change: "INSERT" | "MODIFY" | "REMOVE" | undefined;
  readonly date: string;
}

export interface StreamSettings {
  readonly stream: Sender;
  readonly data: string;
  readonly date: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export function dynamodbEvent(settings: TableSettings): DynamoDBStreamEvent {
  const { table, keys, newImage, oldImage, view, change, date } = settings;
  const { name, region, account } = table;
  const eventName = change ?? (view.includes("OLD") ? "MODIFY" : "INSERT");
  const hasNew = view.includes("NEW") && eventName !== "REMOVE";
  const hasOld = view.includes("OLD") && eventName !== "INSERT";
  const images = {
    Keys: keys,
    ...(hasNew && { NewImage: { ...keys, ...newImage } }),
    ...(hasOld && { OldImage: { ...keys, ...oldImage } }),
  };
  const { epoch } = noonOf(date);
  return {
    Records: [
      {
        eventID: hex(name, 32),
        eventName,
        eventVersion: "1.1",
        eventSource: "aws:dynamodb",
        awsRegion: region,
        dynamodb: {
          ApproximateCreationDateTime: epoch / 1000,
          ...images,
          SequenceNumber: "4421584500000000017450439091",
          SizeBytes: Buffer.byteLength(JSON.stringify(images)),
          StreamViewType: view,
        },
        eventSourceARN: `arn:aws:dynamodb:${region}:${account}:table/${name}/stream/${date}T00:00:00.000`,
      },
    ],
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function kinesisEvent({ stream, data, date }: StreamSettings): KinesisStreamEvent {
  const { name, region, account } = stream;
  const sequenceNumber = "49590338271490256608559692538361571095921575989136588898";
  return {
    Records: [
      {
        kinesis: {
          kinesisSchemaVersion: "1.0",
          partitionKey: "partition-1",
          sequenceNumber,
          data: Buffer.from(data).toString("base64"),
          approximateArrivalTimestamp: noonOf(date, 123).epoch / 1000,
        },
        eventSource: "aws:kinesis",
        eventVersion: "1.0",
        eventID: `shardId-000000000000:${sequenceNumber}`,
        eventName: "aws:kinesis:record",
        invokeIdentityArn: `arn:aws:iam::${account}:role/local`,
        awsRegion: region,
        eventSourceARN: `arn:aws:kinesis:${region}:${account}:stream/${name}`,
      },
    ],
  };
}

const VIEWS: readonly ViewType[] = ["NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"];
const CHANGES = ["INSERT", "MODIFY", "REMOVE"] as const;

export function tableSettings(trigger: MappingTrigger | undefined, scene: Scene): TableSettings {
  const table = senderIn(scene, trigger?.source, "local-Table");
  const properties = table.resource?.properties;
  const view = properties && textIn(scene, at(properties, "StreamSpecification", "StreamViewType"));
  const { eventName, dynamodb } = filteredBy(trigger, scene);
  const wanted = (part: string) => attributesOf(isObject(dynamodb) ? dynamodb[part] : undefined);
  const [newImage, oldImage] = [wanted("NewImage"), wanted("OldImage")];
  return {
    table,
    keys: keysOf(table, scene, { ...oldImage, ...newImage, ...wanted("Keys") }),
    newImage: { message: { S: "hello" }, ...newImage },
    oldImage: { message: { S: "good morning" }, ...oldImage },
    view: VIEWS.find((it) => it === view) ?? "NEW_AND_OLD_IMAGES",
    change: CHANGES.find((it) => it === eventName),
    date: scene.date,
  };
}

export function streamSettings(trigger: MappingTrigger | undefined, scene: Scene): StreamSettings {
  const { data = { message: "hello" } } = filteredBy(trigger, scene);
  return {
    stream: senderIn(scene, streamOf(trigger, scene), "local-Stream"),
    data: typeof data === "string" ? data : JSON.stringify(data),
    date: scene.date,
  };
}

/** Records are of the stream, whichever consumer they are read through. */
function streamOf(trigger: MappingTrigger | undefined, scene: Scene) {
  const consumer = resourceIn(scene, trigger?.source);
  return consumer?.type === "AWS::Kinesis::StreamConsumer"
    ? property(consumer.properties, "StreamARN")
    : trigger?.source;
}

/** The attributes that a filter asks for; one without a type is text. */
function attributesOf(json: Json | undefined): Attributes {
  if (!isObject(json)) return {};
  return Object.fromEntries(
    Object.entries(json).map(([name, value]): [string, AttributeValue] => {
      const [[type, held] = []] = isObject(value) ? Object.entries(value) : [];
      if (type === "BOOL") return [name, { BOOL: String(held) === "true" }];
      const text = String(held ?? value);
      return [name, type === "N" ? { N: text } : type === "B" ? { B: text } : { S: text }];
    }),
  );
}

/** The keys of a table by its schema, `id` where that is not known; those that are wanted have their values. */
function keysOf(table: Sender, scene: Scene, wanted: Attributes): Attributes {
  const samples = Object.entries(sampleKeys(table, scene));
  return Object.fromEntries(samples.map(([name, sample]) => [name, wanted[name] ?? sample]));
}

function sampleKeys({ resource }: Sender, scene: Scene): Attributes {
  const otherwise = { id: sampleOf("id", "S") };
  if (!resource) return otherwise;
  const { properties } = resource;
  if (resource.type === "AWS::Serverless::SimpleTable") {
    const name = textIn(scene, at(properties, "PrimaryKey", "Name")) ?? "id";
    const type = textIn(scene, at(properties, "PrimaryKey", "Type"))?.charAt(0);
    return { [name]: sampleOf(name, type) };
  }
  const types = new Map(
    listIn(property(properties, "AttributeDefinitions")).map((it) => [
      textIn(scene, property(it, "AttributeName")),
      textIn(scene, property(it, "AttributeType")),
    ]),
  );
  const names = listIn(property(properties, "KeySchema")).flatMap(
    (it) => textIn(scene, property(it, "AttributeName")) ?? [],
  );
  return names.length === 0 ? otherwise : Object.fromEntries(names.map((it) => [it, sampleOf(it, types.get(it))]));
}

/** `order-1` for the text `orderId`. */
function sampleOf(name: string, type: string | undefined): AttributeValue {
  if (type === "N") return { N: "1" };
  const text = `${name.replace(/[-_]?id$/i, "") || "item"}-1`;
  return type === "B" ? { B: Buffer.from(text).toString("base64") } : { S: text };
}

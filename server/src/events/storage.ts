import type { S3Event, S3EventRecord } from "aws-lambda";
import type { BucketTrigger } from "../model/trigger.js";
import { property } from "../model/value.js";
import { base64, hex, md5 } from "./identity.js";
import { noonOf } from "./moment.js";
import { listIn, type Scene, type Sender, senderIn, textIn } from "./scene.js";

export interface BucketSettings {
  readonly bucket: Sender;
  /** `ObjectCreated:Put`. */
  readonly eventName: string;
  /** As it is, not as events spell it. */
  readonly key: string;
  readonly date: string;
}

/** What is told of an object that is gone: neither its size nor its content. */
interface RemovedRecord extends Omit<S3EventRecord, "s3"> {
  readonly s3: Omit<S3EventRecord["s3"], "object"> & { readonly object: { key: string; sequencer: string } };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function s3Event(settings: BucketSettings): S3Event | { readonly Records: readonly RemovedRecord[] } {
  const { key, sequencer, ...content } = s3Object(settings.key);
  const isRemoved = /^(?:ObjectRemoved|LifecycleExpiration):/.test(settings.eventName);
  const record = recordOf(settings);
  return isRemoved
    ? { Records: [{ ...record, s3: { ...record.s3, object: { key, sequencer } } }] }
    : { Records: [{ ...record, s3: { ...record.s3, object: { key, ...content, sequencer } } }] };
}

export function bucketSettings(trigger: BucketTrigger | undefined, scene: Scene): BucketSettings {
  return {
    bucket: senderIn(scene, trigger?.source, "local-bucket"),
    eventName: eventNameOf(trigger, scene),
    key: keyOf(trigger, scene),
    date: scene.date,
  };
}

function recordOf({ bucket, eventName, date }: BucketSettings): RemovedRecord {
  const principalId = `A${hex("owner", 13).toUpperCase()}`;
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: bucket.region,
    eventTime: noonOf(date).iso,
    eventName,
    userIdentity: { principalId: `AWS:AIDA${hex("user", 16).toUpperCase()}` },
    requestParameters: { sourceIPAddress: "192.0.2.1" },
    responseElements: {
      "x-amz-request-id": hex("request", 16).toUpperCase(),
      "x-amz-id-2": base64("id-2", 76),
    },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: hex(bucket.name, 32),
      bucket: { name: bucket.name, ownerIdentity: { principalId }, arn: `arn:aws:s3:::${bucket.name}` },
      object: { key: "", sequencer: "" },
    },
  };
}

function s3Object(key: string): S3EventRecord["s3"]["object"] {
  return { key: encoded(key), size: 1024, eTag: md5(key), sequencer: "0065A1B2C3D4E5F678" };
}

/** Events spell keys as forms do: a space is a plus. */
function encoded(key: string): string {
  return key
    .split("/")
    .map((it) => encodeURIComponent(it).replaceAll("%20", "+"))
    .join("/");
}

/** What most often happens of all that an event type with a star stands for. */
const COMMON: Readonly<Record<string, string>> = {
  IntelligentTiering: "IntelligentTiering",
  LifecycleExpiration: "LifecycleExpiration:Delete",
  ObjectAcl: "ObjectAcl:Put",
  ObjectCreated: "ObjectCreated:Put",
  ObjectRemoved: "ObjectRemoved:Delete",
  ObjectRestore: "ObjectRestore:Completed",
  ObjectTagging: "ObjectTagging:Put",
  Replication: "Replication:OperationFailedReplication",
};

function eventNameOf(trigger: BucketTrigger | undefined, scene: Scene): string {
  const [first] = trigger ? listIn(trigger.events) : [];
  const name = textIn(scene, first)?.replace(/^s3:/, "") ?? "";
  const [family = "", rest] = name.split(":");
  return rest !== undefined && rest !== "*" && rest !== "" ? name : (COMMON[family] ?? "ObjectCreated:Put");
}

/** A key that passes the filter. */
function keyOf(trigger: BucketTrigger | undefined, scene: Scene): string {
  const rules = trigger ? listIn(trigger.filterRules) : [];
  const affix = (name: string) => {
    const rule = rules.find((it) => textIn(scene, property(it, "Name"))?.toLowerCase() === name);
    return rule && textIn(scene, property(rule, "Value"));
  };
  const [prefix, suffix] = [affix("prefix"), affix("suffix")];
  if (prefix === undefined && suffix === undefined) return "uploads/my file.txt";
  return `${prefix ?? ""}example${suffix ?? ".txt"}`;
}

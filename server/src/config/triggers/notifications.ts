import type { Resource } from "../../model/template.js";
import { at, property, textOf, type Value } from "../../model/value.js";
import { itemsOf, referenceTo, type Wired, type Wires } from "./wiring.js";

export function bucketNotifications(bucket: Resource, wires: Wires): readonly Wired[] {
  const { id, place, properties } = bucket;
  return itemsOf(at(properties, "NotificationConfiguration", "LambdaConfigurations")).flatMap((settings) =>
    wires.functionsAt(property(settings, "Function")).map(
      (it): Wired => ({
        function: it,
        trigger: {
          kind: "s3",
          key: id,
          place,
          source: referenceTo(bucket),
          settings,
          events: property(settings, "Event"),
          filterRules: at(settings, "Filter", "S3Key", "Rules"),
        },
      }),
    ),
  );
}

export function topicSubscription({ id, place, properties }: Resource, wires: Wires): readonly Wired[] {
  const source = property(properties, "TopicArn");
  return subscribed(properties, wires).map((it) => ({
    function: it,
    trigger: { kind: "sns", key: id, place, source, settings: properties, throughQueue: false },
  }));
}

/** Subscriptions that the topic itself lists have no filter. */
export function topicSubscriptions(topic: Resource, wires: Wires): readonly Wired[] {
  const { id, place, properties } = topic;
  return itemsOf(property(properties, "Subscription")).flatMap((settings) =>
    subscribed(settings, wires).map(
      (it): Wired => ({
        function: it,
        trigger: { kind: "sns", key: id, place, source: referenceTo(topic), settings, throughQueue: false },
      }),
    ),
  );
}

export function logSubscription({ id, type, place, properties }: Resource, wires: Wires): readonly Wired[] {
  const source = property(properties, "LogGroupName");
  return wires.functionsAt(property(properties, "DestinationArn")).map((it) => ({
    function: it,
    trigger: { kind: "other", type, key: id, place, source, settings: properties },
  }));
}

function subscribed(settings: Value, wires: Wires): readonly string[] {
  const protocol = textOf(property(settings, "Protocol"));
  return protocol === "lambda" ? wires.functionsAt(property(settings, "Endpoint")) : [];
}

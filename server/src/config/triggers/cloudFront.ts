import type { Resource } from "../../model/template.js";
import { EDGE_STAGES } from "../../model/trigger.js";
import { at, property, textOf } from "../../model/value.js";
import { itemsOf, referenceTo, type Wired, type Wires } from "./wiring.js";

export function edgeAssociations(distribution: Resource, wires: Wires): readonly Wired[] {
  const config = property(distribution.properties, "DistributionConfig");
  const behaviors = [
    ...itemsOf(property(config, "DefaultCacheBehavior")),
    ...itemsOf(property(config, "CacheBehaviors")),
  ];
  return behaviors.flatMap((behavior) =>
    itemsOf(at(behavior, "LambdaFunctionAssociations")).flatMap((settings): readonly Wired[] => {
      const text = textOf(property(settings, "EventType"));
      const stage = EDGE_STAGES.find((it) => it === text);
      if (!stage) return [];
      const { id: key, place } = distribution;
      return wires.functionsAt(property(settings, "LambdaFunctionARN")).map((it) => ({
        function: it,
        trigger: { kind: "cloudfront", key, place, source: referenceTo(distribution), settings, stage, behavior },
      }));
    }),
  );
}

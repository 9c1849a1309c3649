import type { Resource } from "../../model/template.js";
import type { AlarmTrigger } from "../../model/trigger.js";
import { property } from "../../model/value.js";
import { itemsOf, referenceTo, type Wired, type Wires } from "./wiring.js";

const ACTIONS: readonly (readonly [property: string, state: AlarmTrigger["state"]])[] = [
  ["AlarmActions", "ALARM"],
  ["OKActions", "OK"],
  ["InsufficientDataActions", "INSUFFICIENT_DATA"],
];

export function alarmActions(alarm: Resource, wires: Wires): readonly Wired[] {
  const { id, place, properties } = alarm;
  return ACTIONS.flatMap(([name, state]) =>
    itemsOf(property(properties, name))
      .flatMap((it) => wires.functionsAt(it))
      .map(
        (it): Wired => ({
          function: it,
          trigger: { kind: "alarm", key: id, place, source: referenceTo(alarm), settings: properties, state },
        }),
      ),
  );
}

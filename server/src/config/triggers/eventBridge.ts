import type { Resource } from "../../model/template.js";
import type { Trigger } from "../../model/trigger.js";
import { ABSENT, at, property, type Value } from "../../model/value.js";
import { itemsOf, type Wired, type Wires } from "./wiring.js";

/** A rule may have both a schedule and a pattern; it then sends both kinds of events. */
export function ruleTargets(rule: Resource, wires: Wires): readonly Wired[] {
  return itemsOf(property(rule.properties, "Targets")).flatMap((target) => {
    const triggers = ruleTriggers(rule, target);
    return wires
      .functionsAt(property(target, "Arn"))
      .flatMap((it) => triggers.map((trigger) => ({ function: it, trigger })));
  });
}

export function scheduleTarget({ id, place, properties }: Resource, wires: Wires): readonly Wired[] {
  return wires.functionsAt(at(properties, "Target", "Arn")).map((it) => ({
    function: it,
    trigger: {
      kind: "schedule",
      service: "scheduler",
      key: id,
      place,
      source: ABSENT,
      settings: properties,
      expression: property(properties, "ScheduleExpression"),
      input: at(properties, "Target", "Input"),
    },
  }));
}

function ruleTriggers({ id, place, properties }: Resource, target: Value): readonly Trigger[] {
  const expression = property(properties, "ScheduleExpression");
  const pattern = property(properties, "EventPattern");
  const source = property(properties, "EventBusName");
  const wiring = { key: id, place, source, settings: target, input: property(target, "Input") };
  return [
    ...(isGiven(expression) ? [{ kind: "schedule", service: "events", expression, ...wiring } as const] : []),
    ...(isGiven(pattern) ? [{ kind: "eventbridge", pattern, ...wiring } as const] : []),
  ];
}

function isGiven({ kind }: Value): boolean {
  return kind !== "absent" && kind !== "null";
}

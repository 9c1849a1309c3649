import type { Resource } from "../../model/template.js";
import { ABSENT, property } from "../../model/value.js";
import type { Wired, Wires } from "./wiring.js";

export function functionUrl({ id, place, properties }: Resource, wires: Wires): readonly Wired[] {
  const target = property(properties, "TargetFunctionArn");
  return wires.functionsAt(target).map((it) => ({
    function: it,
    trigger: { kind: "function-url", key: id, place, source: ABSENT, settings: properties },
  }));
}

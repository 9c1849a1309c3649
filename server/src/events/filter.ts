import type { MappingTrigger } from "../model/trigger.js";
import { at } from "../model/value.js";
import { type JsonObject, parsed } from "./json.js";
import { matching } from "./pattern.js";
import { listIn, type Scene, textIn } from "./scene.js";

/** The least record that the first filter of an event source mapping lets through; empty without a filter. */
export function filteredBy(trigger: MappingTrigger | undefined, scene: Scene): JsonObject {
  if (!trigger) return {};
  const [filter] = listIn(at(trigger.settings, "FilterCriteria", "Filters"));
  const text = filter && textIn(scene, at(filter, "Pattern"));
  return text === undefined ? {} : matching(parsed(text));
}

import { ABSENT, type Entry, type ObjectValue, property, type Reference, type Value } from "../../model/value.js";
import { concatenate } from "../combine.js";
import { isSomething } from "../roles/features.js";
import { textValue } from "./parts.js";

/** `Ref`, or `Fn::GetAtt` with an attribute. */
export function reference(target: string, attribute?: string): Reference {
  return attribute === undefined ? { kind: "reference", target } : { kind: "reference", target, attribute };
}

/** An ARN in the partition, region and account of the stack. */
export function stackArn(service: string, ...resource: readonly (Value | string)[]): Value {
  const region = reference("AWS::Region");
  const account = reference("AWS::AccountId");
  return joined("arn:", reference("AWS::Partition"), `:${service}:`, region, ":", account, ":", ...resource);
}

/** A text that SAM puts together, which is written nowhere. */
export function joined(...parts: readonly (Value | string)[]): Value {
  const values = parts.map((it) => (typeof it === "string" ? textValue(it) : it));
  return concatenate(values, {});
}

export function objectOf(entries: Readonly<Record<string, Value>>): ObjectValue {
  const given = Object.entries(entries).filter(([, value]) => value.kind !== "absent");
  return { kind: "object", entries: given.map(([key, value]): Entry => ({ key, value })) };
}

/** A property, where an explicit null counts as none. */
export function given(value: Value, key: string): Value {
  const res = property(value, key);
  return res.kind === "null" ? ABSENT : res;
}

/** A property that has to be there: what is missing is not known. */
export function required(value: Value, key: string): Value {
  const res = given(value, key);
  return res.kind === "absent" ? { kind: "unknown", reason: `no ${key}`, place: value.place } : res;
}

/** What the transform takes for false. */
export function isNothing(value: Value): boolean {
  return !isSomething(value);
}

export function entriesOf(value: Value): readonly Entry[] {
  return value.kind === "object" ? value.entries : [];
}

export function listItems(value: Value): readonly Value[] {
  return value.kind === "list" ? value.items : [];
}

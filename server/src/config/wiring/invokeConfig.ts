import type { LambdaFunction } from "../../model/template.js";
import { ABSENT, textOf, type Value } from "../../model/value.js";
import { samAlias } from "./alias.js";
import { textValue } from "./parts.js";
import { given, isNothing, objectOf, reference } from "./symbols.js";

/** `EventInvokeConfig` of a SAM function as CloudFormation gets it. */
export function samInvokeConfig(fn: LambdaFunction): Value {
  const config = given(fn.resource.properties, "EventInvokeConfig");
  if (config.kind !== "object") return config;
  const alias = samAlias(fn);
  const destinations = given(config, "DestinationConfig");
  const res = objectOf({
    MaximumEventAgeInSeconds: given(config, "MaximumEventAgeInSeconds"),
    MaximumRetryAttempts: given(config, "MaximumRetryAttempts"),
    DestinationConfig: isNothing(destinations) ? ABSENT : destinationConfig(fn.id, destinations),
    Qualifier: alias.kind === "absent" ? textValue("$LATEST") : alias,
  });
  return { ...res, open: config.open };
}

function destinationConfig(id: string, destinations: Value): Value {
  if (destinations.kind !== "object") return destinations;
  const destination = (key: "OnSuccess" | "OnFailure"): Value => {
    const settings = given(destinations, key);
    if (settings.kind !== "object") return settings;
    const made = madeDestination(`${id}EventInvokeConfig${key}`, textOf(given(settings, "Type")));
    return objectOf({ Destination: filled(given(settings, "Destination"), made) });
  };
  return objectOf({ OnSuccess: destination("OnSuccess"), OnFailure: destination("OnFailure") });
}

/** The queue or topic that SAM makes where none is named. */
function madeDestination(id: string, type: string | undefined): Value {
  if (type === "SQS") return reference(`${id}Queue`, "Arn");
  return type === "SNS" ? reference(`${id}Topic`) : { kind: "unknown", reason: "no Destination" };
}

/** A destination, also where a condition takes it away. */
function filled(value: Value, made: Value): Value {
  if (value.kind === "absent") return made;
  if (value.kind !== "choice") return value;
  return { ...value, options: value.options.map((it) => ({ ...it, value: filled(it.value, made) })) };
}

import { maximumOf } from "../../data/limits.js";
import type { Related } from "../../model/finding.js";
import type { Place } from "../../model/place.js";
import { at, entryOf, numberOf, textOf } from "../../model/value.js";
import { isSet, settled } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";

export const timeoutManagedSync = defineRule({
  id: "limits/timeout-managed-sync",
  summary: "A long timeout of a capacity provider does not hold for the way in which the function is called",
  rationale: `
With a capacity provider a function may run longer than others do, but only when it is invoked asynchronously or by an
event source mapping, and not by Amazon MQ or DocumentDB. An API, a function URL, Amazon MQ and DocumentDB do not wait
longer than for any other function.
`,
  severity: "warning",
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 1800
      #        ^^^^ warning: Timeout of 1800 s does not hold for event \`Get\` (HttpApi), which gets at most 900 s: invoke the function asynchronously or lower the timeout
      CapacityProviderConfig:
        Arn: !GetAtt Instances.Arn
      Events:
        Get:
          Type: HttpApi
  Instances:
    Type: AWS::Serverless::CapacityProvider
`,
    good: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 1800
      CapacityProviderConfig:
        Arn: !GetAtt Instances.Arn
      Events:
        Nightly:
          Type: ScheduleV2
  Instances:
    Type: AWS::Serverless::CapacityProvider
`,
  },

  *check(fn) {
    const { timeout } = fn;
    const seconds = numberOf(timeout);
    const maximum = maximumOf("timeout");
    if (seconds === undefined || seconds <= maximum || timeout.origin?.kind === "parameter") return;
    if (seconds > maximumOf("timeout-capacity-provider") || !isSet(fn, fn.capacityProvider)) return;
    const [caller] = shortCallers(fn);
    if (!timeout.place || !caller) return;

    yield {
      place: timeout.place,
      message: `Timeout of ${seconds} s does not hold for ${caller.name}, which gets at most ${maximum} s: invoke the function asynchronously or lower the timeout`,
      related: caller.place ? [{ place: caller.place, message: "Called from here" } satisfies Related] : [],
    };
  },
});

const SHORT_EVENTS = new Set(["Api", "HttpApi", "MQ", "DocumentDB"]);

interface Caller {
  readonly name: string;
  readonly place?: Place | undefined;
}

/** What calls the function without granting it the longer timeout. */
function shortCallers(fn: LinkedFunction): readonly Caller[] {
  const { properties } = fn.resource;
  const events = at(properties, "Events");
  const res: Caller[] = [];
  for (const { key, keyPlace, value } of events.kind === "object" ? events.entries : []) {
    const type = textOf(at(value, "Type"));
    if (type !== undefined && SHORT_EVENTS.has(type)) res.push({ name: `event \`${key}\` (${type})`, place: keyPlace });
  }
  const url = entryOf(properties, "FunctionUrlConfig");
  if (url && settled(fn, url.value).every((it) => it.kind === "object")) {
    res.push({ name: "the function URL", place: url.keyPlace });
  }
  return res;
}

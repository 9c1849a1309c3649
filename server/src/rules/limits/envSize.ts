import { maximumOf } from "../../data/limits.js";
import type { Entry, Value } from "../../model/value.js";
import { isDynamic, settled } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";
import { environmentEntries, environmentPlace } from "./environment.js";

/** From this share of the limit on, the next variable may be the one too many. */
const NEARLY_FULL = 0.9;

export const envSize = defineRule({
  id: "limits/env-size",
  summary: "The environment variables of a function are too large together",
  rationale: `
Lambda counts the names and values of all environment variables as one JSON text: besides names and values, each
variable costs its quotes, colon and comma, and characters that JSON escapes cost two or more. A deploy above the limit
is rejected. Values that are not known before the deploy count as empty here, so the real size may be larger.

Move long values to Parameter Store, Secrets Manager or AppConfig and read them when the function starts. No fix does so,
because the code has to change with the template:

\`\`\`js
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

const { Parameter } = await new SSMClient({}).send(new GetParameterCommand({ Name: process.env.SETTINGS_NAME }));
const settings = JSON.parse(Parameter.Value);
\`\`\`
`,
  severity: "error",
  severities: "A warning when only defaults of parameters exceed the limit; information from 90 % of the limit on.",
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
      # ^^^^^^^^^ error: The environment takes 4205 of 4096 bytes (as JSON): AWS rejects the deploy; move long values to Parameter Store
          RULES: "${"x".repeat(4193)}"
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          RULES_PARAMETER: /orders/rules
`,
  },

  *check(fn) {
    const entries = environmentEntries(fn);
    const maximum = maximumOf("environment");
    const certain = sizeOf(fn, entries, false);
    const usual = sizeOf(fn, entries, true);
    const { bytes, exact } = certain.bytes > maximum ? certain : usual;
    if (bytes <= maximum * NEARLY_FULL) return;

    const size = `The environment takes ${exact ? "" : "at least "}${bytes} of ${maximum} bytes (as JSON)`;
    const place = environmentPlace(fn);
    if (bytes <= maximum) {
      yield { place, severity: "information", message: `${size}: move long values to Parameter Store` };
    } else if (certain.bytes > maximum) {
      yield { place, message: `${size}: AWS rejects the deploy; move long values to Parameter Store` };
    } else {
      const message = `${size} with the defaults of the parameters: AWS rejects such a deploy; move long values to Parameter Store`;
      yield { place, severity: "warning", message };
    }
  },
});

interface Size {
  readonly bytes: number;
  /** Every value is known and the same under all conditions. */
  readonly exact: boolean;
}

/** The least size of the environment as JSON. Defaults of parameters count as empty unless `defaults`. */
function sizeOf(fn: LinkedFunction, entries: readonly Entry[], defaults: boolean): Size {
  const last = new Map(entries.map((it) => [it.key, it]));
  let bytes = 1;
  let exact = true;
  for (const { key, value } of last.values()) {
    // `"key":"value",` costs six characters besides the key and the value.
    const sizes = settled(fn, value).map((it) => {
      if (it.kind === "absent" || it.kind === "null") return { bytes: 0, exact: true };
      const size = valueSize(it, defaults);
      return { bytes: jsonBytes(key) + size.bytes + 6, exact: size.exact };
    });
    const least = Math.min(...sizes.map((it) => it.bytes));
    bytes += least;
    exact &&= sizes.every((it) => it.exact && it.bytes === least);
  }
  return { bytes, exact };
}

function valueSize(value: Value, defaults: boolean): Size {
  if (value.origin?.kind === "parameter" && !defaults) return { bytes: 0, exact: false };
  switch (value.kind) {
    case "known": {
      const text = String(value.value);
      return isDynamic(text) ? { bytes: 0, exact: false } : { bytes: jsonBytes(text), exact: true };
    }
    case "concat":
      return value.parts
        .map((it) => valueSize(it, defaults))
        .reduce((acc, it) => ({ bytes: acc.bytes + it.bytes, exact: acc.exact && it.exact }));
    default:
      return { bytes: 0, exact: false };
  }
}

/** UTF-8 bytes of a text within JSON quotes. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

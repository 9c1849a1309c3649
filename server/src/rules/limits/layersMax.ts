import { maximumOf } from "../../data/limits.js";
import { entryOf, type Value } from "../../model/value.js";
import { failures, isSet, reportFailure, type Settled } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";

export const layersMax = defineRule({
  id: "limits/layers-max",
  summary: "A function has more layers than Lambda allows",
  rationale: `
AWS rejects a function with too many layers. SAM puts the layers of \`Globals\` before those of the function and does not
remove duplicates, so that two harmless lists can be too long together.

Merge layers, or put what only one function needs into its own package.
`,
  severity: "error",
  severities: "A warning when the list is the default of a parameter, which a deploy can overrule.",
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"],
  scope: "function",
  examples: {
    bad: `
Globals:
  Function:
    Layers:
      - !Ref Logging
      - !Ref Metrics
      - !Ref Tracing
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Layers:
        - !Ref Database
        - !Ref Pdf
        - !Ref Fonts
        # ^^^^^^^^^^ error: A function can have 5 layers, but this one has 6 with those of Globals: AWS rejects the deploy
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Layers:
        - !Ref Logging
        - !Ref Metrics
`,
  },

  *check(fn) {
    const maximum = maximumOf("layers");
    for (const failure of failures(fn, fn.layers, (it) => excess(fn, it, maximum))) {
      const { count, first, fromGlobals } = failure.verdict;
      const has = `this one has ${count}${fromGlobals ? " with those of Globals" : ""}`;
      const report = reportFailure(failure, {
        message: `A function can have ${maximum} layers, but ${has}: AWS rejects the deploy`,
        severity: "error",
      });
      const place = first?.place ?? entryOf(fn.resource.properties, "Layers")?.keyPlace ?? report.place;
      yield { ...report, place };
    }
  },
});

interface Excess {
  readonly count: number;
  /** The first layer that is one too many. */
  readonly first: Value | undefined;
  readonly fromGlobals: boolean;
}

function excess(fn: LinkedFunction, value: Settled, maximum: number): Excess | undefined {
  if (value.kind !== "list") return undefined;
  const layers = value.items.filter((it) => isSet(fn, it) || it.kind === "unknown");
  if (layers.length <= maximum) return undefined;
  const globals = layers.filter((it) => it.origin?.kind === "globals").length;
  return { count: layers.length, first: layers[maximum], fromGlobals: globals > 0 && globals < layers.length };
}

import { familyOf, runtimeOf, runtimes, runtimesDate } from "../../data/runtimes.js";
import { textOf } from "../../model/value.js";
import { closest } from "../closest.js";
import { failures, isDynamic, replaceValue, reportFailure } from "../failure.js";
import { defineRule } from "../rule.js";

export const runtimeUnknown = defineRule({
  id: "limits/runtime-unknown",
  summary: "`Runtime` is not an identifier that Lambda knows",
  rationale: `
AWS rejects a function whose \`Runtime\` is not one of its identifiers. They are not version numbers alone: Node.js ends
with \`.x\`, Python has a minor version.
`,
  severity: "error",
  severities:
    "A warning when the name looks like a runtime that may be newer than this release, or when it is the default of a parameter.",
  fixes: ["Change `Runtime` to the identifier that is spelt most alike."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24
      #        ^^^^^^^^ error: \`nodejs24\` is not a Lambda runtime (did you mean \`nodejs24.x\`?): AWS rejects the deploy
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
`,
  },

  *check(fn, { date }) {
    const problems = failures(fn, fn.runtime, (it) => {
      const text = textOf(it);
      return text === undefined || text === "" || isDynamic(text) || runtimeOf(text) ? undefined : text;
    });
    for (const failure of problems) {
      const text = failure.verdict;
      const [suggestion] = closest(text, deployable(date));
      const question = suggestion ? ` (did you mean \`${suggestion}\`?)` : "";
      const plausible = familyOf(text) !== undefined;
      const fix = suggestion && { title: `Change Runtime to ${suggestion}`, value: suggestion, safe: false };
      yield reportFailure(failure, {
        message: plausible
          ? `\`${text}\` is not among the Lambda runtimes of ${runtimesDate}${question}: AWS rejects the deploy unless it is newer`
          : `\`${text}\` is not a Lambda runtime${question}: AWS rejects the deploy`,
        severity: plausible ? "warning" : "error",
        fixes: fix ? [replaceValue(failure, fix)] : [],
      });
    }
  },
});

/** Runtimes that a new function can have, the newest of each family first. */
function deployable(date: string): readonly string[] {
  return runtimes
    .filter((it) => it.status === "supported" && (it.blockCreate === undefined || it.blockCreate > date))
    .map((it) => it.id);
}

import { daysBetween, type Runtime, runtimeOf } from "../../data/runtimes.js";
import type { Severity } from "../../model/finding.js";
import { textOf } from "../../model/value.js";
import { failures, replaceValue, reportFailure } from "../failure.js";
import { defineRule } from "../rule.js";

/** How long before its deprecation a runtime is mentioned. */
const NOTICE_DAYS = 180;

export const runtimeDeprecated = defineRule({
  id: "limits/runtime-deprecated",
  summary: "A function's runtime is deprecated, or soon will be",
  rationale: `
AWS gives up a runtime in three steps. Once it is *deprecated* it gets no security patches. Later *creating* functions
with it is blocked, and a deploy to a new account, Region or stack fails. At last *updating* them is blocked too, and
every deploy fails. Functions that exist keep running.

Move to a later runtime while there is time to test it.
`,
  severity: "warning",
  severities:
    "Information in the 180 days before the deprecation, a warning after it, an error once functions can no longer be created with the runtime.",
  fixes: ["Change `Runtime` to the successor. It is not applied by `check --fix`: test the function with it first."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      #        ^^^^^^^^^^ warning: Runtime \`nodejs20.x\` is deprecated since 2026-04-30; from 2027-02-01 no function can be created with it, from 2027-03-03 none updated: move to \`nodejs24.x\`
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
      const runtime = runtimeOf(textOf(it) ?? "");
      return runtime && stageOf(runtime, date);
    });
    for (const failure of problems) {
      const { runtime, severity, message } = failure.verdict;
      const { successor } = runtime;
      const advice = successor ? `: move to \`${successor}\`` : "";
      const fix = successor && { title: `Change Runtime to ${successor}`, value: successor, safe: false };
      yield {
        ...reportFailure(failure, {
          message: `Runtime \`${runtime.id}\` ${message}${advice}`,
          severity,
          fixes: fix ? [replaceValue(failure, fix)] : [],
        }),
        data: { runtime: runtime.id },
      };
    }
  },
});

interface Stage {
  readonly runtime: Runtime;
  readonly severity: Severity;
  readonly message: string;
}

/** How far AWS has given up the runtime on a day; undefined when it is not near. */
function stageOf(runtime: Runtime, date: string): Stage | undefined {
  const { deprecated, blockCreate, blockUpdate } = runtime;
  if (!deprecated || !blockCreate || !blockUpdate) return undefined;
  if (blockUpdate <= date) {
    const message = `can neither be created nor updated since ${blockUpdate}, so AWS rejects the deploy`;
    return { runtime, severity: "error", message };
  }
  if (blockCreate <= date) {
    const message = `is deprecated since ${deprecated}; since ${blockCreate} AWS rejects new functions with it, from ${blockUpdate} updates too`;
    return { runtime, severity: "error", message };
  }
  const outlook = `from ${blockCreate} no function can be created with it, from ${blockUpdate} none updated`;
  if (deprecated <= date) {
    return { runtime, severity: "warning", message: `is deprecated since ${deprecated}; ${outlook}` };
  }
  if (daysBetween(date, deprecated) > NOTICE_DAYS) return undefined;
  return { runtime, severity: "information", message: `will be deprecated on ${deprecated}; ${outlook}` };
}

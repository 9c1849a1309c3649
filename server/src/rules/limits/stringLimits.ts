import { maximumOf } from "../../data/limits.js";
import { textOf, type Value } from "../../model/value.js";
import { failures, isDynamic, replaceValue, reportFailure } from "../failure.js";
import { defineRule, type LinkedFunction } from "../rule.js";

export const stringLimits = defineRule({
  id: "limits/string-limits",
  summary: "A name, description or handler is too long or has characters that Lambda does not allow",
  rationale: `
AWS rejects a deploy when \`FunctionName\`, \`Description\`, \`Handler\` or \`LoggingConfig.LogGroup\` is too long, when the
name has other characters than letters, digits, hyphens and underscores, or when the handler has white space. Texts
that a deploy completes are not judged.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  fixes: ["Cut the description to the maximum."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders.create
      #             ^^^^^^^^^^^^^ error: FunctionName \`orders.create\` has characters other than letters, digits, hyphens and underscores: AWS rejects the deploy
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders-create
`,
  },

  *check(fn) {
    for (const it of limitedTexts(fn)) {
      for (const failure of failures(fn, it.value, (value) => problemOf(textOf(value), it))) {
        const { text, problem } = failure.verdict;
        const fixes = it.name === "Description" ? [truncation(text, it.maximum)] : [];
        yield reportFailure(failure, {
          message: `${problem}: AWS rejects the deploy`,
          severity: "error",
          fixes: fixes.map((value) =>
            replaceValue(failure, { title: `Cut the description to ${it.maximum} characters`, value, safe: true }),
          ),
        });
      }
    }
  },
});

interface LimitedText {
  readonly name: string;
  readonly value: Value;
  readonly maximum: number;
  readonly pattern?: RegExp | undefined;
  /** What is wrong when the pattern does not match. */
  readonly complaint?: string | undefined;
}

function limitedTexts(fn: LinkedFunction): readonly LimitedText[] {
  return [
    {
      name: "FunctionName",
      value: fn.functionName,
      maximum: maximumOf("function-name-length"),
      pattern: /^[a-zA-Z0-9-_]+$/,
      complaint: "has characters other than letters, digits, hyphens and underscores",
    },
    { name: "Description", value: fn.description, maximum: maximumOf("description-length") },
    {
      name: "Handler",
      value: fn.handler,
      maximum: maximumOf("handler-length"),
      pattern: /^\S+$/,
      complaint: "has white space",
    },
    { name: "LogGroup", value: fn.logGroup, maximum: maximumOf("log-group-length") },
  ];
}

function problemOf(text: string | undefined, limited: LimitedText): { text: string; problem: string } | undefined {
  const { name, maximum, pattern, complaint } = limited;
  if (text === undefined || text === "" || isDynamic(text)) return undefined;
  if (text.length > maximum) {
    return { text, problem: `${name} of ${text.length} characters is longer than ${maximum} characters` };
  }
  return pattern && !pattern.test(text) ? { text, problem: `${name} \`${text}\` ${complaint}` } : undefined;
}

function truncation(text: string, maximum: number): string {
  return `${text.slice(0, maximum - 3).trimEnd()}...`;
}

import { maximumOf } from "../../data/limits.js";
import { familyOf } from "../../data/runtimes.js";
import { textOf, type Value } from "../../model/value.js";
import { failures, isDynamic, replaceValue, reportFailure } from "../failure.js";
import { defineRule, type LinkedFunction, type Report } from "../rule.js";

export const inlineCode = defineRule({
  id: "limits/inline-code",
  summary: "Inline code is too large, or its handler or runtime does not fit",
  rationale: `
CloudFormation writes inline code (\`InlineCode\`, \`Code.ZipFile\`) into a file named \`index\`. So \`Handler\` has to be
\`index.\` and the name of the exported function: with any other the deploy succeeds and every invocation fails. It works
for Node.js and Python only, and only up to a size.
`,
  severity: "error",
  severities: "A warning when the value is the default of a parameter, which a deploy can overrule.",
  fixes: ["Set `Handler` to `index.` and the name of the function."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Ping:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      #        ^^^^^^^^^^^ error: Inline code is deployed as file \`index\`, so handler \`app.handler\` is not found: every invocation fails
      InlineCode: |
        def handler(event, context):
            return "pong"
`,
    good: `
Resources:
  Ping:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            return "pong"
`,
  },

  *check(fn) {
    if (fn.code.kind !== "inline") return;
    yield* tooLarge(fn, fn.code.value);
    yield* otherHandler(fn);
    yield* otherRuntime(fn);
  },
});

function* tooLarge(fn: LinkedFunction, code: Value): Iterable<Report> {
  const maximum = maximumOf("inline-code");
  const problems = failures(fn, code, (it) => {
    const bytes = Buffer.byteLength(textOf(it) ?? "");
    return bytes > maximum ? bytes : undefined;
  });
  for (const failure of problems) {
    const message = `Inline code of ${failure.verdict} bytes is above the maximum of ${maximum} bytes: AWS rejects the deploy; move it to a file`;
    yield reportFailure(failure, { message, severity: "error" });
  }
}

function* otherHandler(fn: LinkedFunction): Iterable<Report> {
  const problems = failures(fn, fn.handler, (it) => {
    const text = textOf(it);
    return text === undefined || isDynamic(text) || text.startsWith("index.") ? undefined : text;
  });
  for (const failure of problems) {
    const text = failure.verdict;
    const value = `index.${text.slice(text.lastIndexOf(".") + 1)}`;
    yield reportFailure(failure, {
      message: `Inline code is deployed as file \`index\`, so handler \`${text}\` is not found: every invocation fails`,
      severity: "error",
      fixes: text.includes(".") ? [replaceValue(failure, { title: `Set Handler to ${value}`, value, safe: true })] : [],
    });
  }
}

function* otherRuntime(fn: LinkedFunction): Iterable<Report> {
  const problems = failures(fn, fn.runtime, (it) => {
    const text = textOf(it);
    const family = text === undefined ? undefined : familyOf(text);
    return family && !family.inlineCode ? text : undefined;
  });
  for (const failure of problems) {
    const message = `Inline code works with Node.js and Python only, not with \`${failure.verdict}\`: AWS rejects the deploy; move it to a file`;
    yield reportFailure(failure, { message, severity: "error" });
  }
}

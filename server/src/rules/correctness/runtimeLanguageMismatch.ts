import { familyOf, runtimeFamilies } from "../../data/runtimes.js";
import { textOf } from "../../model/value.js";
import { failures, replaceValue, reportFailure } from "../failure.js";
import { defineRule } from "../rule.js";

export const runtimeLanguageMismatch = defineRule({
  id: "correctness/runtime-language-mismatch",
  summary: "The runtime does not run the language of the handler's file",
  rationale: `
The file that \`Handler\` names is written in another language than \`Runtime\` runs. The deploy succeeds, and every
invocation fails because the runtime does not find a module of its own language.
`,
  severity: "error",
  severities: "A warning when the runtime is the default of a parameter, which a deploy can overrule.",
  fixes: ["Change `Runtime` to the current one of the file's language."],
  since: "0.1.0",
  references: ["https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Runtime: nodejs24.x
      #        ^^^^^^^^^^ error: Runtime \`nodejs24.x\` does not run Python (\`src/orders.py\`): every invocation fails
      Handler: orders.handler
//- src/orders.py
def handler(event, context):
    return {}
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Runtime: python3.13
      Handler: orders.handler
//- src/orders.py
def handler(event, context):
    return {}
`,
  },

  *check(fn, { display }) {
    const { link } = fn;
    if (link.kind !== "linked" && link.kind !== "export-missing") return;
    const { language, file } = link;
    const right = runtimeFamilies.find((it) => it.languages.includes(language));
    // A runtime of a language that is not analysed may have its own file beside this one.
    const problems = failures(fn, fn.runtime, (it) => {
      const text = textOf(it);
      const family = text === undefined ? undefined : familyOf(text);
      return family && family.languages.length > 0 && !family.languages.includes(language) ? text : undefined;
    });
    for (const failure of problems) {
      const name = LANGUAGE_NAMES[language];
      const message = `Runtime \`${failure.verdict}\` does not run ${name} (\`${display(file)}\`): every invocation fails`;
      const fix = right && { title: `Change Runtime to ${right.current}`, value: right.current, safe: false };
      yield reportFailure(failure, {
        message,
        severity: "error",
        fixes: fix ? [replaceValue(failure, fix)] : [],
      });
    }
  },
});

const LANGUAGE_NAMES = { javascript: "JavaScript", typescript: "TypeScript", python: "Python" } as const;

import { type Runtime, runtimeOf, runtimes } from "../../data/runtimes.js";
import type { Edit, Fix } from "../../model/finding.js";
import type { HandlerParameter, ModuleExport } from "../../model/handler.js";
import { textOf } from "../../model/value.js";
import { failures, replaceValue } from "../failure.js";
import { defineRule } from "../rule.js";

export const callbackOnNode24 = defineRule({
  id: "correctness/callback-on-node24",
  summary: "A handler with a callback parameter does not run on Node.js 24",
  rationale: `
Up to Node.js 22 a handler could take a third parameter, \`callback\`. From Node.js 24 on the runtime counts the declared
parameters when it loads the function and refuses one with three or more (\`Runtime.CallbackHandlerDeprecated\`): every
invocation fails, even when the handler is \`async\` and never calls the callback.

Return a promise, or make the function \`async\` and return the result; then remove the parameter.
`,
  severity: "error",
  fixes: [
    "Make the function `async` and return the result, where each call of the callback ends the function.",
    "Change `Runtime` to the last one that takes callbacks.",
  ],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html",
    "https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Runtime: nodejs24.x
      Handler: orders.handler
//- src/orders.mjs
export const handler = (event, context, callback) => {
  //                                    ^^^^^^^^ error: Runtime \`nodejs24.x\` refuses handlers with a callback: every invocation fails; return a promise instead
  callback(null, { statusCode: 200 });
};
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Runtime: nodejs24.x
      Handler: orders.handler
//- src/orders.mjs
export const handler = async (event, context) => {
  return { statusCode: 200 };
};
`,
  },

  *check(fn) {
    const { link } = fn;
    if (link.kind !== "linked" || link.exported.signature?.wrapped) return;
    const callback = callbackOf(link.exported.signature?.parameters ?? []);
    if (!callback) return;
    const [failure] = failures(fn, fn.runtime, (it) => {
      const runtime = it.origin?.kind === "parameter" ? undefined : runtimeOf(textOf(it) ?? "");
      return runtime?.callbacks === false ? runtime : undefined;
    });
    if (!failure) return;

    const runtime = failure.verdict;
    const remedy = callback.used ? "return a promise instead" : "remove the parameter";
    const last = lastWithCallbacks(runtime);
    yield {
      place: callback.place,
      message: `Runtime \`${runtime.id}\` refuses handlers with a callback: every invocation fails${failure.when}; ${remedy}`,
      related: [{ place: failure.place, message: `Runtime \`${runtime.id}\` is set here` }],
      fixes: [
        ...returning(link.exported),
        ...(last ? [replaceValue(failure, { title: `Change Runtime to ${last}`, value: last, safe: false })] : []),
      ],
    };
  },
});

/** Not safe: what the function has begun when it returns is no longer waited for. */
function returning({ withoutCallback }: ModuleExport): readonly Fix[] {
  if (!withoutCallback) return [];
  const edits = withoutCallback.map((it): Edit => ({ kind: "text", ...it }));
  return [{ title: "Return the result instead of calling back", safe: false, edits }];
}

/** The third of the parameters that count: those before the first rest parameter or default value. */
function callbackOf(parameters: readonly HandlerParameter[]): HandlerParameter | undefined {
  const end = parameters.findIndex((it) => it.rest || it.optional);
  return (end === -1 ? parameters : parameters.slice(0, end))[2];
}

function lastWithCallbacks({ family }: Runtime): string | undefined {
  return runtimes.find((it) => it.family === family && it.callbacks !== false)?.id;
}

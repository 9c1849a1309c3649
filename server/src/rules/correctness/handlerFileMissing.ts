import type { Fix } from "../../model/finding.js";
import type { HandlerLink } from "../../model/handler.js";
import type { FileId } from "../../model/place.js";
import { at, textOf } from "../../model/value.js";
import { failures, isDynamic, isUnset, replaceValue, reportFailure, type Settled, settled } from "../failure.js";
import { defineRule, type LinkedFunction, type Report, type RuleContext } from "../rule.js";

const MAX_CANDIDATES = 3;

export const handlerFileMissing = defineRule({
  id: "correctness/handler-file-missing",
  summary: "`Handler` names a file that does not exist, or no function of it",
  rationale: `
\`Handler\` is the path of a file below \`CodeUri\` and the name of what it exports. When there is no such file the deploy
succeeds and every invocation fails. Lambda's file system distinguishes upper and lower case, though yours may not.

Without a dot it names no function at all: Node.js and Python refuse it when they start.
`,
  severity: "error",
  severities: "A warning when a build step may produce the file.",
  fixes: [
    "Change `Handler` to one that exists, at most three choices.",
    "Create the file with an empty handler, in the editor.",
  ],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html",
  ],
  scope: "function",
  examples: {
    bad: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Runtime: python3.13
      Handler: order.handler
      #        ^^^^^^^^^^^^^ error: Handler \`order.handler\` has no file \`src/order.py\`: every invocation fails; there is \`orders.handler\`
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

  *check(fn, ctx) {
    const { link } = fn;
    yield* withoutFunction(fn);
    if (link.kind !== "file-missing") return;
    for (const failure of failures(fn, fn.handler, textOf)) {
      const text = failure.verdict;
      const candidates = link.candidates.filter((it) => it !== text).slice(0, MAX_CANDIDATES);
      yield reportFailure(failure, {
        message: `Handler \`${text}\` ${problemOf(link, ctx)}${candidates[0] ? `; there is \`${candidates[0]}\`` : ""}`,
        severity: link.built ? "warning" : "error",
        fixes: [
          ...candidates.map((value) =>
            replaceValue(failure, {
              title: `Change Handler to ${value}`,
              value,
              safe: link.caseOf !== undefined && candidates.length === 1,
            }),
          ),
          ...creation(text, link, ctx),
        ],
      });
    }
  },
});

/** The runtimes of Node.js and Python refuse a handler without a dot when they start. */
function* withoutFunction(fn: LinkedFunction): Iterable<Report> {
  // Inline code has a rule of its own; layers, wrappers and macros may bring another handler or runtime.
  if (fn.code.kind !== "local" || fn.template.open.length > 0) return;
  if (!isUnset(fn, fn.layers) || !isUnset(fn, at(fn.environment, "Variables", "AWS_LAMBDA_EXEC_WRAPPER"))) return;
  if (!settled(fn, fn.packageType).every((it) => it.kind === "absent" || textOf(it) === "Zip")) return;
  if (!settled(fn, fn.runtime).every(needsFunction)) return;
  const problems = failures(fn, fn.handler, (it) => {
    const text = textOf(it);
    return text && /^[^.\s]+$/.test(text) && !isDynamic(text) ? text : undefined;
  });
  for (const failure of problems) {
    const message = `Handler \`${failure.verdict}\` names no function: every invocation fails; write FILE.FUNCTION`;
    yield reportFailure(failure, { message, severity: "error" });
  }
}

function needsFunction(runtime: Settled): boolean {
  return runtime.origin?.kind !== "parameter" && /^(?:nodejs|python)\d/.test(textOf(runtime) ?? "");
}

/** The file with a handler that does nothing. Of the files that Lambda loads, an ES module: it is one wherever it lies. */
function creation(handler: string, { probed, caseOf }: FileMissing, { display }: RuleContext): readonly Fix[] {
  const file = probed.find((it) => /\.(mjs|ts|py)$/.test(it));
  const name = handler.slice(handler.lastIndexOf(".") + 1);
  if (caseOf || !file || !/^[A-Za-z_]\w*$/.test(name)) return [];
  const creates = { file, text: emptyHandler(file, name) };
  return [{ title: `Create ${display(file)}`, safe: false, edits: [], creates }];
}

function emptyHandler(file: FileId, name: string): string {
  if (file.endsWith(".py")) return `def ${name}(event, context):\n    return {}\n`;
  return `export const ${name} = async (event${file.endsWith(".ts") ? ": unknown" : ""}) => {\n  return {};\n};\n`;
}

type FileMissing = Extract<HandlerLink, { kind: "file-missing" }>;

function problemOf({ probed, caseOf, built }: FileMissing, { display }: RuleContext): string {
  const [wanted] = probed;
  if (caseOf) {
    const spelt = `is spelt \`${display(caseOf)}\` on disk`;
    return built
      ? `${spelt}: a build where upper and lower case differ, as on Linux, does not find it`
      : `${spelt}, and Lambda distinguishes upper and lower case: every invocation fails`;
  }
  const missing = wanted ? `has no file \`${display(wanted)}\`` : "has no file";
  return built
    ? `${missing}: every invocation fails unless a build step produces it`
    : `${missing}: every invocation fails`;
}

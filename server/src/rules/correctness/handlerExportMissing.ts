import type { Fix } from "../../model/finding.js";
import type { HandlerLink, ModuleExport } from "../../model/handler.js";
import { textOf } from "../../model/value.js";
import { failures, replaceValue, reportFailure } from "../failure.js";
import { defineRule } from "../rule.js";

const MAX_CANDIDATES = 3;

export const handlerExportMissing = defineRule({
  id: "correctness/handler-export-missing",
  summary: "`Handler` names a function that its file does not export",
  rationale: `
The last part of \`Handler\` is the name of an export (Node.js) or of a module-level name (Python). When the file does not
have it the deploy succeeds and every invocation fails. A TypeScript type of that name does not exist at run time.

Modules whose exports are not certain, such as \`module.exports = wrap(...)\`, are not judged.
`,
  severity: "error",
  fixes: [
    "Export the function, where an ES module has one of that name and keeps it to itself.",
    "Change `Handler` to a function that the file exports, at most three choices.",
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
      Runtime: nodejs24.x
      Handler: orders.handler
      #        ^^^^^^^^^^^^^^ error: \`src/orders.mjs\` does not export \`handler\`: every invocation fails; it exports \`createOrder\`
//- src/orders.mjs
export const createOrder = async (event) => ({ statusCode: 201 });
`,
    good: `
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Runtime: nodejs24.x
      Handler: orders.createOrder
//- src/orders.mjs
export const createOrder = async (event) => ({ statusCode: 201 });
`,
  },

  *check(fn, ctx) {
    const { link } = fn;
    if (link.kind !== "export-missing") return;
    const isInline = fn.code.kind === "inline";
    const verb = isInline ? "define" : "export";
    const subject = isInline ? "The inline code" : `\`${ctx.display(link.file)}\``;
    const problem = `${subject} ${problemOf(link, verb)}: every invocation fails`;
    const candidates = link.exports.filter(mayBeHandler).slice(0, MAX_CANDIDATES);
    for (const failure of failures(fn, fn.handler, textOf)) {
      const module = moduleOf(failure.verdict, link.name);
      const fixes = (module === undefined ? [] : candidates).map(({ name }) =>
        replaceValue(failure, { title: `Change Handler to ${module}${name}`, value: `${module}${name}`, safe: false }),
      );
      const names = candidates.map((it) => `\`${it.name}\``).join(", ");
      yield {
        ...reportFailure(failure, {
          message: `${problem}${names ? `; it ${verb}s ${names}` : ""}`,
          severity: "error",
          fixes: [...exportFix(link), ...fixes],
        }),
        related: candidates.map((it) => ({
          place: it.place,
          message: `\`${it.name}\` is ${isInline ? "defined" : "exported"} here`,
        })),
      };
    }
  },
});

type ExportMissing = Extract<HandlerLink, { kind: "export-missing" }>;

/** A function that the module keeps to itself only needs to be exported. */
function exportFix({ unexported, name }: ExportMissing): readonly Fix[] {
  if (!unexported) return [];
  return [{ title: `Export ${name}`, safe: true, edits: [{ kind: "text", place: unexported, newText: "export " }] }];
}

function problemOf({ name, typeOnly }: ExportMissing, verb: "define" | "export"): string {
  return typeOnly
    ? `exports \`${name}\` as a type only, which does not exist at run time`
    : `does not ${verb} \`${name}\``;
}

/** A function, or something whose nature is hidden. */
function mayBeHandler({ name, signature }: ModuleExport): boolean {
  return signature !== undefined && /^[\w$]+$/.test(name);
}

/** The handler up to the name of the export; undefined when it does not end with it. */
function moduleOf(handler: string, name: string): string | undefined {
  return handler.endsWith(`.${name}`) ? handler.slice(0, -name.length) : undefined;
}

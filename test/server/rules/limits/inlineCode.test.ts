import { test } from "node:test";
import { inlineCode } from "../../../../server/src/rules/limits/inlineCode.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

const CODE = "InlineCode: |\n  def handler(event, context):\n      return {}";

function notFound(handler: string): string {
  return marked(
    `Handler: ${handler}`,
    handler,
    `error: Inline code is deployed as file \`index\`, so handler \`${handler}\` is not found: every invocation fails`,
  );
}

test("the handler of inline code is in the file index", async () => {
  await checkRule(inlineCode, samFunction("Runtime: python3.13", "Handler: index.handler", CODE));
  await checkRule(inlineCode, samFunction("Runtime: python3.13", notFound("src/index.handler"), CODE));
  await checkRule(inlineCode, samFunction("Runtime: python3.13", notFound("indexes.handler"), CODE));
});

test("the handler of code in files may be elsewhere", async () => {
  await checkRule(inlineCode, samFunction("Runtime: python3.13", "Handler: app.handler", "CodeUri: src"));
});

test("inline code of plain CloudFormation is judged too", async () => {
  await checkRule(
    inlineCode,
    `
Resources:
  Ping:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: app.handler
      #        ^^^^^^^^^^^ error: Inline code is deployed as file \`index\`, so handler \`app.handler\` is not found: every invocation fails
      Code:
        ZipFile: exports.handler = async () => "pong";
`,
  );
});

for (const [runtime, reported] of [
  ["nodejs24.x", false],
  ["python3.13", false],
  ["java21", true],
  ["provided.al2023", true],
  ["unheard-of", false],
] as const) {
  test(`inline code for ${runtime} is ${reported ? "reported" : "allowed"}`, async () => {
    const message = `error: Inline code works with Node.js and Python only, not with \`${runtime}\`: AWS rejects the deploy; move it to a file`;
    const line = `Runtime: ${runtime}`;
    await checkRule(
      inlineCode,
      samFunction(reported ? marked(line, runtime, message) : line, "Handler: index.handler", CODE),
    );
  });
}

test("the fix keeps the name of the function", async () => {
  await checkFix(
    inlineCode,
    samFunction("Runtime: python3.13", "Handler: src/app.main", CODE),
    samFunction("Runtime: python3.13", "Handler: index.main", CODE),
  );
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(inlineCode, samFunction("Runtime: java21", "Handler: app.handler", CODE, "Tags: { A: [b"));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { codeLenses, exportLenses, type LensOptions } from "../../../server/src/features/codeLens.js";
import { runnableExports, runnableFunctions } from "../../../server/src/features/runnable.js";
import { steadyLenses } from "../../../server/src/features/steadyLenses.js";
import type { FileId } from "../../../server/src/model/place.js";
import {
  DEBUG_COMMAND,
  GO_TO_HANDLER_COMMAND,
  GO_TO_TEMPLATE_COMMAND,
  RUN_COMMAND,
} from "../../../server/src/protocol.js";
import { openFixture, TODAY } from "../../support/check.js";
import { FIXTURE_ROOT, parseFixture } from "../../support/fixture.js";

const OPTIONS: LensOptions = {
  date: TODAY,
  pathOf: (file) => file,
  uriOf: (file) => file.slice(FIXTURE_ROOT.length + 1),
  commands: new Set([RUN_COMMAND, DEBUG_COMMAND, GO_TO_TEMPLATE_COMMAND, GO_TO_HANDLER_COMMAND]),
};

/** Markers name the lenses above a line; the carets stand under the name that they belong to. */
async function check(fixture: string, options: LensOptions = OPTIONS): Promise<void> {
  const { files, annotations } = parseFixture(fixture);
  const analysis = await (await openFixture(files)).analyse();
  const found = [...files.keys()].flatMap((name) =>
    grouped(codeLenses(analysis, fileId(name), options)).map((it) => `${name}:${it}`),
  );
  assert.deepEqual(
    found.sort(),
    annotations.map((it) => `${it.file}:${it.line}:${it.start}-${it.end} ${it.text}`).sort(),
  );
}

test("above a handler and its resource stand Run, Debug and the way to the other end", async () => {
  await check(`
    Transform: AWS::Serverless-2016-10-31
    Globals: { Function: { Runtime: nodejs24.x, Timeout: 10 } }
    Resources:
      Orders:
    # ^^^^^^ Run | Debug | src/orders.ts
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: src
          Handler: orders.place
          MemorySize: 256
      Table:
        Type: AWS::DynamoDB::Table
    //- src/orders.ts
    import { x } from "x";

    /** Places an order. */
    export const place = async () => {
               //^^^^^ Run | Debug | Orders · 10 s · 256 MB
      return helper();
    };

    export function helper() {}
    `);
});

test("a handler of Python has them above its def, and one that is exported elsewhere where it is declared", async () => {
  await check(`
    Transform: AWS::Serverless-2016-10-31
    Globals: { Function: { CodeUri: src } }
    Resources:
      A:
    # ^ Run | Debug | src/app.py
        Type: AWS::Serverless::Function
        Properties: { Handler: app.handle, Runtime: python3.13 }
      B:
    # ^ Run | Debug | src/index.js
        Type: AWS::Serverless::Function
        Properties: { Handler: index.run, Runtime: nodejs24.x }
    //- src/app.py
    @decorated
    def handle(event, context):
       #^^^^^^ Run | Debug | A · 3 s · 128 MB
        return event
    //- src/index.js
    export { go as run } from "./go.js";
    //- src/go.js
    export function go() {}
                  //^^ Run | Debug | B · 3 s · 128 MB
    `);
});

test("of several functions with one handler, each lens says whose it is", async () => {
  await check(`
    Transform: AWS::Serverless-2016-10-31
    Globals: { Function: { CodeUri: ./, Runtime: nodejs24.x, Handler: app.handler } }
    Resources:
      A:
    # ^ Run | Debug | app.mjs
        Type: AWS::Serverless::Function
      B:
    # ^ Run | Debug | app.mjs
        Type: AWS::Serverless::Function
        Properties: { Timeout: 5 }
    //- app.mjs
    export const handler = async () => {};
               //^^^^^^^ Run A | Debug A | A · 3 s · 128 MB | Run B | Debug B | B · 5 s · 128 MB
    `);
});

test("a function that cannot be run is only led to, and one that leads nowhere has no lens", async () => {
  await check(`
    Transform: AWS::Serverless-2016-10-31
    Globals: { Function: { CodeUri: ./ } }
    Resources:
      Wrong:
    # ^^^^^ app.mjs
        Type: AWS::Serverless::Function
        Properties: { Handler: app.handler, Runtime: python3.13 }
      Java:
        Type: AWS::Serverless::Function
        Properties: { Handler: "a.B::c", Runtime: java21 }
      Missing:
    # ^^^^^^^ Run | Debug | app.mjs
        Type: AWS::Serverless::Function
        Properties: { Handler: app.missing, Runtime: nodejs24.x }
      Inline:
    # ^^^^^^ Run | Debug
        Type: AWS::Serverless::Function
        Properties: { Handler: index.handler, Runtime: nodejs24.x, InlineCode: "exports.handler = () => 1" }
    //- app.mjs
    export const handler = async () => {};
               //^^^^^^^ Wrong
    `);
});

test("while a handler's file is half typed or exports dynamically, its function still leads to it", async () => {
  await check(`
    Transform: AWS::Serverless-2016-10-31
    Globals: { Function: { CodeUri: ./, Runtime: nodejs24.x } }
    Resources:
      Half:
    # ^^^^ Run | Debug | half.mjs
        Type: AWS::Serverless::Function
        Properties: { Handler: half.handler }
      Made:
    # ^^^^ Run | Debug | made.js
        Type: AWS::Serverless::Function
        Properties: { Handler: made.handler }
    //- half.mjs
    class A {
    export const handler = async () => {};
    //- made.js
    module.exports = make();
    `);
});

test("two resources with one name in two templates are both above the handler", async () => {
  const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ./, Handler: app.handler, Runtime: nodejs24.x }
`;
  const files = new Map([
    ["template.yaml", template],
    ["other.yaml", template],
    ["app.mjs", "export const handler = () => {};\n"],
  ]);
  const analysis = await (await openFixture(files)).analyse();
  const lenses = codeLenses(analysis, fileId("app.mjs"), OPTIONS);
  const templates = lenses.map((it) => it.command?.arguments?.[0].template);
  assert.deepEqual([...new Set(templates)].sort(), ["other.yaml", "template.yaml"]);
});

test("the argument of a lens is the function as the client names it", async () => {
  const analysis = await analyse(ONE);
  const [run] = codeLenses(analysis, fileId("app.mjs"), OPTIONS);
  assert.deepEqual(run?.command, {
    title: "Run",
    command: "lamplight.run",
    arguments: [{ kind: "template", template: "template.yaml", id: "F" }],
  });
});

test("lenses are for clients that run their commands", async () => {
  const analysis = await analyse(ONE);
  const titles = (commands: readonly string[]) =>
    codeLenses(analysis, fileId("template.yaml"), { ...OPTIONS, commands: new Set(commands) }).map(
      (it) => it.command?.title,
    );
  assert.deepEqual(titles([RUN_COMMAND]), ["Run"]);
  assert.deepEqual(titles([DEBUG_COMMAND, GO_TO_HANDLER_COMMAND]), []);
});

const EXPORTS = `
    Transform: AWS::Serverless-2016-10-31
    Resources:
      F:
        Type: AWS::Serverless::Function
        Properties: { CodeUri: ./, Handler: app.handler, Runtime: nodejs24.x }
    //- app.ts
    export const handler = async () => {};
    export const ordersHandler = middy(async () => {});
               //^^^^^^^^^^^^^ Run | Debug
    export async function scheduled(event: Event, context: Context) {}
                        //^^^^^^^^^ Run | Debug
    export const errorHandler = (err, req, res, next) => {};
    export const tableHandler = { put() {} };
    export class FileHandler {}
    export type Handler = () => void;
    export function helper(event) {}
    function handlerOfNobody(event, context) {}
    export { lambdaHandler } from "./elsewhere.js";
    `;

test("unnamed handlers are told by their name or by their parameters", async () => {
  const { files, annotations } = parseFixture(EXPORTS);
  const project = await openFixture(files);
  const analysis = await project.analyse();
  const source = await project.exportsOf(fileId("app.ts"));
  assert.ok(source);
  const lenses = exportLenses([analysis], source, OPTIONS);
  assert.deepEqual(
    grouped(lenses),
    annotations.map((it) => `${it.line}:${it.start}-${it.end} ${it.text}`),
  );
  assert.deepEqual(lenses[0]?.command?.arguments, [{ kind: "export", file: "app.ts", export: "ordersHandler" }]);
  assert.deepEqual(exportLenses([analysis], source, { ...OPTIONS, commands: new Set() }), []);
});

for (const name of ["app.test.ts", "test/app.ts", "node_modules/p/app.js", "app.d.ts", "test_app.py", "conftest.py"]) {
  test(`no handler is looked for in ${name}`, async () => {
    const code = name.endsWith(".py")
      ? "def handler(event, context): ..."
      : "export function handler(event, context) {}";
    const project = await openFixture(new Map([[name, code]]));
    const source = await project.exportsOf(fileId(name));
    assert.deepEqual(source ? exportLenses([await project.analyse()], source, OPTIONS) : [], []);
  });
}

test("lenses of a half-typed file stay where their line went, until the file reads again", () => {
  const lens = (line: number, id: string) => ({
    range: { start: { line, character: 13 }, end: { line, character: 20 } },
    command: { title: "Run", command: RUN_COMMAND, arguments: [{ kind: "template", template: "t", id }] },
  });
  const text = "import a from 'a';\nexport const handler = 1;\nexport const other = 2;\n";
  const before = { text, lenses: [lens(1, "F"), lens(2, "G")] };
  const typed = "import a from 'a';\nimport {\nexport const handler = 1;\nexport const other = 2;\n";
  assert.deepEqual(steadyLenses(before, typed, []), [lens(2, "F"), lens(3, "G")]);
  assert.deepEqual(steadyLenses(before, typed, [lens(9, "F")]), [lens(9, "F"), lens(3, "G")]);
  assert.deepEqual(steadyLenses(before, "import {\n", []), []);
  const goTo = { ...lens(1, "F"), command: { ...lens(1, "F").command, command: GO_TO_HANDLER_COMMAND } };
  const group = { text, lenses: [lens(1, "F"), goTo] };
  assert.deepEqual(steadyLenses(group, typed, [lens(7, "F")]), [lens(7, "F"), { ...goTo, range: lens(7, "F").range }]);
});

test("the functions at a position come first, then those of its file, then the others", async () => {
  const fixture = `
    Transform: AWS::Serverless-2016-10-31
    Globals: { Function: { CodeUri: ./, Runtime: nodejs24.x } }
    Resources:
      Other: { Type: AWS::Serverless::Function, Properties: { Handler: other.handler } }
      Near: { Type: AWS::Serverless::Function, Properties: { Handler: app.near } }
      Here: { Type: AWS::Serverless::Function, Properties: { Handler: app.here } }
      Java: { Type: AWS::Serverless::Function, Properties: { Runtime: java21, Handler: x } }
    //- other.mjs
    export const handler = () => {};
    //- app.mjs
    export const near = () => {};
    export const here = () => {
      return 1;
    };
    `;
  const analysis = await analyse(fixture);
  const labels = (name: string, line: number) => {
    const at = { file: fileId(name), position: { line, character: 3 } };
    return runnableFunctions(analysis, at, OPTIONS).map((it) => `${it.label}${it.here ? "!" : ""}`);
  };
  assert.deepEqual(labels("app.mjs", 2), ["Here!", "Near", "Other"]);
  assert.deepEqual(labels("template.yaml", 4), ["Near!", "Other", "Here"]);
  assert.deepEqual(labels("template.yaml", 0), ["Other", "Near", "Here"]);
  assert.deepEqual(labels("unrelated.mjs", 2), ["Other", "Near", "Here"]);
  const [first] = runnableFunctions(analysis, undefined, OPTIONS);
  assert.deepEqual(first, {
    target: { kind: "template", template: "template.yaml", id: "Other" },
    label: "Other",
    description: "template.yaml",
    here: false,
    resource: { uri: "template.yaml", range: range(3, 2, 7) },
    handler: { uri: "other.mjs", range: range(0, 13, 20) },
  });
});

test("an unnamed handler can be run where the cursor is in it", async () => {
  const project = await openFixture(new Map([["src/app.py", "def handler(event, context):\n    return 1\n"]]));
  const source = await project.exportsOf(fileId("src/app.py"));
  assert.ok(source);
  const at = (line: number) => runnableExports([], source, { line, character: 4 }, OPTIONS.uriOf).map((it) => it.here);
  assert.deepEqual([at(1), at(9)], [[true], [false]]);
  assert.deepEqual(runnableExports([], source, undefined, OPTIONS.uriOf), [
    {
      target: { kind: "export", file: "src/app.py", export: "handler" },
      label: "handler",
      description: "src/app.py",
      here: false,
      handler: { uri: "src/app.py", range: range(0, 4, 11) },
    },
  ]);
});

const ONE = `
    Transform: AWS::Serverless-2016-10-31
    Resources:
      F: { Type: AWS::Serverless::Function, Properties: { CodeUri: ./, Handler: app.handler, Runtime: nodejs24.x } }
    //- app.mjs
    export const handler = () => {};
    `;

async function analyse(fixture: string) {
  return (await openFixture(parseFixture(fixture).files)).analyse();
}

/** One text for each place, its lenses as a client shows them. */
function grouped(lenses: ReturnType<typeof codeLenses>): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { range, command } of lenses) {
    const { start, end } = range;
    const key = `${start.line}:${start.character}-${end.character}`;
    groups.set(key, [...(groups.get(key) ?? []), command?.title ?? ""]);
  }
  return [...groups].map(([key, titles]) => `${key} ${titles.join(" | ")}`);
}

function range(line: number, start: number, end: number) {
  return { start: { line, character: start }, end: { line, character: end } };
}

function fileId(name: string): FileId {
  return `${FIXTURE_ROOT}/${name}` as FileId;
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Counters, openProject } from "../../server/src/lamplight.js";
import type { FileId } from "../../server/src/model/place.js";
import { projectOptions } from "../support/check.js";
import { FIXTURE_ROOT } from "../support/fixture.js";
import { memoryDisk } from "../support/memoryDisk.js";

const file = (name: string) => `${FIXTURE_ROOT}/${name}` as FileId;

function template(...functions: readonly { id: string; handler: string; timeout?: number }[]): string {
  const resources = functions.map(
    ({ id, handler, timeout = 10 }) => `  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: ${handler}
      Runtime: nodejs24.x
      Timeout: ${timeout}
`,
  );
  return `Transform: AWS::Serverless-2016-10-31\nResources:\n${resources.join("")}`;
}

const HANDLER = `import { save } from "./store.js";

export const handler = async (event) => {
  return save(event);
};
`;

async function opened(files: Record<string, string>) {
  const disk = new Map(Object.entries(files).map(([name, text]) => [file(name) as string, text]));
  const project = await openProject(projectOptions(), memoryDisk(disk));
  await project.analyse();
  return {
    project,
    disk,
    /** What was evaluated again by the analysis after a change. */
    async evaluated(change: () => void): Promise<Counters> {
      const before = { ...project.counters };
      change();
      await project.analyse();
      const keys = Object.keys(before) as (keyof Counters)[];
      return Object.fromEntries(keys.map((it) => [it, project.counters[it] - before[it]])) as unknown as Counters;
    },
  };
}

const TWO_FUNCTIONS = {
  "template.yaml": template({ id: "First", handler: "first.handler" }, { id: "Second", handler: "second.handler" }),
  "src/first.js": HANDLER,
  "src/second.js": HANDLER,
  "src/store.js": "export const save = async () => {};\n",
};

test("an analysis of an unchanged project evaluates nothing", async () => {
  const { evaluated } = await opened(TWO_FUNCTIONS);
  assert.deepEqual(await evaluated(() => {}), {
    chunksParsed: 0,
    templatesRead: 0,
    filesLowered: 0,
    functionsLinked: 0,
    functionsChecked: 0,
  });
});

test("a comment at the top of a handler lowers the file again and links nothing again", async () => {
  const { project, evaluated } = await opened(TWO_FUNCTIONS);
  const { filesLowered, functionsLinked, functionsChecked } = await evaluated(() =>
    project.overlay(file("src/first.js"), `// A comment.\n\n${HANDLER}`),
  );
  assert.deepEqual(
    { filesLowered, functionsLinked, functionsChecked },
    { filesLowered: 1, functionsLinked: 0, functionsChecked: 0 },
  );
});

test("a handler that moved down is found at its new place", async () => {
  const { project } = await opened(TWO_FUNCTIONS);
  project.overlay(file("src/first.js"), `// A comment.\n\n${HANDLER}`);
  const analysis = await project.analyse();
  const link = analysis.functions[0]?.link;
  assert.ok(link?.kind === "linked");
  assert.equal(analysis.locate(link.exported.place)?.range.start.line, 4);
});

test("an export that is renamed links again only the function that it belongs to", async () => {
  const { project, evaluated } = await opened(TWO_FUNCTIONS);
  const { functionsLinked } = await evaluated(() =>
    project.overlay(file("src/first.js"), HANDLER.replace("const handler", "const main")),
  );
  assert.equal(functionsLinked, 1);
});

test("a missing file that appears links again exactly the functions that looked for it", async () => {
  const { "src/second.js": _, ...rest } = TWO_FUNCTIONS;
  const { project, disk, evaluated } = await opened(rest);
  assert.equal((await project.analyse()).findings.length, 1);
  const { functionsLinked } = await evaluated(() => {
    disk.set(file("src/second.js"), HANDLER);
    project.invalidate([file("src/second.js")]);
  });
  assert.equal(functionsLinked, 1);
  assert.deepEqual((await project.analyse()).findings, []);
});

test("an edit in one resource parses one chunk and links nothing again", async () => {
  const { project, evaluated } = await opened(TWO_FUNCTIONS);
  const text = template(
    { id: "First", handler: "first.handler", timeout: 20 },
    { id: "Second", handler: "second.handler" },
  );
  const { chunksParsed, functionsLinked } = await evaluated(() => project.overlay(file("template.yaml"), text));
  assert.deepEqual({ chunksParsed, functionsLinked }, { chunksParsed: 1, functionsLinked: 0 });
});

test("an edit in one function checks only those again whose rules looked at it", async () => {
  const { project, evaluated } = await opened(TWO_FUNCTIONS);
  const first = { id: "First", handler: "first.handler", timeout: 901 };
  const edited = template(first, { id: "Second", handler: "second.handler" });
  const { functionsChecked } = await evaluated(() => project.overlay(file("template.yaml"), edited));
  assert.equal(functionsChecked, 1);
  const analysis = await project.analyse();
  assert.deepEqual(
    analysis.functions.map((it) => it.template === analysis.templates[0]?.template),
    [true, true],
  );
});

test("an edit in a queue checks only the function again that reads it", async () => {
  const read = (visibility: number) =>
    ["First", "Second"]
      .map((id) => {
        const seconds = id === "First" ? visibility : 60;
        return `  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: "exports.handler = async () => {};"
      Handler: index.handler
      Runtime: nodejs24.x
      Timeout: 10
      Events: { Orders: { Type: SQS, Properties: { Queue: !GetAtt ${id}Queue.Arn } } }
  ${id}Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: ${seconds}
      RedrivePolicy: { deadLetterTargetArn: !ImportValue Failed, maxReceiveCount: 5 }
`;
      })
      .join("");
  const text = (visibility: number) => `Transform: AWS::Serverless-2016-10-31\nResources:\n${read(visibility)}`;
  const { project, evaluated } = await opened({ "template.yaml": text(60) });
  assert.deepEqual((await project.analyse()).findings, []);
  const { functionsChecked } = await evaluated(() => project.overlay(file("template.yaml"), text(9)));
  assert.equal(functionsChecked, 1);
  const found = (await project.analyse()).findings.map((it) => `${it.function} ${it.rule}`);
  assert.deepEqual(found, ["First sqs/visibility-below-timeout"]);
});

test("a project file that changes only how functions are run evaluates nothing again", async () => {
  const settings = { rules: { limits: "off" }, parameters: { Stage: "prod" } };
  const { project, evaluated } = await opened({ ...TWO_FUNCTIONS, ".lamplight.json": JSON.stringify(settings) });
  const edited = JSON.stringify({ ...settings, run: { timeout: "none" } });
  const counts = await evaluated(() => project.overlay(file(".lamplight.json"), edited));
  assert.deepEqual([...new Set(Object.values(counts))], [0]);
  const { functionsChecked } = await evaluated(() => project.overlay(file(".lamplight.json"), "{}"));
  assert.equal(functionsChecked, 2);
});

test("an edit in one resource of 5,000 lines evaluates that resource and checks what looked at it", async () => {
  const functions = Array.from({ length: 833 }, (_, i) => ({ id: `F${i}`, handler: "first.handler", timeout: 10 }));
  const text = template(...functions);
  assert.ok(text.split("\n").length >= 5_000);
  const { project, evaluated } = await opened({ "template.yaml": text, "src/first.js": HANDLER, "src/store.js": "" });
  const edited = template(...functions.map((it) => (it.id === "F400" ? { ...it, timeout: 11 } : it)));
  const { chunksParsed, functionsLinked, functionsChecked } = await evaluated(() =>
    project.overlay(file("template.yaml"), edited),
  );
  assert.deepEqual(
    { chunksParsed, functionsLinked, functionsChecked },
    { chunksParsed: 1, functionsLinked: 0, functionsChecked: 1 },
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { openProject } from "../../server/src/lamplight.js";
import type { FileId } from "../../server/src/model/place.js";
import { projectOptions } from "../support/check.js";
import { FIXTURE_ROOT } from "../support/fixture.js";
import { memoryDisk } from "../support/memoryDisk.js";
import { show } from "./config/show.js";

const file = (name: string) => `${FIXTURE_ROOT}/${name}` as FileId;

const CHILD = `Parameters:
  Seconds: { Type: Number, Default: 3 }
Conditions:
  IsLong: !Equals [!Ref Seconds, 60]
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: !Ref Seconds
      MemorySize: !If [IsLong, 1024, 128]
`;

function parent(seconds: string, location = "TemplateURL: ./child/app.yaml"): string {
  const [type] = location.startsWith("T") ? ["AWS::CloudFormation::Stack"] : ["AWS::Serverless::Application"];
  return `Parameters:
  Wait: { Type: Number, Default: 7 }
  Given: { Type: Number }
Resources:
  Child:
    Type: ${type}
    Properties:
      ${location}
      Parameters:
        Seconds: ${seconds}
  Own:
    Type: AWS::Lambda::Function
`;
}

async function opened(files: Record<string, string>, parameters: Record<string, string> = {}) {
  const disk = new Map(
    Object.entries({ "child/app.yaml": CHILD, ...files }).map(([name, it]) => [file(name) as string, it]),
  );
  const options = projectOptions();
  const project = await openProject({ ...options, settings: { ...options.settings, parameters } }, memoryDisk(disk));
  const child = async () => {
    const fn = (await project.analyse()).functions.find((it) => it.id === "F");
    return fn && `${show(fn.timeout)} ${show(fn.memorySize)}`;
  };
  return { project, child };
}

const cases: readonly (readonly [what: string, files: Record<string, string>, expected: string])[] = [
  ["nothing around it", {}, "3 (IsLong: 1024 | !IsLong: 128)"],
  ["a literal", { "template.yaml": parent("60") }, "60 1024"],
  ["a literal of an application of SAM", { "template.yaml": parent("60", "Location: child/app.yaml") }, "60 1024"],
  ["a default of the template around", { "template.yaml": parent("!Ref Wait") }, "7 (IsLong: 1024 | !IsLong: 128)"],
  [
    "a parameter without default",
    { "template.yaml": parent("!Ref Given") },
    "?another template sets Seconds (IsLong: 1024 | !IsLong: 128)",
  ],
  [
    "different values from two templates",
    { "a.yaml": parent("60"), "b.yaml": parent("61") },
    "?another template sets Seconds (IsLong: 1024 | !IsLong: 128)",
  ],
  [
    "a template in a bucket",
    { "template.yaml": parent("60", "TemplateURL: https://s3/child/app.yaml") },
    "3 (IsLong: 1024 | !IsLong: 128)",
  ],
];

for (const [what, files, expected] of cases) {
  test(`a nested template is given ${what}`, async () => {
    assert.equal((await (await opened(files)).child())?.replaceAll('"', ""), expected);
  });
}

test("an edit of what a template passes reads the nested one again, and nothing is read without one", async () => {
  const { project, child } = await opened({ "template.yaml": parent("60") });
  await child();
  const before = project.counters.templatesRead;
  await child();
  assert.equal(project.counters.templatesRead, before);
  project.overlay(file("template.yaml"), parent("61"));
  assert.match((await child()) ?? "", /61"? 128$/);
  assert.equal(project.counters.templatesRead - before, 2);
});

test("templates that nest each other end", async () => {
  const circle = parent("60", "TemplateURL: template.yaml");
  const { project } = await opened({
    "template.yaml": circle,
    "a.yaml": parent("1", "TemplateURL: b.yaml"),
    "b.yaml": parent("2", "TemplateURL: a.yaml"),
  });
  assert.equal((await project.analyse()).templates.length, 4);
});

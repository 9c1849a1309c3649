import assert from "node:assert/strict";
import { test } from "node:test";
import { openProject } from "../../server/src/lamplight.js";
import type { FileId } from "../../server/src/model/place.js";
import type { Settings } from "../../server/src/model/settings.js";
import { numberOf } from "../../server/src/model/value.js";
import { projectOptions } from "../support/check.js";
import { FIXTURE_ROOT } from "../support/fixture.js";
import { memoryDisk } from "../support/memoryDisk.js";

const file = (name: string) => `${FIXTURE_ROOT}/${name}` as FileId;

const TEMPLATE = `Parameters:
  Seconds: { Type: Number, Default: 3 }
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: !Ref Seconds
`;

const CONFIG = `[default.deploy.parameters]
parameter_overrides = "Seconds=5"
[prod.deploy.parameters]
parameter_overrides = { Seconds = 7 }
`;

async function opened(files: Record<string, string>, settings: Partial<Settings> = {}) {
  const texts = { "template.yaml": TEMPLATE, "samconfig.toml": CONFIG, ...files };
  const disk = new Map(Object.entries(texts).map(([name, text]) => [file(name) as string, text]));
  const options = projectOptions();
  const project = await openProject({ ...options, settings: { ...options.settings, ...settings } }, memoryDisk(disk));
  const timeout = async () => {
    const fn = (await project.analyse()).functions[0];
    return fn && numberOf(fn.timeout);
  };
  return { project, disk, timeout };
}

test("the values of samconfig.toml stand in for defaults, and the setting overrules them", async () => {
  assert.equal(await (await opened({})).timeout(), 5);
  assert.equal(await (await opened({}, { samEnvironment: "prod" })).timeout(), 7);
  assert.equal(await (await opened({}, { parameters: { Seconds: "9" } })).timeout(), 9);
  assert.equal(await (await opened({ ".lamplight.json": '{ "samEnvironment": "prod" }' })).timeout(), 7);
});

test("a change of samconfig.toml reads again the template that it is about, and no other", async () => {
  const { project, disk, timeout } = await opened({ "other/template.yaml": TEMPLATE });
  await timeout();
  const before = project.counters.templatesRead;
  disk.set(file("samconfig.toml"), CONFIG.replace("Seconds=5", "Seconds=6"));
  project.invalidate([file("samconfig.toml")]);
  const analysis = await project.analyse();
  assert.deepEqual(
    analysis.functions.map((it) => numberOf(it.timeout)),
    [3, 6],
  );
  assert.equal(project.counters.templatesRead - before, 1);
});

test("a run has the values of samconfig.toml too", async () => {
  const { project } = await opened({});
  const run = (await project.analyse()).forRun(file("template.yaml"));
  assert.equal(numberOf(run?.template.functions[0]?.timeout ?? { kind: "absent" }), 5);
});

test("a samconfig.toml that does not parse is told once, and the defaults hold", async () => {
  const { project, timeout } = await opened({ "samconfig.toml": "[default", "other/template.yaml": TEMPLATE });
  assert.equal(await timeout(), 3);
  const { troubles } = await project.analyse();
  assert.equal(troubles.filter((it) => it.message.includes("not TOML")).length, 1);
});

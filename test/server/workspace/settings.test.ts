import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileId } from "../../../server/src/model/place.js";
import { DEFAULT_RUN_SETTINGS, DEFAULT_SETTINGS } from "../../../server/src/model/settings.js";
import { mergeSettings, parseSettings, runSettingsOf } from "../../../server/src/workspace/settings.js";
import { memoryDisk } from "../../support/memoryDisk.js";

test("reads a project file with comments", () => {
  const text = `\uFEFF{
  // advice is for the editor
  "rules": { "limits": "off", "limits/env-size": "hint" },
  "templates": ["infra/*.yaml"],
  "parameters": { "Stage": "prod" },
  "baseline": "old.json", /* one day */
}`;
  assert.deepEqual(parseSettings(text), {
    settings: {
      rules: { limits: "off", "limits/env-size": "hint" },
      templates: ["infra/*.yaml"],
      parameters: { Stage: "prod" },
      baseline: "old.json",
    },
    run: DEFAULT_RUN_SETTINGS,
    problems: [],
  });
});

for (const [text, problem] of [
  ["", "not JSON at 1:1: value expected"],
  ['{\n  "rules": {', "not JSON at 2:13: close brace expected"],
  ["[]", "the file must be an object, not []"],
  ['{"rules": []}', '"rules" must be an object, not []'],
  ['{"rules": {"a/b": "fatal"}}', '"rules": "a/b" must be one of off, hint, information, warning, error, not "fatal"'],
  ['{"templates": "x"}', '"templates" must be a list of globs, not "x"'],
  ['{"templates": [1]}', '"templates" must be a list of globs, not [1]'],
  ['{"parameters": {"Count": 1}}', '"parameters": "Count" must be a string, not 1'],
  ['{"baseline": true}', '"baseline" must be a path, not true'],
  ['{"rulez": {}}', 'there is no setting "rulez": use rules, templates, parameters, samEnvironment, baseline, run'],
] as const) {
  test(`says what is wrong with ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseSettings(text).problems, [problem]);
  });
}

test("a wrong value costs only itself", () => {
  const { settings } = parseSettings('{"rules": {"a/b": "off", "c/d": 1}, "baseline": "x.json"}');
  assert.deepEqual(settings, { rules: { "a/b": "off" }, baseline: "x.json" });
});

test("what is given overrules project files, and the first of those the others", () => {
  const given = { ...DEFAULT_SETTINGS, rules: { "a/a": "error" }, parameters: { A: "given" } } as const;
  const first = { rules: { "a/a": "off", "b/b": "off" }, parameters: { A: "1", B: "1" }, templates: ["1"] } as const;
  const second = { rules: { "b/b": "hint" }, parameters: { C: "2" }, templates: ["1", "2"], baseline: "2" } as const;
  assert.deepEqual(mergeSettings(given, first, second), {
    enable: true,
    rules: { "a/a": "error", "b/b": "off" },
    templates: ["1", "2"],
    parameters: { A: "given", B: "1", C: "2" },
    baseline: "2",
  });
});

test("reads how functions are run", () => {
  const run = {
    envFile: "local.env",
    aws: { Orders: { profile: "dev" }, "*": { endpoint: "http://localhost:4566" } },
    inherit: ["STAGE"],
    timeout: 30,
  };
  assert.deepEqual(parseSettings(JSON.stringify({ run })), { settings: {}, run, problems: [] });
});

const TIMEOUT = '"run.timeout" must be "template", "none" or a number of seconds above 0';
const ACCESS = 'must be either { "profile": name } or { "endpoint": address }';
const EXECUTABLE =
  "cannot be set in a project file: whoever opens a project would run the executable that it names; set it in your own settings";

for (const [run, problem] of [
  ["on", '"run" must be an object, not "on"'],
  [{ envFile: "" }, '"run.envFile" must be a path, not ""'],
  [{ inherit: "STAGE" }, '"run.inherit" must be a list of names of variables, not "STAGE"'],
  [{ timeout: 0 }, `${TIMEOUT}, not 0`],
  [{ timeout: "3" }, `${TIMEOUT}, not "3"`],
  [{ aws: [] }, '"run.aws" must be an object, not []'],
  [{ aws: { Orders: "dev" } }, `"run.aws": "Orders" ${ACCESS}, not "dev"`],
  [{ aws: { Orders: null } }, `"run.aws": "Orders" ${ACCESS}, not null`],
  [{ aws: { Orders: { profile: "" } } }, `"run.aws": "Orders" ${ACCESS}, not {"profile":""}`],
  [{ aws: { Orders: { endpoint: "localhost:1" } } }, `"run.aws": "Orders" ${ACCESS}, not {"endpoint":"localhost:1"}`],
  [
    { aws: { "*": { profile: "a", endpoint: "http://b" } } },
    `"run.aws": "*" ${ACCESS}, not {"profile":"a","endpoint":"http://b"}`,
  ],
  [
    { aws: { "my-fn": { profile: "a" } } },
    '"run.aws": "my-fn" names no function: use the logical id of one, or * for all others',
  ],
  [{ envfile: "x" }, 'there is no setting "run.envfile": use run.envFile, run.aws, run.inherit, run.timeout'],
  [{ nodePath: "/tmp/node" }, `"run.nodePath" ${EXECUTABLE}`],
] as const) {
  test(`says what is wrong with running by ${JSON.stringify(run)}, and runs as without it`, () => {
    assert.deepEqual(parseSettings(JSON.stringify({ run })), {
      settings: {},
      run: DEFAULT_RUN_SETTINGS,
      problems: [problem],
    });
  });
}

test("a project file names no executable at its top either", () => {
  assert.deepEqual(parseSettings('{ "pythonPath": "/tmp/python" }').problems, [`"pythonPath" ${EXECUTABLE}`]);
});

test("a folder without a project file runs functions in the default way", async () => {
  const folder = "/project" as FileId;
  const files = new Map<string, string>();
  assert.deepEqual(await runSettingsOf(folder, memoryDisk(files)), { run: DEFAULT_RUN_SETTINGS, problems: [] });
  files.set("/project/.lamplight.json", '{ "run": { "timeout": "none" } }');
  const { run } = await runSettingsOf(folder, memoryDisk(files));
  assert.equal(run.timeout, "none");
});

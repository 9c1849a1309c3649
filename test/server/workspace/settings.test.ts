import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SETTINGS } from "../../../server/src/model/settings.js";
import { mergeSettings, parseSettings } from "../../../server/src/workspace/settings.js";

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
    problems: [],
  });
});

for (const [text, problem] of [
  ["", "not JSON at 1:1: value expected"],
  ['{\n  "rules": {', "not JSON at 2:13: close brace expected"],
  ["[]", "the file must be an object, not []"],
  ['{"rules": []}', '"rules" must be an object, not []'],
  ['{"rules": {"a/b": "fatal"}}', '"rules": "a/b" must be one of error, warning, information, hint, off, not "fatal"'],
  ['{"templates": "x"}', '"templates" must be a list of globs, not "x"'],
  ['{"templates": [1]}', '"templates" must be a list of globs, not [1]'],
  ['{"parameters": {"Count": 1}}', '"parameters": "Count" must be a string, not 1'],
  ['{"baseline": true}', '"baseline" must be a path, not true'],
  ['{"rulez": {}}', 'there is no setting "rulez": use rules, templates, parameters, baseline'],
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

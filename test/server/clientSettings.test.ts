import assert from "node:assert/strict";
import { test } from "node:test";
import { clientSettings } from "../../server/src/clientSettings.js";
import { DEFAULT_SETTINGS } from "../../server/src/model/settings.js";

test("no settings are the default settings", () => {
  for (const section of [undefined, null, {}]) {
    assert.deepEqual(clientSettings(section), { settings: DEFAULT_SETTINGS, codeLens: "linked", problems: [] });
  }
});

test("every setting is read", () => {
  const section = {
    enable: false,
    rules: { limits: "hint", "limits/timeout-range": "off" },
    templates: ["infra/**/*.yaml"],
    parameters: { Stage: "prod" },
    baseline: "lamplight-baseline.json",
  };
  const sent = { ...section, codeLens: "all", trace: { server: "off" } };
  assert.deepEqual(clientSettings(sent), { settings: section, codeLens: "all", problems: [] });
});

test("an empty baseline is none", () => {
  assert.deepEqual(clientSettings({ baseline: "" }).settings, DEFAULT_SETTINGS);
});

test("a wrong value costs itself and nothing else", () => {
  const { settings, problems } = clientSettings({
    enable: "yes",
    rules: { limits: "loud", sam: "off" },
    templates: "template.yaml",
    parameters: { Stage: 1 },
    baseline: 7,
  });
  assert.deepEqual(settings, { ...DEFAULT_SETTINGS, rules: { sam: "off" } });
  assert.deepEqual(problems, [
    "setting lamplight.baseline is ignored: expected a path, got 7",
    'setting lamplight.enable is ignored: expected true or false, got "yes"',
    'setting lamplight.rules["limits"] is ignored: expected one of off, hint, information, warning, error, got "loud"',
    'setting lamplight.templates is ignored: expected a list of globs, got "template.yaml"',
    'setting lamplight.parameters["Stage"] is ignored: expected a string, got 1',
  ]);
});

test("a place for lenses that there is not is the default one", () => {
  const { codeLens, problems } = clientSettings({ codeLens: "everywhere" });
  assert.equal(codeLens, "linked");
  assert.deepEqual(problems, [
    'setting lamplight.codeLens is ignored: expected one of linked, all, off, got "everywhere"',
  ]);
});

test("settings that are no object are no settings", () => {
  const { settings, problems } = clientSettings("on");
  assert.deepEqual(settings, DEFAULT_SETTINGS);
  assert.deepEqual(problems, ['setting lamplight is ignored: expected an object, got "on"']);
});

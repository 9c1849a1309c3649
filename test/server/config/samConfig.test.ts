import assert from "node:assert/strict";
import { test } from "node:test";
import { overridesFor, readSamConfig } from "../../../server/src/config/samConfig.js";
import type { FileId } from "../../../server/src/model/place.js";

const FILE = "/project/samconfig.toml" as FileId;
const TEMPLATE = "/project/template.yaml" as FileId;

function overrides(text: string, environment = "default", template = TEMPLATE) {
  return overridesFor(template, readSamConfig(text), FILE, environment);
}

const forms: readonly (readonly [written: string, expected: Record<string, string>])[] = [
  ['"Stage=prod Size=2"', { Stage: "prod", Size: "2" }],
  [`'Stage="prod eu" Size="2"'`, { Stage: "prod eu", Size: "2" }],
  [String.raw`'Text="say \"hi\" now"'`, { Text: 'say "hi" now' }],
  ['"ParameterKey=Stage,ParameterValue=prod ParameterKey=Zones,ParameterValue=a,b"', { Stage: "prod", Zones: "a,b" }],
  ['["Stage=prod", "Size=2"]', { Stage: "prod", Size: "2" }],
  [
    '{ Stage = "prod", Size = 2, On = true, Zones = ["a", "b"] }',
    { Stage: "prod", Size: "2", On: "true", Zones: "a,b" },
  ],
  ['"Empty= Stage=prod"', { Empty: "", Stage: "prod" }],
  ['"Arn=arn:aws:sns:eu-west-1:1:a=b"', { Arn: "arn:aws:sns:eu-west-1:1:a=b" }],
  ['"no pairs here"', {}],
  ["5", {}],
  ["[{ a = 1 }, 2]", {}],
];

for (const [written, expected] of forms) {
  test(`parameter_overrides = ${written} are read`, () => {
    assert.deepEqual(
      overrides(`version = 0.1\n[default.deploy.parameters]\nparameter_overrides = ${written}\n`),
      expected,
    );
  });
}

test("what `deploy` says overrules what is said of all commands", () => {
  const text = `
[default.global.parameters]
parameter_overrides = "A=1"
[prod.global.parameters]
parameter_overrides = "A=2"
[prod.deploy.parameters]
parameter_overrides = "A=3"
`;
  assert.deepEqual(overrides(text), { A: "1" });
  assert.deepEqual(overrides(text, "prod"), { A: "3" });
  assert.equal(overrides(text, "test"), undefined);
});

test("only the template that is deployed is given the values", () => {
  const plain = '[default.deploy.parameters]\nparameter_overrides = "A=1"\n';
  assert.equal(overrides(plain, "default", "/project/nested/template.yaml" as FileId), undefined);
  assert.equal(overrides(plain, "default", "/project/child.yaml" as FileId), undefined);
  const named = `${plain}template_file = "infra/app.yaml"\n`;
  assert.equal(overrides(named), undefined);
  assert.deepEqual(overrides(named, "default", "/project/infra/app.yaml" as FileId), { A: "1" });
  assert.deepEqual(overrides(`${plain}template_file = ".aws-sam/build/template.yaml"\n`), { A: "1" });
});

test("a file that is no TOML says where it breaks", () => {
  assert.match(readSamConfig("[default.deploy\nx").problem ?? "", /^not TOML at 1:\d+$/);
  for (const text of [
    "",
    "default = 1",
    "[default]\ndeploy = 2",
    "[default.deploy]\nparameters = []",
    "[[default]]\na = 1",
  ]) {
    assert.equal(readSamConfig(text).problem, undefined);
    assert.deepEqual(overrides(text) ?? {}, {});
  }
});

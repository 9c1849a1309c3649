import assert from "node:assert/strict";
import test from "node:test";
import { describeAt } from "../../../server/src/config/syntax/describe.js";
import { read, textAt } from "./show.js";

/** What lies at the `|`, which is not part of the text. */
function described(marked: string): string | undefined {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const reading = read(text);
  const found = describeAt(reading, text, offset);
  const path = [found?.resource ?? "", ...(found?.path ?? [])].join("/");
  return found && `${path} ${found.key ? "key" : "value"} ${textAt(reading, text, found.place)}`;
}

const yaml = (globals: string, properties: string): string =>
  `Globals:\n  Function:\n    ${globals}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      ${properties}\n`;

test("a key, a value, a list item and an entry of Globals are told by their path", () => {
  assert.equal(described(yaml("Timeout: 3", "Tim|eout: 900")), "F/Properties/Timeout key Timeout");
  assert.equal(described(yaml("Timeout: 3", "Timeout: 9|00")), "F/Properties/Timeout value 900");
  assert.equal(described(yaml("Timeout: 3", "Timeout: 900|")), "F/Properties/Timeout value 900");
  assert.equal(described(yaml("Timeout: 3", "Layers: [a, !Re|f b]")), "F/Properties/Layers/1 value !Ref b");
  assert.equal(described(yaml("Time|out: 3", "Handler: a.b")), "/Globals/Function/Timeout key Timeout");
  assert.equal(described(yaml("Timeout: |3", "Handler: a.b")), "/Globals/Function/Timeout value 3");
});

test("a template that is read as a whole is described too", () => {
  const flow = '{ "Resources": { "F": { "Type": "AWS::Lambda::Function", "Properties": { "Timeout": 9|00 } } } }';
  assert.equal(described(flow), "F/Properties/Timeout value 900");
});

test("nothing lies between the sections", () => {
  assert.equal(described(`Description: a\n|\n${yaml("Timeout: 3", "Handler: a.b")}`), undefined);
});

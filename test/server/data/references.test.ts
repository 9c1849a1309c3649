import assert from "node:assert/strict";
import { test } from "node:test";
import { attributeText, referencesSource, referenceTypes, refText } from "../../../server/src/data/references.js";

const NAMES = { id: "Thing", name: "local-Thing", region: "eu-west-1", account: "123456789012" };

test("the table says where it is from and when it was read", () => {
  assert.match(referencesSource.source, /^https:\/\//);
  assert.match(referencesSource.date, /^\d{4}-\d{2}-\d{2}$/);
});

test("no reference keeps a hole, and all are about the resource", () => {
  for (const type of referenceTypes) {
    for (const text of [refText(type, NAMES), attributeText(type, "Arn", NAMES)]) {
      assert.doesNotMatch(text, /[${}]/, type);
      assert.match(text, /local-Thing/, type);
    }
  }
});

test("a type that is like another has its references", () => {
  assert.equal(
    attributeText("AWS::Serverless::SimpleTable", "Arn", NAMES),
    attributeText("AWS::DynamoDB::Table", "Arn", NAMES),
  );
});

test("a type that is not in the table has a name, ARNs of its service and attributes that say what they are", () => {
  assert.equal(refText("AWS::Pipes::Pipe", NAMES), "local-Thing");
  assert.equal(attributeText("AWS::Pipes::Pipe", "Arn", NAMES), "arn:aws:pipes:eu-west-1:123456789012:local-Thing");
  assert.equal(attributeText("AWS::Pipes::Pipe", "CurrentState", NAMES), "local-Thing-CurrentState");
});

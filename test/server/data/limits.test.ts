import assert from "node:assert/strict";
import { test } from "node:test";
import { limit, limitOfProperty, limits, maximumOf } from "../../../server/src/data/limits.js";

const FUNCTION = "AWS::Serverless::Function";

test("every limit has a source and the day on which it was read", () => {
  for (const { id, source, date } of limits) {
    assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\//, id);
    assert.match(date, /^\d{4}-\d{2}-\d{2}$/, id);
  }
});

test("ids are unique and ranges are not empty", () => {
  assert.equal(new Set(limits.map((it) => it.id)).size, limits.length);
  for (const { id, minimum, maximum } of limits) {
    assert.ok((minimum ?? Number.NEGATIVE_INFINITY) <= (maximum ?? Number.POSITIVE_INFINITY), id);
  }
});

test("a limit with paths says to which resource types they belong", () => {
  for (const { id, types, paths } of limits) assert.equal(types === undefined, paths === undefined, id);
});

for (const [path, type, id] of [
  [["Properties", "Timeout"], FUNCTION, "timeout"],
  [["Properties", "Timeout"], "AWS::Lambda::Function", "timeout"],
  [["Globals", "Function", "Timeout"], "", "timeout"],
  [["Properties", "MemorySize"], FUNCTION, "memory"],
  [["Properties", "EphemeralStorage", "Size"], FUNCTION, "ephemeral-storage"],
  [["Properties", "Environment", "Variables"], FUNCTION, "environment"],
  [["Properties", "Layers"], FUNCTION, "layers"],
  [["Properties", "FunctionName"], FUNCTION, "function-name-length"],
  [["Properties", "Description"], FUNCTION, "description-length"],
  [["Properties", "Handler"], FUNCTION, "handler-length"],
  [["Properties", "Runtime"], FUNCTION, "runtime"],
  [["Properties", "SnapStart"], FUNCTION, "snapstart"],
  [["Properties", "InlineCode"], FUNCTION, "inline-code"],
  [["Properties", "Code", "ZipFile"], "AWS::Lambda::Function", "inline-code"],
  [["Properties", "Timeout"], "AWS::SQS::Queue", undefined],
  [["Globals", "Api", "Timeout"], "", undefined],
  [["Metadata", "Timeout"], FUNCTION, undefined],
  [["Properties"], FUNCTION, undefined],
] as const) {
  test(`the limit of ${path.join(".")} of ${type || "Globals"} is ${id ?? "none"}`, () => {
    assert.equal(limitOfProperty(path, type)?.id, id);
  });
}

test("asking for a limit that does not exist is a bug", () => {
  assert.throws(() => limit("no-such"), /no such limit: no-such/);
  assert.throws(() => maximumOf("environment-name"), /without a maximum/);
});

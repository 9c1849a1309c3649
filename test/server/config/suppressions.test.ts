import assert from "node:assert/strict";
import test from "node:test";
import { commentSuppressions } from "../../../server/src/config/suppressions.js";
import type { FileId, Place } from "../../../server/src/model/place.js";
import { read, textAt } from "./show.js";

function summaries(text: string, prefix: "#" | "//"): string[] {
  const covered = (place: Place) => text.slice(place.start, place.end);
  return commentSuppressions("/f" as FileId, text, prefix).map(
    (it) => `${it.scope} ${covered(it.place)}=${it.rule} ${it.line ?? "-"} ${covered(it.whole)}`,
  );
}

test("a comment names rules up to the reason, for the next line, its own or the file", () => {
  assert.deepEqual(summaries("a: 1 # lamplight-disable-line limits/x -- because b/c\n", "#"), [
    "line limits/x=limits/x 0 # lamplight-disable-line limits/x -- because b/c",
  ]);
  assert.deepEqual(summaries("# lamplight-disable-next-line limits/x, sqs\r\na: 1", "#"), [
    "next-line limits/x=limits/x 1 # lamplight-disable-next-line limits/x, sqs",
    "next-line sqs=sqs 1 # lamplight-disable-next-line limits/x, sqs",
  ]);
  assert.deepEqual(summaries("x;\n// lamplight-disable-file limits/x", "//"), [
    "file limits/x=limits/x - // lamplight-disable-file limits/x",
  ]);
});

test("comments above one line all speak of that line", () => {
  const text = "# lamplight-disable-next-line a/b\n# why\n# lamplight-disable-next-line c/d\nx: 1";
  assert.deepEqual(
    commentSuppressions("/f" as FileId, text, "#").map((it) => it.line),
    [3, 3],
  );
});

test("a comment without a rule, and one of another word, suppress nothing", () => {
  assert.deepEqual(summaries("# lamplight-disable-line\n# lamplight-disable-lines a/b\n#lamplight-disable a", "#"), []);
  assert.deepEqual(summaries("# lamplight-disable-line -- limits/x", "#"), []);
});

test("Metadata disables rules for a resource", () => {
  const text = `Resources:
  F:
    Type: AWS::Lambda::Function
    Metadata: { Lamplight: { disable: [limits/x, sqs] } }
`;
  const reading = read(text);
  assert.deepEqual(
    reading.suppressions.map((it) => [it.scope, it.rule, it.resource, textAt(reading, text, it.place)]),
    [
      ["resource", "limits/x", "F", "limits/x"],
      ["resource", "sqs", "F", "sqs"],
    ],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type RunState, reportSummary, resultText } from "../../../client/src/editor/resultText.js";
import type { Invocation, Outcome } from "../../../client/src/invoker/outcome.js";

const RUNNING: RunState = { functionName: "Orders", root: "/project", notes: [], log: "" };

function invocation(outcome: Outcome, more: Partial<Invocation> = {}): Invocation {
  const report = { duration: 211.6, billedDuration: 212, memorySize: 128, maxMemoryUsed: 84 };
  return { requestId: "1", outcome, report, calls: [], fidelity: "enforced: timeout 3 s", ...more };
}

test("a run that is under way shows its runtime and its log so far", () => {
  const text = resultText({ ...RUNNING, runtime: "Node.js 22.1.0", log: "START RequestId: 1\nhello\n" });
  assert.equal(text, "Orders is running  Node.js 22.1.0\n\nLog\nSTART RequestId: 1\nhello\n");
});

test("a success shows the payload indented, the blocked calls once each, the log and the notes", () => {
  const call = { service: "dynamodb", operation: "PutItem", resource: "Table" };
  const done = invocation({ kind: "success", payload: '{"a":[1]}' }, { calls: [call, call] });
  const text = resultText({ ...RUNNING, notes: ["a note"], log: "END\n", invocation: done });
  assert.equal(
    text,
    `Orders succeeded  212 ms · 84 MB of 128 MB

Payload
{
  "a": [
    1
  ]
}

AWS calls
blocked  dynamodb:PutItem on Table

Log
END

Notes
a note
enforced: timeout 3 s
`,
  );
});

test("what a streaming function wrote is shown as it is", () => {
  const text = resultText({ ...RUNNING, invocation: invocation({ kind: "success", payload: "<p>\n</p>" }) });
  assert.match(text, /\nPayload\n<p>\n<\/p>\n/);
});

test("a response that is streamed to HTTP is shown as its head and its body", () => {
  const payload = `{"statusCode":200}${"\0".repeat(8)}hello`;
  const text = resultText({ ...RUNNING, invocation: invocation({ kind: "success", payload }) });
  assert.match(text, /\nPayload\n\{\n {2}"statusCode": 200\n\}\n\nhello\n/);
});

test("a failure shows its stack once, with the files of the workspace relative to it", () => {
  const body = JSON.stringify({
    errorType: "E",
    errorMessage: "m",
    trace: ["E: m", "    at f (/project/src/a.js:1:2)"],
  });
  const stack = [
    { function: "f", file: "/project/src/a.js", line: 1, column: 2 },
    { file: "/elsewhere/b.py", line: 3 },
  ];
  const outcome: Outcome = { kind: "error", body, errorType: "E", errorMessage: "m", stack };
  const text = resultText({ ...RUNNING, invocation: invocation(outcome) });
  assert.match(text, /^Orders failed {2}212 ms/);
  assert.match(text, /\nError\n\{\n {2}"errorType": "E",\n {2}"errorMessage": "m"\n\}\n/);
  assert.match(text, /\nStack\n {4}at f \(src\/a\.js:1:2\)\n {4}at \/elsewhere\/b\.py:3\n/);
});

test("frames of packages are counted, unless there are no others", () => {
  const shown = (files: readonly string[]) => {
    const stack = files.map((file) => ({ file, line: 1 }));
    const outcome: Outcome = { kind: "error", body: "{}", errorType: "E", errorMessage: "m", stack };
    return /Stack\n([\s\S]+?)\n\n/.exec(resultText({ ...RUNNING, invocation: invocation(outcome) }))?.[1];
  };
  const lib = "/project/node_modules/lib/a.js";
  assert.equal(
    shown([lib, lib, "/project/b.js", lib]),
    "    … 2 frames of packages\n    at b.js:1\n    … 1 frame of packages",
  );
  assert.equal(shown([lib]), "    at node_modules/lib/a.js:1");
});

test("a run that was refused says why, and one that was cancelled that it was", () => {
  assert.equal(resultText({ ...RUNNING, refused: "no Node.js" }), "Orders was not run\n\nno Node.js\n");
  assert.match(resultText({ ...RUNNING, invocation: invocation({ kind: "cancelled" }) }), /^Orders was cancelled {2}/);
});

test("a run of less than a millisecond took one", () => {
  const { report, ...rest } = invocation({ kind: "cancelled" });
  assert.equal(reportSummary({ ...rest, report: { ...report, duration: 0.2 } }), "1 ms · 84 MB of 128 MB");
});

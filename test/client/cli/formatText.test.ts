import assert from "node:assert/strict";
import { test } from "node:test";
import { formatText } from "../../../client/src/cli/formatText.js";
import { finding, report, SET_900 } from "./report.js";

const PLAIN = { colours: false };

test("shows findings by file with their code, what belongs to them and a line that sums up", () => {
  const related = [{ file: "src/app.ts", range: finding().range, message: "the handler is here" }];
  const findings = [
    finding({ related, fixes: [SET_900] }),
    finding({ file: "src/app.ts", severity: "warning", rule: "correctness/callback", message: "Return a promise" }),
  ];
  assert.equal(
    formatText(report(findings), PLAIN),
    `template.yaml

  error: Timeout is 901, but a function runs for 900 seconds at most: set it to 900 or less
    ╭─ template.yaml:3:16  limits/timeout-range  Orders
  2 │     Properties:
  3 │       Timeout: 901
    │                ^^^
  4 │       MemorySize: 128
    ├─ src/app.ts:3:16: the handler is here
    ╰─ fix available with --fix: Set Timeout to 900

src/app.ts

  warning: Return a promise
    ╭─ src/app.ts:3:16  correctness/callback  Orders
  2 │     Properties:
  3 │       Timeout: 901
    │                ^^^
  4 │       MemorySize: 128
    ╰─

1 error, 1 warning in 2 files; 4 functions in 1 template, 5 files read, 312 ms; 1 can be fixed with --fix
`,
  );
});

test("says that there are no problems", () => {
  assert.equal(formatText(report([]), PLAIN), "no problems; 4 functions in 1 template, 5 files read, 312 ms\n");
});

test("says what the baseline and the least severity hide", () => {
  const text = formatText({ ...report([]), inBaseline: 2, belowSeverity: 1 }, PLAIN);
  assert.match(text, /; not shown: 2 in the baseline, 1 below the least severity\n$/);
});

test("shows a finding that is the same for two functions once", () => {
  const text = formatText(report([finding({ function: "A" }), finding({ function: "B" })]), PLAIN);
  assert.match(text, /limits\/timeout-range {2}A, B\n/);
  assert.equal(text.match(/Timeout is 901/g)?.length, 1);
  assert.match(text, /\n1 error in 1 file;/);
});

test("says that a fix that is not safe is made in the editor", () => {
  const text = formatText(report([finding({ fixes: [{ ...SET_900, safe: false }] })]), PLAIN);
  assert.match(text, /╰─ fix available in the editor: Set Timeout to 900\n/);
  assert.doesNotMatch(text, /can be fixed/);
});

test("names the first of several fixes to choose from", () => {
  const fixes = ["One", "Two", "Three"].map((title) => ({ ...SET_900, safe: false, title }));
  assert.match(
    formatText(report([finding({ fixes })]), PLAIN),
    /╰─ fix available in the editor: One \(or 2 others\)\n\n/,
  );
});

test("shows no code where the file has become shorter or is gone", () => {
  for (const source of ["", undefined]) {
    const text = formatText({ ...report([finding()]), source: () => source }, PLAIN);
    assert.match(text, /Orders\n {4}╰─\n/);
  }
});

test("colours nothing unless told to", () => {
  const findings = [finding({ fixes: [SET_900] })];
  assert.ok(!formatText(report(findings), PLAIN).includes("\u001B"));
  assert.ok(formatText(report(findings), { colours: true }).includes("\u001B[31m"));
});

test("lets no control character of a file reach the terminal", () => {
  const text = formatText(
    report([finding({ message: "\u001B[2J\nhidden", file: "a\u001Bb" })], "\n\n\u001B]0;x\u0007"),
    PLAIN,
  );
  assert.ok(!text.includes("\u001B") && !text.includes("\u0007"));
  assert.match(text, /␛\[2J hidden/);
});

test("wraps messages at the width of the screen", () => {
  const text = formatText(report([finding()]), { colours: false, columns: 58 });
  assert.match(text, /\n {2}error: Timeout is 901, but a function runs for 900\n {9}seconds at most/);
});

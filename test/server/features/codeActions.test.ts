import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeAction } from "vscode-languageserver";
import { type ActionAbilities, type ActionRequest, codeActions } from "../../../server/src/features/codeActions.js";
import { EMPTY_REPORT, fileReports } from "../../../server/src/features/diagnostics.js";
import type { LocatedFinding, Range } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";

const file = "/template.yaml" as FileId;
const other = "/src/app.py" as FileId;
const TEXT = "A:\n  Timeout: 901\n  MemorySize: 1\n";
const TIMEOUT = line(1, 11, 14);
const MEMORY = line(2, 14, 15);

test("fixes come first, then the suppressions, then the documentation", () => {
  const findings = [
    finding("limits/timeout-range", TIMEOUT, [
      fix("Set Timeout to 3", false, TIMEOUT),
      fix("Set it to 900", true, TIMEOUT),
    ]),
  ];
  assert.deepEqual(titles(actionsFor(findings, { range: TIMEOUT })), [
    "Set Timeout to 3",
    "Set it to 900",
    "Disable limits/timeout-range for this line",
    "Disable limits/timeout-range in this file",
    "Show documentation for limits/timeout-range",
  ]);
});

test("only the first safe fix is preferred", () => {
  const fixes = [fix("A", false, TIMEOUT), fix("B", true, TIMEOUT), fix("C", true, TIMEOUT)];
  const actions = actionsFor([finding("a/b", TIMEOUT, fixes)], { range: TIMEOUT });
  assert.deepEqual(
    actions.filter((it) => it.isPreferred).map((it) => it.title),
    ["B"],
  );
});

test("findings elsewhere offer nothing here", () => {
  const findings = [finding("a/b", MEMORY, [fix("Set", true, MEMORY)])];
  assert.deepEqual(actionsFor(findings, { range: TIMEOUT }), []);
});

test("an action answers the diagnostic that the client names, not its neighbour", () => {
  const findings = [
    finding("a/b", TIMEOUT, [fix("B", true, TIMEOUT)]),
    finding("a/c", TIMEOUT, [fix("C", true, TIMEOUT)]),
  ];
  const named = fileReports(findings, uriOf).get(file)?.squiggles[1]?.diagnostic;
  assert.ok(named);
  const actions = actionsFor(findings, { range: TIMEOUT, diagnostics: [named] });
  assert.deepEqual(titles(actions), [
    "C",
    "Disable a/c for this line",
    "Disable a/c in this file",
    "Show documentation for a/c",
  ]);
});

test("what two functions share is fixed and suppressed once", () => {
  const findings = ["A", "B"].map((it) => ({ ...finding("a/b", TIMEOUT, [fix("Set", true, TIMEOUT)]), function: it }));
  assert.equal(actionsFor(findings, { range: TIMEOUT }).length, 4);
});

test("the documentation is only offered to a client that can show it", () => {
  const actions = actionsFor([finding("a/b", TIMEOUT, [])], { range: TIMEOUT }, { showDocumentation: false });
  assert.deepEqual(titles(actions), ["Disable a/b for this line", "Disable a/b in this file"]);
});

test("all safe fixes of the file are one source action, without those that collide or reach into other files", () => {
  const findings = [
    finding("a/b", TIMEOUT, [fix("900", true, TIMEOUT)]),
    finding("a/c", TIMEOUT, [fix("800", true, TIMEOUT)]),
    finding("a/d", MEMORY, [fix("128", true, MEMORY)]),
    finding("a/e", line(0, 0, 1), [fix("unsafe", false, line(0, 0, 1))]),
    finding("a/f", line(0, 1, 2), [{ title: "", safe: true, edits: [{ file: other, range: TIMEOUT, newText: "" }] }]),
  ];
  const actions = actionsFor(findings, { range: line(0, 0, 0), only: ["source"] });
  assert.deepEqual(titles(actions), ["Fix all safe problems"]);
  assert.deepEqual(actions[0]?.edit?.documentChanges, [
    {
      textDocument: { uri: "file:///template.yaml", version: 7 },
      edits: [
        { range: TIMEOUT, newText: "900" },
        { range: MEMORY, newText: "128" },
      ],
    },
  ]);
});

test("source actions are for those who ask, and quick fixes not for those who ask for other things", () => {
  const findings = [finding("a/b", TIMEOUT, [fix("Set", true, TIMEOUT)])];
  const kinds = (only?: string[]) => [...new Set(actionsFor(findings, { range: TIMEOUT, only }).map((it) => it.kind))];
  assert.deepEqual(kinds(), ["quickfix"]);
  assert.deepEqual(kinds(["source.fixAll"]), ["source.fixAll.lamplight"]);
  assert.deepEqual(kinds(["source.fixAll.lamplight"]), ["source.fixAll.lamplight"]);
  assert.deepEqual(kinds(["source.fixAll.eslint"]), []);
  assert.deepEqual(kinds(["refactor"]), []);
});

test("edits of several files are given in the form that the client understands", () => {
  const edits = [
    { file, range: TIMEOUT, newText: "1" },
    { file: other, range: MEMORY, newText: "2" },
  ];
  const findings = [finding("a/b", TIMEOUT, [{ title: "Both", safe: false, edits }])];
  const [plain] = actionsFor(findings, { range: TIMEOUT }, { documentChanges: false });
  assert.deepEqual(plain?.edit, {
    changes: {
      "file:///template.yaml": [{ range: TIMEOUT, newText: "1" }],
      "file:///src/app.py": [{ range: MEMORY, newText: "2" }],
    },
  });
  const [versioned] = actionsFor(findings, { range: TIMEOUT });
  assert.deepEqual(
    versioned?.edit?.documentChanges?.map((it) => "textDocument" in it && it.textDocument),
    [
      { uri: "file:///template.yaml", version: 7 },
      { uri: "file:///src/app.py", version: null },
    ],
  );
});

test("a file is made before it is written, for those who can make files", () => {
  const top = line(0, 0, 0);
  const create = {
    title: "Create app.py",
    safe: false,
    edits: [{ file: other, range: top, newText: "x" }],
    creates: other,
  };
  const findings = [finding("a/b", TIMEOUT, [create])];
  const [action] = actionsFor(findings, { range: TIMEOUT });
  assert.deepEqual(action?.edit?.documentChanges, [
    { kind: "create", uri: "file:///src/app.py", options: { ignoreIfExists: true } },
    { textDocument: { uri: "file:///src/app.py", version: null }, edits: [{ range: top, newText: "x" }] },
  ]);
  const [without] = actionsFor(findings, { range: TIMEOUT }, { createsFiles: false });
  assert.notEqual(without?.title, "Create app.py");
});

function actionsFor(
  findings: readonly LocatedFinding[],
  request: Pick<ActionRequest, "range"> & Partial<ActionRequest>,
  abilities: Partial<ActionAbilities> = {},
): readonly CodeAction[] {
  return codeActions(
    fileReports(findings, uriOf).get(file) ?? EMPTY_REPORT,
    { file, text: TEXT, diagnostics: [], ...request },
    {
      uriOf,
      versionOf: (it) => (it === file ? 7 : null),
      documentChanges: true,
      createsFiles: true,
      showDocumentation: true,
      ...abilities,
    },
  );
}

function finding(rule: string, range: Range, fixes: LocatedFinding["fixes"]): LocatedFinding {
  return { rule, severity: "error", message: rule, file, range, related: [], fixes };
}

function fix(title: string, safe: boolean, range: Range): LocatedFinding["fixes"][number] {
  return { title, safe, edits: [{ file, range, newText: title }] };
}

function line(number: number, start: number, end: number): Range {
  return { start: { line: number, character: start }, end: { line: number, character: end } };
}

function titles(actions: readonly CodeAction[]): readonly string[] {
  return actions.map((it) => it.title);
}

function uriOf(it: FileId): string {
  return `file://${it}`;
}

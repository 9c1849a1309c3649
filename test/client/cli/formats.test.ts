import assert from "node:assert/strict";
import { test } from "node:test";
import { formatGithub } from "../../../client/src/cli/formatGithub.js";
import { formatJson } from "../../../client/src/cli/formatJson.js";
import { formatJunit } from "../../../client/src/cli/formatJunit.js";
import { formatSarif } from "../../../client/src/cli/formatSarif.js";
import { rules } from "../../../server/src/rules/index.js";
import { finding, report, SET_900 } from "./report.js";

test("JSON has the shape of the contract", () => {
  const related = [{ file: "src/app.ts", range: finding().range, message: "the handler" }];
  const data = { action: "s3:GetObject" };
  const printed = JSON.parse(formatJson(report([finding({ related, data, fixes: [SET_900] })])));
  assert.deepEqual(printed, {
    version: 1,
    findings: [{ ...finding(), data, related, fixes: [SET_900] }],
    stats: { functions: 4, files: 5, durationMs: 312 },
  });
});

test("JSON leaves out what a finding does not have", () => {
  const printed = JSON.parse(formatJson(report([finding({ function: undefined, template: undefined })])));
  assert.deepEqual(Object.keys(printed.findings[0]), [
    "rule",
    "severity",
    "message",
    "file",
    "range",
    "related",
    "fixes",
  ]);
});

test("GitHub's commands are one-based, with columns only for ranges on one line", () => {
  const long = finding({
    severity: "information",
    message: "long",
    range: { start: { line: 0, character: 0 }, end: { line: 2, character: 1 } },
  });
  assert.equal(
    formatGithub(report([finding({ message: "short" }), long])),
    `::error file=template.yaml,line=3,endLine=3,col=16,endColumn=19,title=Lamplight limits/timeout-range::short
::notice file=template.yaml,line=1,endLine=3,title=Lamplight limits/timeout-range::long
`,
  );
});

test("GitHub's commands are escaped", () => {
  const text = formatGithub(report([finding({ message: "100%\r\n::error::x", file: "a,b:c.yaml" })]));
  assert.match(text, /file=a%2Cb%3Ac\.yaml,/);
  assert.match(text, /::100%25%0D%0A::error::x\n$/);
  assert.equal(text.split("\n").length, 2);
});

test("GitHub is told once of what is the same for several functions", () => {
  const text = formatGithub(
    report([finding({ function: "A" }), finding({ function: "B" }), finding({ message: "other" })]),
  );
  assert.equal(text.match(/^::error/gm)?.length, 2);
});

test("JUnit has a suite per file, and fails for what fails the check only", () => {
  const findings = [finding({ message: "bad" }), finding({ severity: "information", message: "so so" })];
  assert.equal(
    formatJunit(report(findings)),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lamplight" tests="2" failures="1" time="0.312">
  <testsuite name="template.yaml" tests="2" failures="1" errors="0">
    <testcase name="limits/timeout-range Orders template.yaml:3:16" classname="template.yaml">
      <failure message="bad" type="error">template.yaml:3:16: error: bad (limits/timeout-range)</failure>
    </testcase>
    <testcase name="limits/timeout-range Orders template.yaml:3:16" classname="template.yaml">
      <system-out>template.yaml:3:16: information: so so (limits/timeout-range)</system-out>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

test("JUnit is escaped, and holds no character that XML has no way to write", () => {
  const text = formatJunit(report([finding({ message: `<a href="x">&\u0000\uD800\u{1F642}\n` })]));
  assert.match(text, /message="&lt;a href=&quot;x&quot;&gt;&amp;\uFFFD\uFFFD\u{1F642}&#10;"/u);
});

test("JUnit has one passed case when nothing was found", () => {
  assert.match(formatJunit(report([])), /tests="1" failures="0".*\n.*\n {4}<testcase name="no findings"/);
});

test("SARIF names the rule, the place, the related places and the fix", () => {
  const related = [{ file: "src/my app.ts", range: finding().range, message: "the handler" }];
  const log = JSON.parse(formatSarif(report([finding({ related, fixes: [SET_900] })]), rules, "1.2.3"));
  assert.equal(log.version, "2.1.0");
  const [run] = log.runs;
  assert.equal(run.tool.driver.semanticVersion, "1.2.3");
  assert.deepEqual(
    run.tool.driver.rules.map((it: { id: string }) => it.id),
    rules.map((it) => it.id),
  );
  const [result] = run.results;
  assert.equal(run.tool.driver.rules[result.ruleIndex].id, "limits/timeout-range");
  const region = { startLine: 3, startColumn: 16, endLine: 3, endColumn: 19 };
  assert.deepEqual(result, {
    ruleId: "limits/timeout-range",
    ruleIndex: result.ruleIndex,
    level: "error",
    message: { text: finding().message },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: "template.yaml", uriBaseId: "%SRCROOT%" }, region },
        logicalLocations: [{ name: "Orders", kind: "resource" }],
      },
    ],
    relatedLocations: [
      {
        id: 0,
        physicalLocation: { artifactLocation: { uri: "src/my%20app.ts", uriBaseId: "%SRCROOT%" }, region },
        message: { text: "the handler" },
      },
    ],
    fixes: [
      {
        description: { text: "Set Timeout to 900" },
        artifactChanges: [
          {
            artifactLocation: { uri: "template.yaml", uriBaseId: "%SRCROOT%" },
            replacements: [{ deletedRegion: region, insertedContent: { text: "900" } }],
          },
        ],
        properties: { safe: true },
      },
    ],
    properties: { severity: "error", template: "template.yaml" },
  });
});

test("SARIF describes every rule with its documentation and level", () => {
  const { driver } = JSON.parse(formatSarif(report([]), rules, "1.2.3")).runs[0].tool;
  for (const rule of driver.rules) {
    assert.match(rule.helpUri, new RegExp(`^https://.*${rule.id}`));
    assert.ok(["error", "warning", "note"].includes(rule.defaultConfiguration.level));
    assert.ok(rule.shortDescription.text.length > 0 && rule.fullDescription.text.length > 0);
  }
});

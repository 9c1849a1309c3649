import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { rules } from "../server/src/rules/index.js";

/** What a golden file says of a finding; the line is one-based, as a person counts. */
interface GoldenFinding {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly severity: string;
  readonly message: string;
}

/** Groups of which none of the examples breaks a rule. */
const NOT_SHOWN = ["cognito", "efs", "lamplight", "s3", "security"];

const EXAMPLES = ["orders", "telemetry", "edge-site"];

for (const example of EXAMPLES) {
  describe(`examples/${example}`, () => {
    test("has nothing to find, not even a hint", () => {
      const { findings, stats, status } = check(`examples/${example}/template.yaml`, "--min-severity", "hint");
      assert.deepEqual(findings, []);
      assert.ok(stats.functions > 0, "the template has functions");
      assert.equal(status, 0);
    });

    test("has exactly the expected findings when broken", () => {
      const { findings, status } = check(`examples/${example}/broken`, "--min-severity", "hint");
      if (process.env["UPDATE_GOLDEN"]) writeFileSync(goldenFile(example), `${JSON.stringify(findings, null, 2)}\n`);
      assert.deepEqual(findings, golden(example));
      assert.equal(status, 1);
    });
  });
}

test("the broken examples together show a rule of each group, and nearly all limits", () => {
  const shown = new Set(EXAMPLES.flatMap(golden).map((it) => it.rule));
  const groups = new Set(rules.map(({ id }) => groupOf(id)));
  const shownGroups = new Set([...shown].map(groupOf));
  assert.deepEqual([...groups].filter((it) => !shownGroups.has(it)).sort(), NOT_SHOWN);
  const missing = rules.map((it) => it.id).filter((it) => it.startsWith("limits/") && !shown.has(it));
  assert.deepEqual(missing, ["limits/reserved-sum", "limits/reserved-zero", "limits/timeout-managed-sync"]);
});

function groupOf(id: string): string {
  return id.slice(0, id.indexOf("/"));
}

/** Runs the command as a user does. */
function check(path: string, ...options: readonly string[]) {
  const args = ["dist/cli.js", "check", path, "--format", "json", "--date", "2026-11-23", ...options];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(stderr, "");
  const output = JSON.parse(stdout) as {
    readonly findings: readonly (GoldenFinding & { readonly range: { readonly start: { readonly line: number } } })[];
    readonly stats: { readonly functions: number };
  };
  const findings = output.findings.map(
    ({ rule, file, range, severity, message }): GoldenFinding => ({
      rule,
      file,
      line: range.start.line + 1,
      severity,
      message,
    }),
  );
  return { findings, stats: output.stats, status };
}

function golden(example: string): readonly GoldenFinding[] {
  return JSON.parse(readFileSync(goldenFile(example), "utf8"));
}

function goldenFile(example: string): string {
  return `test/fixtures/examples/${example}.golden.json`;
}

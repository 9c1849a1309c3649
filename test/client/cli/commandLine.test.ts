import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommandLine } from "../../../client/src/cli/commandLine.js";
import { check } from "../../../client/src/cli/commands.js";

test("takes options before, between and after paths", () => {
  const line = parseCommandLine(check, ["a", "--format", "json", "b", "--fix", "--date=2026-01-01"]);
  assert.deepEqual(line.positionals, ["a", "b"]);
  assert.equal(line.text("format"), "json");
  assert.equal(line.text("date"), "2026-01-01");
  assert.ok(line.has("fix"));
  assert.ok(!line.has("baseline"));
});

test("takes what comes after -- for paths", () => {
  assert.deepEqual(parseCommandLine(check, ["--", "--fix"]).positionals, ["--fix"]);
});

test("repeats what can be repeated", () => {
  const line = parseCommandLine(check, ["--parameter", "A=1", "--parameter=B=-2"]);
  assert.deepEqual(line.all("parameter"), ["A=1", "B=-2"]);
});

test("takes the word after --baseline for its value only if it names a JSON file", () => {
  const baselineOf = (...args: readonly string[]) => {
    const line = parseCommandLine(check, args);
    return [line.has("baseline"), line.text("baseline"), line.positionals];
  };
  assert.deepEqual(baselineOf("--baseline"), [true, undefined, []]);
  assert.deepEqual(baselineOf("--baseline", "src"), [true, undefined, ["src"]]);
  assert.deepEqual(baselineOf("--baseline", "old.json", "src"), [true, "old.json", ["src"]]);
  assert.deepEqual(baselineOf("--baseline=old", "src"), [true, "old", ["src"]]);
  assert.deepEqual(baselineOf("--baseline", "--fix"), [true, undefined, []]);
});

for (const [args, message] of [
  [["--formt", "json"], /has no option --formt: did you mean --format\?/],
  [["-f"], /has no option -f/],
  [["-xh"], /has no option -x/],
  [["--no-fix"], /has no option --no-fix/],
  [["--format"], /--format needs a value: --format text\|json/],
  [["--format="], /--format needs a value/],
  [["--format", "--fix"], /--format needs a value/],
  [["--fix=yes"], /--fix takes no value, but got yes/],
  [["--constructor"], /has no option --constructor/],
] as const) {
  test(`refuses ${args.join(" ")}`, () => {
    assert.throws(() => parseCommandLine(check, args), { name: "UsageError", message });
  });
}

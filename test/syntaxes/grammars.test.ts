import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { type Token, tokenizer } from "../support/grammar.js";
import { checkSyntax, syntaxCases } from "../support/syntaxFixture.js";

const root = process.cwd();
const folder = path.join(root, "test", "fixtures", "syntaxes");
const fixtures = readdirSync(folder, { withFileTypes: true }).filter((it) => it.isFile());

for (const { name } of fixtures) {
  for (const it of syntaxCases(readFileSync(path.join(folder, name), "utf8"))) {
    test(`${name}: ${it.sentence}`, () => checkSyntax(it));
  }
}

test("a claim that does not hold is told", async () => {
  const fixture = '# SYNTAX TEST "source.lambda-log" "x"\nEND RequestId: x\n#';
  await assert.rejects(checkAll(`${fixture}<--- constant.numeric.lambda-log`), /but `END` is meta.platform.lambda-log/);
  await assert.rejects(
    checkAll(`${fixture}<--- - keyword.control.platform.lambda-log`),
    /not keyword.control.platform/,
  );
  await assert.rejects(checkAll(`${fixture}${" ".repeat(20)}^ keyword.control.platform.lambda-log`), /behind the end/);
  await assert.rejects(checkAll(fixture), /nothing is claimed/);
});

test("injections add scopes to YAML and JSON, and change none of theirs, however much is typed", async () => {
  const templates = ["template.yaml", "template.json"].map((it) => readFileSync(path.join(folder, it), "utf8"));
  for (const [index, scopeName] of ["source.yaml", "source.json"].entries()) {
    const alone = await tokenizer(scopeName, { injected: false });
    const injected = await tokenizer(scopeName);
    for (const lines of halfTyped(templates[index] ?? "")) {
      assert.deepEqual(injected(lines).map(hostScopes), alone(lines).map(hostScopes));
    }
  }
});

test("a payload keeps the language JSON for brackets and comments", async () => {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const [result] = manifest.contributes.grammars.filter((it: { language?: string }) => it.language === "lambda-result");
  assert.deepEqual(result.embeddedLanguages, { "meta.section.json.lambda-result": "json" });
  const [, , token] = (await tokenizer("source.lambda-result"))(["Payload", "{", '"a": 1']);
  assert.ok(token?.every((it) => it.scopes.includes("meta.section.json.lambda-result")));
});

test("a line as long as VS Code colours one does not hold up the log", async () => {
  const read = await tokenizer("source.lambda-log");
  for (const unit of ["a", "{", '"', "1", " ", "at ", "a.", "'a", "arn:aws:s3:::${", "\t", "a:1:"]) {
    const start = process.cpuUsage();
    read([`    at ${unit.repeat(20_000 / unit.length)}`]);
    const { user } = process.cpuUsage(start);
    assert.ok(user < 5_000_000, `${user / 1000} ms of ${JSON.stringify(unit)}`);
  }
});

async function checkAll(fixture: string): Promise<void> {
  for (const it of syntaxCases(fixture)) await checkSyntax(it);
}

/** The whole text, then each line cut off at each place, with the line below it. */
function* halfTyped(text: string): Generator<string[]> {
  const lines = text.split("\n");
  yield lines;
  for (const [index, line] of lines.entries()) {
    for (let length = 0; length < line.length; length++) yield [line.slice(0, length), lines[index + 1] ?? ""];
  }
}

/** Scopes of each character that are not ours. */
function hostScopes(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ text, scopes }) => {
    const host = scopes.filter((it) => !it.endsWith(".lambda-template")).join(" ");
    return [...text].map((it) => `${it} ${host}`);
  });
}

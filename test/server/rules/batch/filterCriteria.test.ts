import { test } from "node:test";
import { filterCriteria } from "../../../../server/src/rules/batch/filterCriteria.js";
import { checkFix, checkRule, fixTitles } from "../../../support/check.js";
import { withEvent } from "../mapping.js";
import { marked } from "../template.js";

function filtered(patterns: readonly string[], type = "SQS"): string {
  const filters = patterns.map((it) => `    - Pattern: ${it}`);
  return withEvent(type, ["Queue: !ImportValue Q", "FilterCriteria:", "  Filters:", ...filters]);
}

const NO_OBJECT = 'error: The filter is no object in JSON: AWS rejects the mapping; write it as {"key": ["value"]}';

function bare(key: string, value: string): string {
  return `error: \`${key}\` of the filter is no list: AWS rejects the mapping; write [${value}]`;
}

for (const [pattern, message] of [
  [`'{"body": {"status": ["new"]}}'`],
  [`'{"body": {"$or": [{"a": ["x"]}, {"b": [1]}]}}'`],
  [`'{"body": {"price": [{"numeric": [">", 10]}]}}'`],
  [`'{"body": {"a": [{"prefix": "x"}], "b": [null]}}'`],
  [`''`],
  [""],
  ["!ImportValue Pattern"],
  [`!Sub '{"body": "\${AWS::Region}"}'`],
  [`'{"body": {"status": "new"}}'`, bare("status", '"new"')],
  [`'{"body": {"count": 5}}'`, bare("count", "5")],
  [`'{"a": null}'`, bare("a", "null")],
  [`'{"body": {"$or": [{"a": "x"}]}}'`, bare("a", '"x"')],
  [`'{"body": {"status": ["new"]}'`, NO_OBJECT],
  [`'["new"]'`, NO_OBJECT],
  ["new", NO_OBJECT],
] as const) {
  test(`the filter ${pattern || "of nothing"} is ${message ? "reported" : "allowed"}`, async () => {
    const line = `            - Pattern: ${pattern}`;
    const template = filtered([pattern]);
    await checkRule(
      filterCriteria,
      message ? template.replace(line.trim(), marked(`    ${line}`, pattern, message).trim()) : template,
    );
  });
}

test("the fix puts all bare values into lists and keeps the rest", async () => {
  const before = `'{ "eventName": "INSERT", "dynamodb": {"Keys": {"id": {"S": "a"}}}, "n": [1] }'`;
  const after = `'{ "eventName": ["INSERT"], "dynamodb": {"Keys": {"id": {"S": ["a"]}}}, "n": [1] }'`;
  await checkFix(filterCriteria, filtered([before]), filtered([after]));
});

test("what is no JSON is not corrected", async () => {
  const titles = await fixTitles(filterCriteria, filtered(["'{'"]));
  if (titles.length > 0) throw new Error(titles.join());
});

test("a filter of 4,096 characters is allowed and one more is reported", async () => {
  const pattern = (length: number) => `'{"a": ["${"x".repeat(length - 11)}"]}'`;
  await checkRule(filterCriteria, filtered([pattern(4096)]));
  const line = `                - Pattern: ${pattern(4097)}`;
  const message = "error: The filter has 4097 characters, and AWS takes 4096: it rejects the mapping";
  await checkRule(filterCriteria, filtered([pattern(4097)]).replace(line, marked(line, pattern(4097), message)));
});

for (const [count, message] of [
  [5],
  [6, "warning: A mapping takes 5 filters, unless AWS has raised the quota, and this one has 6: AWS rejects it"],
  [11, "error: A mapping takes 10 filters at most, and this one has 11: AWS rejects it"],
] as const) {
  test(`${count} filters are ${message ? "reported at the first that is too many" : "allowed"}`, async () => {
    const patterns = Array.from({ length: count }, (_, index) => `'{"a": [${index}]}'`);
    const template = filtered(patterns);
    const item = `Pattern: ${patterns[count === 11 ? 10 : 5]}`;
    const line = `                - ${item}`;
    await checkRule(filterCriteria, message ? template.replace(line, marked(line, item, message)) : template);
  });
}

test("filters that may be left out are not counted", async () => {
  const items = Array.from({ length: 6 }, () => `- !If [A, { Pattern: '{"a": [1]}' }, !Ref AWS::NoValue]`);
  const head = ["Parameters:", "  P: { Type: String }", "Conditions:", "  A: !Equals [!Ref P, a]"];
  const lines = ["FilterCriteria:", "  Filters:", ...items.map((it) => `    ${it}`)];
  await checkRule(filterCriteria, withEvent("SQS", lines, { head }));
});

test("DocumentDB takes no filters", async () => {
  const line = "            FilterCriteria:";
  const message = "error: Filters do not work with DocumentDB: AWS rejects the mapping; filter in the function";
  const template = filtered([`'{"a": ["b"]}'`], "DocumentDB");
  await checkRule(filterCriteria, template.replace(`${line}\n`, `${marked(line, "FilterCriteria", message)}\n`));
  await checkRule(filterCriteria, withEvent("DocumentDB", ["FilterCriteria: { Filters: [] }"]));
});

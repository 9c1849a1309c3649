import { test } from "node:test";
import { reservedSum } from "../../../../server/src/rules/limits/reservedSum.js";
import { reservedZero } from "../../../../server/src/rules/limits/reservedZero.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

const KEY = "ReservedConcurrentExecutions";

function reserved(count: number | string, total?: number): string {
  const text = `warning: The functions of this template reserve ${total} concurrent executions, and an account has 900 to reserve by default: reserve less, or have the quota raised; AWS rejects the deploy otherwise`;
  const line = `${KEY}: ${count}`;
  return total === undefined ? line : marked(line, String(count), text);
}

function another(count: number, ...head: readonly string[]): string {
  const lines = head.map((it) => `    ${it}\n`).join("");
  return `  Other:\n    Type: AWS::Lambda::Function\n${lines}    Properties: { ${KEY}: ${count} }\n`;
}

test("100 of the account's 1,000 executions must stay unreserved", async () => {
  await checkRule(reservedSum, samFunction(reserved(900)));
  await checkRule(reservedSum, samFunction(reserved(901, 901)));
  await checkRule(reservedSum, samFunction(reserved(400)) + another(500));
});

test("the sum of a template counts, and the function that goes over is marked", async () => {
  const second = samFunction(reserved(500, 950)).replace(/^.*?Resources:\n/s, "");
  await checkRule(reservedSum, `Resources:\n${another(450)}${second}`);
});

test("what a parameter or a condition decides is not added up", async () => {
  const parameters = "Parameters:\n  Count: { Type: Number, Default: 950 }\n";
  await checkRule(reservedSum, parameters + samFunction(reserved("!Ref Count")));
  const condition = "Conditions:\n  Big: !Equals [!Ref Stage, prod]\n";
  await checkRule(reservedSum, condition + samFunction(reserved("!If [Big, 950, 10]")));
  await checkRule(reservedSum, condition + samFunction(reserved(400)) + another(800, "Condition: Big"));
});

const NEVER =
  "warning: ReservedConcurrentExecutions of 0 lets the function never run: remove it to share the concurrency of the account";

test("no reserved execution is no execution at all", async () => {
  await checkRule(reservedZero, samFunction(marked(`${KEY}: 0`, "0", NEVER)));
  await checkRule(reservedZero, samFunction(`${KEY}: 1`));
  await checkRule(reservedZero, samFunction("Timeout: 3"));
});

test("a switch that somebody made to be used is left alone", async () => {
  const parameters = "Parameters:\n  Count: { Type: Number, Default: 0 }\n";
  await checkRule(reservedZero, parameters + samFunction(`${KEY}: !Ref Count`));
  const condition = "Conditions:\n  Off: !Equals [!Ref Stage, dev]\n";
  await checkRule(reservedZero, condition + samFunction(`${KEY}: !If [Off, 0, 10]`));
});

test("the fix removes the reservation", async () => {
  await checkFix(reservedZero, samFunction("Timeout: 3", `${KEY}: 0`), samFunction("Timeout: 3"));
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(reservedZero, samFunction(`${KEY}: 0`, "Tags: { A: [b"));
  await checkRule(reservedSum, samFunction(`${KEY}: 950`, "Tags: { A: [b"));
});

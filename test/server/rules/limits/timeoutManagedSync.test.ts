import { test } from "node:test";
import { timeoutManagedSync } from "../../../../server/src/rules/limits/timeoutManagedSync.js";
import { checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

const CAPACITY = "CapacityProviderConfig:\n  Arn: arn:aws:lambda:eu-west-1:123456789012:capacity-provider:large";

function warning(caller: string): string {
  const advice = "invoke the function asynchronously or lower the timeout";
  return marked(
    "Timeout: 901",
    "901",
    `warning: Timeout of 901 s does not hold for ${caller}, which gets at most 900 s: ${advice}`,
  );
}

test("a long timeout does not hold for an API, a function URL or Amazon MQ", async () => {
  await checkRule(
    timeoutManagedSync,
    samFunction(warning("event `Get` (Api)"), CAPACITY, "Events:\n  Get:\n    Type: Api"),
  );
  await checkRule(
    timeoutManagedSync,
    samFunction(warning("event `Queue` (MQ)"), CAPACITY, "Events:\n  Queue:\n    Type: MQ"),
  );
  await checkRule(
    timeoutManagedSync,
    samFunction(warning("the function URL"), CAPACITY, "FunctionUrlConfig:\n  AuthType: AWS_IAM"),
  );
});

test("a queue, a timeout that others may have too, and a function without a capacity provider are left alone", async () => {
  await checkRule(timeoutManagedSync, samFunction("Timeout: 901", CAPACITY, "Events:\n  Jobs:\n    Type: SQS"));
  await checkRule(timeoutManagedSync, samFunction("Timeout: 900", CAPACITY, "Events:\n  Get:\n    Type: Api"));
  await checkRule(timeoutManagedSync, samFunction("Timeout: 901", "Events:\n  Get:\n    Type: Api"));
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(
    timeoutManagedSync,
    samFunction("Timeout: 901", CAPACITY, "Events:\n  Get:\n    Type: Api", "Tags: { A: [b"),
  );
});

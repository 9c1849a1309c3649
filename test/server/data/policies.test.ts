import assert from "node:assert/strict";
import { test } from "node:test";
import {
  managedPoliciesSource,
  managedPolicyArn,
  managedPolicyName,
  managedPolicyNames,
} from "../../../server/src/data/managedPolicies.js";
import {
  samPolicyTemplate,
  samPolicyTemplates,
  samPolicyTemplatesSource,
} from "../../../server/src/data/samPolicyTemplates.js";

test("the tables of policies say where they are from, and when", () => {
  for (const { source, date } of [managedPoliciesSource, samPolicyTemplatesSource]) {
    assert.match(source, /^https:\/\//);
    assert.match(date, /^\d{4}-\d{2}-\d{2}$/);
  }
});

test("managed policies have the ARNs that IAM gives them, with their paths", () => {
  assert.equal(managedPolicyArn("AmazonS3FullAccess"), "arn:aws:iam::aws:policy/AmazonS3FullAccess");
  const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
  assert.equal(managedPolicyArn("AWSLambdaBasicExecutionRole"), basic);
  assert.equal(managedPolicyArn("service-role/AWSLambdaBasicExecutionRole"), undefined);
  assert.ok(managedPolicyNames.length > 1_000);
});

test("an ARN names a managed policy in any partition, with its own path only", () => {
  assert.equal(managedPolicyName("arn:aws-us-gov:iam::aws:policy/AmazonS3FullAccess"), "AmazonS3FullAccess");
  assert.equal(managedPolicyName("arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole"), undefined);
  assert.equal(managedPolicyName("arn:aws:iam::123456789012:policy/AmazonS3FullAccess"), undefined);
  assert.equal(managedPolicyName("AmazonS3FullAccess"), undefined);
});

test("every policy template refers to all its parameters and to no other", () => {
  assert.equal(samPolicyTemplates.length, 81);
  for (const { name, parameters, statements } of samPolicyTemplates) {
    const references = [...JSON.stringify(statements).matchAll(/"Ref":"([^"]+)"/g)].map((it) => it[1] ?? "");
    assert.deepEqual([...new Set(references)].sort(), parameters.map((it) => it.name).sort(), name);
  }
  assert.deepEqual(
    samPolicyTemplate("SQSPollerPolicy")?.parameters.map((it) => it.name),
    ["QueueName"],
  );
  assert.equal(samPolicyTemplate("sqspollerpolicy"), undefined);
});

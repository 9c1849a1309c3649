import { test } from "node:test";
import { secretInEnv } from "../../../../server/src/rules/security/secretInEnv.js";
import { checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

function variable(line: string): string {
  return samFunction("Environment:", "  Variables:", line);
}

/** Put together here, so that no scanner of repositories takes them for real. */
const SECRETS: readonly (readonly [name: string, value: string, what: string])[] = [
  ["KEY_ID", `AKIA${"Q3EGRT5WZ7KLMN2P"}`, "an access key of AWS"],
  ["GIT", `ghp_${"a1B2c3D4e5F6g7H8i9J0".padEnd(36, "k")}`, "a token of GitHub"],
  ["DATABASE_URL", `postgres://app:${"s3cr3tpw"}@db.internal/app`, "an address with a password"],
  ["API_KEY", "9f86d081884c7d659a2feaa0c55ad015", "what looks like a secret"],
  ["clientSecret", "wJq7Rk2Zt9Lm4Xc8Vb1Np6Hs", "what looks like a secret"],
  ["DB_PASSWORD", "Winter2026!", "what looks like a secret"],
];

for (const [name, value, what] of SECRETS) {
  test(`${name} that holds ${what} is found`, async () => {
    const message = `warning: \`${name}\` holds ${what}, and everybody who sees the template knows it: keep it in Secrets Manager and refer to it by {{resolve:secretsmanager:...}}`;
    await checkRule(secretInEnv, variable(marked(`    ${name}: ${value}`, value, message)));
  });
}

for (const line of [
  "ACCESS_KEY: AKIAIOSFODNN7EXAMPLE",
  "DB_PASSWORD: '{{resolve:secretsmanager:db:SecretString:password}}'",
  "DB_PASSWORD: !Sub '{{resolve:secretsmanager:${Secret}:SecretString:password}}'",
  "DB_PASSWORD: !Ref Password",
  "DB_PASSWORD: postgres",
  "DB_PASSWORD: change-me-2026!",
  "DB_PASSWORD:",
  "API_KEY: your-api-key-here-1234567890AB",
  "API_KEY: <your key>",
  "API_SECRET: /orders/prod/api-secret",
  "API_SECRET: orders-Prod-eu-west-1-api-secret-2024",
  "API_SECRET_ARN: arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbC123",
  "USER_TOKEN: 550e8400-e29b-41d4-a716-446655440000",
  "PUBLIC_KEY: wJq7Rk2Zt9Lm4Xc8Vb1Np6Hs",
  "COMMIT: 9f86d081884c7d659a2feaa0c55ad015",
  "DATABASE_URL: postgres://app:${PASSWORD}@db.internal/app",
  "DATABASE_URL: postgres://db.internal/app",
]) {
  test(`no secret is seen in ${line}`, async () => {
    await checkRule(secretInEnv, variable(`    ${line}`));
  });
}

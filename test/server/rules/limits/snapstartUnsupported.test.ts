import { test } from "node:test";
import { snapstartUnsupported } from "../../../../server/src/rules/limits/snapstartUnsupported.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

const ALIAS = "AutoPublishAlias: live";
const SNAPSTART = "SnapStart:\n  ApplyOn: PublishedVersions";

function reported(message: string): string {
  return `SnapStart:\n${marked("  ApplyOn: PublishedVersions", "PublishedVersions", message)}`;
}

function unsupported(what: string): string {
  return reported(`error: SnapStart does not work with ${what}: AWS rejects the deploy`);
}

for (const [runtime, supported] of [
  ["java11", true],
  ["python3.12", true],
  ["dotnet8", true],
  ["java8.al2", false],
  ["python3.11", false],
  ["dotnet6", false],
  ["ruby3.4", false],
  ["provided.al2023", false],
] as const) {
  test(`SnapStart ${supported ? "works" : "does not work"} with ${runtime}`, async () => {
    const snapStart = supported ? SNAPSTART : unsupported(`runtime \`${runtime}\``);
    await checkRule(snapstartUnsupported, samFunction(`Runtime: ${runtime}`, ALIAS, snapStart));
  });
}

for (const [what, property] of [
  ["file systems", "FileSystemConfigs:\n  - Arn: arn\n    LocalMountPath: /mnt/data"],
  ["more than 512 MB in /tmp", "EphemeralStorage:\n  Size: 513"],
  ["provisioned concurrency", "ProvisionedConcurrencyConfig:\n  ProvisionedConcurrentExecutions: 1"],
  ["tenant isolation", "TenancyConfig:\n  TenantIsolationMode: PER_TENANT"],
  ["container images", "PackageType: Image"],
] as const) {
  test(`SnapStart does not work with ${what}`, async () => {
    await checkRule(snapstartUnsupported, samFunction("Runtime: java21", ALIAS, unsupported(what), property));
  });
}

test("the default size of /tmp goes with SnapStart", async () => {
  await checkRule(
    snapstartUnsupported,
    samFunction("Runtime: java21", ALIAS, SNAPSTART, "EphemeralStorage:\n  Size: 512"),
  );
});

test("SnapStart that is switched off is not judged", async () => {
  await checkRule(snapstartUnsupported, samFunction("Runtime: nodejs24.x", "SnapStart:\n  ApplyOn: None"));
});

test("a function that is never published has no use of SnapStart", async () => {
  const message =
    "information: SnapStart acts on published versions, and this function is never published: it has no effect";
  await checkRule(snapstartUnsupported, samFunction("Runtime: java21", reported(message)));
  await checkFix(
    snapstartUnsupported,
    samFunction("Runtime: java21", SNAPSTART),
    samFunction("Runtime: java21", SNAPSTART, ALIAS),
  );
});

test("a version in the template publishes a function", async () => {
  await checkRule(
    snapstartUnsupported,
    `${samFunction("Runtime: java21", SNAPSTART)}  Version:
    Type: AWS::Lambda::Version
    Properties:
      FunctionName: !Ref Orders
`,
  );
});

test("the fix removes SnapStart", async () => {
  await checkFix(
    snapstartUnsupported,
    samFunction("Runtime: nodejs24.x", SNAPSTART, ALIAS),
    samFunction("Runtime: nodejs24.x", ALIAS),
  );
});

test("nothing is reported in a resource with a syntax error", async () => {
  await checkRule(snapstartUnsupported, samFunction("Runtime: nodejs24.x", SNAPSTART, "Tags: { A: [b"));
});

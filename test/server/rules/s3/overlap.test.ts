import { test } from "node:test";
import { s3Overlap } from "../../../../server/src/rules/s3/s3Overlap.js";
import { checkRule } from "../../../support/check.js";
import { marked } from "../template.js";

interface Sent {
  readonly event: string;
  readonly rules?: readonly string[];
}

function rulesOf({ rules = [] }: Sent): string {
  const items = rules.map((it) => it.split("=")).map(([name, value]) => `{ Name: ${name}, Value: ${value} }`);
  return `Filter: { S3Key: { Rules: [${items.join(", ")}] } }`;
}

const HEAD = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: prod }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Equals [!Ref Stage, test]
Resources:`;

function fn(id: string, sent: Sent, { message = "", condition = "" } = {}): string {
  const line = `            Events: ${sent.event}`;
  return `  ${id}:
    Type: AWS::Serverless::Function${condition && `\n    Condition: ${condition}`}
    Properties:
      Events:
        Uploaded:
          Type: S3
          Properties:
            Bucket: !Ref Images
${message ? marked(line, sent.event, message) : line}
            ${rulesOf(sent)}`;
}

const BUCKET = "  Images:\n    Type: AWS::S3::Bucket";

function elsewhere(event: string, when = ""): string {
  const already = `Bucket \`Images\` already sends \`${event}\` of the same objects elsewhere`;
  return `error: ${already}: AWS rejects the deploy${when}; tell the two apart by prefix, suffix or event`;
}

const CREATED = "s3:ObjectCreated:*";

for (const [what, first, second, overlaps] of [
  ["of the same event", { event: CREATED }, { event: CREATED }, true],
  ["of a kind and all kinds", { event: CREATED }, { event: "s3:ObjectCreated:Put" }, true],
  ["of two kinds", { event: "s3:ObjectCreated:Copy" }, { event: "s3:ObjectCreated:Put" }, false],
  ["of different events", { event: CREATED }, { event: "s3:ObjectRemoved:*" }, false],
  [
    "with different prefixes",
    { event: CREATED, rules: ["prefix=in/"] },
    { event: CREATED, rules: ["prefix=out/"] },
    false,
  ],
  [
    "with one prefix in the other",
    { event: CREATED, rules: ["prefix=in/"] },
    { event: CREATED, rules: ["Prefix=in/new/"] },
    true,
  ],
  [
    "with different suffixes",
    { event: CREATED, rules: ["suffix=.jpg"] },
    { event: CREATED, rules: ["suffix=.png"] },
    false,
  ],
  [
    "with one suffix in the other",
    { event: CREATED, rules: ["suffix=.gz"] },
    { event: CREATED, rules: ["suffix=.tar.gz"] },
    true,
  ],
  [
    "with a prefix and a suffix",
    { event: CREATED, rules: ["prefix=in/"] },
    { event: CREATED, rules: ["suffix=.png"] },
    true,
  ],
  [
    "with the same prefix and different suffixes",
    { event: CREATED, rules: ["prefix=in/", "suffix=.jpg"] },
    { event: CREATED, rules: ["prefix=in/", "suffix=.png"] },
    false,
  ],
  ["of which one prefix is not known", { event: CREATED }, { event: CREATED, rules: ["prefix=!ImportValue P"] }, false],
  [
    "of which one prefix is a parameter's default",
    { event: CREATED },
    { event: CREATED, rules: ["prefix=!Ref Stage"] },
    false,
  ],
  ["of which one event is not known", { event: CREATED }, { event: "!ImportValue E" }, false],
] as const) {
  test(`two notifications ${what} ${overlaps ? "overlap" : "go together"}`, async () => {
    const message = overlaps ? elsewhere(first.event) : "";
    await checkRule(s3Overlap, [HEAD, fn("First", first), fn("Second", second, { message }), BUCKET].join("\n"));
  });
}

test("notifications of different buckets go together", async () => {
  const second = fn("Second", { event: CREATED }).replace("Images", "Texts");
  const texts = BUCKET.replace("Images", "Texts");
  await checkRule(s3Overlap, [HEAD, fn("First", { event: CREATED }), second, BUCKET, texts].join("\n"));
});

test("functions that may never exist together do not overlap", async () => {
  const first = fn("First", { event: CREATED }, { condition: "IsProd" });
  const second = fn("Second", { event: CREATED }, { condition: "IsTest" });
  await checkRule(s3Overlap, [HEAD, first, second, BUCKET].join("\n"));
});

test("a function that exists under a condition overlaps with one that always does", async () => {
  const message = elsewhere(CREATED, " when IsProd is true");
  const second = fn("Second", { event: CREATED }, { condition: "IsProd", message });
  await checkRule(s3Overlap, [HEAD, fn("First", { event: CREATED }), second, BUCKET].join("\n"));
});

test("two kinds of the same function overlap too", async () => {
  const sent = { event: `[${CREATED}, s3:ObjectCreated:Put]` };
  const line = `            Events: ${sent.event}`;
  const template = [HEAD, fn("First", sent), BUCKET].join("\n");
  await checkRule(s3Overlap, template.replace(line, marked(line, "s3:ObjectCreated:Put", elsewhere(CREATED))));
});

function bucketWith(queue: string, target = "Queue: !GetAtt Work.Arn"): string {
  const [name = ""] = target.split(":");
  const kind = name === "Function" ? "Lambda" : name;
  return `${BUCKET}
    Properties:
      NotificationConfiguration:
        ${kind}Configurations:
          - ${target}
            Event: ${queue}`;
}

test("what a bucket sends to a queue itself overlaps with an event of a function", async () => {
  const message = elsewhere(CREATED);
  const template = [HEAD, fn("First", { event: "s3:ObjectCreated:Put" }, { message }), bucketWith(CREATED)].join("\n");
  await checkRule(s3Overlap, template);
});

test("SAM does not repeat a notification that the bucket has already, and another function's is one more", async () => {
  const own = bucketWith(CREATED, "Function: !GetAtt First.Arn");
  await checkRule(s3Overlap, [HEAD, fn("First", { event: CREATED }), own].join("\n"));
  const second = fn("Second", { event: CREATED }, { message: elsewhere(CREATED) });
  await checkRule(s3Overlap, [HEAD, second, fn("First", { event: "s3:ObjectRemoved:*" }), own].join("\n"));
});

test("a bucket that does not parse is not judged", async () => {
  const broken = `${BUCKET}\n    Properties: { A: { B`;
  await checkRule(
    s3Overlap,
    [HEAD, fn("First", { event: CREATED }), fn("Second", { event: CREATED }), broken].join("\n"),
  );
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Analysis } from "../../server/src/lamplight.js";
import type { FileId } from "../../server/src/model/place.js";
import { openFixture } from "../support/check.js";
import { exampleFiles, type SampleFile, sampleTemplates } from "../support/corpus.js";
import { FIXTURE_ROOT } from "../support/fixture.js";
import { type Random, randomFrom } from "../support/random.js";

/** What makes a parser stumble, and what a hand that types leaves half done. */
const TYPED = [
  ..." \n\t:-{}[]\"'`!&*|>#%@,()=;\\$é😀",
  "\n  - ",
  "\n    ",
  "\r\n",
  "<<: *a",
  "&a ",
  "!Ref ",
  "!Sub ${",
  "Fn::If: [",
  "Handler: ",
  "Timeout: 901\n",
  "? ",
  "---\n",
  "...\n",
  "/*",
  '"""',
  "export ",
  "def ",
  "# lamplight-disable-next-line limits\n",
];

const EDITS_OF_A_TEMPLATE = 4;
const EDITS_OF_A_PROJECT = 50;

describe("an open project answers after every edit as a fresh one does", () => {
  test("when the templates of public projects are edited", async () => {
    const random = randomFrom(1);
    const samples = sampleTemplates();
    assert.ok(samples.length > 0);
    for (const { name, text } of samples) {
      await edit([{ name: "template.yaml", text }], EDITS_OF_A_TEMPLATE, random, name);
    }
  });

  for (const example of ["orders/broken", "telemetry/broken", "edge-site/broken"]) {
    test(`when the template and the code of examples/${example} are edited`, async () => {
      await edit(exampleFiles(example), EDITS_OF_A_PROJECT, randomFrom(2), example);
    });
  }
});

/** Edits the files at random, one edit after the other, and compares with a fresh project after each. */
async function edit(files: readonly SampleFile[], count: number, random: Random, title: string): Promise<void> {
  const texts = new Map(files.map(({ name, text }) => [name, text]));
  const project = await openFixture(new Map(texts));
  await project.analyse();
  for (let step = 0; step < count; step++) {
    const { name, text: original } = random.pick(files);
    const text = step % 4 === 3 ? original : edited(texts.get(name) ?? "", random);
    texts.set(name, text);
    project.overlay(`${FIXTURE_ROOT}/${name}` as FileId, text);
    const fresh = await openFixture(new Map(texts));
    assert.deepEqual(
      summary(await project.analyse()),
      summary(await fresh.analyse()),
      `${title}: ${name} after edit ${step}:\n${text}`,
    );
  }
}

function edited(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.below(40));
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(end);
    case 2:
      return text.slice(0, at) + text.slice(at, end) + text.slice(at);
    default:
      return text.slice(0, at) + random.pick(TYPED) + text.slice(at);
  }
}

/** What a user sees. A rule that fails is a trouble; no edit may make one fail. */
function summary({ findings, troubles, functions }: Analysis) {
  assert.deepEqual(
    troubles.filter(({ message }) => message.includes("failed")),
    [],
  );
  return { findings, troubles, functions: functions.map(({ id, link }) => [id, link.kind]) };
}

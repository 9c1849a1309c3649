import assert from "node:assert/strict";
import { test } from "node:test";
import { completions } from "../../../server/src/features/completion.js";
import { definitions } from "../../../server/src/features/definition.js";
import { documentSymbols } from "../../../server/src/features/documentSymbols.js";
import { highlights } from "../../../server/src/features/highlights.js";
import { referenceHover } from "../../../server/src/features/referenceHover.js";
import { references } from "../../../server/src/features/references.js";
import { rename, renameable } from "../../../server/src/features/rename.js";
import type { Analysis, Position } from "../../../server/src/lamplight.js";
import type { FileId } from "../../../server/src/model/place.js";
import { openFixture } from "../../support/check.js";
import { sampleTemplates } from "../../support/corpus.js";
import { FIXTURE_ROOT } from "../../support/fixture.js";
import { type Random, randomFrom } from "../../support/random.js";

const DOCUMENTS = 2;
const POSITIONS = 5;

test("every question is answered in templates whose lines are cut, doubled and shuffled", async () => {
  const random = randomFrom(5);
  for (const { name, text } of sampleTemplates()) {
    const file = text.trimStart().startsWith("{") ? "template.json" : "template.yaml";
    const project = await openFixture(new Map([[file, text]]));
    for (let step = 0; step < DOCUMENTS; step++) {
      const torn = tear(text.split("\n"), random);
      const id = `${FIXTURE_ROOT}/${file}` as FileId;
      project.overlay(id, torn.join("\n"));
      const analysis = await project.analyse();
      for (let i = 0; i < POSITIONS; i++) {
        const line = random.below(torn.length);
        const position = { line, character: random.below((torn[line]?.length ?? 0) + 2) };
        assert.doesNotThrow(
          () => ask(analysis, id, position),
          `${name}: ${JSON.stringify(position)}\n${torn.join("\n")}`,
        );
      }
    }
  }
});

function ask(analysis: Analysis, file: FileId, position: Position): void {
  completions(analysis, file, position, { snippets: true });
  definitions(analysis, file, position, (it) => it);
  documentSymbols(analysis, file);
  highlights(analysis, file, position);
  referenceHover(analysis, file, position);
  references(analysis, file, position, true);
  if (renameable(analysis, file, position).kind === "name") rename(analysis, file, position, "Renamed");
}

function tear(lines: readonly string[], random: Random): readonly string[] {
  const at = random.below(lines.length);
  const count = 1 + random.below(12);
  const some = lines.slice(at, at + count);
  switch (random.below(4)) {
    case 0:
      return [...lines.slice(0, at), ...lines.slice(at + count)];
    case 1:
      return [...lines.slice(0, at), ...some, ...lines.slice(at)];
    case 2:
      return [...lines.slice(0, at), (lines[at] ?? "").slice(0, random.below(20)), ...lines.slice(at + 1)];
    default: {
      const to = random.below(lines.length);
      return [...lines.slice(0, to), ...some, ...lines.slice(to)];
    }
  }
}

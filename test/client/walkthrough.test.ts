import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

const root = process.cwd();
const manifest = JSON.parse(read("package.json"));
const [walkthrough] = manifest.contributes.walkthroughs;
const steps: readonly Step[] = walkthrough.steps;
const commands: readonly string[] = manifest.contributes.commands.map((it: { command: string }) => it.command);

test("the command opens the walkthrough by its full name", () => {
  const id = `${manifest.publisher}.${manifest.name}#${walkthrough.id}`;
  assert.match(read("client/src/extension.ts"), new RegExp(`"workbench\\.action\\.openWalkthrough", "${id}"`));
});

test("each of the four steps is completed by something that the user does", () => {
  assert.deepEqual(
    steps.map(({ id, completionEvents }) => [id, completionEvents[0]]),
    [
      ["open", "onContext:lamplight.hasFunctions"],
      ["run", "onCommand:lamplight.run"],
      ["debug", "onCommand:lamplight.debug"],
      ["fix", "onCommand:editor.action.quickFix"],
    ],
  );
});

test("the commands of ours that a step names are commands of the extension", () => {
  const texts = steps.flatMap(({ description, completionEvents }) => [description, ...completionEvents]);
  const named = texts.flatMap((it) => [...it.matchAll(/(?:command|onCommand):(lamplight\.\w+)/g)].map(([, id]) => id));
  assert.ok(named.length > 0);
  assert.deepEqual(
    named.filter((it) => !commands.includes(it ?? "")),
    [],
  );
});

test("the pictures take their colours from the theme and say in words what they show", () => {
  for (const { media } of steps) {
    const svg = read(media.svg);
    assert.ok(media.altText.length > 20, media.altText);
    // VS Code shows them under a policy that drops styles.
    assert.doesNotMatch(svg, /<style|\sstyle=|<script|<image|href=/);
    const painted = [...svg.matchAll(/\s(?:fill|stroke)="([^"]+)"/g)].map(([, paint]) => paint ?? "");
    const lamp = "#f59e2e";
    assert.deepEqual(
      painted.filter((it) => it !== "none" && it !== lamp && !it.startsWith("var(--vscode-")),
      [],
    );
  }
});

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

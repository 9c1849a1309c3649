import { writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

export interface SuiteResult {
  readonly passed: readonly string[];
  readonly failed: readonly { readonly title: string; readonly reason: string }[];
}

/**
 * What the extension host calls, in the browser's VS Code and in the desktop's alike: runs the suite that
 * `LAMPLIGHT_SUITE` names and leaves its result in the file `LAMPLIGHT_RESULT`.
 */
export async function run(): Promise<void> {
  const suite = process.env["LAMPLIGHT_SUITE"] ?? "findings";
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, color: false, reporter: "spec" });
  mocha.addFile(path.join(__dirname, `${suite}.js`));

  const passed: string[] = [];
  const failed: { title: string; reason: string }[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("pass", (test) => passed.push(test.fullTitle()));
    runner.on("fail", (test, error) => failed.push({ title: test.fullTitle(), reason: error.stack ?? String(error) }));
  });

  const file = process.env["LAMPLIGHT_RESULT"];
  if (file) writeFileSync(file, JSON.stringify({ passed, failed } satisfies SuiteResult));
  if (failed.length > 0) throw new Error(`${failed.length} failed: ${failed.map((it) => it.title).join(", ")}`);
}

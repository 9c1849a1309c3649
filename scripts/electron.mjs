// `npm run test:electron`: the suites of the editor tests in a desktop VS Code, which is downloaded first. Needs a
// display (on Linux: `xvfb-run npm run test:electron`). `-- 1.105.0` picks the version; the default is the newest.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runTests } from "@vscode/test-electron";
import { buildSuites, SUITES } from "../test/editor/suites.mjs";
import { buildAll } from "./build.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const version = process.argv[2] ?? "stable";
const work = mkdtempSync(path.join(tmpdir(), "lamplight-electron-"));

await buildAll();
const entry = await buildSuites();
let failed = 0;
try {
  for (const suite of SUITES) failed += await runSuite(suite);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);

async function runSuite({ name, trusted }) {
  const folder = path.join(work, name, "folder");
  const userData = path.join(work, name, "user");
  mkdirSync(userData, { recursive: true });
  cpSync(path.join(root, "test", "fixtures", "editor", name), folder, { recursive: true });
  const trust = trusted ? ["--disable-workspace-trust"] : [];
  try {
    await runTests({
      version,
      extensionDevelopmentPath: root,
      extensionTestsPath: entry,
      extensionTestsEnv: { LAMPLIGHT_SUITE: name },
      launchArgs: [folder, "--user-data-dir", userData, "--disable-extensions", ...trust],
    });
    return 0;
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

// `npm run test:editor`: the tests in a real VS Code, served to a Chromium. Arguments pick suites by name.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { launchBrowser, openPage, remotePath, windowAddress } from "../test/editor/browser.mjs";
import { startCodeServer } from "../test/editor/codeServer.mjs";
import { installChromium, installDebugpy, installHost } from "../test/editor/host.mjs";
import { buildSuites, SUITES } from "../test/editor/suites.mjs";
import { lookAtWindows } from "../test/editor/ui.mjs";
import { buildAll } from "./build.mjs";

const SUITE_MS = 240_000;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const fixtures = path.join(root, "test", "fixtures", "editor");
const shots = path.join(root, ".vscode-test", "shots");
const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

/** What the package is made of, apart from the build. */
const PACKAGED = ["package.json", ".vscodeignore", "media", "syntaxes", "README.md", "CHANGELOG.md", "LICENSE"];

const host = installHost();
const browser = await launchBrowser(installChromium());
const work = mkdtempSync(path.join(tmpdir(), "lamplight-editor-"));
const total = { passed: 0, failed: 0 };
try {
  mkdirSync(shots, { recursive: true });
  const built = await buildForTests();
  for (const suite of SUITES.filter((it) => isWanted(it.name))) report(suite.name, await runSuite(suite, built));
  if (isWanted("ui"))
    report("ui", await lookAtWindows({ host, browser, fixtures, extension: built.extension, work, shots }));
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

/** What the package would hold, in a folder of its own: a build elsewhere does not pull it from under a window. */
async function buildForTests() {
  const extension = path.join(work, "extension");
  await buildAll(path.join(extension, "dist"));
  for (const name of PACKAGED) cpSync(path.join(root, name), path.join(extension, name), { recursive: true });
  return { extension, entry: await buildSuites() };
}

async function runSuite({ name, trusted, python }, { extension, entry }) {
  const home = path.join(work, name);
  const folder = path.join(home, "folder");
  cpSync(path.join(fixtures, name), folder, { recursive: true });
  if (python) symlinkSync(installDebugpy(), path.join(folder, ".venv"));
  const result = path.join(home, "result.json");
  const server = await startCodeServer(host, {
    home,
    trusted,
    env: { LAMPLIGHT_SUITE: name, LAMPLIGHT_RESULT: result },
    // A built VS Code takes the path of tests from the address only with its own test driver.
    args: ["--vscode-option", "enable-smoke-test-driver"],
  });
  const page = await openPage(browser);
  const lines = [];
  try {
    const ended = new Promise((resolve) => {
      page.exposeFunction("codeAutomationExit", resolve);
      setTimeout(resolve, SUITE_MS, "time-out").unref();
    });
    await page.exposeFunction("codeAutomationLog", (_kind, args) => lines.push(format(...args)));
    const payload = [
      ["extensionDevelopmentPath", remotePath(server.port, extension)],
      ["extensionTestsPath", remotePath(server.port, entry)],
      ["skipWelcome", "true"],
    ];
    await page.goto(windowAddress(server.port, folder, payload));
    await ended;
    await page.screenshot({ path: path.join(shots, `${name}.png`) });
    return existsSync(result) ? JSON.parse(readFileSync(result, "utf8")) : noResult(name, lines);
  } finally {
    await page.context().close();
    await server.stop();
  }
}

function noResult(name, lines) {
  return { passed: [], failed: [{ title: `${name} ran`, reason: lines.slice(-40).join("\n") }] };
}

function report(name, { passed, failed }) {
  console.log(`\n${name}`);
  for (const title of passed) console.log(`  ok   ${title}`);
  for (const { title, reason } of failed) console.log(`  FAIL ${title}\n${reason.replace(/^/gm, "       ")}`);
  total.passed += passed.length;
  total.failed += failed.length;
}

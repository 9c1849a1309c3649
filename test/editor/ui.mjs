// What a person sees: the packaged extension, installed, in a window that is looked at. Leaves pictures in `shots`.
import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { packageExtension } from "../../scripts/package.mjs";
import { openPage, remotePath, windowAddress } from "./browser.mjs";
import { startCodeServer } from "./codeServer.mjs";

/** Each window opens one file of a fixture. */
const WINDOWS = [
  {
    fixture: "findings",
    file: "template.yaml",
    title: "the packaged extension: squiggle, problem, status, hover and quick fix are seen; no notification is",
    look: lookAtFindings,
  },
  {
    fixture: "running",
    file: "src/fails.js",
    title:
      "the packaged extension: a lens, the list of events, the result beside the code and the failed line are seen",
    look: lookAtRun,
  },
];

export async function lookAtWindows({ host, browser, fixtures, extension, work, shots }) {
  const vsix = path.join(work, "lamplight.vsix");
  const passed = [];
  const failed = [];
  if (packageExtension(extension, vsix) !== 0)
    failed.push({ title: "package", reason: "the extension was not packaged" });
  for (const { fixture, file, title, look } of failed.length > 0 ? [] : WINDOWS) {
    const home = path.join(work, `ui-${fixture}`);
    const folder = path.join(home, "folder");
    cpSync(path.join(fixtures, fixture), folder, { recursive: true });
    const server = await startCodeServer(host, { home, trusted: true, vsix });
    const page = await openPage(browser);
    try {
      const payload = [["openFile", remotePath(server.port, path.join(folder, file))]];
      await page.goto(windowAddress(server.port, folder, payload));
      await look(page, path.join(folder, file), (name) =>
        page.screenshot({ path: path.join(shots, `ui-${name}.png`) }),
      );
      passed.push(title);
    } catch (error) {
      await page.screenshot({ path: path.join(shots, `ui-${fixture}-failure.png`) });
      failed.push({ title, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    } finally {
      await page.context().close();
      await server.stop();
    }
  }
  return { passed, failed };
}

async function lookAtRun(page, source, shoot) {
  const lenses = page.locator(".codelens-decoration a");
  await lenses.filter({ hasText: "Fails · 20 s · 128 MB" }).waitFor();
  await shoot("lenses");

  await lenses.getByText("Run", { exact: true }).click();
  await page.locator(".quick-input-widget .monaco-list-row", { hasText: "HTTP API" }).first().waitFor();
  await shoot("events");
  await page.keyboard.press("Enter");

  await page.locator(".view-line", { hasText: "Fails failed" }).waitFor();
  await page.locator(".view-line", { hasText: "no such order" }).nth(1).waitFor();
  await lenses.filter({ hasText: /^\d+ ms · \d+ MB of 128 MB$/ }).waitFor();
  await shoot("result");
  const marks = await page.evaluate(() =>
    [...document.querySelectorAll(".view-line span")].map((it) => getComputedStyle(it, "::after").content),
  );
  assert.ok(
    marks.some((it) => it.includes("TypeError: no such order")),
    "the failed line is not marked",
  );
  const [event] = readdirSync(path.join(path.dirname(source), "..", "events"));
  assert.match(event, /^Fails\./);
  assert.equal(await page.locator(".notification-toast").count(), 0, "a notification was shown");
}

async function lookAtFindings(page, template, shoot) {
  await page.locator(".monaco-editor .squiggly-error").first().waitFor();
  await page.keyboard.press("Control+Shift+M");
  await page.locator(".markers-panel .monaco-list-row", { hasText: "limits/timeout-range" }).waitFor();
  await shoot("squiggle");

  await page.locator(".statusbar-item [aria-label*='Lambda'], .statusbar-item[aria-label*='Lambda']").first().hover();
  await page.locator(".hover-language-status", { hasText: "1 function in 1 template" }).waitFor();
  await shoot("status");

  await page.locator(".view-line").getByText("Timeout", { exact: true }).hover();
  await page.locator(".monaco-hover:visible", { hasText: "Hard limit" }).first().waitFor();
  await shoot("hover");

  await page.locator(".view-line", { hasText: "Timeout" }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Control+.");
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "900" }).first();
  await fix.waitFor();
  await shoot("quick-fix");
  await fix.click();
  await page.locator(".monaco-editor .squiggly-error").first().waitFor({ state: "detached" });
  await page.locator(".view-line", { hasText: "900" }).waitFor();
  await page.keyboard.press("Control+S");
  await saved(template, /Timeout: 900 # seconds/);
  await shoot("repaired");
  assert.equal(await page.locator(".notification-toast").count(), 0, "a notification was shown");
}

/** The window tells that a file is saved before and after it is: only the disk says when. */
async function saved(file, expected) {
  for (let attempt = 0; attempt < 100 && !expected.test(readFileSync(file, "utf8")); attempt++) await setTimeout(100);
  assert.match(readFileSync(file, "utf8"), expected);
}

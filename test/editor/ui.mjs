// What a person sees: the packaged extension, installed, in a window that is looked at. Leaves pictures in `shots`.
import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { packageExtension } from "../../scripts/package.mjs";
import { openPage, remotePath, windowAddress } from "./browser.mjs";
import { startCodeServer } from "./codeServer.mjs";

const TITLE = "the packaged extension: squiggle, problem, status, hover and quick fix are seen; no notification is";

export async function lookAtWindow({ host, browser, fixtures, extension, work, shots }) {
  const home = path.join(work, "ui");
  const folder = path.join(home, "folder");
  cpSync(path.join(fixtures, "findings"), folder, { recursive: true });
  const vsix = path.join(work, "lamplight.vsix");
  if (packageExtension(extension, vsix) !== 0) return failure("the extension could not be packaged");

  const server = await startCodeServer(host, { home, trusted: true, vsix });
  const page = await openPage(browser);
  try {
    const template = path.join(folder, "template.yaml");
    const payload = [["openFile", remotePath(server.port, template)]];
    await page.goto(windowAddress(server.port, folder, payload));
    await look(page, template, (name) => page.screenshot({ path: path.join(shots, `ui-${name}.png`) }));
    return { passed: [TITLE], failed: [] };
  } catch (error) {
    await page.screenshot({ path: path.join(shots, "ui-failure.png") });
    return failure(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await page.context().close();
    await server.stop();
  }
}

async function look(page, template, shoot) {
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

function failure(reason) {
  return { passed: [], failed: [{ title: TITLE, reason }] };
}

// A Chromium that sees nothing but this machine: what would leave it fails at once, and cannot hang a test.
import { chromium } from "playwright-core";

export async function launchBrowser(executablePath) {
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
  ];
  return chromium.launch({ executablePath, headless: true, args });
}

export async function openPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const isForeign = (url) => url.protocol.startsWith("http") && url.hostname !== "127.0.0.1";
  await context.route(isForeign, (route) => route.abort());
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  return page;
}

/** The address of a window on `folder`; `payload` are the options that the desktop takes as command-line flags. */
export function windowAddress(port, folder, payload) {
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

export function remotePath(port, file) {
  return `vscode-remote://127.0.0.1:${port}${file}`;
}

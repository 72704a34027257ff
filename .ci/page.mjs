// A headless Chromium on a VS Code page, and the test module that VS Code runs inside its extension host.
import { pathToFileURL } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { atEnd } from './cleanup.mjs';
import { ensureCodeServer } from './tools.mjs';

// As root there is no sandbox; without background networking nothing is looked up outside this machine.
const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a browser page of 1280 × 800; `close` ends the browser. */
export async function openPage({ width = 1280, height = 800 } = {}) {
  const { playwright } = ensureCodeServer();
  const executablePath = ensureChromium();
  const { chromium } = await import(pathToFileURL(playwright).href);
  // Signals are dealt with in one place, so that the server is ended too.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  const browser = await chromium.launch({ executablePath, headless: true, args: chromiumFlags, ...signals });
  const close = atEnd(() => browser.close().catch(() => {}));
  const page = await (await browser.newContext({ viewport: { width, height } })).newPage();
  return { page, close };
}

/** The address that opens a workspace file, with the extension of this checkout and, if given, a test module to run. */
export function addressOf(server, { workspace, extension, tests }) {
  const remote = (path) => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = [['skipWelcome', 'true']];
  if (extension) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  const query = extension || tests ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : '';
  return `${server.origin}/?workspace=${encodeURIComponent(workspace)}${query}`;
}

/**
 * Runs a test module in the extension host of a page.
 * @returns `{ code, log }`: the code VS Code reports (0 when `run()` resolved), and the last warnings and errors
 */
export async function runInPage(page, server, options, deadline) {
  const log = [];
  let finish;
  const ended = new Promise((resolve) => {
    finish = resolve;
  });
  await page.exposeFunction('codeAutomationLog', (kind, args) => {
    for (const arg of args) log.push(`${kind}: ${typeof arg === 'string' ? arg : JSON.stringify(arg)}`.slice(0, 600));
    log.splice(0, Math.max(0, log.length - 60));
  });
  await page.exposeFunction('codeAutomationExit', (code) => finish(code));
  page.on('crash', () => finish('the page crashed'));
  page.on('close', () => finish('the page was closed'));
  void server.failed.then(finish);
  const timer = setTimeout(() => finish(`no end within ${deadline / 1000} s`), deadline);
  await page.goto(addressOf(server, options), { timeout: 60_000 });
  const code = await ended;
  clearTimeout(timer);
  return { code, log };
}

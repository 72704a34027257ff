// Drives the page of a VS Code in the browser as a person would, and takes pictures of what is seen. As a script it opens
// the example workspace and takes one: `node .ci/picture.mjs FILE.png [--open NAME] [--command TITLE] [--hover WORD]`.
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { startCodeServer } from './code-server.mjs';
import { addressOf, openPage } from './page.mjs';
import { main } from './tools.mjs';
import { exampleWorkspace } from './vscode.mjs';

const patience = 60_000;

/** The theme's setting for a light or a dark picture. */
export function theme(light) {
  return { 'workbench.colorTheme': light ? 'Default Light Modern' : 'Default Dark Modern' };
}

/** Opens a page with the extension and a workspace, hands it to `body` and ends everything after it. */
export async function uiPass(workspace, body, { settings, env, width, height } = {}) {
  const server = await startCodeServer({ settings, env, driver: true, installed: true });
  try {
    const { page, close } = await openPage({ width, height });
    try {
      await page.goto(addressOf(server, { workspace }), { timeout: patience });
      await page.waitForSelector('.explorer-viewlet .monaco-list-row', { timeout: patience });
      return await body(page);
    } finally {
      await close();
    }
  } finally {
    await server.close();
  }
}

/** Runs a command of the palette by its title. */
export async function runCommand(page, title) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${title}`);
  await chooseFirst(page, title);
}

/** Opens a file by its name or the end of its path. */
export async function openFile(page, name) {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').first().fill(name);
  await chooseFirst(page, name.split('/').at(-1));
  await page.locator('.tab.active', { hasText: name.split('/').at(-1) }).waitFor({ timeout: patience });
}

async function chooseFirst(page, text) {
  await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click({ timeout: patience });
}

/** Shows the hover of the first place where a word stands in the editor. */
export async function hover(page, word) {
  await page.locator('.view-line span span', { hasText: word }).first().hover({ timeout: patience });
  await page.locator('.monaco-hover:not(.hidden)').first().waitFor({ timeout: patience });
}

/** Findings in the editor and in the Problems panel. */
export async function waitForFindings(page) {
  await page.waitForSelector('.squiggly-error', { timeout: patience });
  await page.waitForSelector('.markers-panel .monaco-list-row', { timeout: patience });
}

/** Takes the picture once the page stands still. @param options of Playwright's `screenshot`, such as `clip` */
export async function takePicture(page, file, options = {}) {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  let before = await page.screenshot();
  for (let i = 0; i < 20; i++) {
    await page.waitForTimeout(500);
    const now = await page.screenshot();
    if (now.equals(before)) break;
    before = now;
  }
  await page.screenshot({ path: file, caret: 'hide', ...options });
}

async function script() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      open: { type: 'string' },
      command: { type: 'string' },
      hover: { type: 'string' },
      light: { type: 'boolean', default: false },
    },
  });
  const [file = 'picture.png'] = positionals;
  await build();
  const pass = async (page) => {
    if (values.open) await openFile(page, values.open);
    if (values.command) await runCommand(page, values.command);
    if (values.hover) await hover(page, values.hover);
    await takePicture(page, file);
  };
  await uiPass(exampleWorkspace, pass, { settings: theme(values.light) });
  console.log(file);
  return 0;
}

if (process.argv[1]?.endsWith('picture.mjs')) await main(script);

// Takes pictures of the views: `npm run pictures [-- FOLDER]`. All of them in the demo, which stands still, in the dark and
// the light theme; a tooltip; the welcome of a window in which nothing is set up; a view that hears nothing any more.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { runCommand, takePicture, theme, uiPass } from './picture.mjs';
import { main, modernNode, top } from './tools.mjs';
import { exampleWorkspace } from './vscode.mjs';
import { nodeFlags } from './with-node.mjs';

const patience = 120_000;
const [folder = join(top, 'media')] = process.argv.slice(2);
const still = { OMNI_SCALE_DEMO: 'still' };

/** The part of the window that small pictures show: the sidebar, and room for a tooltip. */
const corner = { x: 0, y: 0, width: 800, height: 420 };

async function views(page, file) {
  await row(page, 'prod-01').waitFor({ timeout: patience });
  for (const title of ['Secrets', 'Storage']) await toggle(page, title, true);
  // What it has to say takes the room of the others.
  await toggle(page, 'Runbooks', false);
  await widenSidebar(page);
  await lower(page, 'Provider', 70);
  await lower(page, 'Storage', 35);
  await runCommand(page, 'Omni Scale: Status');
  await page.locator('.tab.active', { hasText: 'Status.md' }).waitFor({ timeout: patience });
  await page.locator('.view-line', { hasText: 'Report of' }).waitFor({ timeout: patience });
  await takePicture(page, file);
}

async function tooltip(page, file) {
  for (const title of ['Kubernetes', 'Applications', 'Provider', 'Runbooks']) await toggle(page, title, false);
  await widenSidebar(page);
  await row(page, 'gpu-m3n5v7').hover({ timeout: patience });
  await page.locator('.monaco-hover:not(.hidden)', { hasText: 'omnictl get' }).waitFor({ timeout: patience });
  await takePicture(page, file, { clip: corner });
}

async function welcome(page, file) {
  await page.locator('.activitybar [aria-label^="Omni Scale"]').first().click({ timeout: patience });
  for (const title of ['Kubernetes', 'Applications', 'Provider', 'Runbooks']) await toggle(page, title, false);
  await page.locator('.welcome-view', { hasText: 'omnictl has no context yet' }).waitFor({ timeout: patience });
  await takePicture(page, file, { clip: { ...corner, width: 420 } });
}

/** @param omnictl the program, which loses Omni while the view is open */
async function stale(page, file, omnictl) {
  await page.locator('.activitybar [aria-label^="Omni Scale"]').first().click({ timeout: patience });
  for (const title of ['Kubernetes', 'Applications', 'Provider', 'Runbooks']) await toggle(page, title, false);
  await row(page, 'Running').waitFor({ timeout: patience });
  await widenSidebar(page);
  writeFileSync(omnictl, `#!/bin/sh\necho 'Error: ${refused}' >&2\nexit 1\n`);
  await row(page, / s old/).waitFor({ timeout: patience });
  await page.screenshot({ path: file, caret: 'hide', clip: corner });
}

/** As the real one prints it. */
const refused =
  'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 192.0.2.10:443: connect: connection refused"';

function row(page, hasText) {
  return page.locator('.pane-body .monaco-list-row', { hasText }).first();
}

/** Opens or closes a view of the sidebar. */
async function toggle(page, title, open) {
  const head = page.locator('.pane-header', { hasText: title }).first();
  await head.waitFor({ timeout: patience });
  // Beside the title are buttons that come with the mouse.
  if ((await head.getAttribute('aria-expanded')) !== String(open)) await head.click({ position: { x: 8, y: 10 } });
}

/** Moves the upper edge of a view down, for the sake of the view above it. */
async function lower(page, title, by) {
  const { x, y } = await page.locator('.pane-header', { hasText: title }).first().boundingBox();
  await drag(page, { x: x + 100, y }, { x: x + 100, y: y + by });
}

/** Descriptions are read in full. */
async function widenSidebar(page) {
  const { x, width } = await page.locator('#workbench\\.parts\\.sidebar').boundingBox();
  const edge = x + width;
  await drag(page, { x: edge, y: 400 }, { x: edge + 140, y: 400 });
  // The edge is marked while the mouse is on it.
  await page.mouse.move(edge + 300, 350);
}

async function drag(page, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
}

/** The settings for an omnictl that is a fake with one cluster. */
function fakeOmni() {
  const template = join(top, 'test', 'workspace', 'infrastructure', 'clusters', 'lab.yaml');
  const made = spawnSync(modernNode(), [...nodeFlags, 'test/support/omnictl/make.ts', template], {
    cwd: top,
    encoding: 'utf8',
  });
  return JSON.parse(made.stdout.trim().split('\n').at(-1) ?? '');
}

async function take(name, pass, options) {
  const file = join(folder, name);
  await uiPass(exampleWorkspace, (page) => pass(page, file), options);
  console.log(file);
}

await main(async () => {
  await build();
  for (const light of [false, true])
    await take(`views-${light ? 'light' : 'dark'}.png`, views, {
      ...{ settings: theme(light), env: still },
      ...{ width: 1400, height: 1500 },
    });
  const small = { width: 1000, height: 700 };
  await take('tooltip.png', tooltip, { settings: theme(false), env: still, ...small });
  await take('welcome.png', welcome, { settings: theme(false), ...small });
  const omni = fakeOmni();
  const settings = {
    ...theme(false),
    'omniScale.omni.omnictlPath': omni.omnictlPath,
    'omniScale.omni.omniconfig': omni.omniconfig,
    'omniScale.live.staleAfterSeconds': 10,
  };
  try {
    await take('stale.png', (page, file) => stale(page, file, omni.omnictlPath), { settings, ...small });
  } finally {
    rmSync(omni.folder, { recursive: true, force: true });
  }
  return 0;
});

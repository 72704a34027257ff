// Takes pictures of every view in the demo, in the dark and the light theme: `npm run pictures [-- FOLDER]`.
import { join } from 'node:path';
import { build } from './build.mjs';
import { runCommand, takePicture, theme, uiPass } from './picture.mjs';
import { main, top } from './tools.mjs';
import { exampleWorkspace } from './vscode.mjs';

const patience = 60_000;
const [folder = join(top, 'media')] = process.argv.slice(2);

/** The views that are closed at first. */
const closed = ['Secrets', 'Storage'];

async function showDemo(page, name) {
  await page.waitForSelector('.activitybar [aria-label="Omni Scale"]', { timeout: patience });
  await runCommand(page, 'Omni Scale: Start Demo');
  await page.locator('.pane-body .monaco-list-row', { hasText: 'prod-01' }).first().waitFor({ timeout: patience });
  for (const title of closed) {
    const head = page.locator('.pane-header', { hasText: title }).first();
    if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
  }
  await widenSidebar(page);
  await runCommand(page, 'Omni Scale: Status');
  await page.locator('.tab.active', { hasText: 'Status.md' }).waitFor({ timeout: patience });
  await takePicture(page, join(folder, name));
}

/** Descriptions are read in full. */
async function widenSidebar(page) {
  const { x, width } = await page.locator('#workbench\\.parts\\.sidebar').boundingBox();
  const edge = x + width;
  await page.mouse.move(edge, 400);
  await page.mouse.down();
  await page.mouse.move(edge + 140, 400, { steps: 5 });
  await page.mouse.up();
}

await main(async () => {
  await build();
  for (const light of [false, true]) {
    const name = `views-${light ? 'light' : 'dark'}.png`;
    // The demo shows one moment of its story for as long as the picture takes.
    await uiPass(exampleWorkspace, (page) => showDemo(page, name), {
      settings: theme(light),
      width: 1400,
      height: 1500,
    });
    console.log(join(folder, name));
  }
  return 0;
});

// Pictures of what people see, taken from the page of a VS Code in the browser.

/** A file with findings in the editor, and the Problems panel below it. */
export async function findingsPicture(page, file) {
  await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
  await page.waitForSelector('.squiggly-error', { timeout: 90_000 });
  await page.waitForSelector('.markers-panel .monaco-list-row', { timeout: 30_000 });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: file });
}

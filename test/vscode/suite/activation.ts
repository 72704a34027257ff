// What the extension does when it starts, which is little: one language server, no connection, nothing live.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../client/src/extension.ts';
import { exampleFile, pause } from '../support.ts';

/** Command lines of the processes that the extension host has started; undefined where the system does not tell. */
function children(): readonly string[] | undefined {
  const tasks = '/proc/self/task';
  if (!existsSync(tasks)) return undefined;
  return readdirSync(tasks)
    .flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').split(' '))
    .filter((pid) => pid !== '')
    .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
}

describe('the activation in VS Code', () => {
  it('starts the language server and nothing else, and opens no connection', async () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP')).length;
    const extension = vscode.extensions.getExtension<ExtensionApi>('omni-scale.omni-scale');
    const { connection } = (await extension?.activate()) ?? {};
    await vscode.window.showTextDocument(await exampleFile('machine-classes/rack-control-plane.yaml'));
    await pause(1_000);
    assert.equal(connection?.session, undefined);
    assert.equal(process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP')).length, before);
    const ours = children()?.filter((line) => !line.includes('code-server') && !line.includes('bootstrap-fork'));
    if (ours)
      assert.deepEqual(
        ours.map((line) => /dist\/server\.js/.test(line)),
        [true],
        ours.join('\n'),
      );
  });
});

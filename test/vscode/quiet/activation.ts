// What the extension does when it starts, in a window that gives it no reason to: every process and every socket is trapped
// before it is activated. Only the language server is started, and nothing is connected. Other extensions share the
// host; what is made by a call that runs through ours is ours.
import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import net from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../client/src/extension.ts';
import { pause } from '../support.ts';

const ours = vscode.extensions.getExtension<ExtensionApi>('omni-scale.omni-scale');
const bundle = join(ours?.extensionPath ?? '', ours?.packageJSON.main ?? '');
const made: string[] = [];

/** Notes each call of a function that comes from the extension, before it does what it does. */
function trap<K extends string>(holder: { [key in K]: (...args: never[]) => unknown }, name: K): void {
  const original = holder[name];
  holder[name] = function (this: unknown, ...args: never[]) {
    if (stack().includes(bundle)) made.push(`${name} ${String(args[0])}`);
    return original.apply(this, args);
  };
}

function stack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

for (const name of ['spawn', 'fork', 'exec', 'execFile', 'spawnSync', 'execFileSync', 'execSync'] as const)
  trap(childProcess, name);
trap(net.Socket.prototype, 'connect');

describe('the activation in VS Code', () => {
  it('starts the language server and nothing else, and opens no connection', async () => {
    assert.equal(ours?.isActive, false, 'the traps come first');
    const { connection } = (await ours?.activate()) ?? {};
    await vscode.workspace.openTextDocument({ language: 'yaml', content: 'kind: Workers\n' });
    await pause(1_000);
    assert.equal(connection?.session, undefined);
    assert.match(made.join('\n'), /^fork \S*dist\/server\.js$/);
  });
});

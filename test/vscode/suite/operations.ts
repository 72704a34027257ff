// What changes something, in a real VS Code: a class applied and deleted, a cluster synced and deleted, through an omnictl
// that is a program of its own; the provider's log and restart, through a real SSH server.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import { Scenario } from '../../support/omnictl/scenario.ts';
import { answering, exampleFile, pause, recordOutput, waitUntil } from '../support.ts';

/** Of the repository; the suite is built into `out/vscode/suite`. */
const top = join(__dirname, '..', '..', '..');
const node = ['.ci/with-node.mjs'];

function set(key: string, value: string | undefined): Thenable<void> {
  return vscode.workspace.getConfiguration('omniScale').update(key, value, vscode.ConfigurationTarget.Global);
}

function run(command: string, ...args: readonly unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(`omniScale.${command}`, ...args);
}

const output = recordOutput();

describe('classes and templates in VS Code', () => {
  let omni: Scenario;
  let folder = '';
  let infrastructure = '';

  before(async () => {
    const made = spawnSync(process.execPath, [...node, 'test/support/omnictl/make.ts'], { cwd: top, encoding: 'utf8' });
    const fake = JSON.parse(made.stdout.trim().split('\n').at(-1) ?? '');
    folder = fake.folder;
    omni = new Scenario(folder);
    await set('omni.omniconfig', fake.omniconfig);
    await set('omni.omnictlPath', fake.omnictlPath);
    infrastructure = dirname(dirname((await exampleFile('clusters/lab.yaml')).fsPath));
    await vscode.extensions.getExtension('omni-scale.omni-scale')?.activate();
  });

  after(async () => {
    await set('omni.omnictlPath', undefined);
    await set('omni.omniconfig', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const path of ['clusters/spare.yaml', 'machine-classes/spare.yaml']) rmSync(join(infrastructure, path));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  async function write(path: string, text: string): Promise<vscode.Uri> {
    const file = join(infrastructure, path);
    writeFileSync(file, text);
    const uri = vscode.Uri.file(file);
    await vscode.window.showTextDocument(uri);
    return uri;
  }

  const classes = () => omni.resources('machineclasses').map(({ id }) => id);
  const clusters = () => omni.clusters().map(({ name }) => name);
  let machineClass: vscode.Uri;
  let template: vscode.Uri;

  it('applies a machine class after a yes', async () => {
    machineClass = await write(
      'machine-classes/spare.yaml',
      'metadata:\n  namespace: default\n  type: MachineClasses.omni.sidero.dev\n  id: spare\nspec:\n  matchlabels:\n    - omni.sidero.dev/platform = metal\n',
    );
    await answering([], () => run('machineClass.apply', machineClass));
    assert.deepEqual(classes(), [], 'without a yes nothing is sent');
    const said = await answering(['Apply'], () => run('machineClass.apply', machineClass));
    assert.deepEqual(classes(), ['spare'], said.join(' | '));
  });

  it('syncs a template after a yes, and shows what omnictl printed', async () => {
    template = await write(
      'clusters/spare.yaml',
      'kind: Cluster\nname: spare\nkubernetes:\n  version: v1.36.2\ntalos:\n  version: v1.13.6\n---\nkind: ControlPlane\nmachineClass:\n  name: spare\n  size: 1\n',
    );
    const said = await answering(['Sync', 'Show Output'], () => run('template.sync', template));
    assert.deepEqual(clusters(), ['spare'], said.join(' | '));
    assert.match(output(), /^— Applying spare —$/m);
    assert.match(output(), /^— Syncing spare —\n\* creating Clusters\.omni\.sidero\.dev\(spare\)$/m);
  });

  it('does not delete a class that is in use', async () => {
    const said = await answering([], () => run('machineClass.delete', machineClass));
    assert.match(said.join(), /`spare` is used by `spare-control-planes`/);
    assert.deepEqual(classes(), ['spare']);
  });

  it('deletes a cluster whose name is typed, and none otherwise', async () => {
    await answering(['spar'], () => run('template.delete', template));
    assert.equal(omni.clusters()[0]?.deletedAt, undefined);
    const said = await answering(['spare'], () => run('template.delete', template));
    assert.match(said.join(), /The cluster `spare` is gone/);
  });

  it('deletes a class whose id is typed, and none otherwise', async () => {
    await answering(['yes'], () => run('machineClass.delete', machineClass));
    assert.deepEqual(classes(), ['spare']);
    const said = await answering(['spare'], () => run('machineClass.delete', machineClass));
    assert.deepEqual(classes(), [], said.join(' | '));
  });
});

describe('the provider in VS Code', () => {
  const { HOME } = process.env;
  let folder = '';
  let server: ChildProcess;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'omni-scale-provider-'));
    server = spawn(process.execPath, [...node, 'test/support/ssh/make.ts', folder], {
      cwd: top,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(server.stdout);
    const [line] = await once(createInterface(server.stdout), 'line');
    const made = JSON.parse(String(line));
    // Where the host's key will be written down.
    mkdirSync(made.home);
    process.env.HOME = made.home;
    await set('provider.host', made.host);
    await set('provider.identityFile', made.identityFile);
  });

  after(async () => {
    await run('provider.stopLogs');
    await set('provider.host', undefined);
    await set('provider.identityFile', undefined);
    process.env.HOME = HOME;
    const ended = once(server, 'exit');
    server.kill();
    await ended;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await pause(500);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  it('asks whether to trust the host, and shows the log as a document', async () => {
    const said = await answering(['Readable', 'Trust This Key'], () => run('provider.showLogs'));
    assert.match(said.join(), /The host key of \[127\.0\.0\.1\]:\d+ is not known/);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /INFO {2}an info\n.*ERROR an error$/);
  });

  it('follows the log, filters it meanwhile, and shows it raw', async () => {
    await answering(['Readable'], () => run('provider.followLogs'));
    await waitUntil('both lines', () => /INFO {2}an info\n.*ERROR an error/.test(output()));
    await answering(['error', ''], () => run('provider.filterLogs'));
    await waitUntil('one line', () => /ERROR an error/.test(output()) && !/an info/.test(output()));
    await answering(['Raw JSON'], () => run('provider.followLogs'));
    await waitUntil('the raw line', () => /^\{"level":"error".*"msg":"an error"\}/m.test(output()));
  });

  it('restarts the container after a yes, and says how it is', async () => {
    const restarts = () => readFileSync(join(folder, 'calls'), 'utf8').split('["restart"').length - 1;
    await answering([], () => run('provider.restart'));
    assert.equal(restarts(), 0);
    const said = await answering(['Restart'], () => run('provider.restart'));
    assert.match(said.join(), /The provider was restarted and is running/);
    assert.equal(restarts(), 1);
    assert.match((await answering([], () => run('provider.showStatus'))).join(), /is running/);
  });
});

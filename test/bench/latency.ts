// Edit → diagnostics, as an editor sees it over stdio: our server and yaml-language-server in one run, on the same files.
// Prints a table; asserts nothing, because machines differ.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const edits = 60;
const warmUp = 10;

const machineClass = (i: number): string => `---
# Workers of rack ${i}
metadata:
  namespace: default
  type: MachineClasses.omni.sidero.dev
  id: rack-worker-${i}
  labels:
    team: platform
    rack: "${i}"
spec:
  matchlabels: []
  autoprovision:
    providerid: rack-provider
    kernelargs: []
    metavalues: []
    grpctunnel: 0
    providerdata: |
      # sizes for the general pool
      cores: 8
      sockets: 1
      memory: 32768
      disk_size: 100
      storage_selector: storageType == "rbd" && name == "vm_ssd"
      node: rack-${i}
      network_bridge: vmbr0
      vlan: 20
      cpu_type: host
      machine_type: q35
      numa: true
      disk_ssd: true
      disk_discard: true
      disk_iothread: true
      disk_cache: none
      disk_aio: io_uring
      additional_disks:
        - disk_size: 200
          storage_selector: storageType == "lvmthin" && availableSpace > 214748364800u
          disk_ssd: true
          disk_discard: true
        - disk_size: 500
          storage_selector: name.startsWith("hdd-")
      additional_nics:
        - bridge: vmbr1
          vlan: 30
          firewall: false
      pci_devices:
        - mapping: nic-${i}
          pcie: true
          primary_gpu: false
      balloon: false
`;

const files = {
  '100 lines, 2 documents': machineClass(1) + machineClass(2),
  '5,000 lines, 100 documents': Array.from({ length: 100 }, (_, i) => machineClass(i)).join(''),
};

interface Server {
  readonly name: string;
  readonly args: readonly string[];
  readonly settings: object;
}

const top = join(import.meta.dirname, '..', '..');
const [theirs] = process.argv.slice(2);
const servers: readonly Server[] = [
  { name: 'omni-scale', args: [join(top, 'dist', 'server.js'), '--stdio'], settings: {} },
  ...(theirs
    ? [
        {
          name: 'yaml-language-server',
          args: [theirs, '--stdio'],
          settings: { yaml: { validate: true, schemaStore: { enable: false } } },
        },
      ]
    : []),
];

async function measure(server: Server, text: string): Promise<number[]> {
  const child = spawn(process.execPath, [...server.args], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let answered: ((version: number | undefined) => void) | undefined;
  connection.onNotification('textDocument/publishDiagnostics', ({ version }: { version?: number }) =>
    answered?.(version),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) => Object.entries(server.settings).find(([name]) => name === section)?.[1] ?? null),
  );
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: { publishDiagnostics: { versionSupport: true } },
    },
    workspaceFolders: null,
  });
  await connection.sendNotification('initialized', {});
  const uri = 'file:///bench/machine-classes/all.yaml';
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const middle = text.split('\n').findIndex((line, i, all) => i >= all.length / 2 && line.includes('cores: '));
  const times: number[] = [];
  for (let i = 0; i < edits + warmUp; i++) {
    const version = i + 2;
    // A mistake comes and goes, so that every edit changes the answer.
    const range = { start: { line: middle, character: 13 }, end: { line: middle, character: i % 2 === 0 ? 14 : 15 } };
    const newText = i % 2 === 0 ? '0]' : '8';
    const start = performance.now();
    const done = new Promise<void>((resolve) => {
      answered = (answer) => {
        if (answer === undefined || answer === version) resolve();
      };
    });
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: newText }],
    });
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 10_000))]);
    if (i >= warmUp) times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  connection.dispose();
  child.kill();
  return times.sort((a, b) => a - b);
}

function percentile(sorted: readonly number[], share: number): string {
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1)} ms`;
}

console.log(`edit → diagnostics over stdio, ${edits} edits each (Node ${process.version})\n`);
console.log('| file | server | p50 | p95 |\n| --- | --- | --- | --- |');
for (const [name, text] of Object.entries(files)) {
  for (const server of servers) {
    const times = await measure(server, text);
    console.log(`| ${name} | ${server.name} | ${percentile(times, 0.5)} | ${percentile(times, 0.95)} |`);
  }
}

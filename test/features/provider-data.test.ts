// Completion and hover in the data of a machine class, by the schema of the provider that is connected and without one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from '../../server/src/core/features/complete.ts';
import { hover } from '../../server/src/core/features/hover.ts';
import { readJsonSchema } from '../../server/src/core/schema/json-schema.ts';
import type { LanguageService } from '../../server/src/core/service.ts';
import type { LiveKnowledge } from '../../server/src/core/workspace/live.ts';
import { identify, openFiles, root } from '../support/fixtures.ts';

const path = 'machine-classes/lab-worker.yaml';

const schema = {
  properties: {
    cores: { type: 'integer', minimum: 2, description: 'Cores. See [this](https://example.com) <img src=x>' },
    storage_selector: { type: 'string' },
    zone: { type: 'string', enum: ['attic', 'cellar'], description: 'Where it stands' },
    cpu_type: { type: 'string' },
    nics: { type: 'array', items: { type: 'object', properties: { cable: { type: 'boolean' } } } },
  },
  required: ['zone'],
};

function connected(over: Partial<LiveKnowledge> = {}): LiveKnowledge {
  const data = readJsonSchema(JSON.stringify(schema));
  assert.ok(data);
  return { machineClasses: ['lab-worker'], providerSchemas: [{ provider: 'rack-provider', data }], ...over };
}

/** Opens a class with a cursor in its data, written as `¦`. */
function opened(data: string, live: LiveKnowledge): { service: LanguageService; offset: number } {
  const inner = data.replaceAll(/^/gm, '      ');
  const marked = `metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab-worker}\nspec:\n  autoprovision:\n    providerid: rack-provider\n    providerdata: |\n${inner}\n`;
  const service = openFiles(new Map([[path, marked.replace('¦', '')]]), []);
  service.setLive(live);
  return { service, offset: marked.indexOf('¦') };
}

function items(data: string, live: LiveKnowledge) {
  const { service, offset } = opened(data, live);
  const file = service.file(identify(path).uri);
  assert.ok(file);
  return complete(file, offset, [], service.providerSchemas(root));
}

const labels = (data: string, live: LiveKnowledge) => items(data, live).map(({ label }) => label);

function hovered(data: string, live: LiveKnowledge): string | undefined {
  const { service, offset } = opened(data, live);
  const file = service.file(identify(path).uri);
  assert.ok(file);
  return hover(file, offset, undefined, service.providerSchemas(root))?.markdown;
}

test('offers the keys of the provider that is connected, with what it says of them', () => {
  const offered = items('cores: 4\n¦', connected());
  assert.deepEqual(
    offered.map(({ label }) => label),
    ['cores', 'storage_selector', 'zone', 'cpu_type', 'nics'],
  );
  assert.equal(
    offered.find(({ label }) => label === 'zone')?.doc,
    'The provider says: Where it stands\n\nRequired. One of `attic`, `cellar`.',
  );
  assert.deepEqual(labels('zone: ¦', connected()), ['attic', 'cellar']);
  assert.deepEqual(labels('nics:\n  - cable: ¦', connected()), ['true', 'false']);
});

test('explains a key in our words and the provider’s, which are text and nothing else', () => {
  assert.equal(
    hovered('co¦res: 4', connected()),
    '**cores**\n\nCPU cores per socket.\n\nThe provider says: Cores\\. See \\[this\\]\\(https\\:\\/\\/example\\.com\\) \\<img src\\=x\\>\n\nAt least 2.',
  );
  assert.match(hovered('cpu_t¦ype: host', connected()) ?? '', /CPU model.*Default: `x86-64-v2-AES`/s);
  assert.equal(hovered('sock¦ets: 1', connected()), undefined, 'no key of this provider');
});

test('leaves our words out for a provider that only has fields of the same name', () => {
  const data = readJsonSchema('{"properties": {"cores": {"type": "integer", "description": "All of them"}}}');
  assert.ok(data);
  const other = connected({ providerSchemas: [{ provider: 'rack-provider', data }] });
  assert.equal(hovered('co¦res: 4', other), '**cores**\n\nThe provider says: All of them');
});

test('offers what our table has without a connection, and for a folder or a provider of which it tells nothing', () => {
  for (const live of [{}, connected({ machineClasses: ['another'] }), connected({ providerSchemas: [] })]) {
    const offered = labels('cores: 4\n¦', live);
    assert.ok(offered.includes('sockets') && !offered.includes('zone'));
    assert.match(hovered('sock¦ets: 1', live) ?? '', /CPU sockets/);
  }
});

test('offers the keys of the class again below its data', () => {
  const { service } = opened('cores: 4', connected());
  const file = service.file(identify(path).uri);
  assert.ok(file);
  assert.deepEqual(
    complete(file, file.text.length, [], service.providerSchemas(root)).map(({ label }) => label),
    ['metadata', 'spec'],
  );
});

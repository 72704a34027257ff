import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerdataMissing } from '../../server/src/core/rules/machine-class/providerdata-missing.ts';
import { providerdataSchema } from '../../server/src/core/rules/machine-class/providerdata-schema.ts';
import { providerdataSyntax } from '../../server/src/core/rules/machine-class/providerdata-syntax.ts';
import { providerdataText } from '../../server/src/core/rules/machine-class/providerdata-text.ts';
import { identify, openFiles } from '../support/fixtures.ts';
import { readRows } from '../support/verdicts.ts';

/** The values of a key, of the machine or, as `pci_devices mapping`, of an item of one of its lists. */
interface Values {
  readonly key: string;
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

interface Text {
  readonly case: string;
  readonly text: string;
  readonly refused: boolean;
}

const rules = [providerdataMissing, providerdataSchema, providerdataSyntax, providerdataText];

const machine = { cores: '2', sockets: '1', memory: '4096', disk_size: '20', storage_selector: 'name == "local-lvm"' };

const items: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  additional_disks: { disk_size: '5', storage_selector: 'name == "a"' },
  additional_nics: { bridge: 'vmbr1' },
  pci_devices: { mapping: 'gpu' },
};

function lines(keys: Readonly<Record<string, string>>): string {
  return Object.entries(keys)
    .map(([key, value]) => `${key}: ${value}`.trimEnd())
    .join('\n');
}

/** The data of a machine with one key set; the key comes last. */
function dataWith(path: string, value: string): string {
  const [list = '', key] = path.split(' ');
  if (key === undefined) {
    const { [list as keyof typeof machine]: _, ...others } = machine;
    return lines({ ...others, [list]: value });
  }
  const { [key]: _, ...others } = items[list] ?? {};
  const item = lines({ ...others, [key]: value }).replaceAll('\n', '\n    ');
  return `${lines(machine)}\n${list}:\n  - ${item}`;
}

function cases(): readonly Text[] {
  return readRows<Values | Text>(new URL('provider.jsonl', import.meta.url)).flatMap((row) => {
    if ('text' in row) return [row];
    const { key, accepted, refused } = row;
    const one = (value: string, isRefused: boolean): Text => {
      return { case: `${key}: ${value}`, text: dataWith(key, value), refused: isRefused };
    };
    return [...accepted.map((value) => one(value, false)), ...refused.map((value) => one(value, true))];
  });
}

function machineClass(data: string, index: number): string {
  const text = data.replace(/\n$/, '').replaceAll(/^(?=.)/gm, '      ');
  return `metadata:
  namespace: default
  type: MachineClasses.omni.sidero.dev
  id: class-${index}
spec:
  autoprovision:
    providerid: proxmox
    providerdata: |2
${text}
`;
}

// The verdicts are those of Omni's internal/pkg/jsonschema (Validate) with the schema of omni-infra-provider-proxmox
// 0d9fd58, and of the provider's own Data behind go.yaml.in/yaml v4.0.0-rc.4; rc.6 gives the same. Numbers beyond 64 bits,
// `<<` as a value, keys that are no text and `%YAML` are left out.
test('what Omni or the Proxmox provider refuse as providerdata is an error here, and nothing else is', () => {
  const all = cases();
  const path = (index: number): string => `machine-classes/${index}.yaml`;
  const service = openFiles(new Map(all.map(({ text }, i) => [path(i), machineClass(text, i)])), rules);
  const differences = all.flatMap(({ case: name, refused }, i) => {
    const found = service.findings(identify(path(i)).uri).filter(({ severity }) => severity === 'error');
    return found.length > 0 === refused ? [] : [`${name}: ours ${found.length > 0}`];
  });
  assert.ok(all.length > 2500);
  assert.deepEqual(differences, []);
});

// Which names are one another misspelt, and which are merely alike.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slipBetween } from '../../server/src/core/text/slips.ts';

const alike = [
  ['rack-a', 'Rack-A', 'same'],
  ['vm_nvme', 'vm-nvme', 'same'],
  ['golf', 'glof', 'swap'],
  ['alpha-1', 'aplha-1', 'swap'],
  ['foxtrot', 'foxtrt', 'letter'],
  ['hotel', 'hotell', 'letter'],
  ['november', 'novenber', 'letter'],
] as const;

for (const [a, b, slip] of alike)
  test(`${a} and ${b}: ${slip}`, () => {
    assert.equal(slipBetween(a, b), slip);
    assert.equal(slipBetween(b, a), slip);
  });

const different = [
  ['rack-a', 'rack-b'],
  ['rack-a', 'rack-aa'],
  ['pve1', 'pve2'],
  ['pve1', 'pve10'],
  ['node01', 'node10'],
  ['golf', 'gulf'],
  ['mars', 'mark'],
  ['worker-x', 'worker-y'],
  ['serverx', 'servery'],
  ['ssd', 'hdd'],
  ['local', 'local-lvm'],
  ['alpha', 'bravo'],
  ['alpha', 'alpha'],
  ['', 'a'],
] as const;

for (const [a, b] of different)
  test(`${a} and ${b} are different`, () => {
    assert.equal(slipBetween(a, b), undefined);
    assert.equal(slipBetween(b, a), undefined);
  });

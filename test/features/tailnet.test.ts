// The hover over an Ingress or a Service tells its name on the tailnet. `|` marks the cursor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../server/src/core/features/hover.ts';
import { identify, openFiles, root } from '../support/fixtures.ts';

/** The words in bold, at the mark in the last file. */
function address(marked: string, conventions = ''): string | undefined {
  const offset = marked.indexOf('|');
  const service = openFiles(
    new Map([
      ['omni-scale.yaml', conventions],
      ['a.yaml', marked.replace('|', '')],
    ]),
    [],
  );
  const file = service.file(identify('a.yaml').uri);
  assert.ok(file && offset >= 0);
  return /^\*\*`(.*)`\*\*/.exec(hover(file, offset, service.conventions(root))?.markdown ?? '')?.[1];
}

const ingress = (spec: string, namespace = ', namespace: docs'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: wiki${namespace}}\nspec: {${spec}}\n`;
const service = (annotations: string, spec = '{}'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: wiki, namespace: docs, annotations: {${annotations}}}\nspec: ${spec}\n`;

test('an Ingress is named by the first label of its first host', () => {
  const expected = 'https://handbook.<your tailnet>.ts.net';
  assert.equal(address(ingress('ingressClassName: tailscale, tls: [{hosts: [hand|book]}]')), expected);
  assert.equal(address(ingress('ingressClassName: tail|scale, tls: [{hosts: [handbook.example.com]}]')), expected);
});

test('without a host the name is put together', () => {
  const expected = 'https://docs-wiki-ingress.<your tailnet>.ts.net';
  assert.equal(address(ingress('ingressClassName: tail|scale')), expected);
  assert.equal(address(ingress('ingressClassName: tailscale').replace('name: wiki', 'name: wi|ki')), expected);
});

test('the conventions know the tailnet', () => {
  const marked = ingress('ingressClassName: tailscale, tls: [{hosts: [|handbook]}]');
  for (const tailnet of ['tail1a2b3', 'tail1a2b3.ts.net'])
    assert.equal(address(marked, `conventions: {tailnet: ${tailnet}}\n`), 'https://handbook.tail1a2b3.ts.net');
});

test('a Service is named by its annotation, else put together', () => {
  const named = 'tailscale.com/expose: "true", tailscale.com/host|name: files';
  assert.equal(address(service(named)), 'files.<your tailnet>.ts.net');
  assert.equal(address(service('tailscale.com/expose: "tr|ue"')), 'docs-wiki.<your tailnet>.ts.net');
  const balanced = '{type: LoadBalancer, loadBalancerClass: tail|scale}';
  assert.equal(address(service('', balanced)), 'docs-wiki.<your tailnet>.ts.net');
});

test('nothing is said of other classes, of names filled in later, and where the namespace is not known', () => {
  assert.equal(address(ingress('ingressClassName: ng|inx, tls: [{hosts: [handbook]}]')), undefined);
  assert.equal(address(ingress('ingressClassName: tail|scale, tls: [{hosts: ["${HOST}"]}]')), undefined);
  assert.equal(address(ingress('ingressClassName: tail|scale', '')), undefined);
  assert.equal(address(service('tailscale.com/host|name: files')), undefined);
});

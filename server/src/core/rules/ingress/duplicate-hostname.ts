import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { inOneCluster } from '../../workspace/clusters.ts';
import { factOf } from '../../workspace/facts.ts';
import type { TailnetNameFact } from '../../workspace/kubernetes-facts.ts';
import { namespaceOfRecord } from '../../workspace/objects.ts';
import type { Derivation, FactRecord, WorkspaceView } from '../../workspace/view.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const duplicateHostname: WorkspaceRule = {
  id: 'ingress/duplicate-hostname',
  title: 'Two devices that ask for one name on the tailnet',
  severity: 'error',
  kinds: ['ingress', 'service'],
  needs: 'workspace',
  why: 'Names on a tailnet are unique. The second device gets `-1` appended, and which of the two comes second changes with every restart, so the address leads now here and now there. A ProxyGroup refuses a second Ingress or Service of one name.',
  ...diff(`
 === web/a.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: a, namespace: web}
 spec: {ingressClassName: tailscale, defaultBackend: {service: {name: a, port: {number: 80}}}, tls: [{hosts: [home]}]}
 === web/b.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: b, namespace: web}
-spec: {ingressClassName: tailscale, defaultBackend: {service: {name: b, port: {number: 80}}}, tls: [{hosts: [home]}]}
+spec: {ingressClassName: tailscale, defaultBackend: {service: {name: b, port: {number: 80}}}, tls: [{hosts: [office]}]}
`),
  source: 'Tailscale documentation, machine names; tailscale cmd/k8s-operator/ingress-for-pg.go (validateIngress)',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'tailnet-name');
    if (!own || hasPlaceholder(own.name) || sameName(workspace, own.name).length < 2) return;
    const here = sameName(workspace, own.name).find((record) => record.fact === own);
    const other = sameName(workspace, own.name).find(
      (record) =>
        record.document !== document &&
        areComparable(own.data, record.fact.data) &&
        inOneCluster(workspace, file, record.file) &&
        !(here && isSameObject(workspace, here, record)),
    );
    if (!other) return;
    const { kind, owner } = other.fact.data;
    report({
      at: own.span,
      message: `${kind} \`${owner}\` asks for the name \`${own.name}\` too. ${own.data.group === undefined ? `One of the two becomes \`${own.name}-1\`, and not always the same one.` : 'A ProxyGroup serves each name once, so one of the two is not reached.'}`,
      related: [{ record: other, message: `${kind} \`${owner}\`` }],
    });
  },
};

/** Groups may belong to two tailnets, and what a group answers to is no device; within one group a name is one thing. */
function areComparable(a: TailnetNameFact, b: TailnetNameFact): boolean {
  return (
    a.group === b.group ||
    (a.group !== undefined && b.group !== undefined && a.kind === 'Ingress' && b.kind === 'Ingress')
  );
}

/** The objects that ask for a name, by their places among all that ask for one; nearly always one. */
const places: Derivation<ReadonlyMap<string, readonly number[]>> = {
  name: 'tailnet-names',
  compute(view) {
    const found = new Map<string, number[]>();
    for (const [i, { fact }] of view.facts('tailnet-name').entries()) {
      const name = fact.name.toLowerCase();
      const list = found.get(name);
      if (list) list.push(i);
      else found.set(name, [i]);
    }
    return found;
  },
};

function sameName(view: WorkspaceView, name: string): readonly FactRecord<'tailnet-name'>[] {
  const all = view.facts('tailnet-name');
  return (view.derive(places).get(name.toLowerCase()) ?? []).flatMap((place) => all[place] ?? []);
}

/** Written twice, the same object is one device. */
function isSameObject(view: WorkspaceView, a: FactRecord<'tailnet-name'>, b: FactRecord<'tailnet-name'>): boolean {
  if (a.fact.data.kind !== b.fact.data.kind || a.fact.data.owner !== b.fact.data.owner) return false;
  return namespaceOfRecord(view, a) === namespaceOfRecord(view, b);
}

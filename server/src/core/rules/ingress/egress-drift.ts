import { isEgressService } from '../../kinds/service.ts';
import type { ApplicationFact } from '../../workspace/facts.ts';
import { ownersOf } from '../../workspace/gitops.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import type { FactRecord } from '../../workspace/view.ts';
import { at, pairOf, stringOf } from '../../yaml/nodes.ts';
import { addItem, addLines } from '../edits.ts';
import { elsewhereFix, mapAt } from '../elsewhere.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const egressDrift: WorkspaceRule = {
  id: 'ingress/egress-drift',
  title: 'A way out to the tailnet that Argo CD will show as out of sync',
  severity: 'information',
  kinds: ['service'],
  needs: 'workspace',
  why: 'The Tailscale operator writes the name of its proxy into `externalName`. Argo CD then shows the Service as changed, and with self-heal writes the old name back, which cuts the connection until the operator repairs it.',
  ...diff(`
 === apps/web.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: web, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: web}
+  ignoreDifferences:
+    - kind: Service
+      jsonPointers: [/spec/externalName]
 === web/nas.yaml
 apiVersion: v1
 kind: Service
 metadata:
   name: nas
   annotations: {tailscale.com/tailnet-fqdn: nas.otter-lake.ts.net}
 spec: {type: ExternalName, externalName: placeholder}
`),
  source: 'tailscale cmd/k8s-operator/svc.go (maybeProvision)',
  check({ document, file, workspace, report }) {
    const { root } = document.yaml;
    const name = stringOf(at(root, 'metadata', 'name'));
    const external = pairOf(at(root, 'spec'), 'externalName');
    if (!isEgressService(root) || !external || name === undefined) return;
    const settings = /^resource\.customizations\.ignoreDifferences\.(?:all|Service)$/;
    if (workspace.facts('argocd-setting').some(({ fact }) => settings.test(fact.name))) return;
    const owner = ownersOf(workspace, file).find(
      (record) => !overlooks(record.fact.data, name) && !isPatched(workspace, record.file),
    );
    if (!owner) return;
    report({
      at: external.key.span,
      message: `Tailscale writes the name of its proxy here, so Argo CD shows Application \`${owner.fact.name}\` as OutOfSync, and self-heal keeps writing the old name back.`,
      fixes: overlookFix(owner),
      related: [{ record: owner, message: `Application \`${owner.fact.name}\` applies this Service.` }],
    });
  },
};

function overlooks(app: ApplicationFact, name: string): boolean {
  return app.ignoreDifferences.some(
    (entry) =>
      ['', '*', 'core'].includes(entry.group) &&
      ['Service', '*'].includes(entry.kind) &&
      (entry.name === undefined || entry.name === name) &&
      (entry.managers.length > 0 ||
        entry.pointers.some((pointer) => ['/spec/externalName', '/spec'].includes(pointer)) ||
        entry.expressions.some((text) => text.includes('externalName') || text === '.spec')),
  );
}

function overlookFix(owner: FactRecord<'application'>): readonly Fix[] {
  const { text, yaml } = owner.document;
  const spec = mapAt(yaml.root, 'spec');
  const list = at(spec, 'ignoreDifferences');
  const title = `Let Application \`${owner.fact.name}\` overlook the name`;
  const entry = ['kind: Service', '  jsonPointers:', '    - /spec/externalName'];
  if (list?.type === 'seq') return elsewhereFix(title, owner, [addItem(text, list, entry)]);
  if (!spec || list) return [];
  const [first = '', ...rest] = entry;
  const lines = ['ignoreDifferences:', `  - ${first}`, ...rest.map((line) => `  ${line}`)];
  return elsewhereFix(title, owner, [addLines(text, spec, lines)]);
}

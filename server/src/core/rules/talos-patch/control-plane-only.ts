import { documentSpan, type PlacedPatchDocument, pairAt, patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { mainKind } from '../../schema/talos.ts';
import type { Span } from '../../text/span.ts';
import { patchScope, workersReached, workersText } from '../../workspace/patch-scope.ts';
import { at, itemsOf, pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { Severity, WorkspaceRule } from '../rule.ts';

export const controlPlaneOnly: WorkspaceRule = {
  id: 'talos-patch/control-plane-only',
  title: 'A setting for control planes that workers get too',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'A worker refuses a configuration with a virtual IP, with settings of etcd, or with access to the Talos API for pods. Such a patch belongs to the `ControlPlane` document of the template.',
  ...diff(`
 === clusters/lab.yaml
-kind: Workers
-name: racks
+kind: ControlPlane
 machineClass: {name: rack, size: 1}
 patches:
   - name: api-access
     inline:
       machine:
         features:
           kubernetesTalosAPIAccess:
             enabled: true
`),
  source: 'talos pkg/machinery/config/types/v1alpha1/v1alpha1_validation.go',
  check(context) {
    const found = talosDocuments(context.document).flatMap(controlPlaneSettings);
    if (found.length === 0) return;
    const workers = workersReached(patchScope(context));
    if (!workers) return;
    for (const { at: place, what, severity } of found) {
      const consequence =
        severity === 'error'
          ? `so ${workersText(workers)} refuse their configuration`
          : `and this goes to ${workersText(workers)}: one of them may take the address away from the API server`;
      context.report({ at: place, message: `${what} on control planes only, ${consequence}.`, severity });
    }
  },
};

interface Setting {
  readonly at: Span;
  readonly what: string;
  readonly severity: Severity;
}

function controlPlaneSettings(inner: PlacedPatchDocument): readonly Setting[] {
  const { root, kind } = inner;
  if (kind === 'Layer2VIPConfig' || kind === 'HCloudVIPConfig')
    return [{ at: documentSpan(inner), what: 'A virtual IP belongs', severity: 'warning' }];
  if (kind === 'KubeTalosAPIAccessConfig')
    return [{ at: documentSpan(inner), what: 'Pods get access to the Talos API', severity: 'error' }];
  if (kind !== mainKind) return [];
  const access = pairAt(root, 'machine.features.kubernetesTalosAPIAccess');
  const enabled = at(access?.value, 'enabled');
  const isOn =
    enabled?.type === 'scalar' && (enabled.value === true || enabled.value === 'yes' || enabled.value === 'on');
  const etcd = pairAt(root, 'cluster.etcd');
  return [
    ...virtualAddresses(root).map(
      (place): Setting => ({ at: place, what: 'A virtual IP is allowed', severity: 'error' }),
    ),
    ...(access && isOn
      ? [{ at: access.key.span, what: 'Pods get access to the Talos API', severity: 'error' } as const]
      : []),
    ...(etcd?.value.type === 'map' && !pairOf(etcd.value, '$patch')
      ? [{ at: etcd.key.span, what: 'Settings of etcd are allowed', severity: 'error' } as const]
      : []),
  ];
}

function virtualAddresses(root: PlacedPatchDocument['root']): readonly Span[] {
  return itemsOf(at(root, 'machine', 'network', 'interfaces')).flatMap((device) =>
    [device, ...itemsOf(at(device, 'vlans'))].flatMap((owner) => pairOf(owner, 'vip')?.key.span ?? []),
  );
}

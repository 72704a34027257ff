import { documentName, documentsOfKind, extraMounts, patchKinds } from '../../kinds/talos-patch.ts';
import { isSecure, userVolumeFolder, volumeKinds } from '../../kinds/talos-volumes.ts';
import { isFrom, talosGates } from '../../versions/gates.ts';
import { oldestTalos, patchScope } from '../../workspace/patch-scope.ts';
import { at, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const longhornNoexec: WorkspaceRule = {
  id: 'talos-patch/longhorn-noexec',
  title: 'Longhorn’s folder on a volume from which no program can be started',
  severity: 'warning',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'From Talos 1.14 on user volumes, existing and external ones are mounted `noexec` unless they say `mount: {secure: false}`. Longhorn’s first data engine puts its programs below `/var/lib/longhorn` and starts them there, so with that folder on such a volume its instance managers fail with “permission denied”. `/var` as a whole was mounted so in previews of 1.14 only.',
  ...diff(`
 === clusters/lab.yaml
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.14.0}
 patches:
   - name: longhorn
     inline:
       - machine:
           kubelet:
             extraMounts:
               - destination: /var/lib/longhorn
                 type: bind
                 source: /var/mnt/longhorn
                 options: [bind, rshared, rw]
       - apiVersion: v1alpha1
         kind: UserVolumeConfig
         name: longhorn
+        mount:
+          secure: false
`),
  // `/var` itself (EPHEMERAL) was `noexec` in the previews alpha.1 to beta.1 only, as their notes say; commit 6fa811a0d took it back
  // before rc.1, so a folder there is fine.
  source:
    'talos 1.14.0-rc.1 internal/app/machined/pkg/controllers/block/internal/volumes/volumeconfig/user_volumes.go; system_volumes.go since commit 6fa811a0d (`/var` is not `noexec`)',
  check(context) {
    const mounts = extraMounts(context.document).filter(({ mount }) =>
      isLonghorn(scalarText(at(mount, 'destination'))),
    );
    if (mounts.length === 0) return;
    const talos = oldestTalos(patchScope(context));
    if (!talos || !isFrom(talos, talosGates.secureVolumes)) return;
    for (const { mount } of mounts) {
      const source = at(mount, 'source');
      const path = scalarText(source) ?? '';
      const volume = path.startsWith(userVolumeFolder) ? (path.slice(userVolumeFolder.length).split('/')[0] ?? '') : '';
      const called = volume === '' ? undefined : secureVolume(context, volume);
      if (!source || called === undefined) continue;
      context.report({
        at: source.span,
        message: `Talos ${talosGates.secureVolumes.since} mounts the ${called} \`${volume}\` so that no program can be started from it, and Longhorn starts its own from \`/var/lib/longhorn\`: it fails with "permission denied". \`mount: {secure: false}\` in the volume’s document allows it.`,
      });
    }
  },
};

function isLonghorn(destination: string | undefined): boolean {
  return destination !== undefined && /^\/var\/lib\/longhorn\/?$/.test(destination);
}

/** What the volume is called, when it is defined and every definition of it leaves it secure. */
function secureVolume({ document, file, workspace }: WorkspaceContext, name: string): string | undefined {
  const own = [...volumeKinds].flatMap(([kind, called]) =>
    documentsOfKind(document, kind)
      .filter((inner) => documentName(inner) === name)
      .map(({ root }) => ({ called, secure: isSecure(root) })),
  );
  const others = workspace
    .facts('user-volume')
    .filter((record) => record.fact.name === name && record.file.folder === file.folder);
  const all = [...own, ...others.map((record) => record.fact.data)];
  return all.every(({ secure }) => secure) ? all[0]?.called : undefined;
}

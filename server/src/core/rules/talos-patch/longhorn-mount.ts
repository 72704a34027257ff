import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { extraMounts, patchKinds, type TalosPatch } from '../../kinds/talos-patch.ts';
import { at, itemsOf, pairOf, scalarText, type YamlNode, type YamlSeq } from '../../yaml/nodes.ts';
import { addItems, addLines } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule, Fix } from '../rule.ts';

export const longhornMount: DocumentRule = {
  id: 'talos-patch/longhorn-mount',
  title: 'A mount of the kubelet that Longhorn cannot use',
  severity: 'warning',
  kinds: patchKinds,
  needs: 'document',
  why: 'Longhorn mounts its volumes below its folder, and the pods that use them see them only when the folder is a bind mount whose mounts are passed on (`rshared`). Without it pods hang while they wait for their volume.',
  ...diff(`
 machine:
   kubelet:
     extraMounts:
       - destination: /var/lib/longhorn
         type: bind
         source: /var/mnt/longhorn
-        options: [bind, rw]
+        options: [bind, rshared, rw]
`),
  source: 'Longhorn documentation, Talos Linux support; talos machine.kubelet.extraMounts',
  check({ document, report }) {
    for (const { mount, patch } of extraMounts(document)) {
      checkPaths(mount, report);
      checkOptions(document.text, mount, patch, report);
    }
  },
};

type Report = DocumentContext['report'];

function checkPaths(mount: YamlNode, report: Report): void {
  for (const key of ['destination', 'source']) {
    const node = at(mount, key);
    const path = scalarText(node);
    if (!node || path === undefined || path === '' || path.startsWith('/') || hasPlaceholder(path)) continue;
    report({
      at: node.span,
      message: `\`${path}\` is no absolute path, so the kubelet’s container cannot be started with this mount.`,
    });
  }
}

function checkOptions(text: string, mount: YamlNode, patch: TalosPatch, report: Report): void {
  const paths = ['destination', 'source'].map((key) => scalarText(at(mount, key)) ?? '');
  const destination = pairOf(mount, 'destination');
  if (!destination || !paths.some((path) => /\/longhorn(?:\/|$)/.test(path)) || pairOf(mount, '<<')) return;
  const options = pairOf(mount, 'options');
  const present = itemsOf(options?.value).flatMap((item) => scalarText(item) ?? []);
  if (present.some(hasPlaceholder)) return;
  const missing = [
    ...(present.includes('bind') || present.includes('rbind') ? [] : ['bind']),
    ...(present.includes('rshared') ? [] : ['rshared']),
  ];
  if (missing.length === 0) return;
  const names = missing.map((name) => `\`${name}\``).join(' and ');
  report({
    at: options?.key.span ?? destination.key.span,
    message: `The mount of Longhorn’s folder lacks ${names}, so pods do not see the volumes that Longhorn mounts there.`,
    fixes: patch.byLines ? addOptions(text, mount, missing) : [],
  });
}

function addOptions(text: string, mount: YamlNode, missing: readonly string[]): readonly Fix[] {
  const list = at(mount, 'options');
  const title = `Add ${missing.map((name) => `\`${name}\``).join(' and ')}`;
  if (!list && mount.type === 'map') {
    const edit = addLines(text, mount, ['options:', ...missing.map((name) => `  - ${name}`)]);
    return edit ? [{ title, edits: [edit] }] : [];
  }
  const last = itemsOf(list).at(-1);
  if (list?.type !== 'seq' || !last) return [];
  const edit = list.flow ? inFlow(last, missing) : addItems(text, list, missing);
  return edit ? [{ title, edits: [edit] }] : [];
}

function inFlow(last: YamlSeq['items'][number], missing: readonly string[]): Fix['edits'][number] {
  return { span: { start: last.span.end, end: last.span.end }, newText: missing.map((name) => `, ${name}`).join('') };
}

import { templateKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { completeName, officialExtensions, officialPrefix, successorsOf } from '../../versions/talos-extensions.ts';
import { offeredExtensions } from '../../workspace/live-extensions.ts';
import { at, isString, itemsOf, type YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Report, WorkspaceRule } from '../rule.ts';

export const extensionName: WorkspaceRule = {
  id: 'cluster-template/extension-name',
  title: 'A system extension by a name that is misspelt, gone or short',
  severity: 'warning',
  kinds: templateKinds,
  needs: 'workspace',
  early: true,
  why: 'The server refuses extensions that the Talos version does not offer, after parts of the template are synced. Names are written `siderolabs/<name>`; Omni puts that before a bare name itself. The list here is never complete, so only names that are nearly another one are reported, and none that the connected Omni offers.',
  ...diff(`
 kind: Workers
 machineClass: {name: lab-worker, size: 1}
-systemExtensions: [siderolabs/iscsi-tool]
+systemExtensions: [siderolabs/iscsi-tools]
`),
  source: 'omni internal/backend/runtime/omni/validations/extensions.go; siderolabs/extensions',
  check({ document, file, workspace, report }) {
    const seen = new Set<string>();
    for (const item of itemsOf(at(document.yaml.root, 'systemExtensions'))) {
      if (!isString(item) || item.value === '' || hasPlaceholder(item.value)) continue;
      const name = completeName(item.value);
      const { offered } = offeredExtensions(file.uri, workspace);
      // One that stands there already is to go, which `cluster-template/extension-duplicate` tells.
      const made = seen.has(name)
        ? undefined
        : ((offered.includes(name) ? undefined : refusal(item, name)) ?? shortName(item, name));
      seen.add(name);
      if (made) report(made);
    }
  },
};

function refusal(item: YamlString, name: string): Report | undefined {
  const successors = successorsOf(name);
  if (successors.length > 0) {
    const both = successors.map((each) => `\`${each}\``).join(' and ');
    return {
      at: item.span,
      message: `\`${item.value}\` was split into ${both}, and current Talos releases offer only those. Omni refuses the short name.`,
      fixes: successors.map((each) => replaceFix(item.span, each)),
    };
  }
  const near = officialExtensions.has(name) ? undefined : nearOfficial(name);
  if (near === undefined) return undefined;
  return {
    at: item.span,
    message: `\`${item.value}\` is no known extension of Talos, and Omni refuses those at sync. Did you mean \`${near}\`?`,
    fixes: [replaceFix(item.span, near)],
  };
}

function shortName(item: YamlString, name: string): Report | undefined {
  if (name === item.value) return undefined;
  return {
    at: item.span,
    message: `Omni reads this as \`${name}\`. Written in full, it is found by searching and compared with other lists.`,
    severity: 'information',
    fixes: [replaceFix(item.span, name)],
  };
}

const officialNames = [...officialExtensions].map((each) => each.slice(officialPrefix.length));

function nearOfficial(name: string): string | undefined {
  const [owner, bare, ...rest] = name.split('/');
  if (bare === undefined || rest.length > 0) return undefined;
  if (`${owner}/` !== officialPrefix) {
    const meant = nearest(`${owner}/`, [officialPrefix]);
    return meant && officialExtensions.has(meant + bare) ? meant + bare : undefined;
  }
  const near = nearest(bare, officialNames);
  return near === undefined ? undefined : officialPrefix + near;
}

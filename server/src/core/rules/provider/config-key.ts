import { checkFields } from '../../schema/check-fields.ts';
import { providerConfigTable } from '../../schema/provider-config.ts';
import { removeFixes, rewordFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const configKey: DocumentRule = {
  id: 'provider/config-key',
  title: 'A key of the Proxmox provider’s configuration that it does not know',
  severity: 'warning',
  kinds: ['provider-config'],
  needs: 'document',
  why: 'The provider reads its file leniently: a key in another spelling is passed over without a word. With `tokenId` instead of `tokenID` it starts, talks to Proxmox without a login, and every request is refused.',
  ...diff(`
 === proxmox-provider/config.yaml
 proxmox:
   url: https://rack-a.example.com:8006/api2/json
-  tokenId: omni@pve!provider
+  tokenID: omni@pve!provider
   tokenSecret: <secret>
`),
  source: 'omni-infra-provider-proxmox internal/pkg/config/config.go, cmd/omni-infra-provider-proxmox/main.go',
  check({ document, report }) {
    const { root } = document.yaml;
    if (root?.type !== 'map') return;
    for (const problem of checkFields(root, providerConfigTable, { owner: root.span })) {
      const { code, key, at, suggestion, pair, path } = problem;
      if (code !== 'unknown' || !pair) continue;
      const outside = path === key && !suggestion && insideKeys.has(key);
      const hint = suggestion
        ? ` Did you mean \`${suggestion}\`?`
        : outside
          ? ' It belongs below `proxmox`, two spaces further in.'
          : '';
      report({
        at,
        message: `The provider does not know \`${key}\` here and passes over it, so it has no effect.${hint}`,
        fixes: suggestion
          ? [rewordFix(pair.key, suggestion)]
          : outside
            ? []
            : removeFixes(document.text, pair, `Remove \`${key}\``),
      });
    }
  },
};

const insideKeys = new Set(Object.keys(providerConfigTable.proxmox?.fields ?? {}));

import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { checkFields } from '../../schema/check-fields.ts';
import { providerConfigTable } from '../../schema/provider-config.ts';
import { scalarText } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const configType: DocumentRule = {
  id: 'provider/config-type',
  title: 'A value of the wrong type in the Proxmox provider’s configuration',
  severity: 'error',
  kinds: ['provider-config'],
  needs: 'document',
  why: 'A value that does not fit its key makes the whole file unreadable: the provider ends at once, and only says that it could not read the file.',
  ...diff(`
 === proxmox-provider/config.yaml
 proxmox:
   url: https://rack-a.example.com:8006/api2/json
   tokenID: omni@pve!provider
   tokenSecret: <secret>
-  insecureSkipVerify: "true"
+  insecureSkipVerify: true
`),
  source: 'omni-infra-provider-proxmox internal/pkg/config/config.go, decoded with go.yaml.in/yaml',
  check({ document, report }) {
    const { root } = document.yaml;
    if (root?.type !== 'map') return;
    const options = { owner: root.span, skip: hasPlaceholder, lenientStrings: true };
    for (const { code, key, at, field, node, suggestion } of checkFields(root, providerConfigTable, options)) {
      if (code !== 'type' || !field) continue;
      // go-yaml reads the words of YAML 1.1 as booleans where a boolean is asked for, in quotes too.
      if (
        field.type === 'boolean' &&
        /^(?:[yYnN]|[yY]es|YES|[nN]o|NO|[oO](?:n|ff)|O(?:N|FF))$/.test(scalarText(node) ?? '')
      )
        continue;
      report({
        at,
        message: `\`${key}\` takes ${nouns[field.type] ?? 'another kind of value'}; with this value the provider cannot read the file and ends.`,
        fixes: suggestion && field.type === 'boolean' ? [replaceFix(at, suggestion)] : [],
      });
    }
  },
};

const nouns: Readonly<Record<string, string>> = {
  string: 'one text',
  boolean: '`true` or `false`',
  object: 'keys of its own',
};

import { conventionsTable, isSalt, isSecretHash } from '../../kinds/conventions.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { at, itemsOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { removeFixes, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const schema: DocumentRule = {
  id: 'conventions/schema',
  title: 'A key or value that `omni-scale.yaml` does not have',
  severity: 'warning',
  kinds: ['conventions'],
  needs: 'document',
  why: 'A misspelt key or value is passed over, so the agreement it stands for does not hold.',
  ...diff(`
 === omni-scale.yaml
 conventions:
-  requiredExposure: tailscail
+  requiredExposure: tailscale
`),
  source: 'the field table of omni-scale.yaml',
  check({ document, report }) {
    const { root } = document.yaml;
    if (root?.type !== 'map') return;
    checkSecrets(at(root, 'secrets'), report);
    for (const problem of checkFields(root, conventionsTable, { owner: root.span })) {
      const { suggestion, pair, key } = problem;
      const replace = suggestion ? [replaceFix(problem.at, suggestion)] : [];
      const remove =
        problem.code === 'unknown' && pair && !suggestion ? removeFixes(document.text, pair, `Remove \`${key}\``) : [];
      report({ at: problem.at, message: describe(problem), fixes: [...replace, ...remove] });
    }
  },
};

/** The value is not repeated: somebody may have written the secret itself. */
function checkSecrets(secrets: YamlNode | undefined, report: DocumentContext['report']): void {
  const salt = at(secrets, 'salt');
  const text = scalarText(salt);
  if (salt && text !== undefined && !isSalt(text))
    report({
      at: salt.span,
      message:
        '`secrets.salt` is 32 to 128 hexadecimal digits. This is none, so nothing of `secrets.accepted` has an effect.',
    });
  for (const item of itemsOf(at(secrets, 'accepted'))) {
    const hash = scalarText(item);
    if (hash === undefined || isSecretHash(hash)) continue;
    report({
      at: item.span,
      message:
        'This is no SHA-256, 64 hexadecimal digits, so it accepts nothing. `omni-scale secrets accept` writes the hashes of values that are reported.',
    });
  }
}

function describe({ code, path, field, suggestion, pair }: FieldProblem): string {
  const hint = suggestion ? ` Did you mean \`${suggestion}\`?` : '';
  const mayBeSecret = path.startsWith('secrets');
  const written = pair?.value.type === 'scalar' && !mayBeSecret ? pair.value.source : 'this';
  if (code === 'unknown') return `There is no \`${path}\` in omni-scale.yaml, so it has no effect.${hint}`;
  if (code === 'missing') return `\`${path}\` is missing, so this entry has no effect.`;
  if (code === 'enum')
    return `\`${path}\` is one of ${(field?.enum ?? []).map((value) => `\`${value}\``).join(', ')}; \`${written}\` has no effect.${hint}`;
  return `\`${path}\` is a ${field?.type === 'object' || field?.type === 'map' ? 'mapping' : (field?.type ?? 'value')}; \`${written}\` has no effect.`;
}

import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { applicationMetadataOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { span } from '../../text/span.ts';
import { at, isString, itemsOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const finalizer: DocumentRule = {
  id: 'argocd/finalizer',
  title: 'A finalizer that Argo CD does not know',
  severity: 'warning',
  kinds: ['application', 'application-set', 'app-project'],
  needs: 'document',
  why: 'Argo CD deletes the resources of an Application only for the finalizers it knows, and nobody ever takes an unknown one away: deleting the Application leaves its resources and then hangs.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: wiki, finalizers: [resource-finalizer.argocd.argoproj.io]}
+metadata: {name: wiki, finalizers: [resources-finalizer.argocd.argoproj.io]}
`),
  source: 'argo-cd pkg/apis/application/v1alpha1/application_defaults.go',
  check({ document, report }) {
    const metadata = applicationMetadataOf(document) ?? at(document.yaml.root, 'metadata');
    for (const item of itemsOf(at(metadata, 'finalizers'))) {
      if (!isString(item) || hasPlaceholder(item.value) || !item.value.includes('argocd.argoproj.io')) continue;
      if (known.includes(item.value) || /^(?:pre|post)-delete-finalizer\.argocd\.argoproj\.io(?:\/|$)/.test(item.value))
        continue;
      const near = nearest(item.value, known);
      const inner = span(0, item.value.length);
      const message = `Argo CD knows no finalizer \`${item.value}\`: it removes no resources for it, and the deletion hangs.${near ? ` Did you mean \`${near}\`?` : ''}`;
      const fixes = near && isVerbatim(item, inner) ? [replaceFix(valueSpan(item, inner), near)] : [];
      report({ at: item.span, message, fixes });
    }
  },
};

const own = 'resources-finalizer.argocd.argoproj.io';
const known = [own, `${own}/foreground`, `${own}/background`];

import { at, contentOf, pairsOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const metadataValue: DocumentRule = {
  id: 'machine-class/metadata-value',
  title: 'A part of `metadata` that omnictl cannot read',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: '`omnictl get -o yaml` prints `version`, `owner`, `phase`, `created`, `updated` and `finalizers`, and `omnictl apply` reads them back, although Omni sets them itself. It refuses the file with a value that is none it would print. They can all be left out.',
  ...diff(`
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: bare-metal
-  version: v2
 spec:
   matchlabels: [omni.sidero.dev/platform = metal]
`),
  source: 'cosi-project/runtime pkg/resource/metadata.go (UnmarshalYAML), version.go, phase.go',
  check({ document, report }) {
    for (const pair of pairsOf(at(document.yaml.root, 'metadata'))) {
      const wanted = wantedBy(pair);
      if (wanted === undefined) continue;
      const key = contentOf(pair.key);
      report({
        at: pair.key.span,
        message: `\`${key}\` is ${wanted}, and \`omnictl apply\` refuses the class with anything else. Omni sets it itself; leave it out.`,
        fixes: removeFixes(document.text, pair, `Remove \`${key}\``),
      });
    }
  },
};

interface Kept {
  readonly wanted: string;
  readonly fits: (text: string) => boolean;
}

const time: Kept = {
  wanted: 'a time such as `2026-01-31T09:00:00Z`',
  fits: (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text.replace(',', '.'))),
};

const kept: Readonly<Record<string, Kept>> = {
  version: { wanted: 'a whole number or `undefined`', fits: isVersion },
  phase: { wanted: '`running` or `tearingDown`', fits: (text) => text === 'running' || text === 'tearingDown' },
  owner: { wanted: 'a word', fits: () => true },
  created: time,
  updated: time,
};

/** What a key takes, where it has something else; undefined where all is well. */
function wantedBy({ key, value }: YamlPair): string | undefined {
  const name = contentOf(key);
  if (name === 'finalizers') return isListOfWords(value) ? undefined : 'a list of words';
  const rule = Object.hasOwn(kept, name) ? kept[name] : undefined;
  return rule && (value.type !== 'scalar' || !rule.fits(contentOf(value))) ? rule.wanted : undefined;
}

/** On its way to Omni the number is read once more, without a sign. */
function isVersion(text: string): boolean {
  return text === 'undefined' || (/^\+?\d{1,19}$/.test(text) && BigInt(text.replace('+', '')) < 2n ** 63n);
}

function isListOfWords(node: YamlNode): boolean {
  return node.type === 'seq' && node.items.every(({ type }) => type === 'scalar');
}

import { patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { checkTalos, placeOf, type TalosProblem } from '../../schema/check-talos.ts';
import type { TalosFormat } from '../../schema/talos.ts';
import { diff } from '../examples.ts';
import { rewriteFixes } from '../patch-edits.ts';
import type { DocumentRule } from '../rule.ts';

export const value: DocumentRule = {
  id: 'talos-patch/value',
  title: 'A value that Talos does not accept: a word, an address, a duration, a size or a URL',
  severity: 'error',
  kinds: patchKinds,
  needs: 'document',
  why: 'Some of these are refused together with the patch, others only when a machine gets its configuration: it then keeps the old one, or does not come up.',
  ...diff(`
 cluster:
   network:
     cni:
-      name: cilium
+      name: none
`),
  source: 'talos pkg/machinery/config/types and v1alpha1_validation.go; its JSON schemas from 1.9 to 1.14',
  check({ document, report }) {
    for (const { root, talos } of talosDocuments(document)) {
      for (const problem of talos ? checkTalos(root, talos.table) : []) {
        // The rule `talos-patch/kind` says it.
        if (problem.path === 'apiVersion') continue;
        const message = describe(problem);
        if (message === undefined) continue;
        const { node, code, suggestion } = problem;
        const fixable = code === 'enum' && node.type === 'scalar' && suggestion !== undefined;
        report({
          at: placeOf(problem),
          message,
          fixes: fixable ? rewriteFixes(document.text, node, suggestion) : [],
        });
      }
    }
  },
};

const formats: Readonly<Record<Exclude<TalosFormat, 'url' | 'argument'>, string>> = {
  duration: 'a duration with units, such as `90s` or `1h30m`',
  cidr: 'a network such as `10.244.0.0/16`',
  subnet: 'a network such as `10.20.0.0/24`, an IP address, or one of them behind `!`',
  ip: 'an IP address',
  hex: 'a hardware address such as `aa:bb:cc:dd:ee:ff`',
  hostport: 'an address with a port, such as `10.0.0.1:51820`',
  size: 'a size such as `100GB`',
  share: 'a size such as `100GB`, or a share such as `80%`',
  disksize: 'a size such as `100GB`',
  portrange: 'a port such as `6443`, or a range such as `1000-2000`',
  routingtable: '`main`, `local`, `default`, or a number from 1 to 252',
  base64: 'PEM in base64',
  sizerange: 'a size such as `100GB`, or a comparison such as `>= 100GB`',
};

/** What Talos neither refuses with the patch nor with the machine's configuration, and what becomes of it then. */
const accepted: Readonly<Record<string, (written: string) => string>> = {
  'cluster.network.podSubnets': (written) => `Kubernetes does not start with ${written}.`,
  'cluster.network.serviceSubnets': (written) => `Kubernetes does not start with ${written}.`,
  'cluster.proxy.mode': (written) => `kube-proxy does not start with ${written}.`,
  'machine.files.op': (written) => `Talos does not write the file with ${written}.`,
  'machine.install.diskSelector.type': (written) => `with ${written} no disk is found to install to.`,
  'machine.network.nameservers': (written) => `Talos passes over ${written}.`,
};

function consequence(path: string, written: string): string {
  return accepted[path.replace(/\[\d+\]/g, '')]?.(written) ?? `Talos refuses ${written}.`;
}

function describe({ code, path, field, node }: TalosProblem): string | undefined {
  // Keys and certificates are no words to repeat.
  const written = node.type === 'scalar' && field?.format !== 'base64' ? `\`${node.source}\`` : 'this';
  if (code === 'enum') {
    const words = field?.enum ?? [];
    const expected =
      words.length === 1 ? `is \`${words[0]}\`` : `is one of ${words.map((word) => `\`${word}\``).join(', ')}`;
    return `\`${path}\` ${expected}; ${consequence(path, written)}`;
  }
  if (code === 'range')
    return `\`${path}\` is between ${field?.minimum ?? 'any number'} and ${field?.maximum ?? 'any number'}; Talos refuses ${written}.`;
  if (code !== 'format' || !field?.format || field.format === 'argument') return undefined;
  if (field.format !== 'url') return `\`${path}\` is ${formats[field.format]}; ${consequence(path, written)}`;
  const schemes = (field.schemes ?? []).map((scheme) => `\`${scheme}://\``).join(' or ');
  return `\`${path}\` is a URL that begins with ${schemes}; Talos refuses ${written}.`;
}

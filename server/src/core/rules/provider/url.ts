import { isExamplePath } from '../../kinds/example-path.ts';
import { settingOf } from '../../kinds/provider-config.ts';
import { pairOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { rewordFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Report, WorkspaceRule } from '../rule.ts';

export const url: WorkspaceRule = {
  id: 'provider/url',
  title: 'An address of Proxmox that is not that of its API',
  severity: 'error',
  kinds: ['provider-config'],
  needs: 'workspace',
  why: 'The provider puts every path behind the address as it is written. Without `/api2/json` at its end Proxmox answers with its web page, and no machine is created.',
  ...diff(`
 === proxmox-provider/config.yaml
 proxmox:
-  url: https://rack-a.example.com:8006
+  url: https://rack-a.example.com:8006/api2/json
   tokenID: omni@pve!provider
   tokenSecret: <secret>
`),
  source: 'omni-infra-provider-proxmox README.md; go-proxmox proxmox.go (paths are appended to the base URL)',
  check({ document, file, report }) {
    const { root } = document.yaml;
    const pair = settingOf(root, 'url');
    const text = scalarText(pair?.value)?.trim() ?? '';
    const owner = pairOf(root, 'proxmox');
    if (!owner) return;
    if (text === '') {
      if (pair && isExamplePath(file.path)) return;
      report({
        at: pair?.key.span ?? owner.key.span,
        message:
          'There is no address of Proxmox here, so the provider reaches nothing. Add `url`, as in `https://rack-a.example.com:8006/api2/json`.',
      });
    } else if (pair && !/[<>{}$]/.test(text)) {
      for (const found of judge(text, pair.value)) report(found);
    }
  },
};

function judge(text: string, node: YamlNode): readonly Report[] {
  const [, scheme = '', host = '', port, path = ''] =
    /^(?:([a-z][a-z+.-]*):\/\/)?([^/:]+|\[[^\]]+\])(:\d+)?(\/.*)?$/i.exec(text) ?? [];
  if (host === '') {
    const shown = text.replace(/\/\/[^/@]*@/, '//…@');
    return [{ at: node.span, message: `\`${shown}\` is no address that a request can be sent to.` }];
  }
  const found = problemOf({ scheme: scheme.toLowerCase(), port, path });
  if (!found) return [];
  const { message, severity } = found;
  // One repair writes the whole address, so that nothing is left to say of it. Another path may be a proxy's.
  const fixes =
    node.type === 'scalar' && (isOfApi(path) || isNearApi(path))
      ? [rewordFix(node, addressOf(scheme, host, port))]
      : [];
  return [{ at: node.span, message, severity, fixes }];
}

interface Address {
  readonly scheme: string;
  readonly port: string | undefined;
  readonly path: string;
}

function problemOf({ scheme, port, path }: Address): Required<Pick<Report, 'message' | 'severity'>> | undefined {
  if (scheme === '') {
    const message = 'The address has no scheme, so no request is ever sent. Proxmox listens with `https://`.';
    return { message, severity: 'error' };
  }
  if (!isOfApi(path)) {
    const message =
      'The address does not end with `/api2/json`, so Proxmox answers with its web page and no machine is created.';
    return { message, severity: isNearApi(path) ? 'error' : 'warning' };
  }
  if (scheme === 'http') {
    const message =
      '`http://` sends the login in the clear, and Proxmox itself only listens with TLS. Write `https://`.';
    return { message, severity: 'warning' };
  }
  if (port !== undefined) return undefined;
  const message =
    'The address has no port, which means 443. Proxmox itself listens on 8006; this only works with a proxy in front of it.';
  return { message, severity: 'information' };
}

/** Proxmox skips empty parts of a path, so a slash at the end does no harm. */
function isOfApi(path: string): boolean {
  return /^\/+api2\/+json\/*$/.test(path);
}

function isNearApi(path: string): boolean {
  return /^\/*(?:api2?(?:\/(?:json|extjs)?)?)?\/*$/.test(path);
}

/** The address as Proxmox has it by default; a port that is written is kept. */
function addressOf(scheme: string, host: string, port: string | undefined): string {
  const safe = scheme === '' || scheme.toLowerCase() === 'http' ? 'https' : scheme;
  return `${safe}://${host}${port ?? ':8006'}/api2/json`;
}

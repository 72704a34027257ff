import { isExamplePath } from '../../kinds/example-path.ts';
import { settingOf } from '../../kinds/provider-config.ts';
import { pairOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
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
  if (host === '') return [{ at: node.span, message: `\`${text}\` is no address that a request can be sent to.` }];
  if (scheme === '') {
    const message = `The address has no scheme, so no request is ever sent. Proxmox listens with \`https://\`.`;
    return [
      { at: node.span, message, fixes: [replaceFix(node.span, `https://${host}${port ?? ''}${fixedPath(path)}`)] },
    ];
  }
  // Proxmox skips empty parts of a path, so a slash at the end does no harm.
  if (!/^\/+api2\/+json\/*$/.test(path)) {
    const known = /^\/*(?:api2?(?:\/(?:json|extjs)?)?)?\/*$/.test(path);
    return [
      {
        at: node.span,
        message:
          'The address does not end with `/api2/json`, so Proxmox answers with its web page and no machine is created.',
        severity: known ? 'error' : 'warning',
        fixes: known ? [replaceFix(node.span, `${scheme}://${host}${port ?? ''}/api2/json`)] : [],
      },
    ];
  }
  return unencrypted(scheme, host, port, node);
}

function fixedPath(path: string): string {
  return path === '' || path === '/' ? '/api2/json' : path;
}

function unencrypted(scheme: string, host: string, port: string | undefined, node: YamlNode): readonly Report[] {
  if (scheme.toLowerCase() === 'http') {
    const message =
      '`http://` sends the login in the clear, and Proxmox itself only listens with TLS. Write `https://`.';
    const fixes = [replaceFix(node.span, `https://${host}${port ?? ''}/api2/json`)];
    return [{ at: node.span, message, severity: 'warning', fixes }];
  }
  if (port !== undefined) return [];
  const message =
    'The address has no port, which means 443. Proxmox itself listens on 8006; this only works with a proxy in front of it.';
  return [
    {
      at: node.span,
      message,
      severity: 'information',
      fixes: [replaceFix(node.span, `https://${host}:8006/api2/json`)],
    },
  ];
}

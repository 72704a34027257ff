// The settings of VS Code as the live parts take them. Nothing in them is a secret.
import { workspace } from 'vscode';
import { defaultStaleAfter, type LiveSettings } from '../../../../server/src/live/settings.ts';

export function readLiveSettings(): LiveSettings {
  const settings = workspace.getConfiguration('omniScale');
  const text = <K extends string>(key: K, name: string): { readonly [P in K]?: string } => {
    const value = settings.get<string>(name)?.trim();
    return value ? ({ [key]: value } as { readonly [P in K]?: string }) : {};
  };
  const seconds = settings.get<number>('live.staleAfterSeconds');
  return {
    omni: {
      ...text('omnictlPath', 'omni.omnictlPath'),
      ...text('omniconfig', 'omni.omniconfig'),
      ...text('context', 'omni.context'),
    },
    kubernetes: {
      ...text('kubeconfig', 'kubernetes.kubeconfig'),
      ...text('context', 'kubernetes.context'),
      ...text('argocdNamespace', 'kubernetes.argocdNamespace'),
    },
    provider: {
      ...text('host', 'provider.host'),
      ...text('jumpHost', 'provider.jumpHost'),
      ...text('lxc', 'provider.lxc'),
      ...text('service', 'provider.service'),
      ...text('container', 'provider.container'),
      ...text('identityFile', 'provider.identityFile'),
    },
    ...text('helmPath', 'helm.path'),
    staleAfter: seconds ? seconds * 1_000 : defaultStaleAfter,
  };
}

/** Whether this window may contact anything: the workspace is trusted, and live work is switched on. */
export function mayConnect(): boolean {
  return workspace.isTrusted && workspace.getConfiguration('omniScale').get('live.enabled', true);
}

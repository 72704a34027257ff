// Getting connected: signing in, choosing contexts, the demo, the settings.
import { ConfigurationTarget, commands, type Disposable, window, workspace } from 'vscode';
import { contexts } from '../../../../server/src/live/kubernetes/kubeconfig.ts';
import { nameInKey } from '../../../../server/src/live/omni/service-account.ts';
import { liveSystems, register, tell, type Workbench } from './tools.ts';

export function registerSetup(bench: Workbench): Disposable[] {
  return register({
    signIn: () => signIn(bench),
    selectContext: () => selectContexts(bench),
    setServiceAccount: () => setServiceAccount(bench),
    forgetServiceAccount: () => bench.connection.setServiceAccount(undefined),
    startDemo: (how?: unknown) => startDemo(bench, how === 'still'),
    stopDemo: () => bench.connection.stopDemo(),
    openSettings: () =>
      commands.executeCommand(
        'workbench.action.openSettings',
        '@ext:omni-scale.omni-scale live omni kubernetes provider',
      ),
  });
}

/** omnictl opens the browser itself; it runs in a terminal, where a person sees what it says and can end it. */
async function signIn(bench: Workbench): Promise<void> {
  const systems = liveSystems(bench);
  if (!systems) return;
  const { program, args } = systems.omnictl.signInCommand();
  const terminal = window.createTerminal({ name: 'Sign In to Omni', shellPath: program, shellArgs: [...args] });
  terminal.show();
  const closed = window.onDidCloseTerminal((which) => {
    if (which !== terminal) return;
    closed.dispose();
    if (which.exitStatus?.code === 0) bench.connection.session?.signedIn();
  });
}

/** For those who do not sign in themselves: the key is kept by VS Code, and in no file. */
async function setServiceAccount({ connection }: Workbench): Promise<void> {
  const key = await window.showInputBox({
    title: 'Key of the Service Account',
    prompt: 'What `omnictl serviceaccount create` prints as OMNI_SERVICE_ACCOUNT_KEY.',
    ...{ password: true, ignoreFocusOut: true },
    validateInput: (text) =>
      text === '' || nameInKey(text.trim()) !== undefined ? undefined : 'This is no key of a service account.',
  });
  if (!key) return;
  const access = await connection.systems()?.omnictl.access();
  const endpoint = await window.showInputBox({
    title: 'Address of Omni',
    prompt: 'As OMNI_ENDPOINT, such as `https://omni.example.com`.',
    value: connection.serviceAccountOf ?? (access?.ok ? access.value.url : undefined) ?? '',
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' || URL.canParse(text.trim()) ? undefined : 'This is no address.'),
  });
  if (!endpoint) return;
  await connection.setServiceAccount({ key: key.trim(), endpoint: endpoint.trim() });
  const name = nameInKey(key.trim());
  void window.showInformationMessage(`This workspace reaches ${endpoint} as the service account \`${name}\` now.`);
}

async function selectContexts(bench: Workbench): Promise<void> {
  const systems = liveSystems(bench);
  if (!systems) return;
  const { kubernetes } = bench.connection.settings;
  const omni = await systems.omnictl.contexts();
  const cluster = await contexts(kubernetes);
  if (omni.ok)
    await choose(
      'Context of omnictl',
      'omni.context',
      omni.value.contexts.map(({ name }) => name),
    );
  else await tell(omni.fault);
  if (cluster.ok)
    await choose(
      'Context of kubectl',
      'kubernetes.context',
      cluster.value.map(({ name }) => name),
    );
  else await tell(cluster.fault);
}

async function choose(title: string, setting: string, names: readonly string[]): Promise<void> {
  const settings = workspace.getConfiguration('omniScale');
  const current = settings.get<string>(setting);
  const items = names.map((label) => ({ label, description: label === current ? 'chosen' : '' }));
  const chosen = await window.showQuickPick(items, { title });
  const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  if (chosen) await settings.update(setting, chosen.label, target);
}

async function startDemo({ connection }: Workbench, still: boolean): Promise<void> {
  connection.startDemo(still);
  await commands.executeCommand('workbench.view.extension.omniScale');
}

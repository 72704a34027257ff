// The values of a GitOps bootstrap in one list: taken as they are, or changed one by one.
import { type QuickPickItem, window } from 'vscode';
import { type GitOpsInputs, gitOpsDefaults } from '../../../../server/src/live/runbooks/gitops-bootstrap.ts';
import {
  type GitOpsWish,
  isNamespace,
  readApiServer,
  readMtu,
  readPin,
  showApiServer,
} from '../../../../server/src/live/runbooks/gitops-values.ts';
import {
  type ChartChoice,
  type ChartName,
  chartChoices,
  charts,
} from '../../../../server/src/live/runbooks/versions.ts';

interface Values {
  readonly mtu: number;
  readonly apiServer: GitOpsInputs['apiServer'];
  readonly privilegedNamespaces: readonly string[];
  readonly versions: Readonly<Record<ChartName, ChartChoice>>;
}

interface Item extends QuickPickItem {
  /** The values after the person has changed one; undefined when they have thought better of it. Absent: take them. */
  readonly change?: () => Promise<Values | undefined>;
}

/** Undefined when the person has thought better of it. @param bootstrap absolute path, or `none` */
export async function askValues(
  title: string,
  cluster: string,
  bootstrap: string | 'none',
): Promise<GitOpsWish | undefined> {
  const file = bootstrap === 'none' ? undefined : bootstrap;
  let values: Values = { ...gitOpsDefaults, versions: await chartChoices(file, {}) };
  for (;;) {
    const chosen = await window.showQuickPick(itemsOf(values), { title, placeHolder: problemOf(values) ?? '' });
    if (!chosen) return undefined;
    if (!chosen.change) return wishOf(cluster, file, values);
    values = (await chosen.change()) ?? values;
  }
}

/** Without a version for each chart there is nothing to take. */
function itemsOf(values: Values): readonly Item[] {
  const take: readonly Item[] = problemOf(values) === undefined ? [{ label: 'Use These Values' }] : [];
  return [
    ...take,
    mtuItem(values),
    apiServerItem(values),
    namespacesItem(values),
    ...charts.map((chart) => chartItem(values, chart)),
  ];
}

function problemOf({ versions }: Values): string | undefined {
  return Object.values(versions).flatMap((choice) => ('problem' in choice ? [choice.problem] : []))[0];
}

function mtuItem(values: Values): Item {
  return {
    label: 'Change the MTU…',
    description: `${values.mtu} bytes`,
    change: async () => {
      const prompt = 'Of the cluster’s network, in bytes. A value that is too large makes transfers crawl.';
      const mtu = await ask(prompt, String(values.mtu), readMtu, 'A number from 1280 to 9216.');
      return mtu === undefined ? undefined : { ...values, mtu };
    },
  };
}

function apiServerItem(values: Values): Item {
  return {
    label: 'Change the API Server…',
    description: showApiServer(values.apiServer),
    change: async () => {
      const prompt =
        'Where Cilium finds the API server. Talos’ KubePrism is at localhost:7445, unless it is turned off.';
      const apiServer = await ask(
        prompt,
        showApiServer(values.apiServer),
        readApiServer,
        'A host and a port: 192.0.2.10:6443.',
      );
      return apiServer && { ...values, apiServer };
    },
  };
}

function namespacesItem(values: Values): Item {
  const read = (text: string): readonly string[] | undefined => {
    const names = text.split(',').flatMap((name) => name.trim() || []);
    return names.every(isNamespace) ? names : undefined;
  };
  return {
    label: 'Change the Privileged Namespaces…',
    description: values.privilegedNamespaces.join(', ') || 'none',
    change: async () => {
      const prompt = 'Namespaces whose pods need privileges, with commas.';
      const privilegedNamespaces = await ask(
        prompt,
        values.privilegedNamespaces.join(', '),
        read,
        'Names of namespaces.',
      );
      return privilegedNamespaces && { ...values, privilegedNamespaces };
    },
  };
}

function chartItem(values: Values, chart: ChartName): Item {
  const choice = values.versions[chart];
  const version = 'problem' in choice ? '' : choice.version;
  return {
    label: `Change the Version of ${chart}…`,
    description: 'problem' in choice ? 'to be named' : `${choice.version} (${choice.from})`,
    change: async () => {
      const read = (text: string) => readPin(`${chart}=${text}`)?.version;
      const given = await ask(`Version of the chart ${chart}.`, version, read, 'One version, such as 1.12.1.');
      return given === undefined
        ? undefined
        : { ...values, versions: { ...values.versions, [chart]: { version: given, from: 'given' } } };
    },
  };
}

async function ask<T>(
  prompt: string,
  value: string,
  read: (text: string) => T | undefined,
  wrong: string,
): Promise<T | undefined> {
  const validateInput = (text: string) => (read(text.trim()) === undefined ? wrong : undefined);
  const typed = await window.showInputBox({ prompt, value, validateInput, ignoreFocusOut: true });
  return typed === undefined ? undefined : read(typed.trim());
}

function wishOf(cluster: string, bootstrap: string | undefined, values: Values): GitOpsWish {
  const { mtu, apiServer, privilegedNamespaces } = values;
  // What comes from the repository is read there again; what was typed is given.
  const given = charts.flatMap((chart) => {
    const choice = values.versions[chart];
    return 'version' in choice && choice.from === 'given' ? [[chart, choice.version] as const] : [];
  });
  return {
    ...{ cluster, mtu, apiServer, privilegedNamespaces, versions: Object.fromEntries(given) },
    ...(bootstrap === undefined ? {} : { bootstrap }),
  };
}

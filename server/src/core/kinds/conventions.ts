// `omni-scale.yaml` at the root of a folder: what a team agreed on, in git and not in one person's settings.
import type { Severity } from '../rules/rule.ts';
import type { FieldTable } from '../schema/fields.ts';
import { at, itemsOf, keyText, pairsOf, scalarText, type YamlNode } from '../yaml/nodes.ts';
import { optional } from './optional.ts';

export type Level = Severity | 'off';
export const levels: readonly Level[] = ['off', 'hint', 'information', 'warning', 'error'];

export interface Override {
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, Level>>;
}

export interface Conventions {
  readonly rules: Readonly<Record<string, Level>>;
  readonly overrides: readonly Override[];
  /** Globs of files that get no findings, relative to the folder. */
  readonly ignore: readonly string[];
  readonly versions: {
    readonly omni?: string;
    readonly talos?: string;
    readonly kubernetes?: string;
    readonly argocd?: string;
    readonly externalSecrets?: string;
  };
  readonly storagePools: readonly string[];
  readonly requiredExposure: 'tailscale' | 'any' | 'off';
  /** The name of the tailnet, without `.ts.net`. */
  readonly tailnet?: string;
  /** Names of Applications that have a web UI, besides those known by their chart. */
  readonly uiApps: readonly string[];
  readonly privilegedNamespaces: readonly string[];
  /** The Pod Security level of namespaces that no file labels. */
  readonly podSecurityDefault: 'baseline' | 'privileged';
  readonly providerImage: 'pinned' | 'digest' | 'any';
  /** What omnictl's `--allowed-dir` is given, relative to each template's folder. */
  readonly allowedDir: string;
  readonly secrets: AcceptedSecrets;
}

/** Values that the team knows to stand in files, as hashes. */
export interface AcceptedSecrets {
  /** Undefined where it is missing or no salt: then nothing is accepted. */
  readonly salt?: string;
  /** SHA-256 of salt and value, in small hexadecimal digits. */
  readonly accepted: readonly string[];
}

export const noConventions: Conventions = {
  rules: {},
  overrides: [],
  ignore: [],
  versions: {},
  storagePools: [],
  requiredExposure: 'any',
  uiApps: [],
  privilegedNamespaces: [],
  podSecurityDefault: 'baseline',
  providerImage: 'pinned',
  allowedDir: './',
  secrets: { accepted: [] },
};

const level = { type: 'string', enum: levels, doc: 'How grave a finding of this rule is, or `off`.' } as const;
const severitiesByRule = {
  type: 'map',
  items: level,
  doc: 'Severity by rule id, such as `machine-class/sockets: warning`.',
} as const;
/** At least 16 bytes. */
export function isSalt(text: string): boolean {
  return /^[0-9a-f]{32,128}$/i.test(text);
}

export function isSecretHash(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

const secretsField = {
  type: 'object',
  doc: 'Secrets that the team knows to stand in files. They are not reported; every other one is. `omni-scale secrets accept` writes this.',
  fields: {
    salt: {
      type: 'scalar',
      required: true,
      doc: 'Random hexadecimal digits, 32 or more, that go before each value into its hash. Another salt ends all that is accepted.',
    },
    accepted: {
      type: 'list',
      doc: 'SHA-256 of the salt and the value, in hexadecimal digits, one for each value. Whoever has this file can try guesses against a hash, so a short or plain password does not belong here: move it into a Secret, or silence it with a comment and a reason.',
      items: { type: 'scalar', doc: 'SHA-256 of the salt and one value; a comment may say what it is.' },
    },
  },
} as const;
const glob = { type: 'string', doc: 'A path or glob relative to this folder, such as `clusters/test/**`.' } as const;

export const conventionsTable: FieldTable = {
  rules: severitiesByRule,
  overrides: {
    type: 'list',
    doc: 'Severities for some files only; a later entry wins over an earlier one.',
    items: {
      type: 'object',
      doc: 'Severities for the files these globs name.',
      fields: {
        files: {
          type: 'list',
          required: true,
          items: glob,
          doc: 'Globs of the files concerned, relative to this folder.',
        },
        rules: { ...severitiesByRule, required: true },
      },
    },
  },
  ignore: { type: 'list', items: glob, doc: 'Files that are not checked.' },
  secrets: secretsField,
  versions: {
    type: 'object',
    doc: 'Versions in use where the files themselves do not say them.',
    fields: {
      omni: { type: 'scalar', doc: 'Version of the Omni server, such as `1.9.3`.' },
      talos: { type: 'scalar', doc: 'Talos version of patches that no cluster template uses, such as `v1.13.6`.' },
      kubernetes: { type: 'scalar', doc: 'Kubernetes version where no cluster template says it.' },
      argocd: { type: 'scalar', doc: 'Version of Argo CD, such as `3.2`.' },
      externalSecrets: { type: 'scalar', doc: 'Version of External Secrets, such as `1.3.2`.' },
    },
  },
  conventions: {
    type: 'object',
    doc: 'What the team agreed on.',
    fields: {
      storagePools: {
        type: 'list',
        items: { type: 'string', doc: 'Name of a Proxmox storage.' },
        doc: 'Proxmox storages that exist; a selector naming another one is reported.',
      },
      requiredExposure: {
        type: 'string',
        enum: ['tailscale', 'any', 'off'],
        fallback: 'any',
        doc: 'How a web UI is reached: through Tailscale, in any way, or not checked.',
      },
      tailnet: {
        type: 'string',
        doc: 'The name of the tailnet, such as `tail1a2b3.ts.net`; hovers write it into addresses.',
      },
      uiApps: {
        type: 'list',
        items: { type: 'string', doc: 'Name of an Application.' },
        doc: 'Applications that have a web UI, besides those known by their chart.',
      },
      privilegedNamespaces: {
        type: 'list',
        items: { type: 'string', doc: 'Name of a namespace.' },
        doc: 'Namespaces whose pods need the privileged Pod Security level.',
      },
      podSecurityDefault: {
        type: 'string',
        enum: ['baseline', 'privileged'],
        fallback: 'baseline',
        doc: 'The Pod Security level that the cluster enforces in namespaces without a label: `baseline` as Talos configures it, or `privileged` as Kubernetes does where nothing is configured.',
      },
      providerImage: {
        type: 'string',
        enum: ['pinned', 'digest', 'any'],
        fallback: 'pinned',
        doc: 'How the provider image is named: no floating tag, by digest only, or not checked.',
      },
      allowedDir: {
        type: 'string',
        fallback: './',
        doc: 'The folder that omnictl is given with `--allowed-dir`, relative to each cluster template: `..` where patches lie beside the folder of templates.',
      },
    },
  },
};

/** Reads what is well formed and passes over the rest; the rule `conventions/schema` reports that. */
export function readConventions(root: YamlNode | undefined): Conventions {
  const agreed = at(root, 'conventions');
  return {
    rules: readLevels(at(root, 'rules')),
    overrides: itemsOf(at(root, 'overrides')).map((item) => ({
      files: texts(at(item, 'files')),
      rules: readLevels(at(item, 'rules')),
    })),
    ignore: texts(at(root, 'ignore')),
    versions: readVersions(at(root, 'versions')),
    storagePools: texts(at(agreed, 'storagePools')),
    requiredExposure: oneOf(at(agreed, 'requiredExposure'), ['tailscale', 'any', 'off'], 'any'),
    ...optional('tailnet', scalarText(at(agreed, 'tailnet'))?.replace(/\.ts\.net\.?$/, '')),
    uiApps: texts(at(agreed, 'uiApps')),
    privilegedNamespaces: texts(at(agreed, 'privilegedNamespaces')),
    podSecurityDefault: oneOf(at(agreed, 'podSecurityDefault'), ['baseline', 'privileged'], 'baseline'),
    providerImage: oneOf(at(agreed, 'providerImage'), ['pinned', 'digest', 'any'], 'pinned'),
    allowedDir: scalarText(at(agreed, 'allowedDir')) ?? './',
    secrets: readSecrets(at(root, 'secrets')),
  };
}

export function isLevel(text: string | undefined): text is Level {
  return levels.some((candidate) => candidate === text);
}

function readLevels(node: YamlNode | undefined): Readonly<Record<string, Level>> {
  const found: Record<string, Level> = {};
  for (const pair of pairsOf(node)) {
    // YAML reads a bare `off` as text in version 1.2, but a person may know it as a boolean of 1.1.
    const text = scalarText(pair.value);
    const value = text === 'false' ? 'off' : text;
    if (isLevel(value)) found[keyText(pair)] = value;
  }
  return found;
}

function readVersions(node: YamlNode | undefined): Conventions['versions'] {
  const found: Record<string, string> = {};
  for (const pair of pairsOf(node)) {
    const text = scalarText(pair.value);
    if (text !== undefined) found[keyText(pair)] = text;
  }
  return found;
}

function readSecrets(node: YamlNode | undefined): AcceptedSecrets {
  const salt = scalarText(at(node, 'salt'));
  const accepted = texts(at(node, 'accepted')).filter(isSecretHash);
  return { accepted: accepted.map((hash) => hash.toLowerCase()), ...(salt && isSalt(salt) ? { salt } : {}) };
}

function texts(node: YamlNode | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) => scalarText(item) ?? []);
}

function oneOf<T extends string>(node: YamlNode | undefined, allowed: readonly T[], fallback: T): T {
  const text = scalarText(node);
  return allowed.find((candidate) => candidate === text) ?? fallback;
}

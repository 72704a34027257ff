// The objects of the file or folder from which Argo CD fills a cluster: the root Application and what stands beside it.
import { readdir, readFile as readText } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { failed, ok, type Result } from '../fault.ts';
import type { ObjectDraft } from '../kubernetes/cluster.ts';
import { fieldOf, textOf } from './omni-state.ts';

/**
 * Read each time: it is the repository's, and what is applied is what stands there. Argo CD's own objects that name no
 * namespace are meant for its own.
 */
export async function readObjects(path: string, argocdNamespace: string): Promise<Result<readonly ObjectDraft[]>> {
  const objects: ObjectDraft[] = [];
  for (const file of await filesOf(path)) {
    const read = await readFileObjects(file);
    if (!read.ok) return read;
    objects.push(...read.value.map((object) => inNamespace(object, argocdNamespace)));
  }
  if (objects.length === 0) return failed('unreadable', `\`${path}\` holds no Kubernetes object.`);
  // Projects before the Applications that are in them.
  return ok(objects.sort((a, b) => Number(a.kind === 'Application') - Number(b.kind === 'Application')));
}

/** For people: `Application argocd/root`. */
export function titleOf({ kind, metadata: { name, namespace } }: ObjectDraft): string {
  return `${kind} \`${namespace === undefined ? '' : `${namespace}/`}${name}\``;
}

function inNamespace(object: ObjectDraft, namespace: string): ObjectDraft {
  const isArgo = object.apiVersion.startsWith('argoproj.io/') && object.metadata.namespace === undefined;
  return isArgo ? { ...object, metadata: { ...object.metadata, namespace } } : object;
}

/** A folder stands for the YAML files directly in it, as for `kubectl apply`. */
async function filesOf(path: string): Promise<readonly string[]> {
  const names = await readdir(path).catch(() => undefined);
  return names === undefined
    ? [path]
    : names
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(path, name));
}

async function readFileObjects(path: string): Promise<Result<readonly ObjectDraft[]>> {
  const text = await readText(path, 'utf8').catch(() => undefined);
  if (text === undefined) return failed('not-found', `\`${path}\` can not be read.`);
  const objects: ObjectDraft[] = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) return failed('unreadable', `\`${path}\` is not readable YAML.`);
    const content: unknown = document.toJS();
    if (content === null) continue;
    const object = asDraft(content);
    if (!object) return failed('unreadable', `\`${path}\` holds something that is no Kubernetes object with a name.`);
    objects.push(object);
  }
  return ok(objects);
}

function asDraft(value: unknown): ObjectDraft | undefined {
  const [apiVersion, kind] = [textOf(fieldOf(value, 'apiVersion')), textOf(fieldOf(value, 'kind'))];
  const name = textOf(fieldOf(fieldOf(value, 'metadata'), 'name'));
  if (apiVersion === '' || kind === '' || name === '' || typeof value !== 'object' || value === null) return undefined;
  // Its parts were just looked at; the rest is sent as it stands in the file.
  return value as ObjectDraft;
}

// Where files declare what a view shows.
import type { Location } from 'vscode-languageserver/node';
import type { LanguageService } from '../core/service.ts';
import { LineIndex } from '../core/text/lines.ts';
import type { DeclarationsParams } from '../protocol/live.ts';
import { toRange } from './convert.ts';

type Declarations = ReturnType<LanguageService['declarations']>;

export function declarationsOf(service: LanguageService, params: DeclarationsParams): readonly Location[] {
  return placesOf(service, params).map(({ file, span }) => ({
    uri: file.uri,
    range: toRange(new LineIndex(file.text), span),
  }));
}

function placesOf(service: LanguageService, { type, name, namespace, cluster }: DeclarationsParams): Declarations {
  switch (type) {
    case 'cluster':
      return service.declarations('cluster-template', name);
    case 'machine-set':
      return machineSet(service, name, cluster ?? '');
    case 'secret-store':
    case 'cluster-secret-store':
      return service.declarations(
        'secret-store',
        name,
        namespace,
        (store) => store.cluster === (type !== 'secret-store'),
      );
    default:
      return service.declarations(type, name, namespace);
  }
}

/** The document of a machine set in the template of its cluster; the cluster's, where it has none of its own. */
function machineSet(service: LanguageService, id: string, cluster: string): Declarations {
  const templates = service.declarations('cluster-template', cluster);
  const files = new Set(templates.map(({ file }) => file));
  const name = id.startsWith(`${cluster}-`) ? id.slice(cluster.length + 1) : id;
  const own = service.declarations('machine-set', name).filter(({ file }) => files.has(file));
  return own.length > 0 ? own : templates;
}

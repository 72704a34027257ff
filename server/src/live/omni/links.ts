// Addresses in Omni's web interface. Source: omni frontend/src/pages and frontend/src/router/index.ts (since 1.2).

/** The page of a cluster; `undefined` when the context has no address that a browser can open. */
export function clusterPage(url: string | undefined, cluster: string): string | undefined {
  return page(url, 'clusters', cluster);
}

/** The page of a machine: of the node when it belongs to a cluster, else of the machine. */
export function machinePage(url: string | undefined, uuid: string, cluster?: string): string | undefined {
  return cluster === undefined ? page(url, 'machines', uuid) : page(url, 'clusters', cluster, 'machine', uuid);
}

export function machineClassPage(url: string | undefined, name: string): string | undefined {
  return page(url, 'machine-classes', name);
}

/** Where a browser finds Omni; contexts may name the API as `grpc://`, which is served at the same place. */
export function webAddress(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, host } = new URL(url);
  const scheme = { 'https:': 'https', 'http:': 'http', 'grpcs:': 'https', 'grpc:': 'https' }[protocol];
  return scheme === undefined || host === '' ? undefined : `${scheme}://${host}`;
}

function page(url: string | undefined, ...path: readonly string[]): string | undefined {
  const address = webAddress(url);
  return address === undefined ? undefined : `${address}/${path.map(encodeURIComponent).join('/')}`;
}

// Machine classes as templates refer to them: by name, the one in the template's own folder first.
import type { FactRecord, WorkspaceView } from './view.ts';

/** The class of a name; undefined where no file, or more than one of the same folder, defines it. */
export function classNamed(view: WorkspaceView, name: string, folder: string): FactRecord<'machine-class'> | undefined {
  const named = view.named('machine-class', name);
  const own = named.filter((record) => record.file.folder === folder);
  const [only, another] = own.length > 0 ? own : named;
  return another ? undefined : only;
}

/** True when the Proxmox provider makes the machines of a class. */
export function isProxmoxClass(view: WorkspaceView, name: string | undefined, folder: string): boolean {
  if (name === undefined) return false;
  const data = classNamed(view, name, folder)?.fact.data;
  if (!data?.autoprovision) return false;
  if (data.proxmox) return true;
  return view
    .facts('infra-provider')
    .some(({ fact, file }) => file.folder === folder && fact.data.proxmox && fact.name === data.provider);
}

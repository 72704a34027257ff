// Infrastructure providers that compose files run.
import { type Fact, fact } from '../workspace/facts.ts';
import type { YamlNode } from '../yaml/nodes.ts';
import { type ComposeService, flagOf, runsProvider, servicesOf } from './compose.ts';
import { hasPlaceholder } from './placeholders.ts';

/** The id of the Proxmox provider without `--id` (omni-infra-provider-proxmox, internal/pkg/provider/meta/meta.go). */
const defaultProxmoxId = 'proxmox';

/** The providers of a compose file by their ids; an id that is filled in from outside has the name "". */
export function infraProviderFacts(root: YamlNode | undefined): readonly Fact[] {
  return servicesOf(root)
    .filter(runsProvider)
    .map((service) => {
      const proxmox = service.image?.value.includes('proxmox') ?? false;
      const at = flagOf(service, 'id')?.valueAt ?? service.key.span;
      return fact('infra-provider', idOf(service, proxmox), at, { proxmox });
    });
}

function idOf(service: ComposeService, proxmox: boolean): string {
  const given = flagOf(service, 'id')?.value;
  if (given !== undefined) return hasPlaceholder(given) ? '' : given;
  // Words that are filled in from outside, and commands of a shell, may hold the flag.
  const certain = proxmox && (service.whole || service.words.length === 0);
  return certain ? defaultProxmoxId : '';
}

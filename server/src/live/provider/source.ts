// Tells how the provider's container does, every fifteen seconds while somebody looks.
import { ok } from '../fault.ts';
import { PolledSource } from '../polled-source.ts';
import type { LiveSettings } from '../settings.ts';
import type { ProviderFacts } from '../status/facts.ts';
import { ProviderContainer } from './container.ts';
import type { ProviderHost } from './host.ts';

/** Milliseconds between two looks. */
const interval = 15_000;

export class ProviderSource extends PolledSource<ProviderFacts> {
  /** `every` in milliseconds. */
  constructor(
    host: ProviderHost,
    settings: LiveSettings['provider'],
    onFacts: (facts: ProviderFacts) => void,
    every = interval,
  ) {
    const container = new ProviderContainer(host, settings);
    super({
      idle: { state: { phase: 'idle' }, source: host.name },
      every,
      onFacts,
      look: async ({ signal }) => {
        const status = await container.status(signal);
        if (!status.ok) return status;
        const source = `docker inspect ${status.value.name}`;
        return ok({ container: { value: status.value, source, at: Date.now() } });
      },
    });
  }
}

// The service account of Omni that a person has set for this workspace. Its key is kept in VS Code's SecretStorage; which
// Omni it belongs to is remembered with the workspace, so that no other window speaks to that Omni by surprise.
import { commands, type ExtensionContext } from 'vscode';
import { environmentOf, type ServiceAccount } from '../../../../server/src/live/omni/service-account.ts';

const memory = 'omni.serviceAccount';

export class ServiceAccounts {
  readonly #context: Pick<ExtensionContext, 'secrets' | 'workspaceState'>;

  constructor(context: Pick<ExtensionContext, 'secrets' | 'workspaceState'>) {
    this.#context = context;
    this.#tell();
  }

  /** Address of the Omni for which a service account is set here. */
  get endpoint(): string | undefined {
    return this.#context.workspaceState.get<string>(memory);
  }

  /** What every call of omnictl gets; nothing where no service account is set. */
  async environment(): Promise<Readonly<Record<string, string>>> {
    const { endpoint } = this;
    const key = endpoint === undefined ? undefined : await this.#context.secrets.get(secretOf(endpoint));
    return endpoint === undefined || key === undefined ? {} : environmentOf({ key, endpoint });
  }

  async set({ key, endpoint }: ServiceAccount): Promise<void> {
    await this.#context.secrets.store(secretOf(endpoint), key);
    await this.#context.workspaceState.update(memory, endpoint);
    this.#tell();
  }

  async forget(): Promise<void> {
    const { endpoint } = this;
    if (endpoint !== undefined) await this.#context.secrets.delete(secretOf(endpoint));
    await this.#context.workspaceState.update(memory, undefined);
    this.#tell();
  }

  #tell(): void {
    void commands.executeCommand('setContext', 'omniScale.serviceAccount', this.endpoint !== undefined);
  }
}

function secretOf(endpoint: string): string {
  return `omni service account ${endpoint}`;
}
